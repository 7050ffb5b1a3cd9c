"""The API does what the console can, for whoever has a token, and says no clearly."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from durf_server.api import idempotency
from durf_server.api.models import Answered
from durf_server.drafts.models import Draft
from durf_server.errors import BadInput
from durf_server.people.models import Token
from durf_server.people.tokens import issue, revoke, token_by_secret
from durf_server.policies.models import PolicyVersion
from tests.durf_server.conftest import NOON, POLICY

pytestmark = pytest.mark.django_db


def begun(anna, text="New buns", **more):
    answer = anna.post("drafts", {"content": {"text": text, **more}})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_draft_goes_its_way_from_first_word_to_cleared(cast, caller) -> None:
    anna, bram = caller(cast.anna), caller(cast.bram)
    draft = begun(anna, "Our turnover is up")
    path = f"drafts/{draft['id']}"
    sent = anna.post(f"{path}/submit", {"base": 1}).json()
    assert sent["state"] == "in-review"
    assert sent["waits_for"] == ["legal"]
    assert [one["rule"] for one in sent["verdict"]["findings"]] == ["figures"]
    decision = {"decision": "approve", "role": "legal", "seal": sent["seal"]}
    cleared = bram.post(f"{path}/reviews", decision).json()
    assert (cleared["state"], cleared["waits_for"]) == ("cleared", [])
    assert [(one["role"], one["counts"]) for one in cleared["reviews"]] == [
        ("legal", True)
    ]
    saved = anna.ask("PUT", path, {"content": {"text": "Our turnover"}, "base": 1})
    assert saved.json()["state"] == "writing"
    assert [one["counts"] for one in saved.json()["reviews"]] == [False]
    texts = anna.get(f"{path}/versions").json()["items"]
    assert [one["content"]["text"] for one in texts] == [
        "Our turnover",
        "Our turnover is up",
    ]


def test_nobody_approves_what_they_did_not_see(cast, caller) -> None:
    anna, bram = caller(cast.anna), caller(cast.bram)
    path = f"drafts/{begun(anna, 'Our turnover is up')['id']}"
    anna.post(f"{path}/submit", {"base": 1})
    decision = {"decision": "approve", "role": "legal", "seal": "0" * 64}
    answer = bram.post(f"{path}/reviews", decision)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert anna.get(path).json()["state"] == "in-review"


def test_who_started_from_an_older_version_learns_the_newest(cast, caller) -> None:
    anna = caller(cast.anna)
    path = f"drafts/{begun(anna)['id']}"
    anna.ask("PUT", path, {"content": {"text": "Two"}, "base": 1})
    answer = anna.ask("PUT", path, {"content": {"text": "Three"}, "base": 1})
    assert (answer.status_code, answer.json()["newest"]) == (409, 2)


def test_a_post_can_be_checked_and_nothing_is_kept(cast, caller) -> None:
    answer = caller(cast.anna, "check").post(
        "check", {"text": "Here is our sourdough recipe!", "channel": "x"}
    )
    verdict = answer.json()
    assert verdict["action"] == "block"
    assert verdict["findings"][0]["rule"] == "recipes"
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer"}, 401),
        ({"Authorization": "Bearer durf_wrong"}, 401),
        ({"Authorization": "Basic YTpi"}, 401),
    ],
)
def test_who_has_no_token_gets_nothing(cast, headers, status) -> None:
    answer = Client().get("/api/v1/drafts", headers=headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "no-token"


def test_a_session_is_no_token(cast, as_member) -> None:
    assert as_member(cast.anna).get("/api/v1/drafts").status_code == 401


def test_a_token_does_only_what_it_was_given_for(cast, caller) -> None:
    answer = caller(cast.anna, "check").get("drafts")
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


def test_a_token_allows_no_more_than_its_member_may(cast, caller) -> None:
    daan = caller(cast.daan)
    assert daan.post("drafts", {"content": {"text": "x"}}).status_code == 403
    assert caller(cast.anna).get("webhooks").status_code == 403
    assert caller(cast.anna).get("evidence/checkpoint").status_code == 403


def test_a_member_of_another_workspace_finds_nothing(cast, caller) -> None:
    anna, sem = caller(cast.anna), caller(cast.sem)
    number = begun(anna)["id"]
    paths = [
        ("GET", f"drafts/{number}", None),
        ("GET", f"drafts/{number}/versions", None),
        ("PUT", f"drafts/{number}", {"content": {"text": "mine"}, "base": 1}),
        ("POST", f"drafts/{number}/submit", {"base": 1}),
        ("POST", f"drafts/{number}/reviews", {"decision": "refuse", "reason": "x"}),
        ("POST", f"drafts/{number}/withdraw", None),
    ]
    for method, path, body in paths:
        answer = sem.ask(method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-there"), path
    assert sem.get("drafts").json()["items"] == []


def test_what_belongs_to_another_workspace_cannot_be_named(cast, caller) -> None:
    channel = caller(cast.sem).post("channels", {"network": "x", "name": "Theirs"})
    assert channel.status_code == 201
    answer = caller(cast.anna).post(
        "drafts", {"content": {"text": "x", "channels": [channel.json()["id"]]}}
    )
    assert answer.status_code == 422
    for field in ("template", "campaign"):
        body = {"content": {"text": "x"}, field: str(uuid4())}
        answer = caller(cast.anna).post("drafts", body)
        assert answer.json()["errors"][0]["field"] == field


def test_pages_show_every_row_once_while_others_are_added(cast, caller) -> None:
    anna = caller(cast.anna)
    made = [begun(anna, f"Draft {n}")["id"] for n in range(7)]
    seen, after = [], None
    while True:
        path = f"drafts?limit=3{f'&after={after}' if after else ''}"
        page = anna.get(path).json()
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
        begun(anna, "Newer")
    assert seen == made[::-1]


@pytest.mark.parametrize("after", ["x", "bm90IGpzb24", "WzFd", "W10", "W3t9LDFd", "é"])
def test_a_place_that_is_none_of_ours_is_refused(cast, caller, after) -> None:
    answer = caller(cast.anna).get(f"drafts?after={after}")
    assert answer.status_code == 422, answer.content


def test_the_same_key_does_it_once(cast, caller) -> None:
    anna = caller(cast.anna)
    key = {"Idempotency-Key": "one"}
    first = anna.post("drafts", {"content": {"text": "a"}}, **key)
    again = anna.post("drafts", {"content": {"text": "a"}}, **key)
    assert first.json() == again.json()
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Draft.objects.count() == 1


def test_the_same_key_with_another_request_is_a_mistake(cast, caller) -> None:
    anna = caller(cast.anna)
    key = {"Idempotency-Key": "one"}
    anna.post("drafts", {"content": {"text": "a"}}, **key)
    answer = anna.post("drafts", {"content": {"text": "b"}}, **key)
    assert answer.status_code == 422
    assert Draft.objects.count() == 1


def test_what_failed_may_be_asked_again_with_its_key(cast, caller) -> None:
    anna = caller(cast.anna)
    key = {"Idempotency-Key": "one"}
    assert anna.post("drafts", {"content": {"text": 1}}, **key).status_code == 422
    assert anna.post("drafts", {"content": {"text": "a"}}, **key).status_code == 201


def test_while_the_first_is_at_work_others_wait(cast, caller) -> None:
    anna = caller(cast.anna)
    body = json.dumps({"content": {"text": "a"}}).encode()
    token = Token.objects.get()
    request = Client().request().wsgi_request
    request.method, request._body = "POST", body
    request.path = request.path_info = "/api/v1/drafts"
    digest = idempotency._digest(request)
    waiting = Answered.objects.create(
        token=token, key="one", request=digest, at=timezone.now()
    )
    answer = anna.post(
        "drafts", {"content": {"text": "a"}}, **{"Idempotency-Key": "one"}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "not-now")
    # Whoever was at work died: after a while another may.
    waiting.at = timezone.now() - idempotency.LONGEST - timedelta(seconds=1)
    waiting.save()
    answer = anna.post(
        "drafts", {"content": {"text": "a"}}, **{"Idempotency-Key": "one"}
    )
    assert answer.status_code == 201


def test_answers_are_forgotten_after_a_day(cast, caller) -> None:
    anna = caller(cast.anna)
    anna.post("drafts", {"content": {"text": "a"}}, **{"Idempotency-Key": "one"})
    now = timezone.now()
    assert idempotency.forget_old(at=now) == 0
    assert idempotency.forget_old(at=now + timedelta(days=1, minutes=1)) == 1


def test_a_policy_is_proposed_and_decided_on_by_two(cast, caller) -> None:
    carla = caller(cast.carla)
    text = POLICY.replace('version: "1"', 'version: "2"')
    made = carla.post("policies", {"text": text, "note": "newer"})
    assert (made.status_code, made.json()["state"]) == (201, "proposed")
    number = made.json()["number"]
    own = carla.post(f"policies/{number}/decision", {"decision": "approve"})
    assert own.status_code == 403
    cast.anna.roles = ["author", "policy-owner"]
    cast.anna.save()
    other = caller(cast.anna).post(
        f"policies/{number}/decision", {"decision": "approve"}
    )
    assert other.json()["state"] == "in-force"
    assert carla.get("policies/in-force").json()["number"] == number
    assert carla.post(f"policies/{number}/confirmation").status_code == 204


def test_a_policy_that_does_not_hold_is_refused_and_nothing_is_left(cast, caller):
    before = PolicyVersion.objects.count()
    answer = caller(cast.carla).post("policies", {"text": "no policy"})
    assert (answer.status_code, answer.json()["code"]) == (422, "policy-faults")
    assert answer.json()["errors"][0]["field"].startswith("text:1:")
    assert PolicyVersion.objects.count() == before


def test_evidence_can_be_read(cast, caller) -> None:
    begun(caller(cast.anna))
    daan = caller(cast.daan)
    entries = daan.get("evidence/entries?kind=draft.saved").json()["items"]
    assert entries[0]["act"]["version"] == 1
    found = daan.get("evidence/checkpoint").json()
    assert found["origin"] in found["checkpoint"]
    assert len(found["keys"]) >= 2


def test_a_token_is_used_until_it_is_revoked_or_expires(cast) -> None:
    token, secret = issue(
        cast.anna, "t", ["check"], expires_at=NOON + timedelta(days=1), at=NOON
    )
    assert token_by_secret(secret, at=NOON) == token
    assert token_by_secret(secret, at=NOON + timedelta(days=1)) is None
    assert token_by_secret(secret + "x", at=NOON) is None
    assert secret not in str(list(Token.objects.values()))
    revoke(token, cast.anna, at=NOON)
    assert token_by_secret(secret, at=NOON) is None


def test_a_token_of_a_member_who_left_opens_nothing(cast, caller) -> None:
    anna = caller(cast.anna)
    cast.anna.left_at = NOON
    cast.anna.save()
    assert anna.get("drafts").status_code == 401


@pytest.mark.parametrize("scopes", [[], ["everything"]])
def test_a_token_has_known_scopes(cast, scopes) -> None:
    with pytest.raises(BadInput):
        issue(cast.anna, "t", scopes, at=NOON)


def test_an_unknown_field_is_told(cast, caller) -> None:
    answer = caller(cast.anna).post("drafts", {"content": {"text": "a"}, "nte": "x"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].endswith("nte")


def test_an_answer_never_repeats_what_was_sent(cast, caller) -> None:
    answer = caller(cast.anna).post("check", {"text": 4711_4711, "at": "canary-4711"})
    assert b"canary" not in answer.content
    assert b"47114711" not in answer.content


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("PATCH", "drafts", 405), ("GET", "nothing", 404), ("GET", "drafts/x/y/z", 404)],
)
def test_also_what_is_not_there_answers_in_the_one_shape(
    cast, caller, method, path, status
) -> None:
    answer = caller(cast.anna).ask(method, path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
