"""A lost post is found, or surely not there, or a person is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BadAnswer, CannotTell, TryLater, Unauthorised
from durf.networks.mastodon.settling import MARGIN, PAGE, PAGES, settle
from durf.networks.speaking import Account, Outgoing
from durf.networks.talking import Answer, Purpose, Request
from tests.durf.networks.driving import Noting, drive, in_turn
from tests.durf.networks.mastodon.answering import answer
from tests.durf.networks.mastodon.rendering import told

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
ACCOUNT = Account("https://social.example", "@anna@social.example", "7", {"token": "t"})
POST = Outgoing("key", NOW, "Hallo, 1 < 2!")


class Timeline:
    """An account's posts, newest first, as a server pages them."""

    def __init__(self, posts: list[dict], *, linked: bool = False) -> None:
        self.posts = posts
        self.linked = linked
        self.parts: dict[str, Answer] = {}

    def __call__(self, request: Request) -> Answer:
        url = urlsplit(request.url)
        assert (request.method, url.netloc) == ("GET", "social.example")
        assert request.headers["authorization"] == "Bearer t"
        if url.path != "/api/v1/accounts/7/statuses":
            return self.parts[url.path.removeprefix("/api/v1/statuses/")]
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        assert asked["exclude_reblogs"] == "true"
        before = int(asked.get("max_id", 10**9))
        page = [one for one in self.posts if int(one["id"]) < before]
        page = page[: int(asked["limit"])]
        link = ""
        if self.linked and page:
            link = f'<https://{url.netloc}/x?max_id={page[-1]["id"]}>; rel="next"'
            page = [one for one in page if one["content"] != "hidden"]
        return answer(page, headers={"link": link})


def ago(number: int, text: str, minutes: float = 0, **fields) -> dict:
    at = (NOW - timedelta(minutes=minutes)).isoformat()
    return told(str(number), text, created_at=at, **fields)


def settled(timeline, known=frozenset(), post=POST):
    return drive(settle(ACCOUNT, post, known), timeline)


def test_it_is_found_among_others() -> None:
    posts = [ago(9, "Later"), ago(8, POST.text), ago(7, "Eerder", 60)]
    found = settled(Timeline(posts))
    assert (found.number, found.url) == ("8", "https://social.example/@anna/8")


def test_only_reading_is_done() -> None:
    noting = Noting(Timeline([ago(9, "Later"), ago(7, "Eerder", 60)]))
    assert settled(noting) is None
    assert {request.purpose for request in noting.requests} == {Purpose.READ}


def test_what_another_delivery_made_is_not_it() -> None:
    posts = [ago(9, POST.text), ago(8, POST.text)]
    assert settled(Timeline(posts), {"9"}).number == "8"
    assert settled(Timeline(posts), {"9", "8"}) is None


def test_an_account_without_posts_surely_has_not_got_it() -> None:
    assert settled(Timeline([])) is None


def test_what_is_older_is_not_it_but_clocks_may_differ_a_little() -> None:
    edge = MARGIN.total_seconds() / 60
    assert settled(Timeline([ago(8, POST.text, edge)])).number == "8"
    assert settled(Timeline([ago(8, POST.text, edge + 1)])) is None


def test_a_post_shown_again_is_not_it() -> None:
    assert settled(Timeline([ago(8, POST.text, reblog=told("3"))])) is None


@given(st.integers(0, PAGE * (PAGES - 1) - 1), st.booleans())
def test_it_is_found_however_much_came_after(newer, linked) -> None:
    posts = [ago(1000 - place, f"Later {place}") for place in range(newer)]
    posts.append(ago(2, POST.text))
    assert settled(Timeline(posts, linked=linked)).number == "2"


def test_after_too_much_a_person_is_asked() -> None:
    posts = [ago(1000 - place, f"Later {place}") for place in range(PAGE * PAGES)]
    posts.append(ago(2, POST.text))
    with pytest.raises(CannotTell):
        settled(Timeline(posts))


def test_reading_stops_where_older_posts_begin() -> None:
    posts = [ago(1000 - place, f"Eerder {place}", 60) for place in range(500)]
    noting = Noting(Timeline(posts))
    assert settled(noting) is None
    assert len(noting.requests) == 1


def test_one_that_was_dated_back_does_not_end_the_reading() -> None:
    posts = [ago(1000 - place, f"Later {place}") for place in range(PAGE)]
    posts[0] = ago(1000, "Van ooit", 600_000)
    assert settled(Timeline([*posts, ago(8, POST.text)])).number == "8"


def test_an_empty_page_is_not_the_end_where_a_next_one_is_named() -> None:
    hidden = [ago(100 - place, "x", content="hidden") for place in range(PAGE)]
    posts = [*hidden, ago(8, POST.text)]
    assert settled(Timeline(posts, linked=True)).number == "8"


