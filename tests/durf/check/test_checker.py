"""The checker's contract: its JSON, its spans, and that it can be kept and shared."""

from __future__ import annotations

import json
import pickle
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

import durf
from durf.check.program import MAGIC, Program
from durf.errors import BrokenProgram, ExamplesFailed
from tests.disguises import full_width, zero_width

FRONT = '---\npolicy: Bakery\nversion: "2026.1"\nlanguage: en\n---\n\n# Secrets of the oven\n\n'
RULES = """\
```rule recipe
action: block
terms: [sourdough]
because: It is ours.
instead: Say bread.
```

```rule data
action: review
by: legal
personal: [EMAIL_ADDRESS, IBAN_CODE]
```

```rule safe
action: warn
links: {insecure: true}
```
"""


def checker(rules: str = RULES, **given: object) -> durf.Checker:
    return durf.Checker(durf.Policy.parse(FRONT + rules), **given)


def rule(name: str, action: str, look: str) -> str:
    return f"```rule {name}\naction: {action}\n{look}\n```\n\n"


def found(rules: str, text: str) -> list[str]:
    """Return the texts that the findings of a verdict span."""
    verdict = checker(rules).check(durf.Post(text))
    return [text[finding.start : finding.end] for finding in verdict.findings]


@pytest.fixture(scope="module")
def bakery() -> durf.Checker:
    return checker()


def test_a_verdict_is_written_as_the_contract_says(bakery: durf.Checker) -> None:
    verdict = bakery.check(durf.Post("Our sourdough, a.b@bakery-north.com", id="17"))
    assert json.dumps(verdict.to_json()) == json.dumps(
        {
            "id": "17",
            "action": "block",
            "policy": bakery.policy,
            "findings": [
                {
                    "rule": "recipe",
                    "clause": "Secrets of the oven",
                    "kind": "terms",
                    "field": "text",
                    "start": 4,
                    "end": 13,
                    "action": "block",
                    "message": "It is ours.",
                    "instead": "Say bread.",
                },
                {
                    "rule": "data",
                    "clause": "Secrets of the oven",
                    "kind": "personal",
                    "entity": "EMAIL_ADDRESS",
                    "field": "text",
                    "start": 15,
                    "end": 35,
                    "action": "review",
                    "message": "The policy has a rule for this: data",
                    "instead": "",
                    "by": "legal",
                    "masked": verdict.findings[1].masked,
                    "replacement": verdict.findings[1].replacement,
                },
            ],
        }
    )
    assert "bakery" not in verdict.findings[1].masked


def test_an_id_is_given_back_and_none_is_made_up(bakery: durf.Checker) -> None:
    for post in (durf.Post("Bread"), durf.Post("Sourdough")):
        assert "id" not in bakery.check(post).to_json()
    for text in ("Bread", "Sourdough"):
        assert next(iter(bakery.check(durf.Post(text, id="")).to_json())) == "id"


def test_the_version_is_in_every_verdict(bakery: durf.Checker) -> None:
    assert bakery.policy.startswith("2026.1+sha256:")
    for text in ("Bread", "Sourdough"):
        assert bakery.check(durf.Post(text)).policy == bakery.policy


def test_the_verdict_is_that_of_the_strictest_finding() -> None:
    looks = rule("a", "warn", "terms: [bread]") + rule("b", "review", "terms: [flour]")
    checks = checker(looks + rule("c", "block", "terms: [yeast]"))
    said = {
        text: checks.check(durf.Post(text)).action
        for text in ("oven", "bread", "bread flour", "yeast flour bread")
    }
    assert list(said.values()) == ["allow", "warn", "review", "block"]


@pytest.mark.parametrize("actions", [("warn", "block"), ("block", "warn")])
def test_of_two_rules_of_different_words_on_one_place_both_are_told(
    actions: tuple[str, str],
) -> None:
    first, second = actions
    rules = rule("a", first, "terms: [bread]") + rule("b", second, "pattern: bread")
    verdict = checker(rules).check(durf.Post("Our bread"))
    assert verdict.action == "block"
    assert {(f.rule, f.span) for f in verdict.findings} == {
        ("a", (4, 9)),
        ("b", (4, 9)),
    }


