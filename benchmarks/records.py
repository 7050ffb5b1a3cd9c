"""Tables of people in the vault: time, size, what is found and what is not.

A table of people who do not exist is read from CSV into a vault.  Then posts that
speak of its rows in many ways are asked, and real posts, which speak of none.  Beside
it stands a plain dictionary of hashes, with fewer rows, since it lives in memory.

The reading of posts was made with the ways of ``records_material`` at hand, so what is
found of those says little of others: ``records_unseen`` has ways that it was not made
with, and both are printed.

Run: ``python -m benchmarks.records [ROWS]``, 5 million if not said, which takes some
minutes and a gigabyte of disk.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import records_material as material
from benchmarks import records_unseen as unseen
from benchmarks.real_posts import real_posts, require_data
from benchmarks.records_peer import PlainDictionary
from benchmarks.target import target
from benchmarks.timing import machine, one_core, time_each
from durf.intake.tables.fields import calling_codes, parse_fields
from durf.intake.tables.filling import fill
from durf.intake.tables.opening import open_table
from durf.text.view import View
from durf.vault.records.mapping import Mapping
from durf.vault.secret import Secret
from durf.vault.vault import Vault
from durf.vault.writer import Writer, create_vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    # The names of what was done, and what it became.
    Writing = tuple[tuple[str, ...], str]

ROWS = 5_000_000
PEER_ROWS = 500_000
ASKED_ROWS = 300
LENGTH = 280
POSTS = 10_000
SECRET = Secret(b"records".ljust(32, b"."))
FIELDS = "name=naam,email=e-mail,phone=telefoon,birthdate=geboortedatum"
OTHER_FIELDS = "name=naam,account=iban,id=klantnr,birthdate=geboortedatum"
FILLER = "Even voor de zekerheid: {0}. Kan iemand dat morgen nakijken?"


class Quiet:
    """Somebody who does not listen."""

    def rows(self, *_: object) -> None:
        """Hear it and say nothing."""


def build(table: Path, folder: Path, fields: str) -> tuple[Vault, float]:
    """Fill a vault with a table; return it with the seconds that took."""
    create_vault(folder, SECRET)
    began = time.perf_counter()
    source = open_table(str(table))
    mapping = Mapping(
        parse_fields(fields, source.columns), countries=calling_codes("NL,US")
    )
    with Writer(folder, SECRET) as writer:
        fill(writer, source, mapping, "people", Quiet())
    taken = time.perf_counter() - began
    return Vault.open(folder, SECRET), taken


def size_of(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def writings(row: material.Row, kind: str, ways: ModuleType) -> Iterator[Writing]:
    """Yield ways to write about a row, each with its name."""
    phones = ways.PHONES_NL if row.code == "31" else ways.PHONES_US
    alone = {
        "email": ways.EMAILS,
        "phone": phones,
        "account": ways.ACCOUNTS,
        "id": ways.NUMBERS,
    }
    for name, write in alone.get(kind, {}).items():
        yield (f"{kind}: {name}",), write(row)
    if kind == "name":
        for (name, write), (day, written) in product(
            ways.NAMES.items(), ways.DATES.items()
        ):
            yield (
                (f"name: {name}", f"date: {day}"),
                f"{write(row)}, {written(row.born)}",
            )


def recall(
    bites: Callable[[str], bool],
    count: int,
    kinds: tuple[str, ...],
    ways: ModuleType = material,
) -> tuple[dict[str, list[int]], list[int]]:
    """Return how many of how many were found: of each way of writing, and in all."""
    chosen = set(random.Random(7).sample(range(count), min(ASKED_ROWS, count)))
    found: dict[str, list[int]] = {}
    all_of_it = [0, 0]
    for n, row in enumerate(material.rows(count)):
        if n not in chosen:
            continue
        for kind in kinds:
            for names, said in writings(row, kind, ways):
                is_found = bites(FILLER.format(said))
                all_of_it[0] += is_found
                all_of_it[1] += 1
                for name in names:
                    tally = found.setdefault(name, [0, 0])
                    tally[0] += is_found
                    tally[1] += 1
    return found, all_of_it


def asker(vault: Vault) -> Callable[[str], bool]:
    """Return what tells whether a post gives a row of a vault away."""
    return lambda post: bool(vault.row_values(View(post)))


def show_recall(found: dict[str, list[int]]) -> None:
    """Print the recall of each way that misses any."""
    for name, (hits, asked) in sorted(found.items()):
        if hits < asked:
            print(f"  {name:28} {hits / asked:7.2%} of {asked:,}")
    print(f"  ways not named: 100 %, of {len(found)} ways in all")


def report_recall(vault: Vault, count: int, kinds: tuple[str, ...]) -> None:
    """Print what is found of values that bite alone, and of two weak ones of a row."""
    for what, some in (
        ("a value that bites alone", tuple(kind for kind in kinds if kind != "name")),
        ("a name and a date of birth", tuple(kind for kind in kinds if kind == "name")),
    ):
        for sort, ways in (("the ways we read", material), ("unseen ways", unseen)):
            if not some:
                continue
            found, (hits, asked) = recall(asker(vault), count, some, ways)
            print(f" {what}, {sort}")
            show_recall(found)
            target(
                f"records: {what} ({', '.join(some)}), {sort}",
                ">= 0.999",
                f"{hits / asked:.4f} of {asked:,}",
                met=hits / asked >= 0.999,
            )


def long_posts(real: list[str]) -> list[str]:
    """Return posts of about 280 characters, made of real ones."""
    some = list(real)
    random.Random(1).shuffle(some)
    made, current = [], ""
    for post in some:
        current = f"{current} {post}".strip()
        if len(current) >= LENGTH - 20:
            made.append(current[: LENGTH + 20])
            current = ""
    return made[:POSTS]


def report_time(vault: Vault, real: list[str]) -> None:
    """Print what asking the vault adds to a post of about 280 characters."""
    views = {post: View(post).plain for post in long_posts(real)}
    times = time_each(lambda post: vault.has_values(views[post]), list(views))
    print(f"asking: {times}")
    target(
        "records: added to a post of 280 characters",
        "<= 30 us",
        f"{times.median:.1f} us median, {times.p99:.1f} us p99",
        met=times.median <= 30,
    )


def report_false_alarms(vault: Vault, real: list[str]) -> None:
    """Print how many real posts give a row away that they know nothing of."""
    alarms = [found for post in real if (found := vault.row_values(View(post)))]
    share = len(alarms) / len(real)
    kinds: dict[tuple[str, ...], int] = {}
    for found in alarms:
        fields = max((one.fields for one in found), key=len)
        kinds[fields] = kinds.get(fields, 0) + 1
    print(f"false alarms: {len(alarms)} of {len(real):,}: {kinds}")
    target(
        "records: false alarms on real posts",
        "<= 0.01 %",
        f"{share:.4%}",
        met=share <= 0.0001,
    )


def report_build(vault: Vault, folder: Path, count: int, taken: float) -> None:
    """Print what building took."""
    values = 4 * count
    each = size_of(folder) / values
    print(
        f"built {count:,} rows in {taken:.1f} s, {each:.2f} bytes a value, "
        f"{vault.stats().values / values:.2f} fingerprints a value"
    )
    target(
        f"records: {count / 1e6:g} million rows x 4 fields from CSV",
        "<= 120 s and <= 10 bytes a value",
        f"{taken:.0f} s, {each:.1f} bytes",
        met=taken <= 120 and each <= 10,
    )


def report_peer(place: Path, count: int, real: list[str]) -> None:
    """Print what a plain dictionary of hashes does with the same table."""
    count = min(count, PEER_ROWS)
    table = place / "fewer.csv"
    material.write_table(table, count)
    began = time.perf_counter()
    peer = PlainDictionary(table)
    taken = time.perf_counter() - began
    print(
        f"\na plain dictionary of hashes, {count:,} rows, {' '.join(FIELDS.split(','))}"
    )
    print(f"built in {taken:.1f} s, {peer.bytes_a_value:.0f} bytes a value in memory")
    print(f"asking: {time_each(peer.bites, long_posts(real))}")
    alarms = sum(map(peer.bites, real))
    print(f"false alarms: {alarms} of {len(real):,}")
    for kinds in (("email", "phone"), ("name",)):
        _, (hits, asked) = recall(peer.bites, count, kinds)
        print(f"  recall of {' and '.join(kinds)}: {hits / asked:.2%} of {asked:,}")


def main() -> None:
    """Build, ask and tell."""
    require_data("posts-tweeteval")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    one_core()
    print(machine("pyarrow", "faker"))
    real = real_posts()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        material.write_table(place / "people.csv", count)
        for number, (fields, kinds) in enumerate(
            ((FIELDS, ("email", "phone", "name")), (OTHER_FIELDS, ("account", "id")))
        ):
            folder = place / str(number)
            vault, taken = build(place / "people.csv", folder, fields)
            print(f"\n{fields}")
            report_build(vault, folder, count, taken)
            report_time(vault, real)
            report_false_alarms(vault, real)
            report_recall(vault, count, kinds)
        report_peer(place, count, real)


if __name__ == "__main__":
    main()
