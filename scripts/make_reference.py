"""Write the generated pages of docs/reference from the program itself.

    python scripts/make_reference.py           # writes them
    python scripts/make_reference.py --check   # says which are out of date

Commands come from their help, errors from their classes, faults from where they
are recorded, packs and entities from the packs, the API from its operations.
"""

from __future__ import annotations

import ast
import json
import os
import sys
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import django
from django.utils import translation

from durf import errors
from durf.cli.main import durf as durf_command
from durf.kinds.names import human_name
from durf.networks.registry import NETWORKS
from durf.policy.model import Policy
from durf_server.errors import ServerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ninja import NinjaAPI

    from durf.networks.network import Network
    from durf.policy.model import Rule

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "durf"
PACKS = SOURCE / "packs"
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Written by scripts/make_reference.py: run `make docs`. -->"
WIDTH = 80


class FaultKind(NamedTuple):
    """One sort of fault in a policy, as the code records it."""

    code: str
    template: str


def main() -> int:
    """Write the pages, or check them; return the exit code."""
    stale = []
    for name, write in PAGES.items():
        path = REFERENCE / name
        text = write()
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_text(text, "utf-8")
    verb = "out of date" if "--check" in sys.argv else "written"
    for name in stale:
        print(f"docs/reference/{name}: {verb}")
    return 1 if stale and "--check" in sys.argv else 0


def commands_page() -> str:
    """Write down every command with its help."""
    parts = ["# The commands", NOTE]
    for path, command, context in every_command():
        depth = min(len(path) + 1, 4)
        help_text = command.get_help(context).rstrip()
        parts += [f"{'#' * depth} {' '.join(path)}", f"```text\n{help_text}\n```"]
    return page(parts)


def every_command() -> Iterator[tuple[tuple[str, ...], click.Command, click.Context]]:
    """Yield the program and all commands below it, parents first."""
    root = click.Context(durf_command, info_name="durf", terminal_width=WIDTH)
    waiting: list[tuple[tuple[str, ...], click.Command, click.Context]] = [
        (("durf",), durf_command, root)
    ]
    while waiting:
        path, command, context = waiting.pop(0)
        yield path, command, context
        if not isinstance(command, click.Group):
            continue
        below = []
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                inner = click.Context(
                    child, info_name=name, parent=context, terminal_width=WIDTH
                )
                below.append(((*path, name), child, inner))
        waiting[:0] = below


def errors_page() -> str:
    """Write down every error, and every fault a policy can have."""
    program, server = [], []
    for error in sorted(every_error(), key=lambda error: error.code):
        told = f"| `{error.code}` | {cell(error.template)} | {cell(error.remedy)} |"
        if issubclass(error, ServerError):
            server.append(f"{told} {error.http_status} |")
        else:
            program.append(f"{told} {error.exit_code} |")
    faults = [f"| `{fault.code}` | {cell(fault.template)} |" for fault in every_fault()]
    return page(
        [
            "# Errors and faults",
            NOTE,
            "## Errors",
            "An error is one sentence on stderr, `durf: what happened: what to do`,"
            " and never a traceback.\nIts code is stable; its sentence follows the"
            " reader's language.",
            table(("code", "what happened", "what to do", "exit code"), program),
            "## Errors of the desk",
            "The console shows them as a page, the [API](api.md#errors) as JSON with"
            " this code and this HTTP status.\nA command that meets one exits with 2.",
            table(("code", "what happened", "what to do", "HTTP status"), server),
            "## Faults in a policy",
            "Every fault of a file is reported at once, with file, line, column and"
            " the line itself.",
            table(("code", "what is wrong"), faults),
        ]
    )


def every_error() -> Iterator[type[errors.DurfError]]:
    """Yield every class of error below the root."""
    waiting = [errors.DurfError]
    while waiting:
        below = waiting.pop().__subclasses__()
        yield from below
        waiting += below


def every_fault() -> list[FaultKind]:
    """Return every fault that the code can record, found where it does."""
    found: set[FaultKind] = set()
    for folder in ("source", "kinds", "policy"):
        for path in sorted((SOURCE / folder).rglob("*.py")):
            found.update(faults_in(ast.parse(path.read_text("utf-8"))))
    return sorted(found)


