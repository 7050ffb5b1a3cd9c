"""Several processes at one desk: whatever the order, nothing is cleared wrongly."""

from __future__ import annotations

_BUILD = """
from datetime import datetime, UTC
from durf_server.drafts.content import Content
from durf_server.drafts.saving import start
from durf_server.reviews.desk import submit
from tests.durf_server.reviews.house import House
house = House.build("race")
house.put_in_force(2)
for number in range(4):
    draft = start(house.people["anna"], Content(f"Bread {number} turnover"), at=now())
    submit(draft, house.people["anna"], base=1, at=now())
"""
# Everybody does everything at once; a check inside one transaction after each act.
_RACE = """
import random, sys
from django.db import OperationalError, transaction
from durf_server.drafts.content import Content
from durf_server.drafts.models import Draft
from durf_server.drafts.saving import save
from durf_server.errors import ServerError
from durf_server.people.models import Member
from durf_server.policies.models import PolicyVersion
from durf_server.reviews.clearing import cleared_for_sending
from durf_server.reviews.desk import approve, release, submit
from durf_server.reviews.models import Review
from durf_server.reviews.case import open_case
from durf_server.reviews.rejudging import judge_again
from tests.durf_server.reviews.house import BOOKS, TITLES

chance = random.Random(int(sys.argv[1]))
people = {m.person.email.split(".")[0]: m for m in Member.objects.select_related("person", "workspace")}
names = {m.pk: name for name, m in people.items()}
workspace = people["anna"].workspace
numbers = [draft.pk for draft in Draft.objects.order_by("pk")]

@transaction.atomic
def check():
    # Told from the rows alone: who approved this version, in which roles, since when.
    for draft in Draft.objects.select_for_update().filter(state="cleared").order_by("pk"):
        version = draft.versions.get(number=draft.version)
        judgement = version.judgements.first()
        book = BOOKS[PolicyVersion.objects.get(pk=judgement.policy_id).number - 1]
        found = book.found(version.content["text"])
        authors = set(draft.versions.values_list("made_by_id", flat=True))
        yes = [
            r for r in Review.objects.filter(version=version, decision="approve")
            if r.stands_for and r.member_id not in authors
        ]
        assert draft.submitted_version == draft.version
        assert not Review.objects.filter(version=version).exclude(decision="approve").exists()
        assert len({r.member_id for r in yes}) >= book.approvers, "too few"
        assert len({r.stands_for for r in yes}) <= 1, "of two seals"
        roles = {r.role for r in yes if not r.role or r.role in TITLES[names[r.member_id]]}
        assert {by for _, _, by in found if by} <= roles, "a role"

@transaction.atomic
def new_policy():
    number = chance.choice((1, 2, 5))
    every = PolicyVersion.objects.select_for_update().filter(workspace=workspace)
    list(every.order_by("pk"))
    every.filter(state="in-force").update(state="retired")
    every.filter(number=number + 1).update(state="in-force")

def act(draft):
    what = chance.choice("save submit submit approve approve approve release send sweep policy".split())
    seal = open_case(draft.pk, lock=False).facts.seal
    if what == "save":
        text = f"Bread {chance.random()} turnover"
        save(draft, people["anna"], Content(text), base=draft.version, at=now())
    elif what == "submit":
        submit(draft, people["anna"], base=draft.version, at=now())
    elif what == "approve":
        who = chance.choice(("bram", "els", "gijs"))
        role = chance.choice(TITLES[who] or ("",))
        approve(draft, people[who], chance.choice((role, "")), seal=seal, at=now())
    elif what == "release":
        release(draft, people["anna"], seal=seal, at=now())
    elif what == "send":
        cleared_for_sending(draft, at=now())
    elif what == "sweep":
        judge_again(workspace, at=now())
    else:
        new_policy()
    return what

done = 0
for _ in range(int(sys.argv[2])):
    draft = Draft.objects.get(pk=chance.choice(numbers))
    try:
        done += act(draft) == "approve"
    except ServerError:
        pass
    check()
print(done)
"""


def test_processes_beside_each_other_never_clear_one_too_many(apart) -> None:
    apart.run(_BUILD)
    racers = [apart.start(_RACE, str(seed), "25") for seed in range(3)]
    approvals = []
    for racer in racers:
        said, _ = racer.communicate()
        assert racer.returncode == 0
        approvals.append(int(said))
    assert sum(approvals) > 0


_PRESS = """
import sys
from durf_server.drafts.models import Draft
from durf_server.errors import ServerError
from durf_server.people.models import Member
from durf_server.reviews.case import open_case
from durf_server.reviews.desk import approve
from durf_server.reviews.models import Review
draft = Draft.objects.order_by("pk").first()
bram = Member.objects.get(person__email="bram.race@example.org")
approve(draft, bram, "legal", seal=open_case(draft.pk, lock=False).facts.seal, at=now())
print(Review.objects.filter(draft=draft).count())
"""


def test_one_button_pressed_in_three_processes_is_one_approval(apart) -> None:
    apart.run(_BUILD)
    pressed = [apart.start(_PRESS) for _ in range(3)]
    for one in pressed:
        said, _ = one.communicate()
        assert one.returncode == 0
        assert said.split() == ["1"]
