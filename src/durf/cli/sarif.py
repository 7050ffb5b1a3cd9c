"""Findings as SARIF 2.1.0, which code-hosting sites show beside the text."""

from __future__ import annotations

import json
import os
import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from durf.cli.version import version_number

if TYPE_CHECKING:
    from durf.check.verdict import Finding
    from durf.cli.report import Judged, Tally

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)
_LEVELS = {"warn": "note", "review": "warning", "block": "error"}


class Sarif:
    """One SARIF log with one run.

    The results are written as they come and the rules behind them, which JSON
    does not mind, so that memory stays flat.
    """

    between = ",\n"
    encoding = "utf-8"

    def opening(self) -> str:
        """Open the log, its run and the list of results."""
        start = json.dumps({"$schema": _SCHEMA, "version": "2.1.0"})[:-1]
        return f'{start}, "runs": [{{"columnKind": "utf16CodeUnits", "results": [\n'

    def one(self, judged: Judged) -> str:
        """Return the results of a post."""
        places = _Places(judged.post.text)
        results = (_result(judged, f, places) for f in judged.verdict.findings)
        return self.between.join(map(json.dumps, results))

    def closing(self, tally: Tally) -> str:
        """Return the rules that bit, and close all that is open."""
        driver = {
            "name": "durf",
            "version": version_number(),
            "rules": [_rule(tally.rules[name]) for name in sorted(tally.rules)],
        }
        tool = json.dumps({"driver": driver})
        return f'\n], "tool": {tool}}}]}}\n'


def _rule(finding: Finding) -> dict[str, Any]:
    name = finding.rule.rpartition("#")[2]
    reason = finding.reason
    told = [said for said in (reason, finding.instead) if said]
    title = f"{finding.clause}: {name}" if finding.clause else name
    return {
        "id": finding.rule,
        "name": name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": reason or title},
        "help": {
            "text": "\n".join(told) or title,
            "markdown": "\n\n".join([f"**{title}**", *told]),
        },
        "defaultConfiguration": {"level": _LEVELS[finding.action.value]},
        "properties": {"tags": ["durf", finding.kind or "condition"]},
    }


def _result(judged: Judged, finding: Finding, places: _Places) -> dict[str, Any]:
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.action.value],
        "message": {"text": _message(finding)},
        "locations": [_location(judged, finding, places)],
        "partialFingerprints": {"durfFinding/v1": _fingerprint(judged, finding)},
    }


def _message(finding: Finding) -> str:
    what = finding.message or finding.clause
    if finding.masked:
        what = f"{what} [{finding.entity} {finding.masked}]"
    return f"{what} {finding.instead}".rstrip()


def _location(judged: Judged, finding: Finding, places: _Places) -> dict[str, Any]:
    region = {"startLine": judged.line} if judged.line else _region(finding, places)
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(judged.path)},
            "region": region,
        }
    }
    if judged.line or finding.field != "text":
        name = f"{judged.post.id}/{finding.field}" if judged.line else finding.field
        location["logicalLocations"] = [{"fullyQualifiedName": name}]
    return location


def _region(finding: Finding, places: _Places) -> dict[str, Any]:
    if finding.field != "text":
        return {"startLine": 1}
    line, column = places.line_and_column(finding.start)
    end_line, end_column = places.line_and_column(finding.end)
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
        "charOffset": places.units(0, finding.start),
        "charLength": places.units(finding.start, finding.end),
    }


class _Places:
    """Places of a text as SARIF counts them: by line, and in units of UTF-16."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self._text))]

    @cached_property
    def _doubles(self) -> list[int]:
        return [found.start() for found in re.finditer("[^\0-\uffff]", self._text)]

    def units(self, start: int, end: int) -> int:
        """Return how long a part of the text is in UTF-16."""
        doubles = self._doubles
        return end - start + bisect_left(doubles, end) - bisect_left(doubles, start)

    def line_and_column(self, at: int) -> tuple[int, int]:
        """Return the line and the column of a code point, from 1."""
        line = bisect_right(self._lines, at)
        return line, self.units(self._lines[line - 1], at) + 1


def _uri(path: str) -> str:
    """Return a path relative to where we are, as code hosts want it."""
    relative = os.path.relpath(path).replace(os.sep, "/")
    if relative.startswith("../"):
        return Path(path).absolute().as_uri()
    return quote(os.fsencode(relative))


def _fingerprint(judged: Judged, finding: Finding) -> str:
    """Return what stays the same while text before the place comes and goes."""
    # A digest of a number with nine digits is soon undone: masked it is safe.
    drawn = dict(finding.detail).get("text", "")
    text = judged.post.text[finding.start : finding.end]
    place = finding.masked or drawn or text
    known = judged.post.id if judged.line else judged.path
    parts = (finding.rule, finding.field, known or "", place)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
