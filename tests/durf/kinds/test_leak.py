"""The kind ``leak``: rules that ask the vault."""

from __future__ import annotations

import json
import pickle

import pytest

import durf
from durf.check.checker import Checker
from durf.errors import BadUse
from tests.durf.vault.conftest import MEMO, PLAN, fill, secret  # noqa: F401

FRONT = '---\npolicy: Bakery\nversion: "1"\nlanguage: {0}\n---\n# Secrets\n'
EXCERPT = PLAN[3:110]
TEXTS = {"plannen": {"plan.txt": PLAN}, "memos": {"memo.txt": MEMO}}


def policy(look: str, language: str = "en", action: str = "block") -> durf.Policy:
    rule = f"```rule inside\naction: {action}\nleak: {look}\nbecause: It stays here.\n```\n"
    return durf.Policy.parse(FRONT.format(language) + rule)


@pytest.fixture
def vault(fill):  # noqa: F811
    return fill(TEXTS)


def test_a_quotation_is_blocked_with_collection_document_and_words(vault) -> None:
    verdict = Checker(policy("[plannen]"), vault=vault).check(
        durf.Post(f"Hoor: {EXCERPT}")
    )
    (finding,) = verdict.findings
    assert verdict.action == "block"
    assert finding.start >= 6
    assert "plannen: plan.txt, p. 1" in finding.message
    detail = dict(finding.detail)
    assert detail["collection"] == "plannen"
    assert detail["words"] >= 15
    assert detail["exact"] is True


def test_what_is_quoted_is_masked(vault) -> None:
    verdict = Checker(policy("[plannen]"), vault=vault).check(durf.Post(EXCERPT))
    assert "Havenstraat" not in json.dumps(verdict.to_json())


def test_only_the_collections_of_the_rule_count(vault) -> None:
    checker = Checker(policy("[memos]"), vault=vault)
    assert checker.check(durf.Post(EXCERPT)).action == "allow"
    assert checker.check(durf.Post(MEMO)).action == "block"


def test_a_finding_may_name_the_collection_only(vault) -> None:
    look = "{collections: [plannen], show: collection}"
    verdict = Checker(policy(look), vault=vault).check(durf.Post(EXCERPT))
    assert "plan.txt" not in json.dumps(verdict.to_json())
    assert "plannen" in verdict.findings[0].message


def test_more_words_can_be_asked_for(vault) -> None:
    checker = Checker(policy("{collections: [plannen], words: 30}"), vault=vault)
    assert checker.check(durf.Post(EXCERPT)).action == "allow"
    assert checker.check(durf.Post(PLAN)).action == "block"


def test_descriptions_of_media_and_links_are_looked_at_too(vault) -> None:
    checker = Checker(policy("[plannen]"), vault=vault)
    post = durf.Post("Zie foto", media=(durf.Medium("a.jpg", EXCERPT),))
    assert [f.field for f in checker.check(post).findings] == ["media[0].alt"]


def test_a_checker_needs_the_vault_and_its_collections(vault) -> None:
    with pytest.raises(BadUse, match="plannen"):
        Checker(policy("[plannen]"))
    with pytest.raises(BadUse, match="geheim"):
        Checker(policy("[geheim]"), vault=vault)
    # Trying a policy out needs none.
    assert (
        Checker.unproven(policy("[geheim]")).check(durf.Post(EXCERPT)).action == "allow"
    )


def test_a_checker_with_a_vault_can_be_sent_elsewhere(vault) -> None:
    checker = pickle.loads(pickle.dumps(Checker(policy("[plannen]"), vault=vault)))  # noqa: S301
    assert checker.check(durf.Post(EXCERPT)).action == "block"


def test_it_speaks_the_language_of_the_policy(vault) -> None:
    checker = Checker(policy("[plannen]", "nl"), vault=vault)
    assert (
        "woorden achter elkaar" in checker.check(durf.Post(EXCERPT)).findings[0].message
    )


def test_a_quotation_split_over_a_thread_is_found_in_its_posts(vault) -> None:
    checker = Checker(policy("[plannen]"), vault=vault)
    words = PLAN.split()[1:16]
    posts = [
        durf.Post("Goedemorgen allemaal", thread="t"),
        durf.Post("Wist je dit: " + " ".join(words[:5]), thread="t"),
        durf.Post(" ".join(words[5:10]), thread="t"),
        durf.Post(" ".join(words[10:]) + ", echt waar", thread="t"),
    ]
    assert [checker.check(post).action for post in posts] == ["allow"] * 4
    verdicts = checker.check_thread(posts)
    assert [verdict.action for verdict in verdicts] == [
        "allow",
        "block",
        "block",
        "block",
    ]
    for verdict, post in zip(verdicts[1:], posts[1:], strict=True):
        (finding,) = verdict.findings
        assert 0 <= finding.start < finding.end <= len(post.text)
        assert post.text[finding.start : finding.end] in PLAN


def test_a_thread_changes_nothing_for_posts_that_are_fine(vault) -> None:
    checker = Checker(policy("[plannen]"), vault=vault)
    posts = [durf.Post("brood"), durf.Post(EXCERPT), durf.Post("koek")]
    alone = [checker.check(post) for post in posts]
    assert checker.check_thread(posts) == alone


def test_the_handbook_says_what_is_looked_for() -> None:
    (rule,) = policy("[plannen, memos]").rules
    assert (
        rule.look.sentence(str)
        == "8 words in a row from the documents of “plannen”, “memos”"
    )
