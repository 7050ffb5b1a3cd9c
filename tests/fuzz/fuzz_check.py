"""Whatever a post says: a verdict, with places inside the post, in bounded time."""

from __future__ import annotations

import json
import pkgutil
import sys
import time
from importlib import import_module

import atheris

with atheris.instrument_imports(include=["durf"]):
    import durf
    from durf.check.checker import Checker
    from durf.check.mend import mend
    from durf.cli.pretty import Pretty
    from durf.cli.report import Judged
    from durf.cli.terminal import Terminal
    from durf.policy.packs import shipped_packs
    from durf.policy.read import read_policy
    from durf.post import Author, Medium, Post

    # What durf loads late must be watched from the beginning too.
    for module in pkgutil.walk_packages(durf.__path__, "durf."):
        if not module.name.startswith("durf.cli"):
            import_module(module.name)

# Instrumented, and on a busy machine: what is linear needs far less.
SECONDS_EACH_MEGABYTE = 60
SECONDS = 5
RULES = """
# Kinds that no pack has
```rule words
action: block
terms: {any: [omzet, net profit, "5 %"]}
```
```rule expression
action: review
pattern: '(?P<it>[A-Z]{2,5}\\d+)(?!\\w)'
```
```rule few
action: warn
limits: {length: 280, words: 40, lines: 5, emoji: 2, links: 1, capitals: 0.5}
```
```rule early
action: warn
when: author.name == "a" || post.text.size() > 90 || channel.startsWith("x")
terms: [launch]
```
"""
SCREEN = Terminal("nl", "utf-8", 80, is_coloured=True, has_watcher=False)
# No UTF-8 has this byte: it stands between the fields of a post.
BETWEEN = b"\xff"
# A text that begins with this byte is repeated as often as the next byte says.
AGAIN = b"\xfe"
MOST = 20_000


def _checker() -> Checker:
    names = ", ".join(shipped_packs())
    front = f'---\npolicy: All\nversion: "1"\nlanguage: nl\npacks: [{names}]\n---\n'
    return Checker.unproven(read_policy((front + RULES).encode(), "all.md"))


CHECKER = _checker()
PRETTY = Pretty(SCREEN, shows_clean=True)


def _text(raw: bytes) -> str:
    times = 1
    if raw.startswith(AGAIN):
        times, raw = raw[1] if len(raw) > 1 else 1, raw[2:]
    # Bytes that are no UTF-8 become lone surrogates.
    text = raw.decode("utf-8", "surrogateescape")
    return (text * (times * times))[:MOST]


def _post(raw: bytes) -> Post:
    fields = [*map(_text, raw.split(BETWEEN, 6)), *[""] * 7][:7]
    text, alt, link, name, channel, role, language = fields
    return Post(
        text,
        channel=channel,
        id=name or None,
        author=Author(name, (role,)),
        language=language,
        media=(Medium("a.jpg", alt),) if alt else (),
        links=(link,) if link else (),
    )


def _length(post: Post, field: str) -> int:
    if field == "text":
        return len(post.text)
    number = int(field.partition("[")[2].partition("]")[0])
    if field.startswith("links"):
        return len(post.links[number])
    return len(post.media[number].alt)


def fuzz(raw: bytes) -> None:
    """Judge a post, mend it, and show the verdict in all ways."""
    post = _post(raw)
    size = len(post.text) + sum(map(len, (*post.links, *(m.alt for m in post.media))))
    began = time.process_time()
    verdict = CHECKER.check(post)
    taken = time.process_time() - began
    limit = SECONDS + size * SECONDS_EACH_MEGABYTE / 1e6
    assert taken < limit, f"{taken:.1f} s for {size} code points"
    for finding in verdict.findings:
        length = _length(post, finding.field)
        assert 0 <= finding.start <= finding.end <= length, finding
        assert finding.action.strictness <= verdict.action.strictness
    json.dumps(verdict.to_json())
    mend(post, verdict)
    PRETTY.one(Judged(post, verdict, "a.txt"))


if __name__ == "__main__":
    atheris.Setup(sys.argv, fuzz)
    atheris.Fuzz()
