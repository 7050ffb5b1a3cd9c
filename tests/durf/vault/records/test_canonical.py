"""What Python and the kernel have to agree on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import durf.vault
from durf.vault.records import canonical, mapping

HEADER = Path(durf.vault.__file__).parent / "native" / "records.h"


@pytest.mark.parametrize(
    ("ours", "kernels"),
    [
        (canonical.LEAST_ALONE, "LEAST_ALONE"),
        (canonical.MOST_OWNERS, "MOST_OWNERS"),
        (mapping.MOST_FIELDS, "FIELDS"),
    ],
)
def test_numbers_are_those_of_the_kernel(ours: int, kernels: str) -> None:
    found = re.search(rf"#define {kernels} (\d+)", HEADER.read_text("utf-8"))
    assert found is not None
    assert int(found[1]) == ours