@pytest.mark.parametrize("actions", [("warn", "block"), ("block", "warn")])
def test_the_same_datum_found_by_two_rules_is_told_once_as_strictly_as_can_be(
    actions: tuple[str, str],
) -> None:
    look = "personal: [EMAIL_ADDRESS]"
    rules = rule("a", actions[0], look) + rule("b", actions[1], look)
    post = durf.Post("Mail a.b@bakery-north.com")
    (finding,) = checker(rules).check(post).findings
    assert finding.action == "block"
    assert len(checker(rules).every_finding(post)) == 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sourdough", "sourdough"),
        ("🥐🥐 sourdough 🥐", "sourdough"),
        ("👩‍🍳👨‍👩‍👧 sourdough", "sourdough"),
        ("𝕏 𐍈 sourdough", "sourdough"),
        ("ﬃ ﷺ sourdough", "sourdough"),
        ("\u200b\u200bsourdough\u200b", "sourdough"),
        (f"a {zero_width('sourdough')} b", zero_width("sourdough")),
        (f"a {full_width('sourdough')} b", full_width("sourdough")),
        ("x 𝓼𝓸𝓾𝓻𝓭𝓸𝓾𝓰𝓱 y", "𝓼𝓸𝓾𝓻𝓭𝓸𝓾𝓰𝓱"),
        ("é" * 50 + " ѕоurdоugh", "ѕоurdоugh"),
        ("e\u0301 s\u0336ourdoug\u0336h!", "s\u0336ourdoug\u0336h"),
        ("\u202esourdough\u202c", "sourdough"),
        ("\ufeffsourdough", "sourdough"),
        ("\ud800 sourdough \udfff", "sourdough"),
        ("Soft: sour\u00addough", "sour\u00addough"),
        ("SOURDOUGH", "SOURDOUGH"),
        ("ŞŎŬŔĐŐÚĞĤ", "ŞŎŬŔĐŐÚĞĤ"),
        ("s0urd0ugh", "s0urd0ugh"),
        ("line\nsourdough\r\nline", "sourdough"),
    ],
)
def test_a_span_counts_the_code_points_of_the_original(text: str, shown: str) -> None:
    assert found(rule("a", "block", "terms: [sourdough]"), text) == [shown]


@pytest.mark.parametrize("apart", [" ", ".", "-", "_", "*"])
def test_the_span_of_a_word_taken_apart_is_all_of_it(apart: str) -> None:
    word = apart.join("sourdough")
    assert found(rule("a", "block", "terms: [sourdough]"), f"🥐 {word} now") == [word]


def test_every_place_is_found_and_they_come_in_order(bakery: durf.Checker) -> None:
    text = "sourdough 🥐 http://a.example/ sourdough a.b@bakery-north.com sourdough"
    spans = [finding.span for finding in bakery.check(durf.Post(text)).findings]
    assert len(spans) == 5
    assert spans == sorted(spans)


def test_alt_texts_and_links_are_fields_of_their_own(bakery: durf.Checker) -> None:
    post = durf.Post(
        "Bread",
        media=(durf.Medium("a.jpg"), durf.Medium("b.jpg", "Our 🥐 sourdough")),
        links=("https://a.example", "http://b.example/x"),
    )
    verdict = bakery.check(post)
    assert [(f.field, f.span, f.rule) for f in verdict.findings] == [
        ("links[1]", (0, 18), "safe"),
        ("media[1].alt", (6, 15), "recipe"),
    ]
    assert verdict.action == "block"


def test_what_stands_in_the_text_comes_before_what_stands_beside_it(
    bakery: durf.Checker,
) -> None:
    post = durf.Post("A sourdough", media=(durf.Medium("sourdough.jpg", "sourdough"),))
    fields = [finding.field for finding in bakery.check(post).findings]
    assert fields == ["text", "media[0].alt"]


def test_a_rule_without_a_look_bites_where_its_condition_holds() -> None:
    checks = checker(rule("a", "review", "when: channel == 'x'"))
    (finding,) = checks.check(durf.Post("Hello", channel="x")).findings
    assert (finding.span, finding.kind) == ((0, 5), "")
    assert checks.check(durf.Post("Hello", channel="y")).action == "allow"


def test_a_rule_that_asks_a_judge_is_silent_without_one() -> None:
    rules = rule("a", "block", "judge: Is this about bread?")
    assert checker(rules).check(durf.Post("Bread")).action == "allow"


class Always:
    """A judge with one answer."""

    def __init__(self, answer: bool | None) -> None:
        self.answer = answer

    def ask(self, question: str, text: str) -> bool | None:
        assert question and text
        return self.answer


@pytest.mark.parametrize(
    ("answer", "action"), [(True, "block"), (False, "allow"), (None, "review")]
)
def test_no_answer_of_a_judge_is_never_a_yes(answer: bool | None, action: str) -> None:
    rules = rule("a", "block", "judge: Is this about bread?")
    judged = checker(rules, judge=Always(answer))
    assert judged.check(durf.Post("Bread")).action == action
    again = pickle.loads(pickle.dumps(judged))  # noqa: S301
    assert again.check(durf.Post("Bread")).action == action


def test_a_policy_whose_examples_do_not_hold_makes_no_checker() -> None:
    wrong = rule(
        "a", "block", "terms: [bread]\nfails: [Our flour]\npasses: [Our bread]"
    )
    policy = durf.Policy.parse(FRONT + wrong)
    with pytest.raises(ExamplesFailed, match=r"2 example\(s\) of policy\.md"):
        durf.Checker(policy)
    assert durf.Checker.unproven(policy).check(durf.Post("bread")).action == "block"


POSTS = [
    durf.Post("Bread", id="1"),
    durf.Post("Our s o u r d o u g h and a.b@bakery-north.com"),
    durf.Post("See http://a.example/ 🥐", links=("http://b.example",)),
    durf.Post("\ud800" * 20),
    durf.Post(""),
]


