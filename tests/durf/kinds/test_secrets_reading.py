"""The kind ``secrets`` as it is written in a rule block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from durf.kinds.look import Reading
from durf.kinds.secrets import KIND, SecretsLook
from durf.kinds.secrets.secret_type import PLACEHOLDERS, SecretType
from durf.source.faults import Faults
from durf.source.place import Place
from durf.source.read_yaml import read_yaml

if TYPE_CHECKING:
    from durf.kinds.look import Look

KNOWN = {
    "GITHUB_TOKEN": SecretType("GITHUB_TOKEN", (r"\bghp_\w{36}\b",)),
    "SLACK_TOKEN": SecretType("SLACK_TOKEN", (r"\bxoxb-\w{10,}",)),
}


def read(text: str) -> tuple[Look | None, list[str]]:
    faults = Faults("policy.md", text.split("\n"))
    node = read_yaml(text, Place("policy.md", 1, 1), faults)
    assert node is not None
    look = KIND.read(node, Reading(faults, "en", lambda: KNOWN))
    return look, [fault.sentence for fault in faults.found]


def types(text: str) -> tuple[SecretType, ...]:
    look, faults = read(text)
    assert faults == []
    assert isinstance(look, SecretsLook)
    return look.types


def test_all_means_every_type_of_the_pack() -> None:
    assert types("all") == tuple(KNOWN.values())


def test_names_choose_from_the_pack() -> None:
    assert types("[SLACK_TOKEN]") == (KNOWN["SLACK_TOKEN"],)


def test_the_nearest_known_type_is_suggested() -> None:
    look, faults = read("[GITHUB_TOKN]")
    assert look is None
    assert faults == [
        "'GITHUB_TOKN' is not a known type of secret; did you mean 'GITHUB_TOKEN'?"
    ]


def test_a_mapping_defines_a_type_of_ones_own() -> None:
    (own,) = types(
        "name: BADGE\n"
        "pattern: 'bdg-[0-9]{8}'\n"
        "near: [badge, pas]\n"
        "entropy: 2.5\n"
        "checksum: jwt\n"
        "checksum-required: true\n"
        "unless: [placeholders, '^bdg-0']\n"
        "case: true\n"
        "without: [test]\n"
    )
    assert own == SecretType(
        "BADGE",
        ("bdg-[0-9]{8}",),
        near=("badge", "pas"),
        entropy=2.5,
        checksum="jwt",
        checksum_required=True,
        unless=(PLACEHOLDERS, "^bdg-0"),
        case=True,
        without=("test",),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: X", "secrets needs a 'pattern'"),
        ("patern: x", "did you mean 'pattern'?"),
        ("pattern: '(x'", "this expression cannot be used"),
        ("pattern: x\nunless: '(x'", "this expression cannot be used"),
        ("pattern: '(x)\\1'", "this expression cannot be used"),
        ("pattern: x\nentropy: 9", "entropy is at most 8 bits"),
        ("pattern: x\nchecksum: crc", "'crc' is not a known checksum"),
        ("pattern: x\ncase: maybe", "case must be true or false"),
    ],
)
def test_a_fault_is_told(text: str, said: str) -> None:
    look, faults = read(text)
    assert look is None
    assert any(said in fault for fault in faults)


def test_faults_of_one_block_come_together() -> None:
    _, faults = read("pattern: x\nentropy: 9\nchecksum: crc\ncolour: red")
    assert len(faults) == 3
