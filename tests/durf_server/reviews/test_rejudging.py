"""A new policy or vault: what it says the same of goes on, what it does not is held."""

from __future__ import annotations

from datetime import timedelta

import pytest

from durf.vault.document import Batch, Document, Passage, Source
from durf.vault.secret import Secret
from durf.vault.writer import Writer, create_vault
from durf_server.drafts.models import Judgement
from durf_server.errors import Conflict, NotNow
from durf_server.policies.in_force import vault_folder
from durf_server.records.models import Entry
from durf_server.reviews.clearing import cleared_for_sending
from durf_server.reviews.desk import approve, exempt, release
from durf_server.reviews.models import Hold, Review
from durf_server.reviews.rejudging import judge_again, sweep
from tests.durf_server.conftest import NOON, put_in_force
from tests.durf_server.reviews.conftest import LATER, REVIEWED, seal_of, state_of
from tests.durf_server.reviews.test_desk import kinds_of, told

pytestmark = pytest.mark.django_db
OTHERWISE = REVIEWED.replace("We dare to speak.", "We speak.")
STRICTER = REVIEWED.replace("terms: [turnover]", "terms: [turnover, buns]")


@pytest.fixture
def cleared(desk):
    draft = desk.submitted("New buns")
    approve(draft, desk.gijs, "", seal=seal_of(draft), at=LATER)
    return draft


def new_policy(desk, text, number=3) -> None:
    put_in_force(desk.cast.workspace, text, number=number, at=LATER)


def test_an_approval_counts_on_where_the_verdict_is_the_same(desk, cleared) -> None:
    before = seal_of(cleared)
    new_policy(desk, OTHERWISE)
    assert judge_again(desk.cast.workspace, at=LATER) == 1
    assert state_of(cleared) == "cleared"
    review = Review.objects.get()
    assert review.seal == before
    assert review.stands_for == seal_of(cleared) != before
    assert kinds_of(cleared)[-2:] == ["draft.judged", "approval.carried"]
    assert cleared_for_sending(cleared, at=LATER).seal == review.stands_for


def test_a_draft_of_which_something_else_is_said_is_held(desk, cleared) -> None:
    new_policy(desk, STRICTER)
    judge_again(desk.cast.workspace, at=LATER)
    assert state_of(cleared) == "held"
    assert told(desk.cast.anna)[-1] == "draft-held"
    assert told(desk.gijs)[-1] == "draft-held"
    assert kinds_of(cleared)[-1] == "draft.held"
    hold = Hold.objects.get()
    assert hold.before.action == "allow"
    assert cleared.versions.get().judgements.first().action == "review"
    with pytest.raises(NotNow):
        cleared_for_sending(cleared, at=LATER)


def test_a_laxer_verdict_holds_it_as_well(desk) -> None:
    draft = desk.submitted("Our turnover is up")
    new_policy(desk, REVIEWED.replace("turnover", "profit"))
    judge_again(desk.cast.workspace, at=LATER)
    assert state_of(draft) == "held"


def test_what_is_held_goes_on_when_somebody_looked(desk, cleared) -> None:
    new_policy(desk, STRICTER)
    judge_again(desk.cast.workspace, at=LATER)
    with pytest.raises(Conflict):
        release(cleared, desk.cast.anna, seal="0" * 64, at=LATER)
    release(cleared, desk.cast.anna, seal=seal_of(cleared), at=LATER)
    assert state_of(cleared) == "in-review"
    assert told(desk.els)[-1] == "review-asked"
    approve(cleared, desk.els, "legal", seal=seal_of(cleared), at=LATER)
    assert state_of(cleared) == "cleared"


def test_what_was_void_once_stays_void(desk, cleared) -> None:
    """The policy comes back to what it was, and so do verdict and seal."""
    versions = desk.cast.workspace.policy_versions
    before = seal_of(cleared)
    new_policy(desk, STRICTER)
    judge_again(desk.cast.workspace, at=LATER)
    versions.filter(number=3).update(state="retired")
    versions.filter(number=2).update(state="in-force")
    judge_again(desk.cast.workspace, at=LATER)
    assert seal_of(cleared) == before
    release(cleared, desk.cast.anna, seal=before, at=LATER)
    assert state_of(cleared) == "in-review"


def test_sending_does_not_wait_for_the_sweep(desk, cleared) -> None:
    new_policy(desk, STRICTER)
    with pytest.raises(NotNow):
        cleared_for_sending(cleared, at=LATER)
    assert state_of(cleared) == "held"


def test_approving_does_not_wait_for_the_sweep_either(desk) -> None:
    draft = desk.submitted("New buns")
    seen = seal_of(draft)
    new_policy(desk, STRICTER)
    with pytest.raises(Conflict):
        approve(draft, desk.gijs, "", seal=seen, at=LATER)
    assert state_of(draft) == "held"
    assert not Review.objects.exists()


