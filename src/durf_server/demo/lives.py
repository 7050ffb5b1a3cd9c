"""How drafts and policies of the example fare: each a life with moments in it.

A life does something, yields the moment at which it goes on, and is called again
then; so all lives are told in one order, and the evidence log with them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from durf_server.demo.house import lock_up
from durf_server.drafts.content import Content
from durf_server.drafts.saving import save, start
from durf_server.policies import deciding, editing
from durf_server.policies.confirming import confirm
from durf_server.policies.models import PolicyVersion
from durf_server.reviews import desk
from durf_server.reviews.case import open_case
from durf_server.reviews.incidents import report_incident
from durf_server.reviews.machine import Missing, missing
from durf_server.reviews.rejudging import judge_again

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from durf_server.demo.example import Post
    from durf_server.demo.house import House
    from durf_server.drafts.models import Draft
    from durf_server.people.models import Member

    Life = Iterator[datetime]


def life_of_draft(house: House, post: Post, number: int, midnight: datetime) -> Life:
    """Write, be stopped and mend, send to review, and end as the post's fate says."""
    at = midnight + post.begun(number)
    yield at
    author = house.people[post.who]
    plan = midnight + post.planned(number)
    draft = start(
        author,
        _content(house, post, post.first or post.text, plan),
        template=house.templates.get(post.template),
        campaign=house.campaigns.get(post.campaign),
        at=at,
    )
    if post.first:
        at += timedelta(minutes=2 + number % 4)
        yield at
        _judge(draft, at)
        draft.refresh_from_db()
        final = _content(house, post, post.text, plan)
        save(draft, author, final, base=draft.version, at=at)
    if post.fate == "writing":
        return
    at += timedelta(minutes=3 + number % 9)
    yield at
    draft.refresh_from_db()
    desk.submit(draft, author, base=draft.version, at=at)
    yield from _fates(house, draft, post.fate, at, number)


def _fates(house: House, draft: Draft, fate: str, at: datetime, number: int) -> Life:
    """Let others decide as the fate says."""
    at += timedelta(minutes=11 + (number * 13) % 140)
    why = house.example.values["reasons"].get(fate, "")
    if fate in ("ask", "refuse"):
        yield at
        say_no = desk.ask_changes if fate == "ask" else desk.refuse
        say_no(draft, house.chief, why, at=at)
    elif fate == "withdraw":
        yield at
        desk.withdraw(draft, draft.author, at=at)
    elif fate == "exempt":
        yield at
        _exempt(house, draft, why, at)
        fate = "clear"
    if fate in ("clear", "incident"):
        yield from _yeses(house, draft, at)
    if fate == "incident":
        at += timedelta(days=1)
        yield at
        report_incident(draft, house.chief, why, at=at)


def _yeses(house: House, draft: Draft, at: datetime) -> Life:
    """Let whoever can say yes do so, until nothing is missing."""
    while True:
        yield at
        lacks, seal = _lacks(draft)
        found = _approver(house, draft, lacks)
        if found is None:
            return
        member, role = found
        desk.approve(draft, member, role, seal=seal, at=at)
        at += timedelta(minutes=7)


def _approver(house: House, draft: Draft, lacks: Missing) -> tuple[Member, str] | None:
    others = [
        one
        for one in house.people.values()
        if one.pk != draft.author_id and "reviewer" in one.roles
    ]
    for role in sorted(lacks.roles):
        for one in others:
            if role in one.titles:
                return one, role
    if lacks.approvers:
        return others[draft.version % 2], ""
    return None


def _exempt(house: House, draft: Draft, why: str, at: datetime) -> None:
    lacks, seal = _lacks(draft)
    speaker = house.people["eva"]
    for rule in sorted(lacks.blocked):
        desk.exempt(draft, speaker, rule, speaker.titles[0], why, seal=seal, at=at)


@transaction.atomic
def _lacks(draft: Draft) -> tuple[Missing, str]:
    facts = open_case(draft.pk).facts
    return missing(facts), facts.seal


@transaction.atomic
def _judge(draft: Draft, at: datetime) -> None:
    """Judge a draft as the page does when somebody stops typing."""
    open_case(draft.pk).judge(at=at)


def _content(house: House, post: Post, text: str, plan: datetime) -> Content:
    channels = tuple(house.channels[network] for network in post.channels)
    return Content(text=text, channels=channels, planned_at=plan)


def life_of_policies(house: House, midnight: datetime) -> Life:
    """Let people read the policy, propose changes, and decide on them."""
    yield from _confirmed(house, midnight - timedelta(days=44), 60)
    at = midnight - timedelta(days=14) + timedelta(hours=14)
    yield at
    lock_up(house)
    change = house.example.values["second"]
    second = _proposed(house, house.people["fatima"], change, at)
    at += timedelta(hours=2)
    yield at
    deciding.approve(second, house.chief, note=change["answer"], at=at)
    house.policies.append(second)
    # A worker would do this at once.
    judge_again(house.workspace, at=at)
    yield from _confirmed(house, midnight - timedelta(days=13), 70)
    at = midnight - timedelta(days=1) + timedelta(hours=11)
    yield at
    _proposed(house, house.people["fatima"], house.example.values["third"], at)


def _confirmed(house: House, at: datetime, minutes: int) -> Life:
    """Let all but the newcomer say that they have read the version in force."""
    readers = [one for key, one in house.people.items() if key != "noor"]
    for number, member in enumerate(readers):
        at += timedelta(minutes=minutes)
        yield at
        version = PolicyVersion.objects.get(
            workspace=house.workspace, state=PolicyVersion.State.IN_FORCE
        )
        quiz = {"right": 4 + number % 2, "asked": 5} if number % 2 else {}
        confirm(version, member, **quiz, at=at)


def _proposed(
    house: House, member: Member, change: dict[str, str], at: datetime
) -> PolicyVersion:
    text = house.example.next_policy(house.policies[-1].text, change)
    version = editing.start_version(member, text, at=at)
    return deciding.propose(version, member, note=change["note"], at=at)
