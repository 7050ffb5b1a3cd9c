"""Which durf this is."""

from __future__ import annotations


def version_number() -> str:
    """Return the version of the durf that was installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("durf")
    except PackageNotFoundError:
        # Run from its source, where nothing was installed.
        return "0"
