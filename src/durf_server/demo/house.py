"""The example workspace before anybody writes: people, channels, policy, vault."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from durf.vault.document import Batch, Document, Passage, Source
from durf.vault.secret import Secret
from durf.vault.writer import Writer, create_vault
from durf_server.channels.managing import open_channel
from durf_server.drafts.content import Content
from durf_server.drafts.models import Campaign, Template
from durf_server.people.models import Absence, Member, Person, Workspace
from durf_server.policies.editing import install
from durf_server.policies.in_force import keep_vault_key, vault_folder

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.demo.example import Example
    from durf_server.policies.models import PolicyVersion


@dataclass(slots=True)
class House:
    """The workspace and all that drafts refer to, by the names of the example."""

    example: Example
    workspace: Workspace
    people: dict[str, Member]
    channels: dict[str, str]
    campaigns: dict[str, Campaign]
    templates: dict[str, Template]
    policies: list[PolicyVersion] = field(default_factory=list)

    @property
    def chief(self) -> Member:
        """Who administers the workspace."""
        return next(iter(self.people.values()))


def build(example: Example, *, midnight: datetime) -> House:
    """Make the workspace as it was weeks ago.

    Args:
        example: what it is made of.
        midnight: of today, where the workspace is.
    """
    began = midnight - timedelta(days=45) + timedelta(hours=9)
    workspace = Workspace.objects.create(
        **example.values["workspace"], language=example.language
    )
    people = {row[0]: _joined(workspace, row) for row in example.values["people"]}
    house = House(example, workspace, people, {}, {}, {})
    _let_stand_in(house, midnight)
    _open_channels(house, began)
    first = install(workspace, example.policy(), house.chief, at=began)
    house.policies.append(first)
    return house


def lock_up(house: House) -> None:
    """Put what must not leak into the workspace's vault."""
    folder, secret = vault_folder(house.workspace.pk), Secret(secrets.token_bytes(32))
    keep_vault_key(house.workspace.pk, secret)
    folder.parent.mkdir(parents=True, exist_ok=True)
    create_vault(folder, secret)
    with Writer(folder, secret) as writer:
        for collection, texts in house.example.values["vault"].items():
            batch = Batch(secret)
            for path, text in texts.items():
                batch.add(Document(Source(path), collection), [Passage(text, "p. 1")])
            known = writer.manifest.collections | {collection: {}}
            writer.commit([writer.write_documents(batch)], collections=known)


def _joined(workspace: Workspace, row: list[object]) -> Member:
    key, name, roles, titles, groups = row
    person = Person.objects.create_user(f"{key}@{workspace.slug}.example", None)
    person.name, person.language = str(name), workspace.language
    person.save()
    return Member.objects.create(
        workspace=workspace, person=person, roles=roles, titles=titles, groups=groups
    )


def _let_stand_in(house: House, midnight: datetime) -> None:
    away, deputy, first, last = house.example.values["away"]
    Absence.objects.create(
        member=house.people[away],
        deputy=house.people[deputy],
        starts_at=midnight + timedelta(days=first),
        ends_at=midnight + timedelta(days=last),
    )


def _open_channels(house: House, at: datetime) -> None:
    values, workspace = house.example.values, house.workspace
    for network, name, handle in values["channels"]:
        channel = open_channel(house.chief, network, name, handle=handle, at=at)
        house.channels[network] = str(channel.pk)
    for name in values["campaigns"]:
        tracking = {"source": "social", "campaign": name.lower().replace(" ", "-")}
        house.campaigns[name] = Campaign.objects.create(
            workspace=workspace, name=name, tracking=tracking
        )
    for name, text in values["templates"].items():
        house.templates[name] = Template.objects.create(
            workspace=workspace, name=name, content=Content(text=text).to_json()
        )
