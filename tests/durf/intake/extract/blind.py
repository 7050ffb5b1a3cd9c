"""A child on a machine where no pictures can be read."""

from __future__ import annotations

from durf.intake.extract import child


def main():
    """Run as the child does, without a reader of pictures."""
    child.picture_reader = lambda: None
    child.main()