def said(checks: durf.Checker) -> str:
    return json.dumps([checks.check(post).to_json() for post in POSTS])


def test_a_checker_can_be_pickled_before_and_after_it_was_used() -> None:
    checks = checker()
    fresh = pickle.loads(pickle.dumps(checks))  # noqa: S301
    before = said(checks)
    used = pickle.loads(pickle.dumps(checks))  # noqa: S301
    assert said(fresh) == said(used) == before


def test_a_checker_is_the_same_again_from_its_bytes(bakery: durf.Checker) -> None:
    data = bakery.to_bytes()
    again = durf.Checker.from_bytes(data)
    assert again.to_bytes() == data
    assert again.policy == bakery.policy
    assert said(again) == said(bakery)


def test_one_policy_gives_one_program(bakery: durf.Checker) -> None:
    assert checker().to_bytes() == bakery.to_bytes()


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"\x80\x04.",
        MAGIC,
        MAGIC + bytes(32),
        b"durf program 1\n" + bytes(100),
        b"x" * 10_000,
    ],
)
def test_bytes_that_are_no_program_are_refused(damaged: bytes) -> None:
    with pytest.raises(BrokenProgram, match="compile it again"):
        durf.Checker.from_bytes(damaged)


def test_a_program_with_any_byte_changed_is_refused(bakery: durf.Checker) -> None:
    data = bakery.to_bytes()
    chance = random.Random(2)
    for at in [*range(60), *(chance.randrange(len(data)) for _ in range(60))]:
        damaged = bytearray(data)
        damaged[at] ^= 1 << chance.randrange(8)
        with pytest.raises(BrokenProgram):
            durf.Checker.from_bytes(bytes(damaged))


def test_a_program_cut_short_or_added_to_is_refused(bakery: durf.Checker) -> None:
    data = bakery.to_bytes()
    chance = random.Random(3)
    for end in (0, 1, len(MAGIC), len(data) - 1, chance.randrange(len(data))):
        with pytest.raises(BrokenProgram):
            durf.Checker.from_bytes(data[:end])
    with pytest.raises(BrokenProgram):
        durf.Checker.from_bytes(data + b"\0")


def test_a_program_with_the_database_of_another_engine_is_refused() -> None:
    program = Program.from_bytes(checker().to_bytes())
    foreign = Program(
        program.header, b"no database", program.others, program.ends, program.rules
    )
    with pytest.raises(BrokenProgram):
        durf.Checker.from_bytes(foreign.to_bytes())


def test_eight_threads_get_the_verdicts_that_one_gets() -> None:
    looks = rule(
        "when", "warn", "when: post.length > 40 && channel == 'x'\nterms: [oven]"
    )
    shared, alone = checker(RULES + "\n" + looks), checker(RULES + "\n" + looks)
    chance = random.Random(5)
    words = ["bread", "sourdough", "oven", "a.b@bakery-north.com", "http://a.example/"]
    posts = [
        durf.Post(
            " ".join(chance.choices(words, k=chance.randrange(1, 9))),
            id=str(number),
            channel=chance.choice(["x", "y"]),
        )
        for number in range(800)
    ]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(shared.check, posts))
    assert together == [alone.check(post) for post in posts]
    assert len({verdict.action for verdict in together}) == 4


@pytest.mark.parametrize("sign", ["a", "🥐", "a ", "a.", "@", "#", "0", "\u0301", "."])
def test_a_long_post_of_one_sign_gets_a_verdict(
    bakery: durf.Checker, sign: str
) -> None:
    assert bakery.check(durf.Post(sign * 100_000)).action == "allow"


def test_a_policy_without_rules_allows_everything() -> None:
    assert checker("").check(durf.Post("sourdough")).action == "allow"


def test_a_secret_is_told_by_its_name_and_not_once_more_as_something_alike() -> None:
    named = rule("named", "block", "secrets: [GITHUB_PERSONAL_TOKEN]")
    alike = rule("alike", "block", "secrets: [PASSWORD_ASSIGNED, GENERIC_SECRET]")
    post = durf.Post("password = ghp_a8Kd02LmQx91ZtRr5bVc7NnEw3YuIoP4sDfG")
    told = checker(named + alike).check(post).findings
    assert [finding.entity for finding in told] == ["GITHUB_PERSONAL_TOKEN"]
    assert checker(alike).check(post).findings


def test_one_rule_names_a_bounded_number_of_places() -> None:
    many = "sourdough " * 5_000
    verdict = checker().check(durf.Post(many))
    assert verdict.action is durf.Action.BLOCK
    assert 100 <= len(verdict.findings) < 5_000


def test_a_program_of_another_durf_is_refused_though_its_digest_agrees(
    bakery: durf.Checker,
) -> None:
    program = Program.from_bytes(bakery.to_bytes())
    del program.header["gates"]
    with pytest.raises(BrokenProgram):
        durf.Checker.from_bytes(program.to_bytes())
