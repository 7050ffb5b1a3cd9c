"""Ways to change a bundle: by chance, by hand, and by whoever may sign it."""

from __future__ import annotations

import json
from hashlib import sha256

from durf.evidence.archive import archived, unarchived
from durf.evidence.canonical import canonical, read_canonical
from durf.evidence.note import Note
from durf.evidence.packing import MANIFEST, SIGNATURE
from tests.durf.evidence.sample import SIGNER, STRANGER

# What the owner of the log could not change either, with all keys in hand.
BOUND = ("entries.jsonl", "index.html", "media/", "policy/", "proofs/")


def mutated(content: bytes, chance, ways=()) -> bytes:
    """Return the bundle with one change."""
    while True:
        way = chance.choice(ways or WAYS)
        changed = way(content, chance)
        if changed != content:
            return changed


def of_bytes(content: bytes, chance) -> bytes:
    """Change bytes, as a bad disk or a child with an editor would."""
    at = chance.randrange(len(content))
    end = min(at + chance.choice((1, 1, 1, 2, 40, 400)), len(content))
    match chance.randrange(8):
        case 0:
            bit = bytes([content[at] ^ 1 << chance.randrange(8)])
            return content[:at] + bit + content[at + 1 :]
        case 1:
            return content[:at] + chance.randbytes(end - at) + content[end:]
        case 2:
            return content[:at] + content[end:]
        case 3:
            return content[:at] + chance.randbytes(end - at) + content[at:]
        case 4:
            return content[:end] + content[at:]
        case 5:
            return content[:at]
        case 6:
            other = chance.randrange(len(content))
            piece = content[other : other + end - at]
            return content[:at] + piece + content[at + len(piece) :]
    return content + chance.randbytes(end - at)


def of_files(content: bytes, chance) -> bytes:
    """Change what is in the archive, and archive it well."""
    return archived(changed_files(unarchived(content), chance))


def named_anew(content: bytes, chance) -> bytes:
    """Do so, and let the manifest name what there is now."""
    files = changed_files(unarchived(content), chance)
    manifest = manifest_of(files)
    return archived({**files, MANIFEST: manifest})


def signed_by_a_stranger(content: bytes, chance) -> bytes:
    """Do so, and sign the manifest with another key of the same name."""
    return signed_anew(changed_files(unarchived(content), chance), STRANGER)


def signed_by_the_owner(content: bytes, chance) -> bytes:
    """Do so with what the log binds, and sign with the log's own key."""
    files = unarchived(content)
    bound = {name: x for name, x in files.items() if name.startswith(BOUND)}
    # Without an entry, or without a text, nothing that is shown would be untrue.
    changed = bound
    while changed.keys() < bound.keys() or changed == bound:
        changed = changed_files(dict(bound), chance)
    return signed_anew({**files, **changed}, SIGNER)


def changed_files(files: dict[str, bytes], chance) -> dict[str, bytes]:
    name = chance.choice(sorted(files))
    match chance.randrange(7):
        case 0:
            del files[name]
        case 1:
            other = chance.choice(sorted(files))
            files[name], files[other] = files[other], files[name]
        case 2:
            files[f"{name}{chance.choice('abc')}"] = files[name]
        case 3:
            lines = files[name].splitlines(keepends=True)
            chance.shuffle(lines)
            files[name] = b"".join(lines)
        case 4 | 5 if name.endswith((".json", ".jsonl")):
            files[name] = with_another_value(files[name], chance)
        case _:
            files[name] = of_bytes(files[name] or b"x", chance)
    return files


def with_another_value(content: bytes, chance) -> bytes:
    """Change one value in one line of JSON, and write it in its one form."""
    lines = content.splitlines() or [b"[]"]
    place = chance.randrange(len(lines))
    try:
        lines[place] = canonical(another(read_canonical(lines[place]), chance))
    except ValueError:
        return content + b"x"
    return b"".join(line + b"\n" for line in lines)[: -1 if len(lines) == 1 else None]


def another(value, chance):
    match value:
        case dict() if value:
            name = chance.choice(list(value))
            return {**value, name: another(value[name], chance)}
        case list() if value:
            place = chance.randrange(len(value))
            return [*value[:place], another(value[place], chance), *value[place + 1 :]]
        case str() if value.startswith("{"):
            inner = another(json.loads(value), chance)
            return canonical(inner).decode()
        case str() if len(value) > 1:
            return value[1:] + value[0]
        case bool():
            return not value
        case int():
            return value + chance.choice((-1, 1, 1000))
    return "other"


def manifest_of(files: dict[str, bytes]) -> bytes:
    try:
        values = read_canonical(files.get(MANIFEST, b""))
        names = files.keys() - {MANIFEST, SIGNATURE}
        digests = {name: sha256(files[name]).hexdigest() for name in names}
        return canonical({**values, "files": digests})
    except (ValueError, TypeError):
        return files.get(MANIFEST, b"")


def signed_anew(files: dict[str, bytes], signer) -> bytes:
    manifest = manifest_of(files)
    digest = sha256(manifest).hexdigest()
    statement = f"durf.evidence/manifest@v1\nsha256:{digest}\n"
    note = Note(statement, (signer.sign(statement),)).to_bytes()
    return archived({**files, MANIFEST: manifest, SIGNATURE: note})


WAYS = (
    of_bytes,
    of_bytes,
    of_files,
    named_anew,
    signed_by_a_stranger,
    signed_by_the_owner,
)
