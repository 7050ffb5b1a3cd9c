"""Drafts move in time, on the clock of their workspace, and tables become drafts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf_server.channels.managing import close_channel, open_channel
from durf_server.drafts.collecting import begin_campaign, close, keep_template
from durf_server.drafts.content import Content
from durf_server.drafts.importing import import_table, read_table
from durf_server.drafts.models import Draft
from durf_server.drafts.planning import (
    coming,
    month_of,
    move,
    planned,
    same_clock_on,
    week_of,
)
from durf_server.drafts.saving import start
from durf_server.drafts.states import State
from durf_server.errors import BadInput, Conflict, NotAllowed
from durf_server.people.roles import Role
from tests.durf_server.conftest import NOON

JSON = {"Accept": "application/json"}


@given(st.dates(date(1971, 1, 1), date(8999, 1, 1)))
def test_a_month_is_shown_in_whole_weeks(day) -> None:
    days = month_of(day)
    assert len(days) % 7 == 0
    assert days[0].weekday() == 0
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    of_month = [one for one in days if (one.year, one.month) == (day.year, day.month)]
    assert day in of_month
    assert of_month[0].day == 1
    assert (of_month[-1] + timedelta(days=1)).day == 1
    assert day in week_of(day)


@pytest.mark.django_db
class TestMoving:
    def test_the_clock_shows_the_same_across_the_change(self, cast) -> None:
        # 9:30 in winter time, moved into summer time.
        moment = datetime(2027, 3, 27, 8, 30, tzinfo=UTC)
        moved = same_clock_on(moment, date(2027, 3, 28), cast.workspace)
        assert moved == datetime(2027, 3, 28, 7, 30, tzinfo=UTC)
        back = same_clock_on(moved, date(2026, 10, 25), cast.workspace)
        assert back == datetime(2026, 10, 25, 8, 30, tzinfo=UTC)

    def test_a_time_that_is_left_out_moves_on_an_hour(self, cast) -> None:
        moment = datetime(2027, 3, 27, 1, 30, tzinfo=UTC)
        moved = same_clock_on(moment, date(2027, 3, 28), cast.workspace)
        assert moved == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)

    def test_a_move_is_a_version_and_voids_what_was_approved(self, cast) -> None:
        planned_at, until = NOON + timedelta(days=1), NOON + timedelta(days=2)
        draft = start(
            cast.anna, Content("Buns", planned_at=planned_at, until=until), at=NOON
        )
        Draft.objects.filter(pk=draft.pk).update(state=State.CLEARED)
        later = NOON + timedelta(days=5)
        version = move(draft, cast.bram, later, base=1, at=NOON)
        draft.refresh_from_db()
        assert (draft.state, draft.planned_at, version.number) == (
            State.WRITING,
            later,
            2,
        )
        content = Content.from_json(version.content)
        assert content.until == later + timedelta(days=1)
        with pytest.raises(Conflict):
            move(draft, cast.anna, None, base=1, at=NOON)
        with pytest.raises(BadInput):
            move(draft, cast.anna, NOON - timedelta(hours=1), base=2, at=NOON)

    def test_a_day_begins_at_midnight_of_the_workspace(self, cast) -> None:
        # 23:30 UTC is the next day in Amsterdam.
        moment = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
        start(cast.anna, Content("Late", planned_at=moment), at=NOON)
        start(cast.sem, Content("Theirs", planned_at=moment), at=NOON)
        days = planned(cast.workspace, week_of(date(2026, 12, 2)))
        assert {day.date: [one.title for one in day.drafts] for day in days}[
            date(2026, 12, 2)
        ] == ["Late"]

    def test_a_full_week_tells_numbers_and_leads_to_its_days(
        self, cast, as_member
    ) -> None:
        first = datetime(2126, 12, 2, 23, 30, tzinfo=UTC)  # the 3rd in Amsterdam
        template = start(cast.anna, Content("One", planned_at=first), at=NOON)
        Draft.objects.bulk_create(
            Draft(
                workspace=cast.workspace,
                author=cast.anna,
                title=f"Post {n}",
                planned_at=first + timedelta(minutes=n),
                made_at=NOON,
                changed_at=NOON,
            )
            for n in range(1, 250)
        )
        assert template.title == "One"
        days = planned(cast.workspace, week_of(date(2126, 12, 3)))
        assert [day.count for day in days] == [0, 250, 0, 0, 0, 0, 0]
        assert [day.drafts for day in days] == [[]] * 7
        client = as_member(cast.daan)
        week = client.get("/w/bloom/calendar/?view=week&day=2126-12-03")
        assert "250 posts" in week.content.decode()
        day = client.get("/w/bloom/calendar/?view=day&day=2126-12-03").content.decode()
        assert "Post 199<" in day
        assert "Post 200<" not in day
        assert "and 50 more" in day

    def test_a_list_ends_with_a_whole_day(self, cast) -> None:
        for n in range(6):
            moment = datetime(2126, 12, 2 + n // 2, 9, tzinfo=UTC)
            start(cast.anna, Content(f"Post {n}", planned_at=moment), at=NOON)
        days, further = coming(cast.workspace, date(2126, 12, 1), 60, 5)
        assert [(day.date.day, len(day.drafts)) for day in days] == [(2, 2), (3, 2)]
        assert further == date(2126, 12, 4)
        days, further = coming(cast.workspace, date(2126, 12, 2), 60, 1)
        assert [(day.count, day.more) for day in days] == [(2, 1)]
        assert further == date(2126, 12, 3)
        assert coming(cast.workspace, date(2126, 12, 2), 60, 6)[1] is None

    @pytest.mark.parametrize("view", ["month", "week", "list", "other"])
    def test_every_view_shows_what_is_planned(self, cast, as_member, view) -> None:
        start(
            cast.anna,
            Content("Buns <i>", planned_at=datetime(2026, 12, 2, 9, tzinfo=UTC)),
            at=NOON,
        )
        page = as_member(cast.daan).get(
            f"/w/bloom/calendar/?view={view}&day=2026-12-01"
        )
        assert "Buns &lt;i&gt;" in page.content.decode()

    def test_it_is_moved_from_the_page(self, cast, as_member) -> None:
        moment = datetime(2126, 12, 2, 9, tzinfo=UTC)
        draft = start(cast.anna, Content("Buns", planned_at=moment), at=NOON)
        path = f"/w/bloom/drafts/{draft.pk}/move/"
        client = as_member(cast.anna)
        told = client.post(path, {"day": "2126-12-05", "base": "1"}, headers=JSON)
        assert told.status_code == 200, told.content
        draft.refresh_from_db()
        assert draft.planned_at == datetime(2126, 12, 5, 9, tzinfo=UTC)
        late = client.post(path, {"day": "2126-12-06", "base": "1"}, headers=JSON)
        assert late.status_code == 409
        wrong = client.post(path, {"day": "x", "base": "2"}, headers=JSON)
        assert wrong.status_code == 422


@pytest.mark.django_db
class TestTables:
    @pytest.fixture(autouse=True)
    def named(self, cast):
        cast.carla.roles = [*cast.carla.roles, Role.CHANNEL_MANAGER]
        open_channel(cast.carla, "bluesky", "Bloom", at=NOON)
        open_channel(cast.carla, "x", "Bloom X", at=NOON)
        begin_campaign(cast.anna, "Spring", {"source": "social"}, at=NOON)

    def test_every_line_becomes_a_draft_once(self, cast) -> None:
        table = (
            "text;channels;planned_at;language;campaign\n"
            '"Two\nlines é";Bloom | bloom x;2027-03-01 09:30;nl;SPRING\n'
            ";;;;\n"
            "Second;;;;\n"
        ).encode()
        made = import_table(table, cast.anna, at=NOON)
        assert [draft.title for draft in made] == ["Two lines é", "Second"]
        assert made[0].planned_at == datetime(2027, 3, 1, 8, 30, tzinfo=UTC)
        assert made[0].campaign.name == "Spring"
        assert made[0].origin == "import"
        assert len(made[0].versions.get().content["channels"]) == 2
        assert import_table(table, cast.anna, at=NOON) == []
        assert Draft.objects.count() == 2

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_it_is_read_however_it_was_saved(self, cast, encoding) -> None:
        made = import_table("text\nCafé €\n".encode(encoding), cast.anna, at=NOON)
        assert [draft.title for draft in made] == ["Café €"]

    def test_all_or_nothing(self, cast) -> None:
        table = b"text,channels\nfine,\nnot fine,Nowhere\n"
        with pytest.raises(BadInput):
            import_table(table, cast.anna, at=NOON)
        assert not Draft.objects.exists()

    def test_everything_that_is_wrong_is_told_with_its_place(self, cast) -> None:
        table = (
            b"text,channels,planned_at,wrong\n"
            b"a,Nowhere,,\n"
            b",Bloom,,\n"
            b"b,,2027-03-28 02:30,\n"
            b"c,,2020-01-01 10:00,\n"
            b"d,,,,too many\n"
        )
        found = read_table(table, cast.anna, at=NOON)
        assert [(one.line, one.column) for one in found.troubles] == [
            (1, "wrong"),
            (2, "channels"),
            (3, "text"),
            (4, "planned_at"),
            (5, "planned_at"),
            (6, ""),
        ]

    @pytest.mark.parametrize(
        "content", [b"", b"\0\0", b"no text\nx\n", b"text\n" + b"a" * 5_000_001]
    )
    def test_what_is_no_table_is_told(self, cast, content) -> None:
        with pytest.raises(BadInput):
            read_table(content, cast.anna, at=NOON)

    @given(content=st.binary(max_size=200))
    def test_any_bytes_are_read_or_refused(self, content) -> None:
        from durf_server.drafts.importing import decoded

        try:
            decoded(b"text," + content)
        except BadInput:
            return

    def test_who_does_not_write_imports_nothing(self, cast) -> None:
        with pytest.raises(NotAllowed):
            import_table(b"text\nx\n", cast.daan, at=NOON)

    def test_the_page_shows_first_and_imports_then(self, cast, as_member) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        client = as_member(cast.anna)
        file = SimpleUploadedFile("a.csv", b"text\nNew buns\n")
        page = client.post("/w/bloom/drafts/import/", {"file": file})
        assert "New buns" in page.content.decode()
        assert not Draft.objects.exists()
        table = page.context["text"]
        client.post("/w/bloom/drafts/import/", {"table": table, "certain": "1"})
        assert Draft.objects.get().title == "New buns"

    def test_a_template_keeps_what_a_draft_says_but_not_when(
        self, cast, as_member
    ) -> None:
        content = Content("Menu", planned_at=NOON + timedelta(days=1))
        draft = start(cast.anna, content, at=NOON)
        template = keep_template(draft, cast.anna, "Menu of the day", at=NOON)
        assert template.content == {"text": "Menu"}
        with pytest.raises(BadInput):
            keep_template(draft, cast.anna, "Menu of the day", at=NOON)
        client = as_member(cast.anna)
        page = client.get("/w/bloom/write/?template=Menu of the day")
        assert ">Menu</textarea>" in page.content.decode()
        close(template, cast.anna, at=NOON)
        assert "Menu of the day" not in client.get("/w/bloom/write/").content.decode()

    def test_a_closed_channel_is_not_written_for(self, cast) -> None:
        channel = cast.workspace.channels.get(name="Bloom")
        close_channel(channel, cast.carla, at=NOON)
        with pytest.raises(BadInput):
            start(cast.anna, Content("x", channels=(str(channel.pk),)), at=NOON)

    @pytest.mark.parametrize(
        ("network", "name", "settings"),
        [
            ("myspace", "A", {}),
            ("x", "", {}),
            ("x", "Bloom", {}),
            ("x", "B", {"max_characters": 5}),
            ("mastodon", "B", {"max_characters": "5"}),
        ],
    )
    def test_a_channel_that_cannot_be_is_told(self, cast, network, name, settings):
        with pytest.raises(BadInput):
            open_channel(cast.carla, network, name, settings=settings, at=NOON)
