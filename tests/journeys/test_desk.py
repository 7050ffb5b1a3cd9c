"""From an empty server to evidence in a stranger's hands, in a real browser.

Somebody sets the server up and invites a colleague by mail, writes, is stopped by the
policy, and mends; the colleague approves on a phone, with the keyboard alone; what
was approved is exported, and checked by two verifiers without the server.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright")

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from playwright.sync_api import expect

from tests.durf_server.postgresql import new_database, postgresql
from tests.journeys.browsing import browser
from tests.journeys.serving import free_port, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["new_database", "postgresql"]
pytestmark = [pytest.mark.journey, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
PASSWORD = "vier natte hazen dansen"
PHONE = {"width": 375, "height": 740}
MOST_TABS = 60


@dataclass(frozen=True)
class Story:
    """What is told in one language."""

    locale: str
    organisation: str
    slug: str
    starter: str
    stopped: str
    ending: str


STORIES = {
    "en": Story(
        "en-GB",
        "Harbour Works",
        "harbour-works",
        "listed-company",
        "Our CEO opens the bridge. Tickets: GB29 NWBK 6016 1331 9268 19",
        "Tickets are at the door.",
    ),
    "nl": Story(
        "nl-NL",
        "Havenwerk",
        "havenwerk",
        "listed-company",
        "Onze CEO opent de brug. Kaartjes: NL91 ABNA 0417 1643 00",
        "Kaartjes zijn aan de deur.",
    ),
}


class Box(Message):
    """A mail box: keeps what arrives."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.mails: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.mails.append(message)


@contextmanager
def mail_server() -> Iterator[tuple[Box, int]]:
    box = Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as opened:
        yield opened


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_post_is_stopped_mended_approved_and_proved(
    chromium: Any, tmp_path: Path, language: str
) -> None:
    travel(chromium, tmp_path, STORIES[language], {})


def test_it_is_the_same_on_postgresql(
    chromium: Any, tmp_path: Path, new_database: Callable[[], str]
) -> None:
    travel(chromium, tmp_path, STORIES["en"], {"DURF_DATABASE": new_database()})


def travel(chromium: Any, folder: Path, story: Story, settings: dict[str, str]) -> None:
    """Go the whole way."""
    with mail_server() as (box, port):
        settings = settings | {
            "DURF_MAIL_HOST": "127.0.0.1",
            "DURF_MAIL_PORT": str(port),
        }
        with served(folder / "data", free_port(), settings) as (origin, welcome):
            author = opened(chromium, story, {"width": 1280, "height": 900})
            set_up(author, origin + welcome, story)
            desk = f"{origin}/w/{story.slug}"
            link = invite(author, desk, box)
            reviewer = opened(chromium, story, PHONE)
            join(reviewer, link, desk)
            draft = write(author, desk, story)
            approve_by_keyboard(reviewer, desk)
            proof, keys = take_along(author, desk, draft, folder)
            faults = author.faults + reviewer.faults
            author.context.close()
            reviewer.context.close()
    # The server is gone: whoever checks needs neither it nor a network.
    assert faults == []
    verify(proof, keys, draft)
    refuse_a_changed_byte(proof, keys)


def opened(chromium: Any, story: Story, size: dict[str, int]) -> Any:
    """Open a browser of somebody's own, and keep what goes wrong in it."""
    context = chromium.new_context(locale=story.locale, viewport=size)
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on(
        "console",
        lambda one: page.faults.append(one.text) if one.type == "error" else None,
    )
    return page


def set_up(page: Any, welcome: str, story: Story) -> None:
    page.goto(welcome)
    assert page.locator("html").get_attribute("lang") == story.locale[:2]
    for name, value in {
        "organisation": story.organisation,
        "domain": "harbour.example",
        "handle": "harbour.example",
        "name": "Anna",
        "email": "anna@harbour.example",
        "password": PASSWORD,
    }.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=language]", story.locale[:2])
    page.select_option("[name=starter]", story.starter)
    page.select_option("[name=network]", "bluesky")
    page.locator("main form button.button").click()
    page.wait_for_url(f"**/w/{story.slug}/")


def invite(page: Any, desk: str, box: Box) -> str:
    page.goto(f"{desk}/members/invite/")
    page.fill("[name=email]", "eva@harbour.example")
    page.check("[name=roles][value=reviewer]")
    title = "spokesperson" if "/harbour-works" in desk else "woordvoerder"
    page.fill("[name=titles]", title)
    page.locator("main form button.button").click()
    page.wait_for_url(f"{desk}/members/")
    [mail] = box.mails
    assert mail["X-RcptTo"] == "eva@harbour.example"
    found = re.search(
        r"http://\S+/invitation/[\w-]{43}/", mail.get_payload(decode=True).decode()
    )
    assert found is not None
    return found[0]


