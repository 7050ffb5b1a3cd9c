"""The pages of the evidence in Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.durf_server.records.conftest import write_facts

if TYPE_CHECKING:
    from tests.durf_server.conftest import Cast


def test_the_pages_speak_dutch(cast: Cast, as_member) -> None:
    write_facts(cast.anna, 2)
    cast.carla.person.language = "nl"
    cast.carla.person.save()
    client = as_member(cast.carla)
    said = {
        "evidence/": "Bewaren en publiceren",
        "evidence/1/": "Met deze hash kan iedereen",
        "evidence/keys/": "Sleutels van het logboek",
        "evidence/export": "Neem bewijs mee",
        "records/": "Bewaarplichten",
        f"records/erase/{cast.anna.pk}": "Wis voorgoed",
    }
    for page, words in said.items():
        assert words in client.get(f"/w/bloom/{page}").text
