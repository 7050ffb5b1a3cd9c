"""``make run``: what somebody sees who just came in."""

from __future__ import annotations

import json

import pytest

import durf.cli.tour
from durf.cli.cells import cells

POSTS = [
    {"text": "Good morning, all of you", "channel": "bluesky"},
    {
        "text": "Our turnover is up by a fifth this quarter, before anybody else knows, "
        "and that calls for cake",
        "author": {"name": "jane.roe", "roles": ["sales"]},
        "at": "2027-03-01T09:00:00Z",
    },
    {"text": "The launch is on Monday\nand it is good"},
]


@pytest.fixture
def tour(desk, monkeypatch, capsysbinary):
    """Run the tour over examples of our own, and return what it shows."""
    for policy, posts in durf.cli.tour._SHOWS:
        (desk / policy).write_text((desk / "policy.md").read_text())
        lines = (json.dumps(post) for post in POSTS)
        (desk / posts).write_text("\n".join(lines))
    monkeypatch.setattr(durf.cli.tour, "EXAMPLES", desk)

    def show() -> str:
        durf.cli.tour.main()
        return capsysbinary.readouterr().out.decode()

    return show


def test_it_judges_all_examples_and_says_what_to_type_next(tour):
    out = tour()
    assert out.count("✓ fine") == out.count("✗ block") == out.count("? review") == 2
    assert "6 posts: 2 fine, 2 review, 2 block" in out
    assert "durf policy new" in out
    assert "durf check post.txt" in out


def test_it_shows_who_says_it_and_when(tour):
    assert "jane.roe, sales, 2027-03-01" in tour()


def test_it_fits_a_screen_of_80_columns(tour):
    assert max(cells(line) for line in tour().splitlines()) <= 80


def test_it_speaks_the_readers_language(tour, monkeypatch):
    monkeypatch.setenv("DURF_LANGUAGE", "nl")
    out = tour()
    assert "berichten: " in out
    assert "posts: " not in out
