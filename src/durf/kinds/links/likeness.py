"""Whether a host is made to look like another."""

from __future__ import annotations

from functools import lru_cache

# Endings of two parts under which people register names.
_SECOND = frozenset("co com org net gov ac edu nhs gob gouv".split())
# Words that are put beside a name to make a host look official.
_BAIT = frozenset(
    "login inloggen signin secure security veilig verify verificatie account accounts "
    "support service klantenservice helpdesk update betaal betalen pay payment wallet "
    "mijn my id online app portal bank nl com info official alert help".split()
)
_SHORTEST = 5


def resembles(host: str, domain: str) -> bool:
    """Tell whether a host could be taken for a domain that it is not.

    Args:
        host: in the normal form, so that look-alike letters are seen through.
        domain: the domain that belongs to whom it seems to belong.
    """
    if host == domain or host.endswith(f".{domain}"):
        return False
    return _resembles(host, domain)


@lru_cache(maxsize=8_192)
def _resembles(host: str, domain: str) -> bool:
    own, ending = _name(domain)
    other, other_ending = _name(host)
    if f".{domain}." in f".{host}.":
        return True
    if other == own:
        # Another ending: most names of four letters belong to several owners.
        return len(own) >= _SHORTEST and other_ending != ending
    if _is_baited(other, own):
        return True
    return (
        len(own) >= _SHORTEST
        and abs(len(other) - len(own)) <= 1
        and (
            _distance_is_one(other, own)
            or other.translate(_DIGITS) == own.translate(_DIGITS)
        )
    )


_DIGITS = str.maketrans("01345789l", "oieastbgi")


def _name(host: str) -> tuple[str, str]:
    """Return the name that was registered, and its ending."""
    labels = host.split(".")
    if len(labels) < 2:
        return host, ""
    cut = -3 if len(labels) > 2 and labels[-2] in _SECOND else -2
    return labels[cut], ".".join(labels[cut + 1 :])


def _is_baited(other: str, own: str) -> bool:
    parts = other.split("-")
    if own in parts and len(parts) > 1:
        return any(part in _BAIT for part in parts if part != own)
    baits = (bait for bait in _BAIT if len(bait) > 3)
    return any(other in (own + bait, bait + own) for bait in baits)


def _distance_is_one(one: str, other: str) -> bool:
    """Tell whether one letter more, less, other or swapped is all the difference."""
    if len(one) > len(other):
        one, other = other, one
    at = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        len(one),
    )
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1]
    rest = one[at + 1 :] == other[at + 1 :]
    return rest or (swapped and one[at + 2 :] == other[at + 2 :])
