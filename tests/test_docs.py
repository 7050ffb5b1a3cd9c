"""The documentation is true: everything is in it, and nothing in it is broken."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import durf
from durf.kinds.registry import KINDS
from durf.policy import front_reviews
from durf.policy.front import INCLUSION_KEYS, PACK_KEYS, POLICY_KEYS
from durf.policy.rules import EXAMPLE_KEYS, RULE_KEYS
from scripts import make_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img[^>]*src=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
POLICY = re.compile(r"`{4}markdown\n(---\n.*?)`{4}", re.DOTALL)
FENCE = re.compile(r"^(`{3,}).*?^\1`*$", re.MULTILINE | re.DOTALL)


def prose(path: Path) -> str:
    """Return a page without its code."""
    return FENCE.sub("", path.read_text("utf-8"))


def anchors(path: Path) -> set[str]:
    """Return what a link may point at in a page, as code hosts name it."""
    found = set()
    for heading in HEADING.findall(prose(path)):
        kept = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(kept.replace(" ", "-"))
    return found


@pytest.fixture(scope="module")
def policy_format() -> str:
    return (REFERENCE / "policy-format.md").read_text("utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_its_links_lead_somewhere(path: Path) -> None:
    broken = []
    for found in LINK.findall(prose(path)):
        target = found[0] or found[1]
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        page = (path.parent / name).resolve() if name else path
        if not page.exists() or (anchor and anchor not in anchors(page)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("folder", ["tutorial", "how-to", "reference", "explanation"])
def test_the_front_door_leads_to_every_page_in_both_languages(folder: str) -> None:
    for door in ("README.md", "README.nl.md"):
        text = (DOCS / door).read_text("utf-8")
        for page in (DOCS / folder).glob("*.md"):
            assert f"({folder}/{page.name})" in text, (door, page.name)


def test_every_decision_is_listed_and_has_its_parts() -> None:
    listed = (DOCS / "decisions" / "README.md").read_text("utf-8")
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    for number, page in enumerate(pages, start=1):
        text = page.read_text("utf-8")
        assert page.name.startswith(f"{number:04}-")
        assert f"({page.name})" in listed
        assert text.startswith(f"# {number:04}: ")
        assert "\n## Non-goals\n" in text


@pytest.mark.parametrize("name", sorted(make_reference.PAGES))
def test_the_generated_reference_is_up_to_date(name: str) -> None:
    # The whole page would be shown if pytest saw the comparison.
    is_current = make_reference.PAGES[name]() == (REFERENCE / name).read_text("utf-8")
    assert is_current, "run 'make docs'"


def test_every_command_is_documented() -> None:
    text = (REFERENCE / "commands.md").read_text("utf-8")
    for path, _, _ in make_reference.every_command():
        assert re.search(rf"^#+ {' '.join(path)}$", text, re.MULTILINE), path


def test_every_command_has_help_with_an_example() -> None:
    for path, command, context in make_reference.every_command():
        assert command.help, path
        if not hasattr(command, "commands"):
            assert "durf " in command.get_help(context).split("\n", 2)[2], path


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_policies_it_shows_hold(path: Path) -> None:
    for shown in re.findall(POLICY, path.read_text("utf-8")):
        durf.Checker(durf.Policy.parse(shown))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_commands_it_shows_exist(path: Path) -> None:
    known = {words: command for words, command, _ in make_reference.every_command()}
    names = "|".join(sorted({words[1] for words in known if len(words) > 1}))
    shown = re.findall(rf"^.*?\b(durf (?:{names})\b.*)$", shell(path), re.M)
    for line in shown:
        words = shlex.split(re.split(r"[|;>)]| #| &&", line)[0])
        command = next(tuple(words[:n]) for n in (4, 3, 2) if tuple(words[:n]) in known)
        given = {word.partition("=")[0] for word in words if word.startswith("-")}
        if given == {"--help"}:
            continue
        params = known[command].params
        taken = {option for param in params for option in param.opts}
        assert given - taken <= {"-"}, line
        needed = [p for p in params if p.required and p.param_type_name == "option"]
        assert all(given & set(param.opts) for param in needed), line


def shell(path: Path) -> str:
    """Return the shell commands that a page shows."""
    fences = re.findall(r"```sh\n(.*?)```", path.read_text("utf-8"), re.S)
    return "\n".join(fences).replace("\\\n", " ")


def test_every_kind_is_documented(policy_format: str) -> None:
    for kind in KINDS:
        assert f"\n### {kind}\n" in policy_format


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_key_of_a_kind_is_documented(kind: str, policy_format: str) -> None:
    section = policy_format.split(f"\n### {kind}\n")[1].split("\n### ", maxsplit=1)[0]
    assert [key for key in keys_of(kind) if f"| `{key}` |" not in section] == []


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("## Front matter", {*POLICY_KEYS, *PACK_KEYS}),
        ("## Reviews", {*front_reviews.KEYS, *front_reviews.EARNED_KEYS}),
        ("## Rules", set(RULE_KEYS)),
        ("## Examples", set(EXAMPLE_KEYS)),
        ("## Including packs", set(INCLUSION_KEYS)),
    ],
)
def test_every_other_key_is_documented(
    heading: str, keys: set[str], policy_format: str
) -> None:
    section = policy_format.split(f"\n{heading}\n")[1].split("\n## ", maxsplit=1)[0]
    assert [key for key in sorted(keys) if f"`{key}`" not in section] == []


def keys_of(kind: str) -> set[str]:
    """Return the keys that the modules of a kind take, found where they read them."""
    home = importlib.import_module(KINDS[kind])
    modules = [home]
    if hasattr(home, "__path__"):
        below = pkgutil.walk_packages(home.__path__, f"{home.__name__}.")
        modules += [importlib.import_module(module.name) for module in below]
    found: set[str] = set()
    for module in modules:
        tree = ast.parse(Path(module.__file__ or "").read_text("utf-8"))
        for node in ast.walk(tree):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="mapping"), args=[_, _, ast.Name(id=name)]
                ):
                    found |= set(getattr(module, name))
                case ast.Call(
                    func=ast.Attribute(attr="mapping"), args=[_, _, ast.Tuple() as keys]
                ):
                    found |= set(ast.literal_eval(keys))
    return found


def test_every_setting_is_documented() -> None:
    text = (REFERENCE / "settings.md").read_text("utf-8")
    source = "".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    settings = set(re.findall(r"\bDURF_[A-Z_]+\b", source))
    assert [name for name in sorted(settings) if f"| `{name}` |" not in text] == []


def test_the_defaults_of_the_settings_are_those_of_the_code() -> None:
    text = (REFERENCE / "settings.md").read_text("utf-8")
    defaults = dict(given_defaults())
    assert len(defaults) > 8
    for name, default in defaults.items():
        row = text.split(f"| `{name}` |")[1].split("\n")[0]
        assert row.split(" | ")[1].startswith(f"`{default}`"), name


def given_defaults() -> Iterator[tuple[str, str]]:
    """Yield the settings of the server whose default is written in the code."""
    for file in ("settings.py", "people/sign_in.py"):
        source = (ROOT / "src" / "durf_server" / file).read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="env")),
                    args=[
                        ast.Constant(value=str(name)),
                        ast.Constant() | ast.Tuple() as given,
                    ],
                ):
                    default = ast.literal_eval(given)
                    is_list = isinstance(default, tuple)
                    yield name, ",".join(default) if is_list else str(default)


def test_every_error_and_fault_is_documented() -> None:
    text = (REFERENCE / "errors.md").read_text("utf-8")
    for error in make_reference.every_error():
        assert f"| `{error.code}` |" in text
    for fault in make_reference.every_fault():
        assert f"`{fault.code}`" in text


def test_every_pack_and_rule_is_documented() -> None:
    text = (REFERENCE / "packs.md").read_text("utf-8")
    packs = make_reference.every_pack()
    assert packs
    for name, pack in packs.items():
        section = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
        for rule in pack.rules:
            assert f"| `{rule.id}` |" in section
