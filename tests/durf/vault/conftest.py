"""A small vault to ask, and the texts in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from durf.vault.document import Batch, Document, Passage, Source
from durf.vault.secret import Secret
from durf.vault.vault import Vault
from durf.vault.writer import Writer, create_vault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

PLAN = (
    "De bakkerij sluit in het voorjaar haar filiaal aan de Havenstraat en zoekt voor "
    "de twaalf medewerkers een plek bij de broodfabriek in Zaltbommel. Tot die tijd "
    "praten wij met niemand over de verkoop van het pand aan de gemeente."
)
MEMO = (
    "The second oven leaks heat on its left side, so we burn eleven percent more gas "
    "than the supplier promised us. Legal wants to settle for forty thousand euros "
    "before the summer and keep the whole affair out of the newspapers."
)
RELEASE = (
    "Our bakery turns thirty this year and everybody in the neighbourhood is invited "
    "to eat a slice of the longest apple pie that the town has ever seen."
)


@pytest.fixture(scope="session")
def secret() -> Secret:
    return Secret(bytes(range(32)))


@pytest.fixture
def fill(tmp_path: Path, secret: Secret) -> Callable[..., Vault]:
    """Make a vault of texts: {collection: {path: text}}."""

    def make(
        texts: Mapping[str, Mapping[str, str]], public: tuple[str, ...] = ()
    ) -> Vault:
        folder = tmp_path / "vault"
        create_vault(folder, secret)
        with Writer(folder, secret) as writer:
            for collection, documents in texts.items():
                batch = Batch(secret, is_public=collection in public)
                for path, text in documents.items():
                    document = Document(Source(path), collection)
                    batch.add(document, [Passage(text, "p. 1")])
                settings = writer.manifest.collections | {collection: {}}
                entry = writer.write_documents(batch)
                writer.commit([entry], collections=settings)
        return Vault.open(folder, secret)

    return make