def faults_in(module: ast.Module) -> Iterator[FaultKind]:
    """Yield the faults that a module records, each with its code and sentence."""
    template = ""
    nodes = [n for n in ast.walk(module) if isinstance(n, ast.expr | ast.stmt)]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        match node:
            case ast.Assign(
                targets=[ast.Name(id="template")], value=ast.Constant(value=str(said))
            ):
                template = said
            case ast.Call(
                func=ast.Attribute(attr="add" | "_fault" | "_refuse"),
                args=[_, ast.Constant(value=str(code)), sentence, *_],
            ):
                is_said = isinstance(sentence, ast.Constant)
                said = str(ast.literal_eval(sentence)) if is_said else template
                yield FaultKind(code, said)


@cache
def every_pack() -> dict[str, Policy]:
    """Return the shipped packs by name."""
    return {
        path.relative_to(PACKS).with_suffix("").as_posix(): Policy.read(path)
        for path in sorted(PACKS.rglob("*.md"))
    }


def packs_page() -> str:
    """Write down every pack with its rules, actions, reasons and examples."""
    packs = every_pack()
    rows = []
    for name, pack in packs.items():
        examples = sum(len(rule.fails) + len(rule.passes) for rule in pack.rules)
        anchor = name.replace("/", "")
        rows.append(f"| [`{name}`](#{anchor}) | {len(pack.rules)} | {examples} |")
    parts = [
        "# Packs",
        NOTE,
        "A policy includes a pack by its name; see"
        " [including packs](policy-format.md#including-packs).\n"
        "`durf policy show` prints a pack with its examples.",
        table(("pack", "rules", "examples"), rows),
    ]
    for name, pack in packs.items():
        parts += [f"## {name}", table(HEAD, [rule_row(rule) for rule in pack.rules])]
    return page(parts)


HEAD = ("rule", "kind", "action", "finds / leaves alone", "because")


def rule_row(rule: Rule) -> str:
    """Write one rule of a pack as a row."""
    examples = f"{len(rule.fails)} / {len(rule.passes)}"
    action = f"{rule.action} by {rule.by}" if rule.by else str(rule.action)
    return (
        f"| `{rule.id}` | {rule.kind or 'condition'} | {action} | {examples}"
        f" | {cell(rule.because)} |"
    )


def entities_page() -> str:
    """Write down every entity with the rules that find it."""
    found: dict[str, dict[str, list[str]]] = {"personal": {}, "secrets": {}}
    for name, pack in every_pack().items():
        for rule in pack.rules:
            for entity in entities_of(rule):
                rules = found[rule.kind].setdefault(entity, [])
                rules.append(f"`{name}#{rule.id}`")
    parts = [
        "# Entities",
        NOTE,
        "What a finding calls the thing it found."
        "\nNames of personal data are Presidio's where it has one.",
    ]
    personal = [
        f"| `{entity}` | {human_name(entity)} | {', '.join(dict.fromkeys(rules))} |"
        for entity, rules in sorted(found["personal"].items())
    ]
    secrets = [
        f"| `{entity}` | {', '.join(dict.fromkeys(rules))} |"
        for entity, rules in sorted(found["secrets"].items())
    ]
    for title, head, rows in (
        ("Personal data", ("entity", "people say", "found by"), personal),
        ("Secrets", ("entity", "found by"), secrets),
    ):
        parts += [f"## {title}", f"{len(rows)} entities.", table(head, rows)]
    return page(parts)


def entities_of(rule: Rule) -> list[str]:
    """Return the entities that a rule looks for."""
    look = rule.look.to_json() if rule.look else {}
    if rule.kind == "secrets":
        return [kind["name"] for kind in look["types"]]
    return list(look["entities"]) if rule.kind == "personal" else []


@cache
def the_api() -> NinjaAPI:
    """Return the API of the server, set up in a data folder that goes away."""
    from django.conf import settings

    with tempfile.TemporaryDirectory() as folder:
        if not settings.configured:
            os.environ["DURF_DATA_DIR"] = folder
            os.environ["DJANGO_SETTINGS_MODULE"] = "durf_server.settings"
            django.setup()
        # Its addresses are put together there.
        import_module("durf_server.api.urls")
    api: NinjaAPI = import_module("durf_server.api.app").api
    return api


