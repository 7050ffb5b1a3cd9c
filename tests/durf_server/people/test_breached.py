"""Leaked passwords are found in the list, wherever they stand in it."""

from __future__ import annotations

import hashlib
import io

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ImproperlyConfigured, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from durf_server.people.breached import stands_in


def hash_of(password: str) -> str:
    written = password.encode("utf-8", "surrogatepass")
    return hashlib.sha1(written, usedforsecurity=False).hexdigest().upper()


def written(passwords, end="\r\n", count=lambda n: n) -> bytes:
    hashes = sorted({hash_of(one) for one in passwords})
    return "".join(f"{one}:{count(n)}{end}" for n, one in enumerate(hashes)).encode()


@given(
    leaked=st.sets(st.text(max_size=12), max_size=60),
    asked=st.text(max_size=12),
    end=st.sampled_from(["\n", "\r\n"]),
    width=st.integers(0, 30),
)
def test_it_finds_those_that_leaked_and_no_other(leaked, asked, end, width):
    # Lines of many lengths: the middle of the file is never the middle of the lines.
    text = written(leaked, end, lambda n: 10 ** ((n * 7) % (width + 1)))
    assert all(stands_in(io.BytesIO(text), one) for one in leaked)
    assert stands_in(io.BytesIO(text), asked) == (asked in leaked)


@given(
    leaked=st.sets(st.text(max_size=8), min_size=1, max_size=30), rubbish=st.binary()
)
def test_it_ends_in_any_file(leaked, rubbish):
    stands_in(io.BytesIO(rubbish), "x")
    text = written(leaked).rstrip()
    assert all(stands_in(io.BytesIO(text), one) for one in leaked)


def test_it_reads_little_of_a_long_list():
    text = written(str(n) for n in range(20_000))

    class Counting(io.BytesIO):
        lines = 0

        def readline(self, *given):
            self.lines += 1
            return super().readline(*given)

    file = Counting(text)
    assert stands_in(file, "12345")
    assert file.lines < 60


def test_a_leaked_password_is_refused_where_there_is_a_list(tmp_path, settings):
    good = "vier natte hazen dansen"
    validate_password(good)
    path = tmp_path / "pwned.txt"
    path.write_bytes(written([good, "others"]))
    settings.BREACHED_PASSWORDS = str(path)
    with pytest.raises(ValidationError):
        validate_password(good)
    validate_password("acht droge hazen slapen")


def test_a_list_that_is_not_there_is_told_and_not_passed_by(settings):
    settings.BREACHED_PASSWORDS = "/nowhere/pwned.txt"
    with pytest.raises(ImproperlyConfigured):
        validate_password("acht droge hazen slapen")


@pytest.mark.parametrize("password", ["password123", "qwertyuiop", "kort"])
def test_what_everybody_takes_or_is_short_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)
