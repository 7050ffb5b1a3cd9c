"""A pack in the handbook: what it is about, and what it does, in short."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from durf.kinds.names import ENTITIES, REGIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from durf.policy.handbook_rule import RuleWriter
    from durf.policy.model import Pack

# A pack with more rules than this is shown by its clauses.
_FEW = 12


@dataclass(frozen=True)
class PackWriter:
    """Writes packs as HTML.

    Args:
        rules: writes the rules of a small one.
        translate: into the language of the handbook.
        foreign: the attribute for texts in another language than that.
    """

    rules: RuleWriter
    translate: Callable[[str], str]
    foreign: str = ""

    def summary(self, pack: Pack) -> Iterator[str]:
        """Yield a pack: its title, how many rules it has, and what they are."""
        name = escape(pack.inclusion.name)
        yield '<div class="pack">'
        yield f"<h3>{self._title(pack)}</h3>"
        count = self._say("{0} rules from the pack {1}.").format(
            len(pack.rules), f"<code>{name}</code>"
        )
        yield f"<p>{count} {self._left_out(pack)}</p>"
        yield "<ul>"
        if len(pack.rules) > _FEW:
            yield from self._clauses(pack)
        else:
            for rule in pack.rules:
                yield f"<li>{self.rules.line(rule)}</li>"
        yield "</ul>"
        yield "</div>"

    def _title(self, pack: Pack) -> str:
        """Return what a pack is about, and where, for several share a subject."""
        name = pack.inclusion.name
        subject = next((c.title for c in pack.policy.clauses if c.title), name)
        region = REGIONS.get(name.partition("/")[2])
        shown = f"<span{self.foreign}>{escape(subject)}</span>"
        return f"{shown}: {self._say(region)}" if region else shown

    def _clauses(self, pack: Pack) -> Iterator[str]:
        counts = Counter(rule.clause.title for rule in pack.rules)
        for title, count in counts.items():
            actions = dict.fromkeys(
                rule.action for rule in pack.rules if rule.clause.title == title
            )
            strictest = sorted(actions, key=lambda a: -a.strictness)
            badges = " ".join(self.rules.badge(action) for action in strictest)
            rules = self._say("1 rule") if count == 1 else self._say("{0} rules")
            said = rules.format(count)
            shown = f"<b{self.foreign}>{escape(title)}</b>: {said}"
            yield f'<li><span>{shown}</span> <span class="badges">{badges}</span></li>'

    def _left_out(self, pack: Pack) -> str:
        inclusion = pack.inclusion
        said = []
        for names, template in (
            (inclusion.without, self._say("Left out here: {0}.")),
            (inclusion.only, self._say("Of these only: {0}.")),
        ):
            if names:
                listed = ", ".join(map(self._named, names))
                said.append(template.format(listed))
        return " ".join(said)

    def _named(self, name: str) -> str:
        """Return an entity in words, and a rule by its name."""
        if name in ENTITIES:
            return self._say(ENTITIES[name])
        return f"<code>{escape(name)}</code>"

    def _say(self, sentence: str) -> str:
        return escape(self.translate(sentence))