def openapi_page() -> str:
    """Write down the API's own description of itself."""
    schema = the_api().get_openapi_schema()
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def api_page() -> str:
    """Write the operations and scopes into the page that explains the API."""
    operations = [
        f"| `{one['method']} {one['path']}` | {one['said']} | `{one['scope']}` |"
        for one in every_operation()
    ]
    tokens = import_module("durf_server.people.tokens")
    with translation.override("en"):
        scopes = [f"| `{name}` | {said} |" for name, said in tokens.SCOPES.items()]
    text = (REFERENCE / "api.md").read_text("utf-8")
    text = between(text, "scopes", table(("scope", "lets a program"), scopes))
    head = ("address, below `/api/v1`", "does", "scope")
    return between(text, "operations", table(head, operations))


def every_operation() -> Iterator[dict[str, str]]:
    """Yield what the API can do, with the scope that each asks for."""
    api = the_api()
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                [scope] = operation.auth_callbacks
                yield {
                    "method": operation.methods[0],
                    "path": f"{router.prefix}/{path}".rstrip("/"),
                    "said": cell(operation.description or ""),
                    "scope": vars(scope)["name"],
                }


def between(text: str, mark: str, written: str) -> str:
    """Return a text with something else between two marks."""
    begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, rest = text.split(begin)
    return f"{before}{begin}\n\n{written}\n\n{end}{rest.split(end)[1]}"


NETWORK_FIGURES = {
    "text": "longest text",
    "text_bytes": "longest text in UTF-8",
    "pictures": "pictures of a post",
    "picture_bytes": "largest picture",
    "picture_pixels": "most pixels of a picture",
    "alt": "longest description of a picture",
    "videos": "videos of a post",
    "video_bytes": "largest video",
    "video_seconds": "longest video",
    "has_threads": "threads",
    "has_edits": "text changed afterwards",
}
NETWORK_UNITS = {
    "text_bytes": "bytes",
    "picture_bytes": "bytes",
    "alt": "characters",
    "video_bytes": "bytes",
    "video_seconds": "seconds",
}


def networks_page() -> str:
    """Write down what each network takes, and how its texts are counted."""
    parts = [
        "# Networks",
        NOTE,
        "What each network takes, and how durf counts a text for it.\n"
        "What is not named has no limit that is known.\n"
        "A post names its network as `channel`.",
    ]
    for name, network in NETWORKS.items():
        said = (sys.modules[f"durf.networks.{name}"].__doc__ or "").strip()
        parts += [
            f"## {network.title}",
            f"Its name is `{name}`.\n" + said.replace("\n\n", "\n"),
            table(("what", "figure", "source"), [*network_rows(network)]),
        ]
    return page(parts)


def network_rows(network: Network) -> Iterator[str]:
    """Yield the rows of one network."""
    yield f"| counted in | {network.count.unit.value} | {_cited(network, 'count')} |"
    for name, title in NETWORK_FIGURES.items():
        figure = getattr(network.limits, name)
        if figure == 0 and not isinstance(figure, bool):
            continue
        unit = (
            network.count.unit.value if name == "text" else NETWORK_UNITS.get(name, "")
        )
        yield f"| {title} | {_figure(figure, unit)} | {_cited(network, name)} |"


def _figure(figure: bool | int, unit: str) -> str:
    if isinstance(figure, bool):
        return "yes" if figure else "no"
    return f"{figure:,} {unit}".strip()


def _cited(network: Network, name: str) -> str:
    address = network.sources.get(name, "")
    return f"[{address.split('/')[2]}]({address})" if address else ""


def table(head: Sequence[str], rows: list[str]) -> str:
    """Return rows as a Markdown table."""
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    return "\n".join([*lines, *rows])


def cell(text: str) -> str:
    """Return a text as it may stand in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def page(parts: list[str]) -> str:
    """Return the parts of a page as its text."""
    return "\n\n".join(parts) + "\n"


PAGES = {
    "api.md": api_page,
    "commands.md": commands_page,
    "entities.md": entities_page,
    "errors.md": errors_page,
    "openapi.json": openapi_page,
    "networks.md": networks_page,
    "packs.md": packs_page,
}

if __name__ == "__main__":
    sys.exit(main())
