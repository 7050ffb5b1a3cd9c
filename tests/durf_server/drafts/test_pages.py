"""The pages for writing: judged live, saved by themselves, kept from others."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from durf_server.channels.models import Channel
from durf_server.drafts.collecting import begin_campaign
from durf_server.drafts.content import Content
from durf_server.drafts.models import Draft, DraftVersion
from durf_server.drafts.saving import save, start
from durf_server.drafts.times import moment_of, written_of
from durf_server.errors import BadInput
from durf_server.records.models import Entry
from tests.durf_server.conftest import NOON

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@pytest.fixture
def bluesky(cast):
    return Channel.objects.create(
        workspace=cast.workspace, network="bluesky", name="Bloom on Bluesky"
    )


def test_what_is_typed_is_judged_and_nothing_is_kept(cast, as_member, bluesky) -> None:
    answer = as_member(cast.anna).post(
        "/w/bloom/write/check/",
        {
            "text": "é HURRAH",
            "thread": ["", "Our turnover is up"],
            "channels": [str(bluesky.pk)],
        },
        headers=JSON,
    )
    told = answer.json()
    assert told["action"] == "review"
    assert [(one["field"], one["start"], one["end"]) for one in told["findings"]] == [
        ("text", 2, 8),
        ("thread[0]", 4, 12),
    ]
    assert told["previews"][0]["posts"][0]["length"] == 8
    assert not Draft.objects.exists()


def test_places_stand_where_somebody_wrote_them_though_links_grow(
    cast, as_member
) -> None:
    text = "See https://durf.example/a HURRAH"
    answer = as_member(cast.anna).post(
        "/w/bloom/write/check/", {"text": text, "tracked": "1"}, headers=JSON
    )
    (found,) = answer.json()["findings"]
    assert text[found["start"] : found["end"]] == "HURRAH"


def test_a_draft_is_saved_by_itself_and_goes_on(cast, as_member) -> None:
    client = as_member(cast.anna)
    first = client.post("/w/bloom/write/", {"text": "One"}, headers=JSON).json()
    assert first["version"] == 1
    again = {"text": "Two", "base": "1", "note": "look"}
    assert client.post(first["save_at"], again, headers=JSON).json()["version"] == 2
    assert DraftVersion.objects.filter(draft__author=cast.anna).count() == 2


def test_who_comes_late_sees_both_texts(cast, as_member) -> None:
    draft = start(cast.anna, Content("One"), at=NOON)
    save(draft, cast.bram, Content("Theirs"), base=1, at=NOON + timedelta(minutes=1))
    client = as_member(cast.anna)
    path = f"/w/bloom/drafts/{draft.pk}/write/"
    by_script = client.post(path, {"text": "Mine", "base": "1"}, headers=JSON)
    assert (by_script.status_code, by_script.json()["newest"]) == (409, 2)
    page = client.post(path, {"text": "Mine", "base": "1"})
    assert page.status_code == 409
    assert "Theirs" in page.content.decode()
    assert "Mine" in page.content.decode()
    assert DraftVersion.objects.filter(draft=draft).count() == 2


@pytest.mark.parametrize(
    "sent",
    [
        {"planned_at": "2027-03-28T02:30"},
        {"planned_at": "soon"},
        {"campaign": "x"},
        {"campaign": "00000000-0000-0000-0000-000000000000"},
        {"base": "-1"},
        {"media": "../../etc png"},
        {"links": "javascript:x"},
        {"channels": ["x"]},
    ],
)
def test_what_cannot_be_taken_is_told_by_its_field(cast, as_member, sent) -> None:
    answer = as_member(cast.anna).post(
        "/w/bloom/write/", {"text": "x"} | sent, headers=JSON
    )
    assert answer.status_code == 422
    assert answer.json()["said"]
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-12-01T09:30", "2026-12-01T08:30:00+00:00"),
        ("2026-07-01T09:30", "2026-07-01T07:30:00+00:00"),
        # The hour that comes twice means the first one.
        ("2026-10-25T02:30", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T03:00", "2026-10-25T02:00:00+00:00"),
        ("2027-03-28T03:00", "2027-03-28T01:00:00+00:00"),
    ],
)
def test_times_are_the_workspaces_own(cast, written, utc) -> None:
    moment = moment_of(written, cast.workspace, "planned_at")
    assert moment.isoformat() == utc
    assert written_of(moment, cast.workspace) == written


def test_a_time_that_does_not_exist_is_told(cast) -> None:
    with pytest.raises(BadInput, match="does not exist"):
        moment_of("2027-03-28T02:30", cast.workspace, "planned_at")


def test_a_picture_is_known_by_its_content(cast, as_member) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = as_member(cast.anna)
    file = SimpleUploadedFile("evil.html", PNG, content_type="text/html")
    told = client.post("/w/bloom/write/media/", {"file": file}).json()
    assert (told["kind"], told["width"]) == ("image/png", 1)
    shown = client.get(f"/w/bloom/media/{told['digest']}")
    assert shown.headers["Content-Type"] == "image/png"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert (
        as_member(cast.sem).get(f"/w/bloom/media/{told['digest']}").status_code == 404
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg onload=x>", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff"],
)
def test_what_is_no_picture_is_not_taken(cast, as_member, content) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("a.png", content, content_type="image/png")
    answer = as_member(cast.anna).post("/w/bloom/write/media/", {"file": file})
    assert answer.status_code == 422


def test_every_page_of_a_draft_can_be_opened(cast, as_member, bluesky) -> None:
    content = Content("One <b>", thread=("Two",), channels=(str(bluesky.pk),))
    draft = start(cast.anna, content, at=NOON)
    save(draft, cast.anna, Content("Uno"), base=1, at=NOON)
    client = as_member(cast.anna)
    for path in ("", "write/", "versions/1/", "versions/2/"):
        page = client.get(f"/w/bloom/drafts/{draft.pk}/{path}")
        assert page.status_code == 200, path
        assert "<b>" not in page.content.decode().split("<main")[1].split("One ")[0]
    assert "Uno" in client.get("/w/bloom/drafts/").content.decode()
    assert "Uno" not in client.get("/w/bloom/drafts/?state=cleared").content.decode()


def test_the_list_goes_on_where_it_stopped(cast, as_member) -> None:
    for n in range(55):
        start(cast.anna, Content(f"Draft-{n:02}"), at=NOON + timedelta(seconds=n))
    client = as_member(cast.anna)
    first = client.get("/w/bloom/drafts/")
    assert first.content.decode().count("Draft-") == 50
    after = first.context["following"]
    rest = client.get("/w/bloom/drafts/", {"after": after}).content.decode()
    assert rest.count("Draft-") == 5
    assert client.get("/w/bloom/drafts/?after=x").status_code == 422


def test_a_list_asks_as_many_questions_for_many_as_for_few(
    cast, as_member, django_assert_max_num_queries
) -> None:
    for n in range(30):
        start(cast.anna, Content(f"Draft-{n}"), at=NOON)
    client = as_member(cast.anna)
    with django_assert_max_num_queries(10):
        client.get("/w/bloom/drafts/")


def test_a_live_check_asks_little(cast, as_member, django_assert_max_num_queries):
    client = as_member(cast.anna)
    client.post("/w/bloom/write/check/", {"text": "x"}, headers=JSON)
    with django_assert_max_num_queries(6):
        client.post("/w/bloom/write/check/", {"text": "HURRAH"}, headers=JSON)


def test_nobody_else_reads_or_writes(cast, as_member) -> None:
    draft = start(cast.anna, Content("One"), at=NOON)
    sem = as_member(cast.sem)
    for path in ("", "write/", "versions/1/"):
        assert sem.get(f"/w/bloom/drafts/{draft.pk}/{path}").status_code == 404
        assert sem.get(f"/w/elsewhere/drafts/{draft.pk}/{path}").status_code == 404
    assert sem.post("/w/bloom/write/check/", {"text": "x"}).status_code == 404
    daan = as_member(cast.daan)
    assert daan.get(f"/w/bloom/drafts/{draft.pk}/").status_code == 200
    assert daan.post("/w/bloom/write/", {"text": "x"}).status_code == 403


def test_a_finding_never_ends_a_script(cast, as_member) -> None:
    answer = as_member(cast.anna).post(
        "/w/bloom/write/check/", {"text": "</script><script>HURRAH"}, headers=JSON
    )
    assert answer.headers["Content-Type"] == "application/json"
    assert json.loads(answer.content)["findings"]


def test_a_first_save_whose_answer_was_lost_makes_no_second_draft(
    cast, as_member
) -> None:
    client = as_member(cast.anna)
    sent = {"text": "One", "key": "a1b2", "base": "0"}
    first = client.post("/w/bloom/write/", sent, headers=JSON).json()
    again = client.post("/w/bloom/write/", sent | {"text": "Two"}, headers=JSON)
    assert again.json()["save_at"] == first["save_at"]
    draft = Draft.objects.get()
    assert draft.title == "Two"
    # Another author's page may call its draft the same.
    as_member(cast.bram).post("/w/bloom/write/", sent, headers=JSON)
    assert Draft.objects.count() == 2
    # Somebody went on with it meanwhile: nothing is overwritten.
    save(draft, cast.bram, Content("Theirs"), base=2, at=NOON + timedelta(minutes=1))
    client = as_member(cast.anna)
    late = client.post("/w/bloom/write/", sent | {"text": "Late"}, headers=JSON)
    assert late.status_code == 409


def test_places_in_a_channels_own_text_stand_in_its_field(
    cast, as_member, bluesky
) -> None:
    text = "First.\n---\nSecond HURRAH"
    name = f"variant-{bluesky.pk}"
    told = (
        as_member(cast.anna)
        .post(
            "/w/bloom/write/check/",
            {
                "text": "Fine",
                "channels": [str(bluesky.pk)],
                f"own-{bluesky.pk}": "1",
                name: text,
            },
            headers=JSON,
        )
        .json()
    )
    (found,) = told["findings"]
    assert found["field"] == name
    assert text[found["start"] : found["end"]] == "HURRAH"


def test_a_time_that_is_left_alone_keeps_its_seconds_and_its_hour(
    cast, as_member
) -> None:
    # The second half past two of that night in Amsterdam, and its seconds.
    moment = datetime(2127, 10, 26, 1, 30, 15, tzinfo=UTC)
    draft = start(cast.anna, Content("One", planned_at=moment), at=NOON)
    path = f"/w/bloom/drafts/{draft.pk}/write/"
    client = as_member(cast.anna)
    page = client.get(path).content.decode()
    assert 'value="2127-10-26T02:30"' in page
    sent = {"text": "Two", "base": "1", "planned_at": "2127-10-26T02:30"}
    assert client.post(path, sent, headers=JSON).json()["version"] == 2
    draft.refresh_from_db()
    assert draft.planned_at == moment
    client.post(
        path, sent | {"base": "2", "planned_at": "2127-10-26T03:30"}, headers=JSON
    )
    draft.refresh_from_db()
    assert draft.planned_at == datetime(2127, 10, 26, 2, 30, tzinfo=UTC)


def test_links_carry_what_the_draft_says_itself(cast, as_member) -> None:
    client = as_member(cast.anna)
    sent = {"text": "x", "tracked": "1", "tracking-source": "fair"}
    client.post("/w/bloom/write/", sent | {"tracking-style": "matomo"}, headers=JSON)
    version = DraftVersion.objects.get()
    assert version.content["tracking"] == {"source": "fair", "style": "matomo"}
    page = client.get(f"/w/bloom/drafts/{version.draft_id}/write/").content.decode()
    assert 'name="tracking-source" maxlength="200" value="fair"' in page
    assert '<option value="matomo" selected>' in page


def test_a_campaign_is_filed_without_a_new_version(cast, as_member) -> None:
    campaign = begin_campaign(cast.anna, "Spring", {}, at=NOON)
    draft = start(cast.anna, Content("One"), at=NOON)
    sent = {"text": "One", "base": "1", "campaign": str(campaign.pk)}
    path = f"/w/bloom/drafts/{draft.pk}/write/"
    assert as_member(cast.anna).post(path, sent, headers=JSON).status_code == 200
    draft.refresh_from_db()
    assert (draft.version, draft.campaign) == (1, campaign)
    [entry] = Entry.objects.filter(kind="draft.filed")
    assert entry.subject == f"draft/{draft.pk}"


def test_what_is_decided_on_is_saved_by_hand_only(cast, as_member) -> None:
    draft = start(cast.anna, Content("One"), at=NOON)
    client, path = as_member(cast.anna), f"/w/bloom/drafts/{draft.pk}/write/"
    assert "data-by-hand" not in client.get(path).content.decode()
    Draft.objects.update(state="cleared")
    assert "data-by-hand" in client.get(path).content.decode()
