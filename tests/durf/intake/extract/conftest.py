"""One warm extractor for all tests that leave it alive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from durf.errors import Unreadable
from durf.intake.extract.extractor import Extractor

if TYPE_CHECKING:
    from pathlib import Path

    from durf.intake.extract.extractor import Extract


@dataclass
class Desk:
    """Reads made-up files."""

    extractor: Extractor
    folder: Path

    def read(self, content: bytes | str, name: str = "file") -> Extract:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self.extractor.read(path)

    def texts(self, content: bytes | str, name: str = "file") -> dict[str, str]:
        """Return the text under each label."""
        found: dict[str, str] = {}
        for one in self.read(content, name).passages:
            before = f"{found[one.label]}\n" if one.label in found else ""
            found[one.label] = before + one.text
        return found

    def why_not(self, content: bytes | str, name: str = "file") -> str:
        """Return the code of the reason why a file cannot be read."""
        with pytest.raises(Unreadable) as caught:
            self.read(content, name)
        return str(caught.value.arguments["why"])


@pytest.fixture(scope="session")
def warm():
    with Extractor() as extractor:
        yield extractor


@pytest.fixture
def desk(warm, tmp_path):
    return Desk(warm, tmp_path)
