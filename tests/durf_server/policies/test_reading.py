"""The handbook in the console, a search in it, and the quiz."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders

from durf_server.policies.in_force import in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(cast) -> str:
    return f"/w/{cast.anna.workspace.slug}/policy/"


def test_the_handbook_brings_no_style_and_no_script_of_its_own(
    cast, as_member, home
) -> None:
    page = as_member(cast.anna).get(home, {"q": "recipe"}).content.decode()
    policy = in_force(cast.anna.workspace).policy
    for rule in policy.rules:
        assert f'id="rule:{rule.id}"' in page
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    sheets = re.findall(r'href="/static/(policies/[^"]+\.css)"', page)
    assert "policies/handbook.css" in sheets
    assert all(finders.find(sheet) for sheet in sheets)


def test_the_quiz_knows_what_the_whole_policy_says(cast, as_member, home) -> None:
    client, now = as_member(cast.anna), in_force(cast.anna.workspace)
    asked = client.get(f"{home}quiz/").context["questions"]
    assert asked
    fine = {question.text for question in asked if question.right == "fine"}
    for rule in now.policy.rules:
        assert not fine & {example.post.text for example in rule.fails}
    answers = {f"answer-{n}": question.right for n, question in enumerate(asked)}
    done = client.post(f"{home}quiz/", {"number": now.number, **answers})
    assert (done.context["right"], done.context["asked"]) == (len(asked), len(asked))
