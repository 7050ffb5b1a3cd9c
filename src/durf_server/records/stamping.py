"""Times from outside: an authority stamps the digest of a checkpoint (RFC 3161)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from cryptography.x509 import load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from durf_server.errors import BadInput, Unreachable
from durf_server.outward import post

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampRequest

_HEADERS = {
    "content-type": "application/timestamp-query",
    "accept": "application/timestamp-reply",
}


def stamped(content: bytes, url: str, certificates: str) -> bytes:
    """Let an authority stamp bytes, and return its answer.

    Args:
        content: of which the authority sees the SHA-256 only.
        url: of the authority.
        certificates: the roots, as PEM, that its signature must lead to.

    Raises:
        BadInput: the certificates cannot be read.
        Unreachable: it cannot be reached, or its answer is not what it should be.
    """
    roots = read_certificates(certificates)
    builder = TimestampRequestBuilder().data(content).nonce(nonce=True)
    builder = builder.hash_algorithm(HashAlgorithm.SHA256)
    request = builder.cert_request(cert_request=True).build()
    answer = post(url, request.as_bytes(), _HEADERS)
    if answer.status_code != HTTPStatus.OK:
        raise Unreachable(reason="it does not stamp times")
    _check(answer.content, content, roots, request)
    return answer.content


def stamp_time(answer: bytes) -> datetime:
    """Return the time that a kept stamp says."""
    return decode_timestamp_response(answer).tst_info.gen_time


def check_stamp(answer: bytes, content: bytes, certificates: str) -> None:
    """Check a stamp that was kept.

    Raises:
        BadInput: the certificates cannot be read.
        Unreachable: it is not a stamp of these bytes by that authority.
    """
    _check(answer, content, read_certificates(certificates), None)


def read_certificates(pem: str) -> list[Certificate]:
    """Return the certificates of a text.

    Raises:
        BadInput: it holds none, or something else.
    """
    try:
        return load_pem_x509_certificates(pem.encode())
    except ValueError:
        raise BadInput(
            field="certificates", reason="they are no certificates in PEM"
        ) from None


def _check(
    answer: bytes,
    content: bytes,
    roots: list[Certificate],
    request: TimeStampRequest | None,
) -> None:
    builder = VerifierBuilder.from_request(request) if request else VerifierBuilder()
    for root in roots:
        builder = builder.add_root_certificate(root)
    try:
        builder.build().verify_message(decode_timestamp_response(answer), content)
    except (VerificationError, ValueError):
        raise Unreachable(reason="its stamp is not a right one") from None
