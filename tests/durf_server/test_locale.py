"""Everything the server says is said in Dutch too."""

from __future__ import annotations

import pytest

from scripts.make_server_locale import (
    apps,
    compiled,
    folder_of,
    missing_of,
    of_calls,
    of_errors,
    read_catalogue,
    renewed,
)


@pytest.mark.parametrize("app", apps())
def test_nothing_is_missing_or_unsure(app: str):
    assert list(missing_of(renewed(app, read_catalogue(app)))) == []


@pytest.mark.parametrize("app", apps())
def test_the_program_reads_what_people_read(app: str):
    path = folder_of(app) / "django.mo"
    kept = (
        path.read_bytes()
        if path.exists()
        else compiled(renewed(app, read_catalogue(app)))
    )
    assert kept == compiled(renewed(app, read_catalogue(app)))


@pytest.mark.parametrize("app", apps())
def test_translations_keep_what_is_filled_in(app: str):
    for message in read_catalogue(app):
        parts = [message.string] if isinstance(message.string, str) else message.string
        for part in filter(None, parts):
            problems = list(message.check())
            assert not problems, (message.id, part, problems)


def test_it_finds_what_is_given_to_gettext():
    source = "_('one'); gettext(\n 'two' ' and three'); ngettext('a', 'b', n); pgettext('c', 'd')"
    assert list(of_calls(source)) == [
        (None, "one"),
        (None, "two and three"),
        (None, ("a", "b")),
        ("c", "d"),
    ]


def test_it_finds_what_errors_say():
    source = """
class Gone(ServerError):
    code = "gone"
    template = "it is gone ({reason})"
    remedy = "{mend}"

def f():
    raise Gone(reason="nobody knows" if x else "all know", mend="wait", field="text")
"""
    assert {text for _, text in of_errors(source)} == {
        "it is gone ({reason})",
        "nobody knows",
        "all know",
        "wait",
    }
