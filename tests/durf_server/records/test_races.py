"""Several processes append at once: one log, without gap, fork or lost entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.durf_server.apart import Apart

MAKE = """
from durf_server.people.models import Workspace
Workspace.objects.create(name="Bakery", slug="bakery")
"""
APPEND = """
import sys
from uuid import UUID
from django.db import transaction
from durf_server.people.models import Workspace
from durf_server.records.append import Fact, append
workspace = Workspace.objects.get()
for number in range(40):
    said = {UUID(int=number % 3): {"name": "Somebody"}}
    with transaction.atomic():
        append(workspace, Fact("draft.saved", f"by/{sys.argv[1]}", now(), {}, said))
"""
LOOK = """
from durf_server.people.models import Workspace
from durf_server.records.models import Entry, Log, SubjectKey
from durf_server.records.verifying import verify_log
checked = verify_log(Workspace.objects.get())
print(checked.size, len(checked.troubles), Log.objects.count())
print(SubjectKey.objects.count())
print(*[Entry.objects.filter(subject=f"by/{n}").count() for n in range(4)])
"""


def test_processes_that_append_at_once_make_one_log(apart: Apart) -> None:
    """From the very first entry on, which is when the log is made."""
    apart.run(MAKE)
    running = [apart.start(APPEND, str(number)) for number in range(4)]
    for process in running:
        process.communicate()
        assert process.returncode == 0
    assert apart.run(LOOK) == ["160", "0", "1", "3", *["40"] * 4]


def test_a_process_that_is_killed_leaves_a_whole_log(apart: Apart) -> None:
    """What it was told was written is there; nothing is there by half."""
    apart.run(MAKE)
    told = (
        APPEND.replace("range(40)", "range(4000)") + "    print(number, flush=True)\n"
    )
    process = apart.start(told, "0")
    assert process.stdout is not None
    written = 0
    for line in process.stdout:
        written = int(line) + 1
        if written == 50:
            process.kill()
    process.communicate()
    size, troubles, *_ = apart.run(LOOK)
    # One more may have been written that it did not live to tell.
    assert int(size) - written in {0, 1}
    assert troubles == "0"
