"""Packs: those that durf ships and those beside a policy, and how they are adjusted."""

from __future__ import annotations

from pathlib import Path

import pytest

import durf
from durf.errors import PolicyFaults
from durf.policy.packs import MAX_DEPTH, MAX_PACKS

FRONT = '---\npolicy: Bakery\nversion: "1"\nroles: [owner, baker]\npacks:\n{packs}---\n'
PACK = '---\npack: ours\nversion: "1"\n{more}---\n\n# Ours\n\n{rules}'
RULE = "```rule {0}\naction: {1}\n{2}\n```\n\n"
TERMS = RULE.format("flour", "block", "terms: [flour]")


def policy(*packs: str, folder: Path | None = None, rules: str = "") -> durf.Policy:
    """Return a policy that includes packs, each as it stands in the list."""
    source = FRONT.format(packs="".join(f"  - {pack}\n" for pack in packs)) + rules
    if folder is None:
        return durf.Policy.parse(source)
    path = folder / "policy.md"
    path.write_text(source, "utf-8")
    return durf.Policy.read(path)


def faults(*packs: str, folder: Path | None = None) -> list[str]:
    with pytest.raises(PolicyFaults) as raised:
        policy(*packs, folder=folder)
    return [
        f"{Path(f.place.file).name}:{f.place.line}:{f.place.column} {f.sentence}"
        for f in raised.value.faults
    ]


def write(folder: Path, name: str, *includes: str, rules: str = TERMS) -> None:
    """Write a local pack."""
    more = "".join(f"  - {pack}\n" for pack in includes)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = PACK.format(more=more and f"packs:\n{more}", rules=rules)
    path.write_text(text, "utf-8")


def names(read: durf.Policy) -> list[str]:
    return [name for name, _ in read.every_rule()]


def entities(read: durf.Policy) -> set[str]:
    return {
        e for _, rule in read.every_rule() for e in getattr(rule.look, "entities", ())
    }


def test_the_rules_of_a_pack_are_called_after_it() -> None:
    read = policy("personal-data/nl", rules="# How\n\n" + TERMS)
    assert names(read)[0] == "flour"
    assert len(names(read)) > 1
    assert all(name.startswith("personal-data/nl#") for name in names(read)[1:])


def test_an_action_replaces_that_of_every_rule() -> None:
    read = policy("personal-data/nl: {action: warn}")
    assert {rule.action for _, rule in read.every_rule()} == {durf.Action.WARN}
    assert {rule.by for _, rule in read.every_rule()} == {""}


def test_a_role_replaces_who_reviews() -> None:
    read = policy("personal-data/nl: {action: review, by: owner}")
    assert {rule.by for _, rule in read.every_rule()} == {"owner"}


def test_a_role_alone_goes_to_the_rules_that_ask_for_a_review(tmp_path: Path) -> None:
    rules = TERMS + RULE.format("yeast", "review", "by: baker\nterms: [yeast]")
    write(tmp_path, "ours.md", rules=rules)
    read = policy("./ours.md: {by: owner}", folder=tmp_path)
    assert [rule.by for _, rule in read.every_rule()] == ["", "owner"]


def test_an_entity_can_be_left_out() -> None:
    whole = entities(policy("personal-data/nl"))
    assert "NL_BSN" in whole
    assert entities(policy("personal-data/nl: {except: [NL_BSN]}")) == whole - {
        "NL_BSN"
    }


def test_only_some_entities_can_be_kept() -> None:
    read = policy("personal-data/nl: {only: [NL_BSN, NL_PASSPORT]}")
    assert entities(read) == {"NL_BSN", "NL_PASSPORT"}


def test_rules_can_be_left_out_or_kept_by_their_ids(tmp_path: Path) -> None:
    rules = TERMS + RULE.format("yeast", "warn", "terms: [yeast]")
    write(tmp_path, "ours.md", rules=rules)
    without = policy("./ours.md: {except: [flour]}", folder=tmp_path)
    assert names(without) == ["./ours.md#yeast"]
    only = policy("./ours.md: {only: flour}", folder=tmp_path)
    assert names(only) == ["./ours.md#flour"]


