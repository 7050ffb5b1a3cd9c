"""What the tests of the log use, for these as well."""

from __future__ import annotations

from tests.durf_server.apart import apart
from tests.durf_server.records.conftest import authority

__all__ = ["apart", "authority"]
