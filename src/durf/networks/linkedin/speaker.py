"""Speaks LinkedIn's Posts API, for members and organisations.

See learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from durf.errors import BadAnswer
from durf.networks import oauth
from durf.networks.fields import entries, mapping, name_of, require_read, text
from durf.networks.linkedin import answers
from durf.networks.linkedin.asking import escaped, reading, writing
from durf.networks.linkedin.little import little
from durf.networks.linkedin.media import upload
from durf.networks.linkedin.organisations import ORGANISATION, organisation
from durf.networks.linkedin.settling import settle
from durf.networks.linkedin.sign_in import MEMBER
from durf.networks.speaking import Abilities, Counts, Profile, Reply, Seen, Sent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set
    from datetime import datetime

    from durf.networks.speaking import Account, Outgoing, Speaker
    from durf.networks.talking import Request, Talk

_MEMBER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_VISIBILITIES = ("PUBLIC", "CONNECTIONS", "LOGGED_IN")
_PAGE = 100
_PAGES = 3


class LinkedIn:
    """Speaks to LinkedIn.  Its secrets are those of ``oauth``.

    The number of an account is the URN of its author: of a member, or of an
    organisation (``urn:li:organization:…``), which ``greet`` is told beforehand.  Its
    setting ``version`` says which version of the interface is spoken.

    Of a post's choices it knows ``visibility``: ``PUBLIC``, ``CONNECTIONS`` or
    ``LOGGED_IN``.  Pictures and a card do not go together: then there is no card.
    """

    abilities = Abilities(
        edits=True,
        deletes=True,
        replies=True,
        counts=("likes", "replies"),
        own_keys=False,
        settles=True,
        lags=300,
        tokens_expire=True,
    )

    def greet(self, account: Account) -> Talk[Profile]:
        """Ask whom the account belongs to: the member, or the organisation."""
        if account.number.startswith(ORGANISATION):
            return (yield from organisation(account))
        answer = yield reading(account, "/v2/userinfo")
        found = mapping(require_read(answer).json())
        name = text(found, "name")[:200]
        return Profile(f"urn:li:person:{name_of(found, 'sub', _MEMBER)}", name, name)

    def refresh(self, account: Account, at: datetime) -> Talk[Mapping[str, str]]:
        """Get new secrets for old ones, where LinkedIn gave a token for that."""
        return (yield from oauth.refresh(MEMBER, account.secrets, at))

    def prepare(self, account: Account, post: Outgoing) -> Talk[Mapping[str, Any]]:
        """Upload the pictures."""
        images: list[str] = []
        for picture in post.pictures:
            image = yield from upload(account, picture)
            images.append(image)
        return {"images": images}

    def send(
        self, account: Account, post: Outgoing, prepared: Mapping[str, Any]
    ) -> Talk[Sent]:
        """Publish; nothing makes a repeated request harmless."""
        visibility = post.choices.get("visibility")
        said: dict[str, Any] = {
            "author": account.number,
            "commentary": little(post.text),
            "visibility": visibility if visibility in _VISIBILITIES else "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        if content := _content(post, prepared):
            said["content"] = content
        answer = yield writing(account, "/rest/posts", said)
        return answers.made(answers.published(answer))

    def settle(
        self, account: Account, post: Outgoing, known: Set[str]
    ) -> Talk[Sent | None]:
        """Look for it among the newest posts of its author, where they may be read."""
        return (yield from settle(account, post, known))

    def read(self, account: Account, sent: Sent) -> Talk[Seen | None]:
        """Read a post back, where it may be read."""
        answer = yield reading(account, f"{_path(sent)}?viewContext=AUTHOR")
        if answer.status == 404:
            return None
        there = answers.post(answers.read(answer).json())
        if there.number != sent.number:
            raise BadAnswer(reason="it speaks of something else")
        return Seen(answers.sent(there.number), there.text, there.at, there.alts)

    def edit(
        self,
        account: Account,
        sent: Sent,
        post: Outgoing,
        prepared: Mapping[str, Any],  # noqa: ARG002 part of the face
    ) -> Talk[Sent]:
        """Change the text of a post; nothing else of it can be changed."""
        said = {"patch": {"$set": {"commentary": little(post.text)}}}
        request = writing(account, _path(sent), said, method="PARTIAL_UPDATE")
        answers.published((yield request))
        return sent

    def delete(self, account: Account, sent: Sent) -> Talk[None]:
        """Take a post away; one that is gone already is fine."""
        request = writing(account, _path(sent), None, verb="DELETE", method="DELETE")
        answer = yield request
        if answer.status not in (404, 410):
            answers.published(answer)

    def count(self, account: Account, sent: Sent) -> Talk[Counts]:
        """Ask how often people did something with it; nothing of one that is gone."""
        path = f"/rest/socialMetadata/{escaped(sent.number)}"
        answer = yield reading(account, path)
        if answer.status == 404:
            return Counts()
        return answers.counts(mapping(answers.read(answer).json()))

    def replies(self, account: Account, sent: Sent) -> Talk[Sequence[Reply]]:
        """Read what others answered, oldest first; nothing of a post that is gone."""
        found: list[Reply] = []
        for page in range(_PAGES):
            answer = yield _comments(account, sent, page * _PAGE)
            if answer.status == 404:
                break
            said = mapping(answers.read(answer).json())
            told = entries(said.get("elements"))
            found += [answers.reply(one, answers.sent(sent.number)) for one in told]
            if len(told) < _PAGE:
                break
        others = [one for one in found if one.author != account.number]
        return sorted(others, key=lambda one: one.at)


SPEAKER: Speaker = LinkedIn()


def _content(post: Outgoing, prepared: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands under the text."""
    images = [
        {"id": image} | ({"altText": picture.alt} if picture.alt else {})
        for image, picture in zip(
            prepared.get("images", ()), post.pictures, strict=True
        )
    ]
    if len(images) > 1:
        return {"multiImage": {"images": images}}
    if images:
        return {"media": images[0]}
    if post.card is None:
        return {}
    # An article without a title is not taken.
    article = {"source": post.card.url, "title": post.card.title or post.card.url}
    if post.card.description:
        article["description"] = post.card.description
    return {"article": article}


def _comments(account: Account, sent: Sent, start: int) -> Request:
    path = f"/rest/socialActions/{escaped(sent.number)}/comments"
    return reading(account, path, {"start": str(start), "count": str(_PAGE)})


def _path(sent: Sent) -> str:
    return f"/rest/posts/{escaped(sent.number)}"