def test_what_is_left_out_is_no_longer_found_and_the_rest_is() -> None:
    post = durf.Post("BSN 111222333, info of j.jansen@bakkerij-voorbeeld.nl")
    packs = ("personal-data/nl", "personal-data/international")
    found = durf.Checker(policy(*packs)).check(post)
    assert {f.entity for f in found.findings} == {"NL_BSN", "EMAIL_ADDRESS"}
    packs = ("personal-data/nl: {except: NL_BSN}", "personal-data/international")
    found = durf.Checker(policy(*packs)).check(post)
    assert {f.entity for f in found.findings} == {"EMAIL_ADDRESS"}


def test_examples_of_what_is_left_out_ask_nothing_any_more(tmp_path: Path) -> None:
    rule = RULE.format(
        "data",
        "block",
        "personal: [EMAIL_ADDRESS, IBAN_CODE]\nfails: [mail a.b@bakery-north.com]",
    )
    write(tmp_path, "ours.md", rules=rule)
    (whole,) = policy("./ours.md", folder=tmp_path).packs[0].rules
    assert len(whole.fails) == 1
    adjusted = policy("./ours.md: {except: EMAIL_ADDRESS}", folder=tmp_path)
    assert adjusted.packs[0].rules[0].fails == ()


def test_a_local_pack_is_found_beside_the_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "house/ours.md")
    monkeypatch.chdir("/")
    read = policy("house/ours.md", folder=tmp_path)
    assert names(read) == ["house/ours.md#flour"]
    ((path, digest),) = read.sources
    assert path == str(tmp_path / "house/ours.md")
    assert len(digest) == 64


def test_a_local_pack_speaks_the_language_of_the_policy(tmp_path: Path) -> None:
    rule = RULE.format("a", "warn", "terms: [a]\nbecause: {en: Why, nl: Waarom}")
    write(tmp_path, "ours.md", rules=rule)
    path = tmp_path / "p.md"
    path.write_text(
        '---\npolicy: P\nversion: "1"\nlanguage: nl\npacks: [./ours.md]\n---\n', "utf-8"
    )
    (found,) = durf.Policy.read(path).packs[0].rules
    assert found.because == "Waarom"


def test_a_pack_may_include_packs_that_lie_beside_it(tmp_path: Path) -> None:
    write(tmp_path, "a/one.md", "../b/two.md", rules="")
    write(tmp_path, "b/two.md", "personal-data/nl: {only: NL_BSN}")
    read = policy("a/one.md", folder=tmp_path)
    assert names(read)[0] == "../b/two.md#flour"
    assert entities(read) == {"NL_BSN"}
    assert [Path(path).name for path, _ in read.sources] == ["one.md", "two.md"]


def test_a_pack_that_comes_by_two_ways_is_there_once(tmp_path: Path) -> None:
    write(tmp_path, "one.md", "./base.md", rules="")
    write(tmp_path, "two.md", "./base.md", rules="")
    write(tmp_path, "base.md")
    read = policy("./one.md", "./two.md", folder=tmp_path)
    assert names(read) == ["./base.md#flour"]


def test_packs_of_one_name_in_two_folders_are_two_packs(tmp_path: Path) -> None:
    write(tmp_path, "ours.md", "./sub/more.md")
    write(tmp_path, "sub/more.md", "./ours.md", rules="")
    yeast = RULE.format("yeast", "warn", "terms: [yeast]")
    write(tmp_path, "sub/ours.md", rules=yeast)
    read = policy("./ours.md", folder=tmp_path)
    assert {rule.id for _, rule in read.every_rule()} == {"flour", "yeast"}


@pytest.mark.parametrize("last", [False, True])
def test_what_the_policy_says_of_a_pack_goes_before_what_a_pack_says(
    tmp_path: Path, last: bool
) -> None:
    write(tmp_path, "ours.md", "personal-data/nl: {action: block}", rules="")
    packs = ["personal-data/nl: {action: warn}", "./ours.md"]
    read = policy(*(packs[::-1] if last else packs), folder=tmp_path)
    assert {rule.action for _, rule in read.every_rule()} == {durf.Action.WARN}


def test_a_pack_that_stands_in_the_list_twice_is_a_fault() -> None:
    assert faults("secrets", "secrets: {action: warn}") == [
        "policy.md:7:5 the pack 'secrets' stands here twice"
    ]


def test_a_policy_that_includes_itself_is_a_fault(tmp_path: Path) -> None:
    assert faults("./policy.md", folder=tmp_path) == [
        "policy.md:6:5 packs include each other: ./policy.md > ./policy.md"
    ]


