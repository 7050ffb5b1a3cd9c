"""What people call the entities."""

from __future__ import annotations

import pytest

from durf.kinds.names import human_name
from durf.kinds.personal import known_entities
from durf.locale import translator


@pytest.mark.parametrize("entity", known_entities())
def test_everything_personal_has_a_name_that_people_use(entity: str) -> None:
    name = human_name(entity)
    assert translator("nl")(name) != name, f"name {entity} in durf/kinds/names.py"


def test_another_entity_is_called_as_it_is_written() -> None:
    assert human_name("PAYROLL_KEY") == "payroll key"


def test_no_entity_stays_none() -> None:
    assert human_name("") == ""
