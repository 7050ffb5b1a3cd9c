"""Conditions: every variable and function, the ends of days, and what nobody knows."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

import durf
from durf.policy.condition_faults import MAX_LENGTH, check_condition
from durf.policy.conditions import (
    FUNCTIONS,
    VARIABLES,
    Condition,
    Surroundings,
    is_timezone,
)
from durf.policy.model import Days

CALENDAR = {
    "results": Days(date(2027, 3, 12), date(2027, 3, 12)),
    "fair": Days(date(2027, 3, 1), date(2027, 3, 4)),
    "end of year": Days(date(2027, 12, 31), date(2028, 1, 1)),
}
POST = durf.Post(
    "Hé @bakker.nl, kijk: https://bakery.example/a #brood #Vers_1 🥐",
    channel="x",
    author=durf.Author("a.jansen", ("staff", "spokesperson")),
    media=(durf.Medium("a.jpg", "Bread"), durf.Medium("b.jpg")),
    links=("https://shop.example",),
)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def holds(
    source: str,
    now: str | datetime | None = "2027-03-02T12:00",
    timezone: str = "UTC",
    post: durf.Post = POST,
) -> bool:
    assert check_condition(source, CALENDAR) == []
    at = moment(now) if isinstance(now, str) else now
    return Condition(source).holds(Surroundings(post, at, "nl", CALENDAR, timezone))


@pytest.mark.parametrize(
    "source",
    [
        f'post.text == "{POST.text}"',
        f"post.length == {len(POST.text)}",
        'post.language == "nl"',
        'post.links == ["https://bakery.example/a", "https://shop.example"]',
        'post.hashtags == ["brood", "Vers_1"]',
        'post.mentions == ["bakker.nl"]',
        "size(post.media) == 2",
        'post.media[0].path == "a.jpg"',
        'post.media.exists(m, m.alt == "")',
        'author.name == "a.jansen"',
        'author.roles == ["staff", "spokesperson"]',
        'author.has_role("staff")',
        '!author.has_role("legal")',
        'channel == "x"',
        'channel in ["x", "bluesky"]',
        'now == timestamp("2027-03-02T12:00:00Z")',
        "now.getHours() == 12",
        'days_until("results") == 10',
        'days_since("results") == -10',
        'between("fair")',
        'between("fair", "results")',
        'between(timestamp("2027-03-01T00:00:00Z"), timestamp("2027-03-03T00:00:00Z"))',
        'post.text.contains("kijk") && post.text.matches("#\\\\w+")',
        'post.text.startsWith("H") || false',
    ],
)
def test_it_holds(source: str) -> None:
    assert holds(source)
    assert not holds(f"!({source})")


def test_every_name_that_is_suggested_exists() -> None:
    calls = {
        "author.has_role": 'author.has_role("staff")',
        "days_until": 'days_until("fair") > 0',
        "days_since": 'days_since("fair") > 0',
        "between": 'between("fair")',
    }
    assert calls.keys() == set(FUNCTIONS)
    for source in (*(f"{name} == {name}" for name in VARIABLES), *calls.values()):
        assert check_condition(source, CALENDAR) == []


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        ("2027-02-28T23:59:59", False),
        ("2027-03-01T00:00:00", True),
        ("2027-03-04T23:59:59", True),
        ("2027-03-05T00:00:00", False),
    ],
)
def test_the_first_and_the_last_day_are_both_inside(day: str, inside: bool) -> None:
    assert holds('between("fair")', day) is inside


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        ("2027-02-28T23:59", False),
        ("2027-03-01T00:00", True),
        ("2027-03-12T23:59", True),
        ("2027-03-13T00:00", False),
    ],
)
def test_from_one_entry_to_another_both_ends_are_inside(day: str, inside: bool) -> None:
    assert holds('between("fair", "results")', day) is inside


def test_from_a_later_entry_to_an_earlier_one_is_never() -> None:
    assert not holds('between("results", "fair")', "2027-03-04T12:00")


@pytest.mark.parametrize(
    ("second", "inside"), [(0, True), (1, True), (-1, False), (60, True), (61, False)]
)
def test_both_moments_of_a_span_are_inside(second: int, inside: bool) -> None:
    span = (
        'between(timestamp("2027-03-02T12:00:00Z"), timestamp("2027-03-02T12:01:00Z"))'
    )
    now = moment("2027-03-02T12:00") + timedelta(seconds=second)
    assert holds(span, now) is inside


@pytest.mark.parametrize(
    ("source", "days"),
    [
        ("days_until('fair')", {"02-28": 1, "03-01": 0, "03-03": -2}),
        ("days_since('fair')", {"03-03": -1, "03-04": 0, "03-05": 1}),
        ("days_until('results')", {"03-12": 0, "02-12": 28}),
    ],
)
def test_days_are_counted_to_the_first_and_from_the_last(
    source: str, days: dict[str, int]
) -> None:
    for day, count in days.items():
        assert holds(f"{source} == {count}", f"2027-{day}T12:00")


@pytest.mark.parametrize(
    ("timezone", "until"),
    [("UTC", 1), ("Europe/Amsterdam", 0), ("Pacific/Auckland", 0), ("US/Pacific", 1)],
)
def test_a_day_begins_at_midnight_in_the_timezone_of_the_policy(
    timezone: str, until: int
) -> None:
    assert holds(f'days_until("results") == {until}', "2027-03-11T23:30", timezone)


def test_the_zone_that_a_post_gives_its_time_in_makes_no_difference() -> None:
    tokyo = datetime(2027, 3, 12, 8, 30, tzinfo=timezone(timedelta(hours=9)))
    assert holds('days_until("results") == 1', tokyo)
    assert holds('now == timestamp("2027-03-11T23:30:00Z")', tokyo)


def test_days_that_change_the_clock_are_days_like_others() -> None:
    for hour in range(24):
        now = moment(f"2027-03-28T{hour:02}:00")
        expected = -16 if hour < 22 else -17
        assert holds(f'days_until("results") == {expected}', now, "Europe/Amsterdam")


@pytest.mark.parametrize(
    "source",
    [
        'days_until("results") > 1000',
        'days_since("results") > 1000',
        'between("fair")',
        'between("fair", "results")',
        'now < timestamp("1970-01-01T00:00:00Z")',
        'between(timestamp("1970-01-01T00:00:00Z"), timestamp("1970-01-02T00:00:00Z"))',
        'channel == "x" && between("fair")',
        '!between("fair")',
    ],
)
def test_what_asks_for_a_time_that_nobody_gave_counts_as_true(source: str) -> None:
    assert holds(source, None)


def test_what_can_be_decided_without_the_time_is() -> None:
    assert not holds('channel == "y" && between("fair")', None)
    assert holds('channel == "x" || between("fair")', None)


@pytest.mark.parametrize(
    "source", ["post.media[7].alt == ''", "1 / post.length == 1 / (post.length - 64)"]
)
def test_what_goes_wrong_while_it_is_asked_counts_as_true(source: str) -> None:
    post = durf.Post("x" * 64)
    assert holds(source, post=post)


def test_lone_surrogates_and_nothing_at_all_can_be_asked_about() -> None:
    post = durf.Post("\ud800", author=durf.Author("\udfff", ("\ud800",)))
    assert holds("post.length == 1 && size(author.roles) == 1", post=post)
    assert holds('post.text == "" && channel == ""', post=durf.Post(""))


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#one two#three", ["one"]),
        ("&#39;", []),
        ("https://bakery.example/#menu", []),
        ("#één, (#2_b).", ["één", "2_b"]),
        ("##b # a", []),
    ],
)
def test_hashtags_are_found_as_networks_do(text: str, tags: list[str]) -> None:
    surroundings = Surroundings(durf.Post(text), None, "nl", {})
    assert surroundings.values["post.hashtags"] == tags


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("post.length", "a condition must be true or false"),
        ('"yes"', "a condition must be true or false"),
        ("post.lenght > 3", "'post.lenght' is not known here"),
        ("author.has_roles('a')", "'author.has_roles' is not known here"),
        ("days_unti('fair') > 1", "'days_unti' is not known here"),
        ("days_until('fare') > 1", "'fare' is not in the calendar"),
        ("between('fair', 'fare')", "'fare' is not in the calendar"),
        ("channel = 'x'", "="),
        ("channel == 3", "no matching overload"),
        ("author.has_role(3)", "no matching overload"),
        ("between('fair', now)", "no matching overload"),
        ("(((", "<EOF>"),
        ("", ""),
        ("(" * 100 + ")" * 100, "this is nested too deeply"),
        ("true || " * 1000 + "true", f"a condition may have {MAX_LENGTH} characters"),
        (
            "[1].all(a, [1].all(b, [1].all(c, true)))",
            "a condition may walk 2 lists at most",
        ),
    ],
)
def test_what_is_wrong_is_said_before_any_post_comes(source: str, said: str) -> None:
    faults = check_condition(source, CALENDAR)
    assert len(faults) >= 1
    assert said in faults[0].message.format(word=faults[0].word) if said else faults
    assert 0 <= faults[0].offset <= len(source)


@pytest.mark.parametrize(
    ("source", "near"),
    [
        ("chanel == 'x'", "channel"),
        ("post.tekst == 'x'", "post.text"),
        ("autor.has_role('a')", "author.has_role"),
        ("day_until('fair') > 1", "days_until"),
        ("days_until('fairr') > 1", "fair"),
    ],
)
def test_it_names_what_was_probably_meant(source: str, near: str) -> None:
    assert [fault.near for fault in check_condition(source, CALENDAR)] == [near]


def test_a_condition_inside_another_judgement_sees_its_own_post() -> None:
    condition = Condition('author.has_role("staff")')
    staff = Surroundings(POST, None, "nl", {})
    other = Surroundings(durf.Post("a"), None, "nl", {})
    assert [condition.holds(s) for s in (staff, other, staff)] == [True, False, True]


def test_a_condition_can_be_pickled_after_it_was_asked() -> None:
    condition = Condition('channel == "x"')
    assert condition.holds(Surroundings(POST, None, "nl", {}))
    again = pickle.loads(pickle.dumps(condition))  # noqa: S301
    assert again == condition
    assert again.holds(Surroundings(POST, None, "nl", {}))


@pytest.mark.parametrize("name", ["UTC", "Europe/Amsterdam", "Asia/Kathmandu"])
def test_it_knows_the_time_zones(name: str) -> None:
    assert is_timezone(name)


@pytest.mark.parametrize(
    "name",
    ["", "Amsterdam", "../../etc/passwd", "/etc/passwd", "\0", "Europe", "é" * 9],
)
def test_what_is_no_time_zone_is_none(name: str) -> None:
    assert not is_timezone(name)


def test_a_rule_applies_only_where_its_condition_holds() -> None:
    policy = durf.Policy.parse(
        '---\npolicy: Bakery\nversion: "1"\ntimezone: Europe/Amsterdam\n'
        "calendar: {fair: 2027-03-01..2027-03-04}\n---\n\n# How\n\n"
        "```rule prices\naction: block\nwhen: between('fair')\nterms: [price]\n```\n"
    )
    checker = durf.Checker(policy)
    post = durf.Post("Our price")
    action = {
        now: checker.check(post, now and moment(now)).action
        for now in ("2027-02-28T23:30", "2027-03-04T23:30", "2027-03-04T22:30", None)
    }
    assert list(action.values()) == ["block", "allow", "block", "block"]


def test_the_time_of_the_post_goes_before_the_time_it_is_judged() -> None:
    policy = durf.Policy.parse(
        '---\npolicy: Bakery\nversion: "1"\ncalendar: {fair: 2027-03-01}\n---\n\n'
        "```rule quiet\naction: review\nwhen: between('fair')\n```\n"
    )
    checker = durf.Checker(policy)
    post = durf.Post("Hello", at=moment("2027-03-01T12:00"))
    assert checker.check(post, moment("2027-09-01T12:00")).action == "review"
    assert (
        checker.check(durf.Post("Hello"), moment("2027-09-01T12:00")).action == "allow"
    )
