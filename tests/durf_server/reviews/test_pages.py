"""The pages: what waits for whom, one draft with its buttons, what was earned."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from durf_server.drafts.content import Content
from durf_server.drafts.saving import save
from durf_server.people.roles import Role
from durf_server.reviews.desk import submit
from durf_server.reviews.models import Look, Nudge
from durf_server.reviews.waiting import queue
from tests.durf_server.conftest import NOON, join
from tests.durf_server.reviews.conftest import LATER, seal_of, state_of

pytestmark = pytest.mark.django_db


def page(name, draft=None) -> str:
    number = {} if draft is None else {"number": draft.pk}
    return reverse(name, kwargs={"slug": "bloom", **number})


def test_the_queue_holds_what_waits_for_me_and_not_for_others(desk, as_member) -> None:
    mine = desk.submitted("Our turnover is up")
    other = desk.submitted("New buns", desk.cast.bram)
    rows = queue(desk.cast.bram, at=LATER).rows
    assert [row.draft for row in rows] == [mine]
    assert rows[0].lacks.roles == {"legal"}
    everything = queue(desk.cast.bram, everything=True, at=LATER).rows
    assert {row.draft.pk for row in everything} == {mine.pk, other.pk}
    assert not queue(desk.cast.daan, at=LATER).rows
    answer = as_member(desk.cast.bram).get(page("queue"))
    assert b"Our turnover is up" in answer.content
    assert b"New buns" not in answer.content


def test_the_queue_is_asked_for_in_as_many_queries_for_one_as_for_many(
    desk, django_assert_max_num_queries
) -> None:
    for number in range(30):
        desk.submitted(f"Bun {number}")
    with django_assert_max_num_queries(12):
        assert len(queue(desk.gijs, at=LATER).rows) == 30


def test_the_queue_goes_on_where_it_ended(desk) -> None:
    drafts = [desk.submitted(f"Bun {number}") for number in range(53)]
    first = queue(desk.gijs, at=LATER)
    assert len(first.rows) == 50
    second = queue(desk.gijs, after=first.after, at=LATER)
    assert second.after == ""
    shown = [row.draft.pk for row in (*first.rows, *second.rows)]
    assert sorted(shown) == sorted(draft.pk for draft in drafts)


def test_a_place_that_is_none_is_told(desk, as_member) -> None:
    answer = as_member(desk.gijs).get(page("queue") + "?after=nowhere")
    assert answer.status_code == 422


def test_what_was_escalated_to_me_waits_for_me(desk) -> None:
    draft = desk.submitted("Our turnover is up")
    assert not queue(desk.cast.carla, at=LATER).rows
    Nudge.objects.create(
        draft=draft,
        version=1,
        kind=Nudge.Kind.ESCALATION,
        told=[str(desk.cast.carla.pk)],
        at=LATER,
    )
    [row] = queue(desk.cast.carla, at=LATER).rows
    assert row.is_escalated


def test_the_page_of_a_draft_shows_all_that_a_decision_needs(desk, as_member) -> None:
    draft = desk.submitted("Our turnover is up")
    client = as_member(desk.els)
    text = client.get(page("review", draft)).content.decode()
    assert "Our turnover is up" in text
    assert "Figures may be wrong" in text
    assert "Approve as legal" in text
    assert seal_of(draft) in text
    part = client.get(page("review-panel", draft), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b"Approve as legal" in part.content
    assert b"<html" in client.get(page("review-panel", draft)).content


def test_who_cannot_decide_is_offered_nothing(desk, as_member) -> None:
    draft = desk.submitted("Our turnover is up")
    text = as_member(desk.cast.daan).get(page("review", draft)).content.decode()
    for act in ("approve", "ask", "refuse", "exempt", "withdraw"):
        assert page(f"review-{act}", draft) not in text


def test_what_changed_since_the_last_look_is_marked(desk, as_member) -> None:
    draft = desk.submitted("Our buns are new")
    client = as_member(desk.gijs)
    client.get(page("review", draft))
    assert Look.objects.get().version == 1
    save(draft, desk.cast.anna, Content("Our buns are old"), base=1, at=NOON)
    submit(draft, desk.cast.anna, base=2, at=LATER)
    for _ in range(2):
        text = client.get(page("review", draft)).content.decode()
        assert "new</del>" in text
        assert "old</ins>" in text
    [row] = queue(desk.gijs, at=LATER).rows
    assert row.has_changed
    client.post(page("review-seen", draft))
    assert "</del>" not in client.get(page("review", draft)).content.decode()


def test_the_buttons_do_what_they_say(desk, as_member) -> None:
    draft = desk.submitted("Our turnover is up")
    seal = seal_of(draft)
    client = as_member(desk.els)
    answer = client.post(
        page("review-approve", draft), {"seal": seal, "role": "legal", "from": "queue"}
    )
    assert answer.url == page("queue")
    assert state_of(draft) == "cleared"
    answer = client.post(page("review-ask", draft), {"reason": "Not this week"})
    assert answer.url == page("review", draft)
    assert state_of(draft) == "changes-asked"


def test_a_stale_seal_is_told_and_changes_nothing(desk, as_member) -> None:
    draft = desk.submitted("New buns")
    answer = as_member(desk.gijs).post(
        page("review-approve", draft), {"seal": "0" * 64, "role": ""}
    )
    assert answer.status_code == 409
    assert state_of(draft) == "in-review"


def test_every_button_of_the_desk_works_from_its_page(desk, as_member) -> None:
    blocked = desk.submitted("Here is our sourdough recipe!")
    client = as_member(desk.faas)
    what = {"seal": seal_of(blocked), "rule": "recipes", "role": "management"}
    client.post(page("review-exempt", blocked), what | {"reason": "an old one"})
    client.post(page("review-approve", blocked), {"seal": seal_of(blocked)})
    assert state_of(blocked) == "cleared"
    client.post(page("review-incident", blocked), {"reason": "It was a new one"})
    assert blocked.incidents.count() == 1
    client.post(page("review-refuse", blocked), {"reason": "No"})
    assert state_of(blocked) == "refused"
    client = as_member(desk.cast.anna)
    draft = desk.draft("New buns")
    client.post(page("review-submit", draft), {"base": "1"})
    assert state_of(draft) == "in-review"
    client.post(page("review-withdraw", draft))
    assert state_of(draft) == "withdrawn"


@pytest.mark.parametrize(
    "name",
    "submit approve ask refuse exempt release withdraw incident seen".split(),
)
def test_a_stranger_reaches_no_button(desk, as_member, name) -> None:
    draft = desk.submitted("New buns")
    what = {"seal": seal_of(draft), "base": "1", "reason": "x"}
    answer = as_member(desk.cast.sem).post(page(f"review-{name}", draft), what)
    assert answer.status_code == 404
    assert state_of(draft) == "in-review"


def test_an_auditor_changes_nothing(desk, as_member) -> None:
    draft = desk.submitted("New buns")
    client = as_member(desk.cast.daan)
    for name in "submit approve ask refuse exempt withdraw incident seen".split():
        what = {"seal": seal_of(draft), "base": "1", "reason": "x", "rule": "recipes"}
        assert client.post(page(f"review-{name}", draft), what).status_code in {
            403,
            409,
        }
    assert state_of(draft) == "in-review"


def test_a_deputy_is_told_for_whom_they_decide(desk, as_member) -> None:
    from django.utils import timezone

    from durf_server.people.models import Absence

    now = timezone.now()
    Absence.objects.create(
        member=desk.els,
        deputy=desk.cast.carla,
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=1),
    )
    draft = desk.submitted("Our turnover is up")
    text = as_member(desk.cast.carla).get(page("review", draft)).content.decode()
    assert "You decide for Els" in text


def test_the_page_of_earned_trust_opens(desk, as_member) -> None:
    join(desk.cast.workspace, "Hans", Role.AUTHOR)
    assert as_member(desk.gijs).get(page("earned")).status_code == 200


def test_what_people_are_told_leads_to_the_draft(desk, as_member) -> None:
    from durf_server.notices.models import Notice

    draft = desk.submitted("New buns")
    notice = Notice.objects.get(member=desk.gijs)
    assert notice.path == page("review", draft)
