"""Lets a network's own client, which speaks by ``requests``, speak to a fake of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests
from requests.adapters import BaseAdapter

from durf.networks.talking import Request

if TYPE_CHECKING:
    from tests.durf.networks.driving import Answering


class Adapter(BaseAdapter):
    """Passes on what a client asks, and brings back what is answered."""

    def __init__(self, answering: Answering) -> None:
        super().__init__()
        self.answering = answering

    def send(self, request, **_):
        body = request.body or b""
        named = {name.lower(): value for name, value in request.headers.items()}
        raw = body.encode() if isinstance(body, str) else body
        answer = self.answering(Request(request.method, request.url, named, raw))
        response = requests.Response()
        response.status_code, response.url = answer.status, request.url
        response.request = request
        response.headers.update(answer.headers)
        response._content = answer.body
        return response

    def close(self) -> None:
        """There is nothing to close."""
