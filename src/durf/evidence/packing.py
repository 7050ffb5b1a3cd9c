"""Bundles as files that can be sent: packed, signed as a whole, and unpacked.

The manifest names every other file with its SHA-256, and the log's key signs the
manifest.  Together with the one form of the archive no bit of a bundle is free.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from durf.errors import BrokenProof
from durf.evidence.archive import archived, unarchived
from durf.evidence.bundle_files import bundle_of, files_of
from durf.evidence.canonical import canonical, read_canonical
from durf.evidence.note import Note, read_note
from durf.evidence.page import PAGE_VERSION, page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from durf.evidence.bundle import Bundle
    from durf.evidence.signing import Ed25519Signer

VERSION = 1
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
PAGE = "index.html"
# Its second line is no number, so that it can never pass for a checkpoint.
_STATEMENT = "durf.evidence/manifest@v1\nsha256:{digest}\n"
_AT = "%Y-%m-%dT%H:%M:%S.%fZ"
_LANGUAGES = ("en", "nl")


@dataclass(frozen=True, slots=True)
class Packed:
    """A bundle as it was read from a file; nothing in it is proved yet.

    Attributes:
        bundle: what it holds.
        origin: the name of the log that it says it is of.
        statement: what the log's key has to have signed, with the signature.
        page: the page for people, as it was sent.
        page_version: which way of making the page made it.
    """

    bundle: Bundle
    origin: str
    statement: Note
    page: bytes
    page_version: int


def pack(bundle: Bundle, signer: Ed25519Signer) -> bytes:
    """Return a bundle as a file.

    Raises:
        BadEntry: a payload in it is no JSON.
        BrokenProof: it is too large.
    """
    files = files_of(bundle)
    files[PAGE] = page(bundle, bundle.language)
    manifest = canonical(
        {
            "v": VERSION,
            "about": bundle.about,
            "exported_at": bundle.exported_at.astimezone(UTC).strftime(_AT),
            "files": {name: sha256(x).hexdigest() for name, x in files.items()},
            "language": bundle.language,
            "origin": signer.key.name,
            "page": PAGE_VERSION,
        }
    )
    statement = _statement(manifest)
    files[MANIFEST] = manifest
    files[SIGNATURE] = Note(statement, (signer.sign(statement),)).to_bytes()
    return archived(files)


def unpack(content: bytes) -> Packed:
    """Return the bundle that a file is; nothing in it is proved yet.

    Raises:
        BrokenProof: it is no bundle, or a file in it is not the one that was packed.
    """
    files = unarchived(content)
    manifest, signature = files.pop(MANIFEST, b""), files.pop(SIGNATURE, b"")
    values = _read(manifest)
    _compare(values["files"], files)
    note = read_note(signature)
    # A second signature would be a place where somebody else could write.
    if note.text != _statement(manifest) or len(note.signatures) != 1:
        raise BrokenProof(where=SIGNATURE, reason="it is not about this manifest")
    sent = files.pop(PAGE, b"")
    bundle = bundle_of(
        files, values["about"], values["exported_at"], values["language"]
    )
    return Packed(bundle, values["origin"], note, sent, values["page"])


def _read(manifest: bytes) -> dict[str, Any]:
    try:
        values: dict[str, Any] = read_canonical(manifest)
        version, language = values["v"], values["language"]
        at = datetime.strptime(values["exported_at"], _AT).replace(tzinfo=UTC)
        words = (values["about"], values["origin"])
        is_whole = all(isinstance(x, str) for x in words) and len(values) == 7
        is_whole = is_whole and type(values["page"]) is int
        is_whole = is_whole and isinstance(values["files"], dict)
    except (ValueError, TypeError, KeyError):
        raise _strange() from None
    if version != VERSION:
        raise BrokenProof(where=MANIFEST, reason="it is of another version")
    is_plain = at.strftime(_AT) == values["exported_at"] and language in _LANGUAGES
    if not is_whole or not is_plain:
        raise _strange()
    return {**values, "exported_at": at}


def _strange() -> BrokenProof:
    return BrokenProof(where=MANIFEST, reason="it is not what a bundle holds")


def _compare(named: Mapping[str, str], files: Mapping[str, bytes]) -> None:
    for name in sorted({*named, *files}):
        content = files.get(name)
        if content is None or sha256(content).hexdigest() != named.get(name):
            raise BrokenProof(where=name, reason="the manifest does not name it so")


def _statement(manifest: bytes) -> str:
    return _STATEMENT.format(digest=sha256(manifest).hexdigest())
