"""What credentials prove about themselves."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.kinds.secrets.checksums import CHECKSUMS, VALID


@pytest.mark.parametrize(
    ("checksum", "text"),
    [
        # Published by their makers as examples.
        ("base62-crc32", "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"),
        ("base58check", "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"),
        ("bech32", "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5"),
        ("hex-crc32", "glsa_abc_" + f"{crc32(b'abc'):08x}"),
        ("hex-crc32", "ATATT3abc=" + f"{crc32(b'ATATT3abc='):08X}"),
    ],
)
def test_a_valid_checksum_is_noted(checksum: str, text: str) -> None:
    check = CHECKSUMS[checksum]
    assert check(text) == VALID
    assert check(text[:-1] + ("q" if text[-1] != "q" else "p")) is None


def test_it_reads_the_account_from_an_aws_key() -> None:
    note = CHECKSUMS["aws-account"]("ASIAQNZGKIQY56JQ7WML")
    assert note == ("it names AWS account {0}", "029608264753")


def test_a_token_must_decode_to_a_header_with_an_algorithm() -> None:
    def part(value: object) -> str:
        return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    header, claims = part({"alg": "ES256"}), part({"sub": "1"})
    assert CHECKSUMS["jwt"](f"{header}.{claims}.x") == (
        "it decodes to a token signed with {0}",
        "ES256",
    )
    assert CHECKSUMS["jwt"](f"{claims}.{claims}.x") is None
    assert CHECKSUMS["jwt"](f"{header}.e30x.x") is None


@pytest.mark.parametrize(
    ("text", "is_pair"),
    [(b"kim:geheim", True), (b"kim", False), (b":geheim", False), (b"k\x00:x", False)],
)
def test_basic_credentials_are_a_name_and_a_password(
    text: bytes, is_pair: bool
) -> None:
    assert (CHECKSUMS["basic"](b64encode(text).decode()) is not None) is is_pair


@pytest.mark.parametrize(
    ("text", "is_public"),
    [
        ("81.2.69.160", True),
        ("10.0.0.1", False),
        ("256.1.1.1", False),
        ("8.8.8.08", False),
    ],
)
def test_only_a_public_address_counts(text: str, is_public: bool) -> None:
    assert (CHECKSUMS["public-address"](text) is not None) is is_public


@pytest.mark.parametrize("name", sorted(CHECKSUMS))
@given(text=st.text(max_size=120))
def test_no_text_breaks_a_checksum(name: str, text: str) -> None:
    assert isinstance(CHECKSUMS[name](text), tuple | None)
