"""Invitations over real SMTP, to a server of our own on this machine."""

from __future__ import annotations

import re
import socket
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.urls import reverse

from durf_server.people.models import Invitation


class Box(Message):
    """Keeps what arrives."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.mails = []

    def handle_message(self, message) -> None:
        self.mails.append(message)


@pytest.fixture
def box(settings):
    box = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield box
    controller.stop()


def test_an_invitation_arrives_and_opens(cast, as_member, box):
    carla = as_member(cast.carla)
    carla.post(reverse("invite", args=["bloom"]), {"email": "eva@example.org"})
    [sent] = box.mails
    assert sent["X-RcptTo"] == "eva@example.org"
    assert sent["Subject"] == "Your invitation to Bakery Bloom"
    text = sent.get_payload(decode=True).decode()
    assert "Carla invites you" in text
    path = re.search(r"http://localhost:8800(/invitation/[\w-]{43}/)", text)[1]
    assert Invitation.objects.get().mailed_at is not None
    carla.logout()
    assert carla.get(path).status_code == 200


def test_a_name_with_a_line_end_adds_no_header(cast, as_member, box):
    cast.workspace.name = "Bloom\r\nBcc: eve@evil.example"
    cast.workspace.save()
    carla = as_member(cast.carla)
    carla.post(reverse("invite", args=["bloom"]), {"email": "eva@example.org"})
    [sent] = box.mails
    assert sent["X-RcptTo"] == "eva@example.org" and sent["Bcc"] is None


def test_a_mail_server_that_is_away_is_told_and_the_link_shown(
    cast, as_member, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = as_member(cast.carla).post(
        reverse("invite", args=["bloom"]), {"email": "eva@example.org"}
    )
    assert "/invitation/" in page.content.decode()
    assert Invitation.objects.get().mailed_at is None
