"""A draft goes to review, is approved, and any change voids that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from durf_server.drafts.content import Content
from durf_server.drafts.saving import save
from durf_server.errors import BadInput, Conflict, NotAllowed, NotNow
from durf_server.notices.models import Notice
from durf_server.people.models import Absence
from durf_server.records.models import Entry
from durf_server.reviews.clearing import cleared_for_sending
from durf_server.reviews.desk import (
    approve,
    ask_changes,
    exempt,
    refuse,
    submit,
    withdraw,
)
from durf_server.reviews.models import Review
from tests.durf_server.conftest import NOON, POLICY, put_in_force
from tests.durf_server.reviews.conftest import LATER, seal_of, state_of

pytestmark = pytest.mark.django_db


def told(member) -> list[str]:
    return list(
        Notice.objects.filter(member=member).order_by("pk").values_list("kind", flat=1)
    )


def kinds_of(draft) -> list[str]:
    rows = Entry.objects.filter(subject=f"draft/{draft.pk}").order_by("index")
    return list(rows.values_list("kind", flat=True))


def test_a_draft_that_needs_nobody_is_cleared_at_once(cast, desk) -> None:
    put_in_force(cast.workspace, POLICY, number=3)
    draft = desk.submitted("New buns")
    assert draft.state == "cleared"
    assert draft.cleared_at == NOON
    assert kinds_of(draft)[-2:] == ["review.submitted", "draft.cleared"]


def test_a_draft_that_needs_a_person_waits_for_one(desk) -> None:
    draft = desk.submitted("New buns")
    assert draft.state == "in-review"
    assert told(desk.gijs) == ["review-asked"]
    assert not told(desk.cast.anna)
    approve(draft, desk.gijs, "", seal=seal_of(draft), at=LATER)
    assert state_of(draft) == "cleared"
    assert told(desk.cast.anna) == ["draft-cleared"]


def test_what_a_rule_sends_to_legal_waits_for_legal(desk) -> None:
    draft = desk.submitted("Our turnover is up")
    seal = seal_of(draft)
    approve(draft, desk.gijs, "", seal=seal, at=LATER)
    assert state_of(draft) == "in-review"
    with pytest.raises(NotAllowed):
        approve(draft, desk.gijs, "legal", seal=seal, at=LATER)
    approve(draft, desk.els, "legal", seal=seal, at=LATER)
    assert state_of(draft) == "cleared"


def test_nobody_approves_what_they_wrote(desk) -> None:
    draft = desk.submitted("New buns", desk.cast.bram)
    with pytest.raises(NotAllowed):
        approve(draft, desk.cast.bram, "", seal=seal_of(draft), at=LATER)


def test_whoever_wrote_any_version_is_an_author(desk) -> None:
    draft = desk.draft("New buns")
    save(draft, desk.cast.bram, Content("Newer buns"), base=1, at=NOON)
    submit(draft, desk.cast.anna, base=2, at=NOON)
    with pytest.raises(NotAllowed):
        approve(draft, desk.cast.bram, "", seal=seal_of(draft), at=LATER)


def test_a_workspace_may_let_people_approve_what_they_wrote(desk) -> None:
    workspace = desk.cast.workspace
    workspace.own_approval = True
    workspace.save()
    draft = desk.submitted("New buns", desk.cast.bram)
    approve(draft, desk.cast.bram, "", seal=seal_of(draft), at=LATER)
    assert state_of(draft) == "cleared"


def test_an_approval_is_for_what_was_seen(desk) -> None:
    draft = desk.submitted("New buns")
    seen = seal_of(draft)
    save(draft, desk.cast.anna, Content("Newer buns"), base=1, at=NOON)
    submit(draft, desk.cast.anna, base=2, at=NOON)
    with pytest.raises(Conflict):
        approve(draft, desk.gijs, "", seal=seen, at=LATER)
    assert not Review.objects.exists()


def test_any_change_voids_an_approval(desk) -> None:
    draft = desk.submitted("New buns")
    approve(draft, desk.gijs, "", seal=seal_of(draft), at=LATER)
    save(draft, desk.cast.anna, Content("New buns "), base=1, at=LATER)
    assert state_of(draft) == "writing"
    submit(draft, desk.cast.anna, base=2, at=LATER)
    assert state_of(draft) == "in-review"


def test_the_same_button_twice_is_one_approval(desk) -> None:
    draft = desk.submitted("New buns")
    seal = seal_of(draft)
    first = approve(draft, desk.gijs, "", seal=seal, at=LATER)
    assert approve(draft, desk.gijs, "", seal=seal, at=LATER).pk == first.pk
    assert kinds_of(draft).count("review.approved") == 1


def test_a_draft_is_not_submitted_from_an_old_page(desk) -> None:
    draft = desk.draft("New buns")
    save(draft, desk.cast.anna, Content("Newer buns"), base=1, at=NOON)
    with pytest.raises(Conflict):
        submit(draft, desk.cast.anna, base=1, at=NOON)
    submit(draft, desk.cast.anna, base=2, at=NOON)
    with pytest.raises(NotNow):
        submit(draft, desk.cast.anna, base=2, at=NOON)


def test_what_the_policy_forbids_for_everybody_is_not_submitted(cast, desk) -> None:
    put_in_force(cast.workspace, POLICY, number=3)
    draft = desk.draft("Here is our sourdough recipe!")
    with pytest.raises(NotNow):
        submit(draft, cast.anna, base=1, at=NOON)
    assert state_of(draft) == "writing"


def test_an_empty_draft_is_not_submitted(desk) -> None:
    draft = desk.draft("  ")
    with pytest.raises(NotNow):
        submit(draft, desk.cast.anna, base=1, at=NOON)


@pytest.mark.parametrize(
    ("act", "state", "kind"),
    [
        (ask_changes, "changes-asked", "changes-asked"),
        (refuse, "refused", "draft-refused"),
    ],
)
def test_a_reviewer_says_no_and_why(desk, act, state, kind) -> None:
    draft = desk.submitted("New buns")
    with pytest.raises(BadInput):
        act(draft, desk.gijs, " ", at=LATER)
    with pytest.raises(NotAllowed):
        act(draft, desk.cast.anna, "no", at=LATER)
    act(draft, desk.gijs, "The buns are old", at=LATER)
    assert state_of(draft) == state
    assert told(desk.cast.anna) == [kind]
    with pytest.raises(NotNow):
        approve(draft, desk.gijs, "", seal=seal_of(draft), at=LATER)


def test_a_reviewer_stops_what_was_cleared(desk) -> None:
    draft = desk.submitted("New buns")
    approve(draft, desk.gijs, "", seal=seal_of(draft), at=LATER)
    ask_changes(draft, desk.els, "Not this week", at=LATER)
    assert state_of(draft) == "changes-asked"
    with pytest.raises(NotNow):
        cleared_for_sending(draft, at=LATER)


def test_a_draft_is_taken_back_for_good(desk) -> None:
    draft = desk.submitted("New buns")
    with pytest.raises(NotAllowed):
        withdraw(draft, desk.gijs, at=LATER)
    withdraw(draft, desk.cast.anna, at=LATER)
    assert state_of(draft) == "withdrawn"
    with pytest.raises(NotNow):
        withdraw(draft, desk.cast.anna, at=LATER)


def test_an_exception_needs_a_role_that_the_policy_names_and_a_reason(desk) -> None:
    draft = desk.submitted("Here is our sourdough recipe!")
    seal = seal_of(draft)
    approve(draft, desk.gijs, "", seal=seal, at=LATER)
    assert state_of(draft) == "in-review"
    for member, role in ((desk.els, "legal"), (desk.gijs, "management")):
        with pytest.raises(NotAllowed):
            exempt(draft, member, "recipes", role, "an old one", seal=seal, at=LATER)
    with pytest.raises(BadInput):
        exempt(draft, desk.faas, "recipes", "management", "", seal=seal, at=LATER)
    with pytest.raises(NotNow):
        exempt(draft, desk.faas, "figures", "management", "it", seal=seal, at=LATER)
    exempt(draft, desk.faas, "recipes", "management", "an old one", seal=seal, at=LATER)
    assert state_of(draft) == "cleared"
    assert "exemption.given" in kinds_of(draft)
    assert told(desk.cast.carla) == ["exemption-given"]


def away(member, deputy, **more) -> None:
    times = {"starts_at": NOON, "ends_at": NOON + timedelta(days=7)} | more
    Absence.objects.create(member=member, deputy=deputy, **times)


def test_a_deputy_decides_for_whoever_is_away(desk) -> None:
    away(desk.els, desk.cast.carla)
    away(desk.cast.bram, desk.gijs)
    draft = desk.submitted("Our turnover is up")
    assert told(desk.cast.carla) == ["review-asked"]
    assert not told(desk.els)
    seal = seal_of(draft)
    review = approve(draft, desk.cast.carla, "legal", seal=seal, at=LATER)
    assert review.instead_of == desk.els
    assert state_of(draft) == "cleared"


def test_a_deputy_decides_only_while_somebody_is_away(desk) -> None:
    away(desk.els, desk.cast.carla, ends_at=NOON + timedelta(minutes=1))
    draft = desk.submitted("Our turnover is up")
    with pytest.raises(NotAllowed):
        approve(draft, desk.cast.carla, "legal", seal=seal_of(draft), at=LATER)


def test_a_deputy_does_not_approve_for_the_author(desk) -> None:
    away(desk.cast.bram, desk.cast.carla)
    draft = desk.submitted("Our turnover is up", desk.cast.bram)
    with pytest.raises(NotAllowed):
        approve(draft, desk.cast.carla, "legal", seal=seal_of(draft), at=LATER)


def test_what_is_cleared_may_be_sent_in_its_time_only(desk) -> None:
    window = {
        "planned_at": NOON + timedelta(hours=2),
        "until": NOON + timedelta(hours=3),
    }
    draft = desk.submitted("New buns", **window)
    approve(draft, desk.gijs, "", seal=seal_of(draft), at=LATER)
    for at in (LATER, window["until"]):
        with pytest.raises(NotNow):
            cleared_for_sending(draft, at=at)
    clearance = cleared_for_sending(draft, at=window["planned_at"])
    assert clearance.content.text == "New buns"
    assert clearance.seal == seal_of(draft)


def test_what_is_not_cleared_is_not_sent(desk) -> None:
    draft = desk.submitted("New buns")
    with pytest.raises(NotNow):
        cleared_for_sending(draft, at=LATER)


def test_no_decision_holds_words_of_people_in_the_open_part(desk) -> None:
    draft = desk.submitted("New buns")
    refuse(draft, desk.gijs, "Our secret is out", at=LATER)
    for entry in Entry.objects.all():
        assert b"secret" not in bytes(entry.act)
        assert b"Gijs" not in bytes(entry.act)
