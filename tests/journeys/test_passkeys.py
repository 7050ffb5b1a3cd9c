"""From nothing to signing in with a passkey, in a real browser, on a real server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright")

from tests.journeys.browsing import browser
from tests.journeys.serving import free_port, served

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.journey, pytest.mark.slow]

EMAIL, PASSWORD = "carla@bloem.example", "vier natte hazen dansen"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    with served(tmp_path_factory.mktemp("durf"), free_port()) as started:
        yield started


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as opened:
        yield opened


def give_authenticator(page: Any, *, passkeys: bool) -> Any:
    """Plug a virtual authenticator in: a fingerprint reader, or a plain key."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal" if passkeys else "usb",
        "hasResidentKey": passkeys,
        "hasUserVerification": passkeys,
        "isUserVerified": passkeys,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return cdp


def press(page: Any, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def confirm(page: Any, address: str) -> None:
    """Go to a page that asks for the password once more."""
    page.goto(address)
    if "reauthenticate" in page.url:
        page.fill("input[name=password]", PASSWORD)
        press(page, "Go on")


def add_key(page: Any, origin: str, *, alone: bool) -> None:
    confirm(page, f"{origin}/account/2fa/webauthn/add/")
    page.get_by_label("Sign in with it alone").set_checked(alone)
    press(page, "Add the key")


def sign_out(page: Any, origin: str) -> None:
    page.goto(f"{origin}/account/logout/")
    press(page, "Sign out")


@pytest.fixture(scope="module")
def page(chromium: Any, server: tuple[str, str]) -> Iterator[Any]:
    """Carla's browser, after she set the server up."""
    origin, welcome = server
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console", lambda one: faults.append(one.text) if one.type == "error" else 0
    )
    page.goto(origin + welcome)
    for name, value in {
        "organisation": "Bakkerij Bloem",
        "domain": "bloem.example",
        "name": "Carla",
        "email": EMAIL,
        "password": PASSWORD,
    }.items():
        page.fill(f"input[name={name}]", value)
    press(page, "Begin")
    page.wait_for_url(f"{origin}/w/bakkerij-bloem/")
    yield page
    assert not faults
    context.close()


def test_the_link_that_set_the_server_up_works_once(
    page: Any, server: tuple[str, str]
) -> None:
    origin, welcome = server
    assert page.request.get(origin + welcome).status == 404


def test_passkeys_and_keys_sign_in_and_the_password_alone_does_not(
    page: Any, chromium: Any, server: tuple[str, str]
) -> None:
    origin, _ = server
    sign_in_with_a_passkey(page, origin)
    be_stopped_without_it(chromium, origin)
    sign_in_with_a_key_as_second_step(page, origin)


def sign_in_with_a_passkey(page: Any, origin: str) -> None:
    cdp = give_authenticator(page, passkeys=True)
    add_key(page, origin, alone=True)
    page.wait_for_url(f"{origin}/account/2fa/recovery-codes/")
    sign_out(page, origin)
    page.goto(f"{origin}/account/login/?next=/w/bakkerij-bloem/me/")
    press(page, "Sign in with a passkey")
    page.wait_for_url(f"{origin}/w/bakkerij-bloem/me/")
    cdp.send("WebAuthn.disable")


def be_stopped_without_it(chromium: Any, origin: str) -> None:
    stranger = chromium.new_context(locale="en-GB").new_page()
    give_password(stranger, origin)
    stranger.wait_for_url(f"{origin}/account/2fa/authenticate/")
    shown = stranger.request.get(f"{origin}/w/bakkerij-bloem/")
    assert shown.url.startswith(f"{origin}/account/")
    stranger.context.close()


def sign_in_with_a_key_as_second_step(page: Any, origin: str) -> None:
    cdp = give_authenticator(page, passkeys=False)
    add_key(page, origin, alone=False)
    page.wait_for_url(f"{origin}/account/2fa/")
    sign_out(page, origin)
    give_password(page, origin)
    press(page, "Use a passkey or security key")
    page.wait_for_url(f"{origin}/w/bakkerij-bloem/")
    cdp.send("WebAuthn.disable")


def give_password(page: Any, origin: str) -> None:
    page.goto(f"{origin}/account/login/")
    page.fill("input[name=login]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    press(page, "Sign in")


def test_a_key_that_says_no_is_told_on_the_page(
    page: Any, chromium: Any, server: tuple[str, str]
) -> None:
    origin, _ = server
    stranger = chromium.new_context(locale="nl-NL").new_page()
    give_authenticator(stranger, passkeys=True)
    stranger.goto(f"{origin}/account/login/")
    stranger.locator("[data-passkey=login]").click()
    stranger.locator("#passkey-trouble").wait_for(state="visible")
    assert stranger.url == f"{origin}/account/login/"
    stranger.context.close()
