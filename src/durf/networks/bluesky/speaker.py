"""Speaks AT Protocol to the server that keeps an account's repository: its PDS.

A post is a record that durf names itself, so it can stand there only once.  What others
do with it is told by another server, the AppView, which the PDS asks for us.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from durf.errors import AlreadyThere, BadAnswer, CannotTell, Refused
from durf.networks.bluesky import answers, record, sign_in
from durf.networks.bluesky.facets import handles
from durf.networks.bluesky.record_key import record_key
from durf.networks.bluesky.threads import others
from durf.networks.fields import amount, entries, mapping, name_of
from durf.networks.speaking import Abilities, Counts, Profile, Reply, Seen, Sent
from durf.networks.talking import Purpose, Request, json_request, read_request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set
    from datetime import datetime

    from durf.networks.bluesky.answers import Record
    from durf.networks.speaking import Account, Outgoing, Picture, Speaker
    from durf.networks.talking import Answer, Talk

# How deep and how far a thread is read: lexicons/app/bsky/feed/getPostThread.json.
_DEPTH = 20
# A PDS that has no AppView, or reaches none, says one of these.
_NOT_TOLD = (404, 500, 501, 502, 503, 504)


class Bluesky:
    """Speaks to a PDS.  Its secrets: ``token``, ``refresh_token``, ``password``.

    The password is an app password; it need not be kept where tokens are.  Of a post's
    choices it knows ``labels``: values that the author puts on it, such as ``nudity``
    (lexicons/com/atproto/label/defs.json).  A card has no picture of its own.

    A record can be changed, and ``edit`` does it; but Bluesky's AppView goes on showing
    readers what it saw first (github.com/snarfed/bridgy-fed/issues/947, and
    github.com/bluesky-social/social-app/issues/673 asks for it).  So ``abilities`` says
    that a published text cannot be changed.
    """

    abilities = Abilities(
        edits=False,
        deletes=True,
        replies=True,
        counts=("likes", "reposts", "replies", "quotes"),
        own_keys=True,
        settles=True,
        # It is read where it was written.
        lags=0,
        tokens_expire=True,
    )

    def greet(self, account: Account) -> Talk[Profile]:
        """Ask whom the account belongs to; without a token, with its password."""
        if account.secrets.get("token"):
            answer = yield _read(account, "com.atproto.server.getSession")
            told = mapping(answers.read(answer).json())
        else:
            told = yield from sign_in.open_session(account)
        number = name_of(told, "did", answers.DID)
        handle = name_of(told, "handle", answers.HANDLE)
        return Profile(number, f"@{handle}")

    def refresh(self, account: Account, at: datetime) -> Talk[Mapping[str, str]]:  # noqa: ARG002 part of the face
        """Get a new session for an old one, else with the app password."""
        return (yield from sign_in.refresh(account))

    def prepare(self, account: Account, post: Outgoing) -> Talk[Mapping[str, Any]]:
        """Upload the pictures, and look up who is mentioned and what is answered."""
        blobs: list[dict[str, Any]] = []
        for picture in post.pictures:
            answer = yield _upload(account, picture)
            blobs.append(answers.blob(answers.fine(answer)))
        mentions: dict[str, str] = {}
        for handle in handles(post.text):
            if number := (yield from _resolved(account, handle)):
                mentions[handle] = number
        versions = yield from _versions(account, post)
        return {"blobs": blobs, "mentions": mentions, "versions": versions}

    def send(
        self, account: Account, post: Outgoing, prepared: Mapping[str, Any]
    ) -> Talk[Sent]:
        """Publish, under a name of our own; a repeat changes nothing.

        ``swapRecord`` is null: nothing may stand there.  The same content again is
        answered with yes and makes no commit, another one is refused
        (github.com/bluesky-social/atproto: packages/pds/src/api/com/atproto/repo/
        putRecord.ts).
        """
        number = _number(account, post)
        said = record.written(post, prepared)
        answer = yield _put(account, number, said, swap=None)
        if answers.error(answer) == "InvalidSwap":
            raise AlreadyThere(number=number)
        return _published(answer, number)

    def settle(
        self, account: Account, post: Outgoing, known: Set[str]
    ) -> Talk[Sent | None]:
        """Look under its own name, in the repository itself.

        Raises:
            CannotTell: something else stands there.
        """
        number = _number(account, post)
        there = yield from _found(account, number)
        if there is None:
            return None
        if number in known or not record.is_same(there, post):
            raise CannotTell(reason="something else stands in its place")
        return there.sent

    def read(self, account: Account, sent: Sent) -> Talk[Seen | None]:
        """Read a post back, as it stands in the repository."""
        there = yield from _found(account, sent.number)
        if there is None:
            return None
        return Seen(there.sent, there.text, there.at, there.alts)

    def edit(
        self,
        account: Account,
        sent: Sent,
        post: Outgoing,
        prepared: Mapping[str, Any],
    ) -> Talk[Sent]:
        """Change the version of a post that is known, and no other.

        Readers of Bluesky see the first version (see the class).  Its time and its
        place in a thread stay.

        Raises:
            Refused: it is gone, or somebody changed it over there.
        """
        there = yield from _found(account, sent.number)
        if there is None:
            raise Refused(status=404, reason="it is not there any more")
        said = record.changed(there, post, prepared)
        swap = sent.version or there.sent.version
        answer = yield _put(account, sent.number, said, swap=swap)
        if answers.error(answer) == "InvalidSwap":
            raise Refused(status=400, reason="somebody changed it over there")
        return _published(answer, sent.number)

    def delete(self, account: Account, sent: Sent) -> Talk[None]:
        """Take a post away; one that is gone already is fine."""
        answer = yield _asked(
            account, "com.atproto.repo.deleteRecord", _place(sent.number)
        )
        answers.fine(answer)

    def count(self, account: Account, sent: Sent) -> Talk[Counts]:
        """Ask how often people did something with it; nothing where nobody tells."""
        answer = yield _read(account, "app.bsky.feed.getPosts", uris=sent.number)
        if _is_not_told(answer):
            return Counts()
        for found in entries(mapping(answers.read(answer).json()).get("posts")):
            one = mapping(found)
            if one.get("uri") == sent.number:
                return Counts(
                    likes=amount(one, "likeCount"),
                    reposts=amount(one, "repostCount"),
                    replies=amount(one, "replyCount"),
                    quotes=amount(one, "quoteCount"),
                )
        return Counts()

    def replies(self, account: Account, sent: Sent) -> Talk[Sequence[Reply]]:
        """Read what others answered, to a post and to its answers, oldest first."""
        name, asked = "app.bsky.feed.getPostThread", {"depth": str(_DEPTH)}
        answer = yield _read(account, name, uri=sent.number, parentHeight="0", **asked)
        if _is_not_told(answer) or answers.error(answer) == "NotFound":
            return ()
        thread = mapping(answers.read(answer).json()).get("thread")
        return others(thread, account.number)


SPEAKER: Speaker = Bluesky()


def _number(account: Account, post: Outgoing) -> str:
    return f"at://{account.number}/{answers.POSTS}/{record_key(post)}"


def _place(number: str) -> dict[str, str]:
    repository, key = answers.parts(number)
    return {"repo": repository, "collection": answers.POSTS, "rkey": key}


def _put(
    account: Account, number: str, said: Mapping[str, Any], *, swap: str | None
) -> Request:
    content = {**_place(number), "record": said, "swapRecord": swap}
    return _asked(account, "com.atproto.repo.putRecord", content)


def _asked(account: Account, name: str, content: Mapping[str, Any]) -> Request:
    return json_request(
        "POST",
        f"{account.server}/xrpc/{name}",
        content,
        token=account.secrets.get("token", ""),
        purpose=Purpose.PUBLISH,
    )


def _read(account: Account, name: str, **asked: str) -> Request:
    """Ask with the token: without, some servers ask the AppView, which lags."""
    url = f"{account.server}/xrpc/{name}"
    if asked:
        url += f"?{urlencode(asked)}"
    return read_request(url, token=account.secrets.get("token", ""))


def _upload(account: Account, picture: Picture) -> Request:
    url = f"{account.server}/xrpc/com.atproto.repo.uploadBlob"
    token = account.secrets.get("token", "")
    headers = dict(read_request(url, token=token).headers)
    headers["content-type"] = picture.kind
    return Request("POST", url, headers, picture.content, Purpose.PREPARE)


def _published(answer: Answer, number: str) -> Sent:
    published = answers.sent(mapping(answers.fine(answer).json()))
    if published.number != number:
        raise BadAnswer(reason="it speaks of something else")
    return published


def _found(account: Account, number: str) -> Talk[Record | None]:
    answer = yield _read(account, "com.atproto.repo.getRecord", **_place(number))
    if answers.is_gone(answer):
        return None
    return answers.record(answers.read(answer), number)


def _resolved(account: Account, handle: str) -> Talk[str]:
    """Look up whose a handle is; empty if it is nobody's."""
    name = "com.atproto.identity.resolveHandle"
    answer = yield _read(account, name, handle=handle)
    if answer.status in (400, 404) and answers.error(answer) in (
        "InvalidRequest",
        "HandleNotFound",
    ):
        return ""
    return name_of(mapping(answers.read(answer).json()), "did", answers.DID)


def _versions(account: Account, post: Outgoing) -> Talk[dict[str, str]]:
    """Look up the versions of the posts it follows on, where they are not known."""
    versions: dict[str, str] = {}
    for before in (post.follows, post.begins):
        if before is None or before.version or before.number in versions:
            continue
        there = yield from _found(account, before.number)
        if there is None:
            raise Refused(status=404, reason="what it answers is not there")
        versions[before.number] = there.sent.version
    return versions


def _is_not_told(answer: Answer) -> bool:
    """Say whether nobody is there who could tell."""
    if answer.status in _NOT_TOLD:
        return True
    name = answers.error(answer)
    return answer.status == 400 and name in ("InvalidRequest", "MethodNotImplemented")
