"""Whatever a server says, a talk ends in what it is for or in a trouble of networks."""

from __future__ import annotations

import copy
import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from durf.errors import AnswerLost, NetworkTrouble
from durf.networks.linkedin import sign_in as linkedin_sign_in
from durf.networks.linkedin.organisations import organisations
from durf.networks.linkedin.speaker import SPEAKER as LINKEDIN
from durf.networks.oauth import App, exchange, refresh, revoke
from durf.networks.speaking import Account, Outgoing, Picture, Sent
from durf.networks.talking import Answer, Request
from durf.networks.x import sign_in as x_sign_in
from durf.networks.x.speaker import SPEAKER as X
from tests.durf.networks.driving import Noting, drive
from tests.durf.networks.linkedin import fake as linkedin_fake
from tests.durf.networks.x import fake as x_fake

SECRETS = {"token": "access-1", "refresh_token": "refresh-1", "client": "c"}
PICTURE = Picture(b"a picture", "image/png", "Een brug")
POST = Outgoing("a-key", x_fake.START, "Zie https://durf.nl", pictures=[PICTURE])
ON_X = Account(x_fake.SERVER, "@anna", "7", SECRETS)
ON_LINKEDIN = Account(linkedin_fake.SERVER, "Anna", linkedin_fake.MEMBER, SECRETS)
OF_A_PAGE = Account(linkedin_fake.SERVER, "durf", linkedin_fake.ORGANISATION, SECRETS)
SENT_ON_X, SENT_ON_LINKEDIN = Sent("1003"), Sent("urn:li:share:7000000000000000001")

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=8)
    | st.sampled_from(["../x", "7\r\n", "\ud800", "\x00", "9" * 40, 10**30, -1]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "id", "errors", "elements", "value", "meta", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
ANSWERS = st.builds(
    Answer,
    st.sampled_from([200, 201, 202, 204, 302, 400, 401, 402, 403, 404, 422, 429, 500]),
    st.dictionaries(
        st.sampled_from(["x-restli-id", "date", "x-rate-limit-reset", "retry-after"]),
        st.text(max_size=20)
        | st.sampled_from(["Fri, 15 Jan 2027 08:00:00 GMT", "9" * 30]),
        max_size=2,
    ),
    st.binary(max_size=20) | JSON.map(lambda one: json.dumps(one).encode()),
)

TALKS = {
    "x greet": lambda: X.greet(ON_X),
    "x prepare": lambda: X.prepare(ON_X, POST),
    "x send": lambda: X.send(ON_X, POST, {}),
    "x settle": lambda: X.settle(ON_X, POST, set()),
    "x read": lambda: X.read(ON_X, SENT_ON_X),
    "x delete": lambda: X.delete(ON_X, SENT_ON_X),
    "x count": lambda: X.count(ON_X, SENT_ON_X),
    "x replies": lambda: X.replies(ON_X, SENT_ON_X),
    "x refresh": lambda: X.refresh(ON_X, x_fake.START),
    "linkedin greet": lambda: LINKEDIN.greet(ON_LINKEDIN),
    "linkedin greet page": lambda: LINKEDIN.greet(OF_A_PAGE),
    "linkedin organisations": lambda: organisations(ON_LINKEDIN),
    "linkedin prepare": lambda: LINKEDIN.prepare(ON_LINKEDIN, POST),
    "linkedin send": lambda: LINKEDIN.send(ON_LINKEDIN, POST, {"images": ["urn:li:image:1"]}),
    "linkedin settle": lambda: LINKEDIN.settle(ON_LINKEDIN, POST, set()),
    "linkedin read": lambda: LINKEDIN.read(ON_LINKEDIN, SENT_ON_LINKEDIN),
    "linkedin edit": lambda: LINKEDIN.edit(ON_LINKEDIN, SENT_ON_LINKEDIN, POST, {}),
    "linkedin delete": lambda: LINKEDIN.delete(ON_LINKEDIN, SENT_ON_LINKEDIN),
    "linkedin count": lambda: LINKEDIN.count(ON_LINKEDIN, SENT_ON_LINKEDIN),
    "linkedin replies": lambda: LINKEDIN.replies(ON_LINKEDIN, SENT_ON_LINKEDIN),
    "exchange": lambda: exchange(x_sign_in.SERVICE, App("c"), "code", "https://durf.example", x_fake.START, verifier="v" * 43),
    "refresh": lambda: refresh(linkedin_sign_in.MEMBER, SECRETS, x_fake.START),
    "revoke": lambda: revoke(x_sign_in.SERVICE, SECRETS),
}  # fmt: skip


def ends(talk, answering) -> object:
    """Hold a talk to its end, and its result to what can be kept."""
    try:
        result = drive(talk, answering)
    except NetworkTrouble as trouble:
        return str(trouble)
    written = json.dumps(result, default=told, ensure_ascii=False).encode()
    assert b"\\u0000" not in written
    return result


def told(value: object) -> object:
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) else str(value)


