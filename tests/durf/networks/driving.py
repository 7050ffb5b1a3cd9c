"""Drives a talk: against a function, or against a server that is really there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

import httpx

from durf.errors import AnswerLost
from durf.networks.talking import LARGEST_ANSWER, Answer, Request

Answering = Callable[[Request], Answer]


def drive(talk, answering: Answering):
    """Run a talk to its end; what the function raises is thrown into it."""
    try:
        request = next(talk)
        while True:
            try:
                answer = answering(request)
            except AnswerLost as lost:
                request = talk.throw(lost)
            else:
                request = talk.send(answer)
    except StopIteration as ended:
        return ended.value


class Noting:
    """Answers as another does, and remembers what was asked."""

    def __init__(self, answering: Answering) -> None:
        self.answering = answering
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Answer:
        self.requests.append(request)
        return self.answering(request)


def in_turn(answers: Iterable[Answer]) -> Noting:
    """Give these answers, one after another, whatever is asked."""
    left = iter(answers)
    return Noting(lambda _: next(left))


def over_http(client: httpx.Client) -> Noting:
    """Ask a server; redirects are not followed, and nobody waits."""

    def answering(request: Request) -> Answer:
        try:
            got = client.request(
                request.method,
                request.url,
                headers=dict(request.headers),
                content=request.body,
                follow_redirects=False,
            )
        except httpx.TransportError:
            raise AnswerLost(host=urlsplit(request.url).hostname) from None
        headers = {name.lower(): value for name, value in got.headers.items()}
        return Answer(got.status_code, headers, got.content[:LARGEST_ANSWER])

    return Noting(answering)
