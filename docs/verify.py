"""Check a bundle of evidence without trusting what made it: verify.py BUNDLE KEY.

KEY holds the public keys of the log, one a line, from its owner and not out of the
bundle.  Needs 'cryptography'.  Exit status: 0 everything holds, 1 something does not.
"""

import json
import re
import struct
import sys
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from zlib import crc32

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey


def need(holds, what):
    if not holds:
        raise ValueError(what)


def digest(*parts):
    return sha256(b"".join(parts)).digest()


def b64(text, size=32):
    raw = b64decode(text, validate=True)
    need(len(raw) == size or not size, "a hash of another size")
    return raw


def unzip(raw):  # of all ZIP files this takes the one form that a bundle has
    files, at, parts, ends = {}, 0, [], b""
    while raw[at : at + 4] == b"PK\3\4":
        size, length = struct.unpack_from("<L4xH", raw, at + 18)
        start = at + 30 + length
        name, content = raw[at + 30 : start], raw[start : start + size]
        told = (33, crc32(content), size, size, length)
        head = b"\x14" + bytes(7) + struct.pack("<H3LH", *told)
        parts += [b"PK\3\4", head, b"\0\0", name, content]
        ends += b"PK\1\2\x14\3" + head + bytes(10) + b"\xa4\x81"
        ends += struct.pack("<L", at) + name
        files[name.decode()], at = content, start + size
    end = struct.pack("<4H2LH", 0, 0, len(files), len(files), len(ends), at, 0)
    need(b"".join([*parts, ends, b"PK\5\6", end]) == raw, "not the archive written")
    need(list(files) == sorted(files), "files out of order")
    return files


def read_key(line):  # name, id, kind and key, as in c2sp.org/signed-note
    name, _, material = line.strip().split("+", 2)
    raw = b64(material, 0)
    return name, digest(name.encode(), b"\n", raw)[:4], raw[0], raw[1:]


def check(key, blob, text):  # raises InvalidSignature
    if key[2] == 1:
        return Ed25519PublicKey.from_public_bytes(key[3]).verify(blob, text.encode())
    origin, size, root = text.split("\n")[:3]  # c2sp.org/tlog-cosignature
    name, log = (bytes([len(x.encode())]) + x.encode() for x in (key[0], origin))
    message = b"subtree/v1\n\0" + name + blob[:8] + log + bytes(8)
    message += int(size).to_bytes(8, "big") + b64(root)
    return MLDSA44PublicKey.from_public_bytes(key[3]).verify(blob[8:], message)


def signed(raw, keys):  # the lines of a note that a key of each kind has signed
    head, _, lines = raw.decode().rpartition("\n\n")
    found = [(n, b64(x, 0)) for n, x in re.findall("— (\\S+) (\\S+)\n", lines)]
    again = "".join(f"— {name} {b64encode(blob).decode()}\n" for name, blob in found)
    need(f"{head}\n\n{again}".encode() == raw, "no signed note")
    for kind in {1} | {key[2] for key in keys}:
        made = [(k, x) for k in keys for n, x in found if (n, x[:4], kind) == k[:3]]
        need(made, "the key did not sign it")
        for key, blob in made:
            check(key, blob[4:], f"{head}\n")
    return head.split("\n")


def climb(leaf, index, size, path):  # RFC 6962, 2.1.1
    need(bool(path) == (size > 1) and 0 <= index < size, "not in the tree")
    half = 1 << (size - 1).bit_length() >> 1
    if size == 1:
        return leaf
    if index < half:
        return digest(b"\1", climb(leaf, index, half, path[:-1]), path[-1])
    return digest(b"\1", path[-1], climb(leaf, index - half, size - half, path[:-1]))


def both(old, new, path, known):  # RFC 6962, 2.1.2: the old root and the new
    need(0 < old <= new and (path or old == new), "another log")
    if old == new:
        need(len(path) == (not known), "another log")
        return (known or path[0],) * 2
    half = 1 << (new - 1).bit_length() >> 1
    if old <= half:
        then, now = both(old, half, path[:-1], known)
        return then, digest(b"\1", now, path[-1])
    then, now = both(old - half, new - half, path[:-1], None)
    return digest(b"\1", path[-1], then), digest(b"\1", path[-1], now)


def verify(files, keys):
    manifest = json.loads(files["manifest.json"])
    keys = [key for key in keys if key[0] == manifest["origin"]]
    plain = [key for key in keys if key[2] == 1]
    digests = {name: sha256(content).hexdigest() for name, content in files.items()}
    statement = ["durf.evidence/manifest@v1", f"sha256:{digests.pop('manifest.json')}"]
    note, _ = files["manifest.sig"], digests.pop("manifest.sig")
    need(signed(note, plain) == statement and note.count(b"\n") == 4, "no statement")
    origin, size, root = signed(files["checkpoint"], keys)[:3]
    need(digests == manifest["files"] and origin == manifest["origin"], "other files")
    size, root, last, named = int(size), b64(root), -1, set()
    proofs = json.loads(files["proofs/inclusion.json"])
    for entry in map(json.loads, files["entries.jsonl"].splitlines()):
        index, leaf, parts = entry["index"], b64(entry["leaf"], 0), entry["parts"]
        path = [b64(proofs["hashes"][n]) for n in proofs["paths"][str(index)]]
        top, held = climb(digest(b"\0", leaf), index, size, path), json.loads(leaf)
        in_place = last < index and held["parts"].keys() == parts.keys()
        need(top == root and in_place, "an entry out of place")
        for name, part in parts.items():
            if part not in ("erased", "withheld"):
                shown = b64(part["salt"]), part["payload"].encode()
                need(digest(*shown) == b64(held["parts"][name]), "words never logged")
                named |= set(re.findall("[0-9a-f]{64}", part["payload"]))
        last = index
    stamped = {str(size): files["checkpoint"]}
    for old, path in json.loads(files.get("proofs/consistency.json", b"{}")).items():
        stamped[old] = files[f"checkpoints/{old}"]
        lines = signed(stamped[old], plain)
        roots = both(int(old), size, [b64(x) for x in path], b64(lines[2]))
        need(lines[:2] == [origin, old] and roots == (b64(lines[2]), root), "a fork")
    for name, hexadecimal in digests.items():
        folder, stem, _ = re.split("[/.]", f"{name}/.", maxsplit=2)
        is_named = stem == hexadecimal and stem in named
        need(folder not in ("policy", "media") or is_named, f"{name} unnamed")
        if folder == "timestamps":
            need(digest(stamped[stem]) in files[name], f"{name} of something else")
    print(f"everything holds: {origin}, {size} entries, root {root.hex()}")


if __name__ == "__main__":
    lines = Path(sys.argv[2]).read_text("utf-8").splitlines()
    try:
        keys = [read_key(line) for line in lines if line.strip() and line[0] != "#"]
        verify(unzip(Path(sys.argv[1]).read_bytes()), keys)
    except Exception as error:
        sys.exit(f"does not hold: {error!r}")
