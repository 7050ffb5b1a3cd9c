"""What all tests share: how Hypothesis searches, and where the data sets are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).parent.parent
DATA = Path(os.environ.get("DURF_DATA") or REPOSITORY.parent / "shared" / "data")

# A deadline measures the machine, not the code.
settings.register_profile("dev", deadline=None)
settings.register_profile(
    "ci",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what takes minutes unless it is asked for, and what has no data."""
    asked = "long" in config.option.markexpr or any("::" in one for one in config.args)
    if not asked:
        items[:] = [item for item in items if not item.get_closest_marker("long")]
    _skip_without_data(items)


def _skip_without_data(items: list[pytest.Item]) -> None:
    """Skip what needs the data sets where there are none, and say so."""
    if DATA.is_dir():
        return
    skip = pytest.mark.skip(
        reason=f"no data sets in {DATA}: set DURF_DATA to their folder"
    )
    for item in items:
        if item.get_closest_marker("data"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def data_sets() -> Path:
    """The folder of the public data sets; for tests marked ``data``."""
    return DATA


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for compiled policies that belongs to this run of the tests."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def own_environment(shared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings and the cache of whoever runs the tests out of them."""
    for name in list(os.environ):
        if name.startswith("DURF_") and name != "DURF_DATA":
            monkeypatch.delenv(name)
    monkeypatch.setenv("DURF_CACHE_DIR", str(shared_cache))
