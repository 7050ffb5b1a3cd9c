"""The face that every network shows to whoever sends: what can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set
    from datetime import datetime

    from durf.networks.talking import Talk


@dataclass(frozen=True, slots=True)
class Account:
    """An account on a network, and what opens it.

    Attributes:
        server: where it is, such as ``"https://mastodon.example"``, without a slash.
        handle: as people write it.
        number: as the network knows it: a DID, a number, a URN.
        secrets: what opens it: tokens, by the names that the network's folder uses.
        settings: what its server said of itself, and what the channel chose.
    """

    server: str
    handle: str = ""
    number: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to send.

    Attributes:
        content: its bytes, with nothing hidden in them.
        kind: ``image/jpeg``, ``image/png``, ``image/gif`` or ``image/webp``.
        alt: what it shows, in words.
        width: in pixels.
        height: in pixels.
    """

    content: bytes = field(repr=False)
    kind: str
    alt: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """A link that is shown with a title."""

    url: str
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was published, as the network names it.

    Attributes:
        number: the network's name for it: an AT URI, a number, a URN.
        url: where people see it; empty where nobody can.
        version: what tells one content of it from another, where there is such.
    """

    number: str
    url: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One post, ready to go.

    Attributes:
        key: a UUID of this post alone, the same at each attempt; it is what makes a
            repeated request harmless where a network can.
        written_at: the time that the network is told; the same at each attempt.
        text: as readers get it.
        language: ``nl``, ``en`` or empty.
        pictures: in their order.
        card: shown under the text.
        follows: the post before it in the thread.
        begins: the first post of the thread.
        choices: what only some networks know: ``visibility``, ``warning``,
            ``sensitive``, ``labels``, ``poll``.
    """

    key: str
    written_at: datetime
    text: str
    language: str = ""
    pictures: Sequence[Picture] = ()
    card: Card | None = None
    follows: Sent | None = None
    begins: Sent | None = None
    choices: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """Whom a token belongs to, and what the server says it takes.

    Attributes:
        number: as the network knows the account.
        handle: as people write it.
        name: as it calls itself.
        settings: such as ``max_characters``.
    """

    number: str
    handle: str
    name: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands over there now.

    Attributes:
        sent: which post.
        text: as the network returns it, made plain.
        at: when it was published, as the network says.
        alts: of its pictures.
    """

    sent: Sent
    text: str
    at: datetime
    alts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How often people did something with a post; None where it is not told."""

    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    quotes: int | None = None
    views: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody answered."""

    number: str
    url: str
    author: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Abilities:
    """What can be done on a network, and how long a lost request may live.

    Attributes:
        edits: a published text can be changed.
        deletes: a post can be taken away.
        replies: answers can be read.
        counts: names of what is counted, as ``Counts`` has them.
        own_keys: the same post with the same key never stands there twice, however
            often and late it is sent: a lost answer needs no quarantine.
        settles: a lost answer is settled by reading; else a person is asked.
        lives: how long a request may be under way before it takes effect, in seconds.
        lags: how long a reading may miss what was published, in seconds.
        tokens_expire: they must be refreshed.
        by_hand: a person publishes it: nothing is sent by a machine.
    """

    edits: bool = False
    deletes: bool = False
    replies: bool = False
    counts: tuple[str, ...] = ()
    own_keys: bool = False
    settles: bool = True
    lives: int = 300
    lags: int = 60
    tokens_expire: bool = False
    by_hand: bool = False


class Speaker(Protocol):
    """How to speak to a network.  Each method begins a talk; none does I/O.

    Any of them raises, at the answer: ``Unauthorised``, ``TryLater``, ``Refused``,
    ``AlreadyThere``, ``BadAnswer``; and ``AnswerLost`` where its driver throws it in.
    """

    abilities: Abilities

    def greet(self, account: Account) -> Talk[Profile]:
        """Ask whom the account belongs to, and what its server takes."""

    def refresh(self, account: Account, at: datetime) -> Talk[Mapping[str, str]]:
        """Get new secrets for old ones; the whole set that is to be kept."""

    def prepare(self, account: Account, post: Outgoing) -> Talk[Mapping[str, Any]]:
        """Upload what the post needs; JSON values that ``send`` is given."""

    def send(
        self, account: Account, post: Outgoing, prepared: Mapping[str, Any]
    ) -> Talk[Sent]:
        """Publish, with exactly one request of purpose PUBLISH."""

    def settle(
        self, account: Account, post: Outgoing, known: Set[str]
    ) -> Talk[Sent | None]:
        """Look whether a post stands there whose answer was lost.

        Args:
            account: that sent it.
            post: that was sent.
            known: numbers of posts that other deliveries made: none of them is it.

        Returns:
            What was found, or None where it surely does not stand there.

        Raises:
            CannotTell: neither is sure.
        """

    def read(self, account: Account, sent: Sent) -> Talk[Seen | None]:
        """Read a post back; None where it is gone."""

    def edit(
        self,
        account: Account,
        sent: Sent,
        post: Outgoing,
        prepared: Mapping[str, Any],
    ) -> Talk[Sent]:
        """Change a post to another content; done twice it is the same."""

    def delete(self, account: Account, sent: Sent) -> Talk[None]:
        """Take a post away; one that is gone already is fine."""

    def count(self, account: Account, sent: Sent) -> Talk[Counts]:
        """Ask how often people did something with it."""

    def replies(self, account: Account, sent: Sent) -> Talk[Sequence[Reply]]:
        """Read the newest answers to a post, at most a few hundred."""