def test_packs_that_include_each_other_are_a_fault(tmp_path: Path) -> None:
    write(tmp_path, "one.md", "./two.md")
    write(tmp_path, "two.md", "./three.md")
    write(tmp_path, "three.md", "./one.md")
    assert faults("./one.md", folder=tmp_path) == [
        "three.md:5:5 packs include each other: "
        "./one.md > ./two.md > ./three.md > ./one.md"
    ]


def test_packs_that_include_each_other_under_other_names_are_a_fault(
    tmp_path: Path,
) -> None:
    write(tmp_path, "sub/one.md", "../sub/one.md")
    (fault,) = faults("./sub/one.md", folder=tmp_path)
    assert fault.startswith("one.md:5:5 packs include each other: ")


def test_a_long_chain_of_packs_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    for number in range(400):
        write(tmp_path, f"p{number}.md", f"./p{number + 1}.md")
    (fault,) = faults("./p0.md", folder=tmp_path)
    assert fault == (
        f"p{MAX_DEPTH - 1}.md:5:5 packs include packs more than {MAX_DEPTH} deep"
    )


def test_too_many_packs_are_a_fault_and_none_is_left_out_in_silence(
    tmp_path: Path,
) -> None:
    for number in range(MAX_PACKS + 1):
        write(tmp_path, f"p{number}.md")
    wanted = [f"./p{number}.md" for number in range(MAX_PACKS + 1)]
    assert len(policy(*wanted[:-1], folder=tmp_path).packs) == MAX_PACKS
    assert faults(*wanted, folder=tmp_path) == [
        f"policy.md:{6 + MAX_PACKS}:5 a policy may include {MAX_PACKS} packs at most"
    ]


def test_a_pack_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    assert faults("./none.md", "./", "secrts", folder=tmp_path) == [
        "policy.md:6:5 the pack './none.md' cannot be read (No such file or directory)",
        "policy.md:7:5 the pack './' cannot be read (Is a directory)",
        "policy.md:8:5 'secrts' is not a known pack; did you mean 'secrets'?",
    ]


def test_a_text_that_is_no_file_has_nothing_beside_it() -> None:
    assert faults("./ours.md") == [
        "policy.md:6:5 the pack './ours.md' cannot be read "
        "(this policy was not read from a file)"
    ]


@pytest.mark.parametrize("name", ["../secrets", "secrets/", "/etc/passwd", "SECRETS"])
def test_a_name_reaches_no_file_that_is_no_pack(name: str) -> None:
    assert faults(name)


def test_faults_in_a_pack_are_told_with_its_own_file(tmp_path: Path) -> None:
    rule = RULE.format("a", "wran", "terms: [a]")
    write(tmp_path, "ours.md", rules=rule)
    assert faults("./ours.md", folder=tmp_path) == [
        "ours.md:9:9 'wran' is not a known action; did you mean 'warn'?"
    ]


def test_faults_of_the_policy_and_of_its_packs_are_told_together(
    tmp_path: Path,
) -> None:
    write(tmp_path, "one.md", rules=RULE.format("a", "wran", "terms: [a]"))
    write(tmp_path, "two.md", rules=RULE.format("b", "blok", "terms: [b]"))
    assert faults("./one.md", "secrts", "./two.md", folder=tmp_path) == [
        "one.md:9:9 'wran' is not a known action; did you mean 'warn'?",
        "policy.md:7:5 'secrts' is not a known pack; did you mean 'secrets'?",
        "two.md:9:9 'blok' is not a known action; did you mean 'block'?",
    ]


def test_an_adjustment_of_nothing_is_a_fault_where_it_stands() -> None:
    assert faults(
        "personal-data/nl:\n      only: [NL_BSM]\n      except:\n        - zz"
    ) == [
        "policy.md:7:14 'NL_BSM' is no entity or rule of pack personal-data/nl; "
        "did you mean 'NL_BSN'?",
        "policy.md:9:11 'zz' is no entity or rule of pack personal-data/nl",
    ]


def test_a_misspelt_role_of_an_adjustment_is_a_fault() -> None:
    assert faults("secrets: {action: review, by: ownr}") == [
        "policy.md:6:35 'ownr' is not a known role; did you mean 'owner'?"
    ]


def test_a_role_without_a_review_is_a_fault() -> None:
    assert faults("secrets: {action: warn, by: owner}") == [
        "policy.md:6:33 'by' goes with action: review"
    ]
