"""The keys that this installation signs checkpoints with."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from durf.evidence.signing import Ed25519Signer, MlDsaSigner
from durf_server.keys import sealed_seed

if TYPE_CHECKING:
    from durf.evidence.keys import PublicKey


@lru_cache(256)
def signer_of(origin: str) -> Ed25519Signer:
    """Return what signs every checkpoint of a log."""
    return Ed25519Signer(origin, sealed_seed(settings.DATA_DIR, "evidence-ed25519"))


@lru_cache(256)
def lasting_signer_of(origin: str) -> MlDsaSigner:
    """Return what signs published checkpoints too, for when the other is broken."""
    return MlDsaSigner(origin, sealed_seed(settings.DATA_DIR, "evidence-ml-dsa-44"))


def public_keys(origin: str) -> tuple[PublicKey, ...]:
    """Return what outsiders check a log's checkpoints with."""
    return signer_of(origin).key, lasting_signer_of(origin).key