def test_a_server_that_shows_one_page_for_ever_does_not_keep_us() -> None:
    page = answer([ago(8, "Altijd dit")])
    noting = Noting(lambda _: page)
    with pytest.raises(CannotTell):
        settled(noting)
    assert len(noting.requests) == PAGES


def test_where_only_the_source_can_tell_it_is_asked() -> None:
    timeline = Timeline([ago(9, "Hallo, 1 < 2"), ago(8, "Hallo 1 < 2!")])
    timeline.parts["9/source"] = answer({"text": "Hallo, 1 < 2"})
    timeline.parts["8/source"] = answer({"text": "Hallo, 1 < 2!", "spoiler_text": ""})
    assert settled(timeline).number == "8"
    assert settled(timeline, {"8"}) is None


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        *((status, CannotTell) for status in (400, 401, 403, 404, 405, 410)),
        *((status, BadAnswer) for status in (301, 408, 500, 501)),
        (429, TryLater),
    ],
)
def test_without_a_source_a_person_is_asked(status, trouble) -> None:
    timeline = Timeline([ago(9, "Hallo, 1 < 2"), ago(8, "Dag")])
    timeline.parts["9/source"] = Answer(status)
    with pytest.raises(trouble):
        settled(timeline)


def test_a_likely_one_does_not_hide_the_right_one() -> None:
    timeline = Timeline([ago(9, "Hallo, 1 < 2"), ago(8, POST.text)])
    timeline.parts["9/source"] = Answer(404)
    assert settled(timeline).number == "8"


def test_what_somebody_changed_since_is_known_by_what_it_was() -> None:
    timeline = Timeline([ago(9, "Iets anders", edited_at="2026-12-01T09:01:00Z")])
    for first, found in ((POST.text, "9"), ("Nooit dit", None)):
        versions = [{"content": told(text=first)["content"], "spoiler_text": ""}, {}]
        timeline.parts["9/history"] = answer(versions)
        sent = settled(timeline)
        assert (sent.number if sent else None) == found


def test_a_comma_that_somebody_added_does_not_hide_it() -> None:
    changed = ago(9, "Hallo, 1, < 2!", edited_at="2026-12-01T09:01:00Z")
    timeline = Timeline([changed])
    timeline.parts["9/history"] = answer([told(text=POST.text), changed])
    assert settled(timeline).number == "9"


def test_a_line_that_a_server_adds_does_not_hide_it() -> None:
    post = Outgoing("key", NOW, "Een bericht van enige lengte, dat opvalt.")
    timeline = Timeline([ago(9, f"{post.text}\n\n#automatisch")])
    timeline.parts["9/source"] = answer({"text": post.text})
    assert settled(timeline, post=post).number == "9"
    timeline.parts["9/source"] = Answer(404)
    with pytest.raises(CannotTell):
        settled(timeline, post=post)


@pytest.mark.parametrize(
    "history", [Answer(404), answer([]), answer([told(text="Hallo, 1 < 2")])]
)
def test_what_was_changed_without_a_history_is_left_to_a_person(history) -> None:
    timeline = Timeline([ago(9, "Iets anders", edited_at="2026-12-01T09:01:00Z")])
    timeline.parts["9/history"] = history
    with pytest.raises(CannotTell):
        settled(timeline)


@pytest.mark.parametrize("status", [301, 400, 404, 410, 422, 500, 503])
def test_no_answer_to_a_question_means_that_it_is_not_there(status) -> None:
    with pytest.raises(BadAnswer):
        settled(in_turn([Answer(status)]))


def test_questions_can_be_too_many_or_not_allowed() -> None:
    with pytest.raises(TryLater):
        settled(in_turn([Answer(429)]))
    with pytest.raises(Unauthorised):
        settled(in_turn([Answer(401)]))


@pytest.mark.parametrize("page", [None, {}, {"error": "x"}, "x", [None], [{}], [[]]])
def test_a_page_that_makes_no_sense_proves_nothing(page) -> None:
    with pytest.raises(BadAnswer):
        settled(in_turn([answer(page)]))


@pytest.mark.parametrize(
    "link", ["<https://[>; rel=next", "<x?max_id=>; rel=next", "<>; rel=next", "<"]
)
def test_a_link_that_makes_no_sense_is_passed_by(link) -> None:
    noting = in_turn([answer([ago(8, "Dag")], headers={"link": link}), answer([])])
    assert settled(noting) is None
    assert noting.requests[1].url.endswith("&max_id=8")


def test_a_link_leads_to_no_other_server() -> None:
    link = '<https://elsewhere.example/x?max_id=3%26limit%3D1>; rel="next"'
    noting = in_turn([answer([ago(8, "Dag")], headers={"link": link}), answer([])])
    assert settled(noting) is None
    assert noting.requests[1].url == (
        "https://social.example/api/v1/accounts/7/statuses"
        "?limit=40&exclude_reblogs=true&max_id=3%26limit%3D1"
    )
