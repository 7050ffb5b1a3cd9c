"""What a credential proves about itself: check digits, and what it decodes to.

Each checksum is a function from the found text to a note about what it proved,
or None where nothing was proved.  A note is an English template with its
arguments, as in ``Match.note``.
"""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64decode
from binascii import Error as NotBase64
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Callable

Note = tuple[str, ...]
VALID: Note = ("its checksum is valid",)

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CHECK_DIGITS = 6
# Ids handed out before April 2019 do not tell their account.
_FIRST_TELLING = "Q"


def base62_crc32(text: str) -> Note | None:
    """Check the six base-62 digits at the end of GitHub's and npm's tokens."""
    body = text.rpartition("_")[2]
    random, check = body[:-_CHECK_DIGITS], body[-_CHECK_DIGITS:]
    value, digits = crc32(random.encode()), ""
    for _ in range(_CHECK_DIGITS):
        value, digit = divmod(value, len(_BASE62))
        digits = _BASE62[digit] + digits
    # npm puts the lower-case letters first, GitHub the capitals.
    return VALID if check in (digits, digits.swapcase()) else None


def hex_crc32(text: str) -> Note | None:
    """Check the eight hexadecimal digits at the end of Grafana's and Atlassian's."""
    body, check = text[:-9], text[-8:].lower()
    secret = body.rpartition("_")[2]
    sums = (crc32(part.encode()) for part in (secret, "sa" + secret, body, text[:-8]))
    shown = [value.to_bytes(4, "big").hex() for value in sums]
    swapped = [bytes.fromhex(digits)[::-1].hex() for digits in shown]
    return VALID if check in shown + swapped else None


def aws_account(text: str) -> Note | None:
    """Read the account that an AWS access key id was made for."""
    if text[4:5] < _FIRST_TELLING and not text[4:5].isdigit():
        return None
    value = 0
    for letter in text[4:14].upper():
        if letter not in _BASE32:
            return None
        value = value * 32 + _BASE32.index(letter)
    account = (value >> 2 & 0x7FFFFFFFFF80) >> 7
    return ("it names AWS account {0}", f"{account:012d}")


def jwt(text: str) -> Note | None:
    """Decode the header and the claims of a JSON web token."""
    header, _, rest = text.partition(".")
    read, claims = _json_object(header), _json_object(rest.partition(".")[0])
    if read is None or "alg" not in read or claims is None:
        return None
    return ("it decodes to a token signed with {0}", str(read["alg"])[:20])


def jose_header(text: str) -> Note | None:
    """Decode the JSON that a token carries after its prefix."""
    start = text.find("eyJ")
    body = text[start:].partition("_")[0].partition(".")[0]
    return ("it decodes to JSON",) if start >= 0 and _json_object(body) else None


def basic_credentials(text: str) -> Note | None:
    """Decode ``user:password`` as a basic authorization header carries it."""
    decoded = _decoded(text)
    if decoded is None or not decoded.isascii():
        return None
    shown = decoded.decode()
    name, colon, password = shown.partition(":")
    if not (colon and name and password and shown.isprintable()):
        return None
    return ("it decodes to a name and a password",)


def base64_text(text: str) -> Note | None:
    """Decode readable text, as the values of a Kubernetes secret are."""
    decoded = _decoded(text) if len(text) % 4 == 0 else None
    if decoded is None:
        return None
    try:
        shown = decoded.decode().strip()
    except UnicodeDecodeError:
        return None
    readable = all(letter.isprintable() or letter.isspace() for letter in shown)
    return ("it decodes to readable text",) if readable and shown else None


def key_of_64_bytes(text: str) -> Note | None:
    """Decode a key of 64 bytes, as Azure's storage keys are."""
    decoded = _decoded(text.rpartition("AccountKey=")[2])
    found = decoded is not None and len(decoded) == 64
    return ("it decodes to a key of 64 bytes",) if found else None


def bech32(text: str) -> Note | None:
    """Check a BIP 173 string, such as an age identity or a Nostr key."""
    prefix, _, body = text.lower().rpartition("1")
    if not prefix or any(letter not in _BECH32 for letter in body):
        return None
    values = [ord(letter) >> 5 for letter in prefix]
    values += [0, *(ord(letter) & 31 for letter in prefix)]
    values += [_BECH32.index(letter) for letter in body]
    return VALID if _polymod(values) == 1 else None


def base58check(text: str) -> Note | None:
    """Check the four bytes at the end of a Bitcoin key."""
    from hashlib import sha256

    value = 0
    for letter in text:
        if letter not in _BASE58:
            return None
        value = value * 58 + _BASE58.index(letter)
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    once = sha256(raw[:-4]).digest()
    return VALID if sha256(once).digest()[:4] == raw[-4:] else None


def base32_crc16(text: str) -> Note | None:
    """Check the two bytes at the end of a Stellar seed."""
    value = 0
    for letter in text:
        if letter not in _BASE32:
            return None
        value = value * 32 + _BASE32.index(letter)
    raw = value.to_bytes(35, "big")
    crc = 0
    for byte in raw[:-2]:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return VALID if crc.to_bytes(2, "little") == raw[-2:] else None


def public_address(text: str) -> Note | None:
    """Tell an address of the public internet from private and reserved ones."""
    from ipaddress import AddressValueError, IPv4Address

    try:
        address = IPv4Address(text)
    except AddressValueError:
        return None
    return ("it is a public address",) if address.is_global else None


CHECKSUMS: dict[str, Callable[[str], Note | None]] = {
    "base62-crc32": base62_crc32,
    "hex-crc32": hex_crc32,
    "aws-account": aws_account,
    "jwt": jwt,
    "json": jose_header,
    "basic": basic_credentials,
    "base64-text": base64_text,
    "64-bytes": key_of_64_bytes,
    "bech32": bech32,
    "base58check": base58check,
    "base32-crc16": base32_crc16,
    "public-address": public_address,
}


def _polymod(values: list[int]) -> int:
    generators = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(generators):
            check ^= generator if top >> bit & 1 else 0
    return check


def _decoded(text: str) -> bytes | None:
    padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
    try:
        return b64decode(padded, validate=True)
    except (NotBase64, ValueError):
        return None


def _json_object(text: str) -> dict[str, object] | None:
    try:
        read = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (NotBase64, ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None
