"""The command ``durf evidence verify``: does a proof hold, with the key alone?"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from durf.cli.vault_opening import format_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.cli.policy_page import Page
    from durf.evidence.checkpoint import Checkpoint
    from durf.evidence.verify import Report

_EXAMPLES = """\b
Example:
  durf evidence verify post.durfproof --key log.key
  durf evidence verify published-log/ --key log.key

\b
Exit status: 0 it holds; 1 it does not; 2 it cannot be read, or the key cannot."""


@click.command(epilog=_EXAMPLES)
@click.argument("bundle", metavar="BUNDLE")
@click.option(
    "--key",
    "key_file",
    required=True,
    metavar="FILE",
    help="The public key of the log, as its owner published it; one a line.",
)
@format_option
def verify(bundle: str, key_file: str, output_format: str) -> None:
    """Check a bundle of evidence, or a whole published log, without any network.

    The key must come from the owner of the log, and never out of the bundle.
    """
    from durf.cli.evidence_files import keys_from

    keys = keys_from(key_file)
    if os.path.isdir(bundle):
        _verify_log(bundle, keys, output_format)
        return
    from durf.cli.evidence_files import read_file
    from durf.cli.policy_page import page, write_json
    from durf.evidence.verify import verify as verify_bundle

    report = verify_bundle(read_file(bundle), keys)
    if output_format == "json":
        write_json(to_json(report))
        return
    sheet = page()
    sheet.write(_lines(report, sheet))


def _verify_log(folder: str, keys: tuple[Any, ...], output_format: str) -> None:
    from durf.cli.evidence_files import PublishedLog
    from durf.cli.policy_page import page, write_json
    from durf.errors import BrokenProof
    from durf.evidence.audit import faults_of
    from durf.evidence.verify import trusted_checkpoint

    log = PublishedLog(folder)
    checkpoint = trusted_checkpoint(log.checkpoint(), keys)
    size = checkpoint.size
    faults = faults_of(
        checkpoint, log.entries(size), lambda level, index: log.tile(level, index, size)
    )
    for fault in faults:
        raise BrokenProof(where=fault, reason="it is not what the log's entries make")
    if output_format == "json":
        write_json({"holds": True, **_state(checkpoint)})
        return
    sheet = page()
    sheet.write(
        [sheet.good(sheet.say("the log is whole")), *_signed(checkpoint, sheet)]
    )


def to_json(report: Report) -> dict[str, Any]:
    """Return a report as it is written for machines."""
    bundle = report.bundle
    return {
        "holds": True,
        "about": bundle.about,
        **_state(report.checkpoint),
        "exported_at": bundle.exported_at.isoformat(),
        "signed_by": [f"{key.name}+{key.key_id.hex()}" for key in report.signers],
        "entries": [shown.index for shown in bundle.entries],
        "erased": report.erased,
        "withheld": report.withheld,
        "gapless": report.is_gapless,
        "policies": sorted(bundle.policies),
        "media": sorted(bundle.media),
        "earlier_checkpoints": sorted(bundle.older),
        "timestamps": sorted(bundle.timestamps),
        "page_checked": report.is_page_checked,
    }


def _state(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "log": checkpoint.origin,
        "size": checkpoint.size,
        "root": checkpoint.root.hex(),
    }


def _lines(report: Report, sheet: Page) -> Iterator[str]:
    say, bundle = sheet.say, report.bundle
    yield sheet.good(say("the evidence holds"))
    yield sheet.bold(bundle.about)
    yield from _signed(report.checkpoint, sheet)
    for key in report.signers:
        yield say("signed by {0} (key {1})").format(key.name, key.key_id.hex())
    yield say("{0} entries").format(len(bundle.entries)) + _span(report)
    if report.erased or report.withheld:
        said = say("{0} parts erased, {1} kept back")
        yield said.format(report.erased, report.withheld)
    said = say("{0} policies, {1} media, {2} earlier checkpoints, {3} time stamps")
    yield said.format(
        len(bundle.policies),
        len(bundle.media),
        len(bundle.older),
        len(bundle.timestamps),
    )
    if not report.is_gapless:
        yield say("entries between the first and the last are not in it")
    if bundle.timestamps:
        yield say("ask 'openssl ts -verify' whether to believe the time stamps")
    if not report.is_page_checked:
        said = say("index.html was made by another version: read 'durf evidence show'")
        yield sheet.bad(said)


def _signed(checkpoint: Checkpoint, sheet: Page) -> Iterator[str]:
    said = sheet.say("log {0} at {1} entries, root {2}")
    yield said.format(checkpoint.origin, checkpoint.size, checkpoint.root.hex())


def _span(report: Report) -> str:
    if report.period is None:
        return ""
    first, last = report.period
    return f", {first:%Y-%m-%d %H:%M:%S} – {last:%Y-%m-%d %H:%M:%S} UTC"
