"""Make the requests of networks' talks, over the real internet."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from durf.errors import AnswerLost
from durf.networks.talking import LARGEST_ANSWER, Answer
from durf_server import outward
from durf_server.errors import NothingSent, Unanswered, Unreachable

if TYPE_CHECKING:
    from durf.networks.talking import Request

# What a network asks to wait before it is asked again, at most.
LONGEST_WAIT = 30


def ask(request: Request) -> Answer:
    """Make a request and return the answer, whatever it says.

    Addresses inside are not reached, redirects not followed, and no more is read than
    an answer may hold.

    Raises:
        NothingSent: nothing of it arrived there.
        AnswerLost: it may have arrived, but no answer came.
    """
    if request.wait:
        time.sleep(min(request.wait, LONGEST_WAIT))
    # What is packed could grow beyond all measure.
    headers = {**request.headers, "accept-encoding": "identity"}
    try:
        said = outward.send(
            request.method, request.url, request.body, headers, largest=LARGEST_ANSWER
        )
    except Unanswered:
        raise AnswerLost(host=urlsplit(request.url).hostname or "") from None
    except Unreachable:
        raise NothingSent from None
    named = {name.lower(): value for name, value in said.headers.items()}
    return Answer(said.status_code, named, said.content)
