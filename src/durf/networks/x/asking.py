"""Asks X to read posts, in its newer words or in its older ones."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from durf.networks.talking import read_request
from durf.networks.x.answers import HANDLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from durf.networks.speaking import Account
    from durf.networks.talking import Answer, Request, Talk

_ALWAYS = {"media.fields": "alt_text", "user.fields": "username"}
# Contract 2.168, github.com/xdevplatform/docs: openapi.json.
_NEWER = _ALWAYS | {
    "post.fields": "attachments,conversation_id,created_at,entities,note_post,"
    "public_metrics,text",
    "expansions": "attachments.media_keys,author_id,edit_history_post_ids,"
    "referenced_posts",
}
# Contract 2.62, github.com/APIs-guru/openapi-directory: APIs/twitter.com/current.
_OLDER = _ALWAYS | {
    "tweet.fields": "attachments,author_id,conversation_id,created_at,"
    "edit_history_tweet_ids,entities,note_tweet,public_metrics,referenced_tweets,text",
    "expansions": "attachments.media_keys,author_id",
}
_WORDS = tuple(urlencode(words, safe=",") for words in (_NEWER, _OLDER))


def ask(account: Account, path: str, asked: Mapping[str, str]) -> Talk[Answer]:
    """Ask for posts with all that is needed of them.

    X answers 400 to a name that it does not know (docs.x.com/x-api/fundamentals
    /response-codes-and-errors); then it is asked again in the older words.
    """
    newer, older = _WORDS
    answer = yield _asking(account, path, newer, asked)
    if answer.status == 400:
        answer = yield _asking(account, path, older, asked)
    return answer


def _asking(
    account: Account, path: str, words: str, asked: Mapping[str, str]
) -> Request:
    more = f"&{urlencode(asked)}" if asked else ""
    url = f"{account.server}{path}?{words}{more}"
    return read_request(url, token=account.secrets.get("token", ""))


def url_of(account: Account, number: str) -> str:
    """Return where people see a post."""
    handle = account.handle.lstrip("@")
    return (
        f"https://x.com/{handle if HANDLE.fullmatch(handle) else 'i'}/status/{number}"
    )
