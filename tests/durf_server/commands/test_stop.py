"""``durf stop``, as an operator types it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from durf.errors import BadUse
from durf_server.commands.stop import stop
from durf_server.deliveries.models import Stop
from durf_server.records.models import Entry

pytestmark = pytest.mark.django_db


def typed(*arguments: str) -> str:
    return CliRunner().invoke(stop, arguments, catch_exceptions=False).output


def test_everything_is_stopped_and_goes_on(cast) -> None:
    assert typed("--status") == "nothing is stopped\n"
    assert typed("--reason", "a fire").startswith("stopped: ")
    assert typed("--status").startswith("everything: stopped since ")
    assert Stop.objects.get().workspace is None
    assert typed("--lift", "hold") == "it goes on; 0 came due meanwhile: hold\n"
    assert typed("--status") == "nothing is stopped\n"
    kinds = Entry.objects.filter(log__workspace=cast.workspace)
    assert list(kinds.values_list("kind", flat=True))[-2:] == [
        "delivery.stopped",
        "delivery.resumed",
    ]


def test_one_workspace_is_stopped(cast) -> None:
    typed("--workspace", "bloom")
    assert typed("--status").startswith("bloom: stopped since ")
    typed("--workspace", "bloom", "--lift", "send")
    assert not Stop.objects.filter(lifted_at__isnull=True).exists()


def test_another_name_is_told(cast) -> None:
    with pytest.raises(BadUse, match="nowhere"):
        typed("--workspace", "nowhere")
    assert not Stop.objects.exists()
