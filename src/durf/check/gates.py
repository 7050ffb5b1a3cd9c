"""What is asked of every post before any rule is: questions that cost nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from durf.kinds.look import Opens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from durf.post import Post
    from durf.text.view import View
    from durf.vault.vault import Vault

_NOT_CAPITAL = bytes(b for b in range(256) if not 65 <= b <= 90)


class Gates:
    """The rules that wait for no sign in the text, by what lets them be asked.

    Args:
        written: what opens each gate, how many it takes, and the rule behind it.

    Attributes:
        are_there: whether there is any.
        always: the rules that are asked about every field.
        ask_the_vault: whether some rules wait for an answer of the vault.
    """

    def __init__(self, written: Iterable[tuple[str, int, int]]) -> None:
        behind = defaultdict[str, list[tuple[int, int]]](list)
        for opens, more_than, number in written:
            behind[opens].append((more_than, number))
        self.are_there = bool(behind)
        self.always = tuple(number for _, number in behind[Opens.ALWAYS])
        self._media = tuple(number for _, number in behind[Opens.MEDIA])
        self._unusual = sorted(behind[Opens.UNUSUAL])
        self._capitals = sorted(behind[Opens.CAPITALS])
        self._length = sorted(behind[Opens.LENGTH])
        self._quoted = tuple(number for _, number in behind[Opens.QUOTED])
        self._values = tuple(number for _, number in behind[Opens.VALUES])
        self.ask_the_vault = bool(self._quoted or self._values)

    def of_vault(self, plain: bytes, vault: Vault) -> list[int]:
        """Return the numbers of the rules that have something to ask the vault.

        Args:
            plain: the plain normal form of a text field.
            vault: what must not leak.
        """
        numbers: list[int] = []
        if self._quoted and (vault.has_meanings or vault.touches(plain)):
            numbers += self._quoted
        if self._values and vault.has_values(plain):
            numbers += self._values
        return numbers

    def opened(self, post: Post, view: View) -> list[int]:
        """Return the numbers of the rules that a post's gates let through."""
        numbers = [*self.always]
        if post.media:
            numbers += self._media
        if self._unusual and not view.is_ascii:
            beyond = len(post.text.encode("utf-8", "surrogatepass")) - len(post.text)
            if beyond > 2 * self._unusual[0][0]:
                numbers += _passed(self._unusual, beyond / 2)
        if self._capitals:
            capitals = len(view.cased.translate(None, _NOT_CAPITAL))
            if capitals > self._capitals[0][0]:
                numbers += _passed(self._capitals, capitals)
        if self._length and len(post.text) > self._length[0][0]:
            numbers += _passed(self._length, len(post.text))
        return numbers


def _passed(gates: list[tuple[int, int]], count: float) -> list[int]:
    return [number for more_than, number in gates if count > more_than]
