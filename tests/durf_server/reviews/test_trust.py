"""A class of posts earns fewer approvers by a clean record, and loses it at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from durf_server.channels.models import Channel
from durf_server.drafts.models import Template
from durf_server.errors import BadInput, NotAllowed
from durf_server.policies.in_force import in_force
from durf_server.records.models import Entry
from durf_server.reviews.desk import approve, withdraw
from durf_server.reviews.incidents import report_incident
from durf_server.reviews.trust import standings
from tests.durf_server.conftest import NOON, put_in_force
from tests.durf_server.reviews.conftest import LATER, REVIEWED, seal_of, state_of
from tests.durf_server.reviews.test_desk import told

pytestmark = pytest.mark.django_db
EARNING = REVIEWED.replace(
    "  approvers: 1\n",
    """  approvers: 1
  earned:
    - class: daily buns
      group: bakers
      clean: 2
      approvers: 0
""",
)


@pytest.fixture
def earning(desk):
    put_in_force(desk.cast.workspace, EARNING, number=3)
    anna = desk.cast.anna
    anna.groups = ["bakers"]
    anna.save()
    return desk


def clean_post(desk, text: str):
    draft = desk.submitted(text)
    if draft.state != "cleared":
        approve(draft, desk.gijs, "", seal=seal_of(draft), at=LATER)
    return draft


def facts(kind: str) -> int:
    return Entry.objects.filter(kind=kind).count()


def record_of(desk):
    workspace = desk.cast.workspace
    [record] = standings(workspace.pk, in_force(workspace).policy.reviews)
    return record


def test_after_a_clean_record_nobody_needs_to_approve(earning) -> None:
    clean_post(earning, "Buns 1")
    assert earning.submitted("Buns 2").state == "in-review"
    clean_post(earning, "Buns 3")
    assert facts("trust.gained") == 1
    assert earning.submitted("Buns 4").state == "cleared"
    record = record_of(earning)
    assert record.reached is not None
    assert record.reached.approvers == 0


def test_a_rule_still_asks_for_its_role(earning) -> None:
    for number in range(2):
        clean_post(earning, f"Buns {number}")
    draft = earning.submitted("Our turnover is up")
    assert draft.state == "in-review"
    approve(draft, earning.els, "legal", seal=seal_of(draft), at=LATER)
    assert state_of(draft) == "cleared"


def test_posts_of_others_earn_nothing_and_get_nothing(earning) -> None:
    for number in range(3):
        draft = earning.submitted(f"Buns {number}", earning.cast.bram)
        approve(draft, earning.gijs, "", seal=seal_of(draft), at=LATER)
    assert record_of(earning).clean == 0
    for number in range(2):
        clean_post(earning, f"Buns {number}")
    assert earning.submitted("Buns 9", earning.cast.bram).state == "in-review"


def test_an_incident_takes_it_away_at_once(earning) -> None:
    first = clean_post(earning, "Buns 1")
    clean_post(earning, "Buns 2")
    trusted = earning.submitted("Buns 3")
    assert trusted.state == "cleared"
    at = LATER + timedelta(hours=1)
    report_incident(first, earning.gijs, "There was a bolt in it", at=at)
    assert state_of(trusted) == "in-review"
    assert state_of(first) == "cleared"
    assert facts("incident.reported") == facts("trust.lost") == 1
    assert "incident-reported" in told(earning.cast.carla)
    record = record_of(earning)
    assert (record.clean, record.reached) == (0, None)
    assert record.lost is not None
    assert earning.submitted("Buns 4").state == "in-review"


def test_an_incident_needs_a_reason_and_somebody_who_may(earning) -> None:
    draft = clean_post(earning, "Buns 1")
    with pytest.raises(BadInput):
        report_incident(draft, earning.gijs, " ", at=LATER)
    with pytest.raises(NotAllowed):
        report_incident(draft, earning.cast.daan, "a bolt", at=LATER)


def test_a_draft_does_not_speak_for_itself(earning) -> None:
    """Two clean posts earn it; with one of them gone, the third does not stand in."""
    first = clean_post(earning, "Buns 1")
    clean_post(earning, "Buns 2")
    trusted = earning.submitted("Buns 3")
    withdraw(first, earning.cast.anna, at=LATER)
    from durf_server.reviews.rejudging import judge_again

    judge_again(earning.cast.workspace, at=LATER)
    assert state_of(trusted) == "in-review"


def test_a_class_may_be_a_template_and_a_network(desk) -> None:
    text = EARNING.replace(
        "group: bakers", "template: opening hours\n      channel: bluesky"
    )
    put_in_force(desk.cast.workspace, text, number=3)
    template = Template.objects.create(
        workspace=desk.cast.workspace, name="opening hours", content={}
    )
    channel = Channel.objects.create(
        workspace=desk.cast.workspace, network="bluesky", name="Bloom"
    )
    from durf_server.drafts.content import Content
    from durf_server.drafts.saving import start
    from durf_server.reviews.desk import submit

    for number in range(3):
        content = Content(f"Open until {number}", channels=(str(channel.pk),))
        draft = start(desk.cast.anna, content, template=template, at=NOON)
        submit(draft, desk.cast.anna, base=1, at=NOON)
        if number < 2:
            approve(draft, desk.gijs, "", seal=seal_of(draft), at=LATER)
        assert state_of(draft) == "cleared"
    assert clean_post(desk, "Buns").state == "in-review"


def test_the_page_tells_how_a_class_stands_and_why(earning, as_member) -> None:
    first = clean_post(earning, "Buns 1")
    clean_post(earning, "Buns 2")
    client = as_member(earning.gijs)
    assert b"0 approvers are enough" in client.get("/w/bloom/queue/earned/").content
    report_incident(first, earning.gijs, "a bolt", at=LATER + timedelta(hours=1))
    text = client.get("/w/bloom/queue/earned/").content.decode()
    assert "nothing earned yet" in text
    assert "The last incident was on" in text
