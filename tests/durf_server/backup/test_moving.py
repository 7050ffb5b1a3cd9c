"""A whole installation moves from one database to another, by the commands."""

from __future__ import annotations

import json

from tests.durf_server.postgresql import new_database, postgresql
from tests.durf_server.servers import new_server

__all__ = ["new_database", "new_server", "postgresql"]
FILL = "from tests.durf_server.backup.filled import fill\nfill()\n"
DESCRIBE = "from tests.durf_server.backup.filled import describe\ndescribe()\n"


def everything(server) -> dict:
    with server.start(DESCRIBE) as process:
        said, _ = process.communicate()
    assert process.returncode == 0
    return json.loads(said)


def moved(server, to, file) -> None:
    server.told("backup", "--with-key", str(file))
    to.told("restore", str(file))


def test_all_of_it_comes_through_both_databases_unchanged(new_server, tmp_path):
    first, second, third = map(new_server, ("sqlite", "postgresql", "sqlite"))
    first.run("from durf_server.commands import prepared\nprepared()\n" + FILL)
    before = everything(first)
    moved(first, second, tmp_path / "one")
    on_postgresql = everything(second)
    moved(second, third, tmp_path / "two")
    back = everything(third)
    assert before == on_postgresql == back
    # What was compared is not nothing.
    assert before["troubles"] == [] and before["password"] and before["totp"]
    for label in ("drafts.DraftVersion", "reviews.Review", "policies.PolicyVersion"):
        assert before["counts"][label] > 1
    kinds = {name.split("/")[0] for name in before["files"]}
    assert kinds == {"media", "vaults", "published", "keys"}
    assert before["entries"] > 100