def join(page: Any, link: str, desk: str) -> None:
    page.goto(link)
    page.fill("[name=name]", "Eva")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button.button").click()
    page.wait_for_url(f"{desk}/**")


def write(page: Any, desk: str, story: Story) -> str:
    """Write, be stopped, mend, and send to review; return the draft's number."""
    page.goto(f"{desk}/write/")
    page.get_by_role("checkbox", name="harbour.example").check()
    page.locator("#text").press_sequentially(story.stopped)
    verdict = page.locator("#verdict .badge")
    expect(verdict).to_have_class(re.compile("badge--block"))
    expect(page.locator(".editor__marks mark.mark--block")).to_have_count(1)
    page.locator(".finding--block button.button").click()
    expect(verdict).to_have_class(re.compile("badge--review"))
    text = page.locator("#text").input_value()
    assert "6016" not in text and "0417" not in text
    page.fill("#text", f"{text.split(': ')[0].rpartition('. ')[0]}. {story.ending}")
    expect(verdict).to_have_class(re.compile("badge--review"))
    expect(page.locator("#previews article")).to_have_count(1)
    page.locator("button[name=done]").click()
    page.wait_for_url(re.compile(r"/drafts/[0-9a-f-]{36}/$"))
    number: str = page.url.rstrip("/").rpartition("/")[2]
    page.locator("form[action$='/submit/'] button").click()
    expect(page.locator(".badge--in-review, .badge--plain").first).to_be_visible()
    # Who wrote it approves nothing.
    page.goto(f"{desk}/queue/{number}/")
    expect(page.locator("form[action$='/approve/']")).to_have_count(0)
    return number


def approve_by_keyboard(page: Any, desk: str) -> None:
    """Come to the approval with Tab and Enter alone, on a phone."""
    page.goto(f"{desk}/queue/")
    tab_to(page, "a.queue__link")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/queue/[0-9a-f-]{36}/$"))
    tab_to(page, "form[action$='/approve/'] button")
    page.keyboard.press("Enter")
    expect(page.locator(".badge--cleared").first).to_be_visible()


def tab_to(page: Any, wanted: str) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"no way by Tab to {wanted}")


def take_along(page: Any, desk: str, draft: str, folder: Path) -> tuple[Path, Path]:
    """Export the evidence of a draft, and the public keys of the log."""
    page.goto(f"{desk}/evidence/export")
    page.fill("#draft", draft)
    with page.expect_download() as proof:
        page.locator("form:has(#draft) button").click()
    proof.value.save_as(folder / "post.durfproof")
    page.goto(f"{desk}/evidence/keys/")
    with page.expect_download() as keys:
        page.locator("a[href$='/evidence/keys/file']").click()
    keys.value.save_as(folder / "log.keys")
    return folder / "post.durfproof", folder / "log.keys"


def durf_verify(proof: Path, keys: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "durf.cli.main", "evidence", "verify"]
    return subprocess.run(
        [*command, str(proof), "--key", str(keys)],
        capture_output=True,
        text=True,
        check=False,
    )


def stranger_verify(proof: Path, keys: Path) -> subprocess.CompletedProcess[str]:
    """The other verifier, by a Python that could not import durf if it wanted to."""
    command = [sys.executable, "-I", str(ROOT / "docs" / "verify.py")]
    return subprocess.run(
        [*command, str(proof), str(keys)],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )


def verify(proof: Path, keys: Path, draft: str) -> None:
    ours, theirs = durf_verify(proof, keys), stranger_verify(proof, keys)
    assert ours.returncode == 0, ours.stderr
    assert f"draft/{draft}" in ours.stdout
    assert theirs.returncode == 0, theirs.stdout + theirs.stderr


def refuse_a_changed_byte(proof: Path, keys: Path) -> None:
    content = bytearray(proof.read_bytes())
    for place in range(10, len(content), len(content) // 20):
        content[place] ^= 1
        proof.write_bytes(content)
        ours, theirs = durf_verify(proof, keys), stranger_verify(proof, keys)
        assert ours.returncode != 0, place
        assert ours.stderr.startswith("durf: ")
        assert "Traceback" not in ours.stderr + theirs.stderr
        assert theirs.returncode != 0, place
        content[place] ^= 1