@pytest.mark.parametrize("name", TALKS)
@settings(max_examples=60)
@given(st.lists(ANSWERS, min_size=1, max_size=4))
def test_any_answers_end_a_talk(name, answers) -> None:
    count = iter(range(10_000))
    ends(TALKS[name](), lambda _: answers[next(count) % len(answers)])


def world(name: str):
    """A network on which the post stands already, with an answer to it."""
    if name.startswith("linkedin"):
        linkedin = linkedin_fake.FakeLinkedIn()
        drive(LINKEDIN.send(ON_LINKEDIN, POST, drive(LINKEDIN.prepare(ON_LINKEDIN, POST), linkedin)), linkedin)  # fmt: skip
        linkedin.posts[0].number = SENT_ON_LINKEDIN.number
        linkedin.comment(SENT_ON_LINKEDIN.number, "urn:li:person:x", "Goed")
        return linkedin
    x = x_fake.FakeX()
    x.publish("Eerder")
    sent = drive(X.send(ON_X, POST, drive(X.prepare(ON_X, POST), x)), x)
    assert sent == Sent(SENT_ON_X.number, "https://x.com/anna/status/1003")
    x.publish("Goed", author="8", follows=sent.number)
    return x


@pytest.mark.parametrize("name", [one for one in TALKS if " " in one])
@settings(max_examples=60)
@given(st.data())
def test_a_right_answer_with_one_wrong_part_ends_a_talk(name, data) -> None:
    network = world(name)

    def answering(request: Request) -> Answer:
        answer = network(request)
        if not answer.body:
            return answer
        content = spoilt(data, answer.json())
        return Answer(answer.status, answer.headers, json.dumps(content).encode())

    ends(TALKS[name](), answering)


@pytest.mark.parametrize("name", [one for one in TALKS if " " in one])
def test_a_lost_answer_ends_a_talk_wherever_it_is_lost(name) -> None:
    """Nothing is asked after it, and nothing made of it."""
    asked = Noting(world(name))
    ends(TALKS[name](), asked)
    for place in range(len(asked.requests)):
        network, left = world(name), iter(range(place))

        def answering(request: Request, network=network, left=left) -> Answer:
            if next(left, None) is None:
                raise AnswerLost(host="there")
            return network(request)

        until = Noting(answering)
        with pytest.raises(AnswerLost):
            drive(TALKS[name](), until)
        assert len(until.requests) == place + 1


def spoilt(data, content: object) -> object:
    """Put something else in one place of an answer."""
    whole = holder = {"": copy.deepcopy(content)}
    key: object = ""
    while True:
        inner = holder[key]
        places = list(inner) if isinstance(inner, dict) else list(range(len(inner))) if isinstance(inner, list) else []  # fmt: skip
        if not places or data.draw(st.integers(0, 3)) == 0:
            break
        holder, key = inner, data.draw(st.sampled_from(places))
    holder[key] = data.draw(JSON)
    return whole[""]
