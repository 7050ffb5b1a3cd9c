"""What holds for any rules and any text."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from functools import cache

from hypothesis import example, given, settings
from hypothesis import strategies as st

import durf
from durf.check.mend import mend
from tests.disguises import DISGUISES

FRONT = (
    '---\npolicy: Bakery\nversion: "1"\nlanguage: {0}\n'
    "calendar: {{fair: 2027-03-01..2027-03-04}}\n---\n\n# How\n\n"
)
# Every kind, with looks that overlap: the same words under several rules.
LOOKS = (
    "terms: [bread, sourdough, got it for free]",
    "terms: {any: [bread, IBAN], exact: true}",
    "terms: {any: [Bread], case: true}",
    "pattern: 'br[eé]+ad'",
    "pattern: {any: ['\\b\\d{3,}\\b'], tolerant: true}",
    "pattern: '.'",
    "secrets: [GITHUB_APP_TOKEN, NETRC_PASSWORD, EC_PRIVATE_KEY]",
    "secrets: {name: OVEN_KEY, pattern: 'oven_[a-z0-9]{8}'}",
    "personal: [NL_BSN, CREDIT_CARD, IP_ADDRESS, EMAIL_ADDRESS]",
    "personal: [EMAIL_ADDRESS, IBAN_CODE, PHONE_NUMBER]",
    "links: {shorteners: true, insecure: true, junk: true, credentials: true, internal: true}",
    "links: {allow: [bakery.example], lookalikes: [bakery.example]}",
    "links: {tracking: {utm_source: social}, on: [bakery.example]}",
    "requires: alt",
    "requires: {any: ['#ad'], if: [bread, free], within: 20}",
    "requires: [bread]",
    "tone: all",
    "limits: {length: 60, words: 9, lines: 2, hashtags: 1, mentions: 1, emoji: 1}",
    "limits: {capitals: 60%, fancy: true, hashtag-case: true, links: 0}",
    "judge: Is it about bread?",
    "when: post.length > 20",
    "terms: [bread]\nwhen: between('fair') || channel == 'x'",
)
ACTIONS = ("warn", "review", "block")
PIECES = (
    "bread sourdough Bread BREAD breads got it for free IBAN #ad #breadandbutterpudding "
    "a.b@bakery-north.com NL91ABNA0417164300 +31612345678 oven_a1b2c3d4 123 4111111111111111 "
    "http://user:pw@bakery.example/?fbclid=1 https://bakery.example https://bakery-login.example "
    "https://bit.ly/abc http://10.0.0.1/x https://intra/ bаkery.example you are an idiot 🥐 👩‍🍳 "
    "𝓫𝓻𝓮𝓪𝓭 b\u200br\u200bead é \u0301 \u202e \ufeff \ud800 \udfff \x00 \n \r\n @baker ſ İ ß ﷺ ｂｒｅａｄ"
).split(" ")


@cache
def checker(rules: tuple[tuple[int, str], ...], language: str = "en") -> durf.Checker:
    written = "".join(
        f"```rule r{number}\naction: {action}\n{LOOKS[look]}\n```\n\n"
        for number, (look, action) in enumerate(rules)
    )
    return durf.Checker(durf.Policy.parse(FRONT.format(language) + written))


class Answer:
    """A judge that answers by the length of the text."""

    def ask(self, _question: str, text: str) -> bool | None:
        return (True, False, None)[len(text) % 3]


EVERYTHING = tuple((look, "block") for look in range(len(LOOKS)))
RULES = st.lists(
    st.tuples(st.integers(0, len(LOOKS) - 1), st.sampled_from(ACTIONS)), max_size=4
).map(tuple)
DISGUISED = st.builds(
    lambda disguise, piece: disguise(piece),
    st.sampled_from(DISGUISES),
    st.sampled_from([piece for piece in PIECES if not "\ud800" <= piece <= "\udfff"]),
)
TEXTS = st.one_of(
    st.text(st.characters(), max_size=60),
    st.lists(
        st.one_of(
            st.sampled_from(PIECES), DISGUISED, st.text(st.characters(), max_size=3)
        ),
        max_size=12,
    ).flatmap(
        lambda parts: st.sampled_from([" ", "", "\n"]).map(lambda s: s.join(parts))
    ),
)
POSTS = st.builds(
    durf.Post,
    TEXTS,
    channel=st.sampled_from(["", "x", "\ud800"]),
    language=st.sampled_from(["", "nl", "en", "xx", "\udfff"]),
    at=st.sampled_from([None, datetime(2027, 3, 2, tzinfo=UTC)]),
    author=st.builds(durf.Author, TEXTS, st.tuples(TEXTS)),
    media=st.lists(st.builds(durf.Medium, TEXTS, TEXTS), max_size=2).map(tuple),
    links=st.lists(TEXTS, max_size=2).map(tuple),
)


def field(post: durf.Post, name: str) -> str:
    if name == "text":
        return post.text
    number = int(name.partition("[")[2].partition("]")[0])
    return post.links[number] if name.startswith("links") else post.media[number].alt


@given(POSTS)
@example(durf.Post("\ud800"))
@example(durf.Post("\ud800\udc00 b r e a d \udfff"))
@example(durf.Post("\x00"))
@example(durf.Post("http://[::1"))
@example(durf.Post("http://xn--\u00df/ https://xn--a.example xn--"))
@example(durf.Post("İ" * 40 + " bread"))
def test_every_finding_lies_inside_its_field(post: durf.Post) -> None:
    for finding in checker(EVERYTHING).check(post).findings:
        text = field(post, finding.field)
        assert 0 <= finding.start <= finding.end <= len(text)
        if finding.kind in ("terms", "pattern", "secrets", "personal", "links", "tone"):
            assert text[finding.start : finding.end]


@given(POSTS)
def test_a_verdict_is_what_its_findings_say(post: durf.Post) -> None:
    verdict = checker(EVERYTHING).check(post)
    actions = [finding.action for finding in verdict.findings]
    strictest = max(actions, key=lambda a: a.strictness, default=durf.Action.ALLOW)
    assert verdict.action is strictest
    fields = [(f.field != "text", f.field, f.span) for f in verdict.findings]
    assert fields == sorted(fields)


@settings(max_examples=30)
@given(
    RULES, st.tuples(st.integers(0, len(LOOKS) - 1), st.sampled_from(ACTIONS)), POSTS
)
def test_a_verdict_never_gets_laxer_when_a_rule_is_added(
    rules: tuple[tuple[int, str], ...], more: tuple[int, str], post: durf.Post
) -> None:
    before = checker(rules).check(post)
    for together in ((*rules, more), (more, *rules)):
        after = checker(together).check(post)
        assert after.action.strictness >= before.action.strictness
        places = {(f.kind, f.field, f.span) for f in after.findings}
        assert {(f.kind, f.field, f.span) for f in before.findings} <= places


@settings(max_examples=30)
@given(RULES, POSTS)
def test_rules_find_together_what_each_finds_alone(
    rules: tuple[tuple[int, str], ...], post: durf.Post
) -> None:
    together = checker(rules).every_finding(post)
    for number, one in enumerate(rules):
        alone = checker((one,)).every_finding(post)
        own = [f for f in together if f.rule == f"r{number}"]
        assert [(f.field, f.span, f.entity) for f in own] == [
            (f.field, f.span, f.entity) for f in alone
        ]


@given(POSTS)
def test_a_post_is_judged_alike_every_time_and_by_every_copy(post: durf.Post) -> None:
    checks = checker(EVERYTHING)
    verdict = checks.check(post)
    assert checks.check(post) == verdict
    copy = durf.Checker.from_bytes(checks.to_bytes())
    assert copy.check(post) == verdict
    assert pickle.loads(pickle.dumps(verdict)) == verdict  # noqa: S301


@given(POSTS)
def test_a_judge_may_answer_anything(post: durf.Post) -> None:
    judged = durf.Checker.from_bytes(checker(EVERYTHING).to_bytes(), judge=Answer())
    silent = checker(EVERYTHING).check(post)
    assert judged.check(post).action.strictness >= silent.action.strictness


@given(POSTS)
def test_any_post_can_be_mended_and_judged_again(post: durf.Post) -> None:
    checks = checker(EVERYTHING)
    mended = mend(post, checks.check(post))
    checks.check(mended)
    assert len(mended.media) == len(post.media)
    assert len(mended.links) == len(post.links)


@given(POSTS)
def test_what_is_masked_does_not_repeat_what_it_masks(post: durf.Post) -> None:
    for finding in checker(EVERYTHING).check(post).findings:
        if finding.kind in ("secrets", "personal"):
            found = field(post, finding.field)[finding.start : finding.end]
            assert finding.masked
            assert found not in finding.masked
            assert found not in finding.message