def test_an_approval_from_before_a_harmless_change_is_for_what_was_seen(desk) -> None:
    """The text and verdict are the same, yet the seal they saw is another."""
    draft = desk.submitted("New buns")
    seen = seal_of(draft)
    new_policy(desk, OTHERWISE)
    with pytest.raises(Conflict):
        approve(draft, desk.gijs, "", seal=seen, at=LATER)
    approve(draft, desk.gijs, "", seal=seal_of(draft), at=LATER)
    assert state_of(draft) == "cleared"


def test_more_approvers_are_asked_for_without_holding(desk, cleared) -> None:
    new_policy(desk, REVIEWED.replace("approvers: 1", "approvers: 2"))
    judge_again(desk.cast.workspace, at=LATER)
    assert state_of(cleared) == "in-review"
    assert told(desk.els)[-1] == "review-asked"
    approve(cleared, desk.els, "", seal=seal_of(cleared), at=LATER)
    assert state_of(cleared) == "cleared"


def test_an_exception_ends_with_the_right_to_make_it(desk) -> None:
    draft = desk.submitted("Here is our sourdough recipe!")
    seal = seal_of(draft)
    approve(draft, desk.gijs, "", seal=seal, at=LATER)
    exempt(draft, desk.faas, "recipes", "management", "it is old", seal=seal, at=LATER)
    assert state_of(draft) == "cleared"
    new_policy(desk, REVIEWED.replace("exceptions: [management]", "exceptions: [hr]"))
    judge_again(desk.cast.workspace, at=LATER)
    assert state_of(draft) == "in-review"


def test_time_alone_can_hold_a_draft(desk) -> None:
    quiet = REVIEWED.replace("approvers: 1", "approvers: 0").replace(
        "terms: [HURRAH]",
        "terms: [HURRAH]\nwhen: now < timestamp('2026-11-24T00:00:00Z')",
    )
    new_policy(desk, quiet)
    draft = desk.submitted("HURRAH, new buns")
    assert draft.state == "cleared"
    assert cleared_for_sending(draft, at=LATER).version == 1
    with pytest.raises(NotNow):
        cleared_for_sending(draft, at=NOON + timedelta(days=2))
    assert state_of(draft) == "held"


def test_a_sweep_judges_once_and_once_more_to_be_sure(desk, cleared) -> None:
    workspace = desk.cast.workspace
    assert sweep(workspace, at=LATER)
    assert sweep(workspace, at=LATER)
    assert not sweep(workspace, at=LATER)
    count = Judgement.objects.count()
    new_policy(desk, OTHERWISE)
    assert sweep(workspace, at=LATER)
    assert sweep(workspace, at=LATER)
    assert not sweep(workspace, at=LATER)
    assert Judgement.objects.count() == count + 1


PLANS = """
## Plans

```rule plans
action: block
leak: [plans]
because: Plans stay here.
```
"""
SAID = (
    "We open a second bakery behind the station in Zutphen on the third of March, "
    "with an oven that bakes four hundred loaves an hour and a shop that is never shut."
)


def test_new_content_of_the_vault_judges_again(desk, monkeypatch) -> None:
    secret = Secret(bytes(range(32)))
    monkeypatch.setenv("DURF_VAULT_KEY", secret.written())
    folder = vault_folder(desk.cast.workspace.pk)
    folder.parent.mkdir(parents=True, exist_ok=True)
    create_vault(folder, secret)
    keep(
        folder,
        secret,
        "memo",
        "The second oven leaks heat on its left side, so we burn.",
    )
    new_policy(desk, REVIEWED + PLANS)
    draft = desk.submitted(SAID)
    approve(draft, desk.gijs, "", seal=seal_of(draft), at=LATER)
    while sweep(desk.cast.workspace, at=LATER):
        pass
    assert state_of(draft) == "cleared"
    keep(folder, secret, "plan", SAID)
    with pytest.raises(NotNow):
        cleared_for_sending(draft, at=LATER)
    assert state_of(draft) == "held"


def keep(folder, secret, name, text) -> None:
    """Put a document into the vault, as whoever fills it would."""
    with Writer(folder, secret) as writer:
        batch = Batch(secret)
        batch.add(Document(Source(name), "plans"), [Passage(text)])
        settings = writer.manifest.collections | {"plans": {}}
        writer.commit([writer.write_documents(batch)], collections=settings)


def test_a_carried_approval_stands_in_the_log(desk, cleared) -> None:
    new_policy(desk, OTHERWISE)
    judge_again(desk.cast.workspace, at=LATER)
    entry = Entry.objects.get(kind="approval.carried")
    assert str(Review.objects.get().pk).encode() in bytes(entry.act)
