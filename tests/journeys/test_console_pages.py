"""Every page of the console in a real browser: in both languages, light and dark,
on a desk and on a phone, without a fault that axe-core knows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright")

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Error

from tests.journeys.browsing import axe_source, browser, demo

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.journey, pytest.mark.long]

SIZES = {"desk": (1280, 900), "phone": (375, 740)}
# Between the two languages every size meets every light.
VIEWS = {
    "nl": (("desk", "light"), ("phone", "dark")),
    "en": (("desk", "dark"), ("phone", "light")),
}
# Pages of one route differ by what they show: so many of each are looked at.
EACH = 1
SIGNED_OUT = ("/account/login/", "/account/password/reset/", "/nothing-here/")
# What a browser downloads instead of showing it.
NO_PAGES = ("checkpoint", "leaf", "proof", "file", "text", "medium", "health", "api")
WHAT_IS_WRONG = """() => ({
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  widest: [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map(one => one.outerHTML.slice(0, 120)),
  lang: document.documentElement.lang, title: document.title,
})"""
AXE_RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations.map(one => one.id + ': ' + one.nodes.slice(0, 3)
    .map(node => node.html.slice(0, 160)).join(' | '));
}"""


def route_of(address: str) -> str | None:
    """Name the route of an address, or None where there is none to be shown."""
    path = urlsplit(address).path
    try:
        found = resolve(path)
    except Resolver404:
        return None
    name = found.url_name or found.route
    is_file = any(word in f"{name} {path}" for word in NO_PAGES)
    return None if is_file and "/account/" not in path else str(name)


def look(
    context: Any, address: str, axe: str, troubles: list[str], picture: str
) -> list[str]:
    """Open a page, write down whatever is wrong with it, and return its links."""
    page = context.new_page()
    try:
        return looked(page, address, axe, troubles, picture)
    except Error as error:
        if "Download is starting" not in str(error):
            raise
        return []
    finally:
        page.close()


def looked(
    page: Any, address: str, axe: str, troubles: list[str], picture: str
) -> list[str]:
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else 0)
    page.on("pageerror", lambda error: said.append(str(error)))
    answer = page.goto(address, wait_until="load")
    here = f"{page.context.name} {urlsplit(address).path}"
    if answer.status >= 500:
        troubles.append(f"{here}: status {answer.status}")
    # What a page asks for when it is there already.
    page.wait_for_load_state("networkidle")
    seen = page.evaluate(WHAT_IS_WRONG)
    if seen["wide"] > 0:
        troubles.append(f"{here}: {seen['wide']}px too wide: {seen['widest']}")
    if not seen["lang"] or not seen["title"]:
        troubles.append(f"{here}: no language or title")
    page.evaluate(axe)
    troubles += [f"{here}: {fault}" for fault in page.evaluate(AXE_RUN)]
    expected = answer.status >= 400
    troubles += [
        f"{here}: {line}" for line in said if not (expected and "status of" in line)
    ]
    if picture:
        page.screenshot(path=picture, full_page=True)
    return [
        href.partition("#")[0]
        for href in page.evaluate("[...document.links].map(one => one.href)")
    ]


def walk(context: Any, origin: str, axe: str, troubles: list[str]) -> set[str]:
    """Look at all pages that links lead to; return the routes that were seen."""
    waiting, seen, counts = [f"{origin}/"], set(), dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        if address in seen or route is None or counts.get(route, 0) >= EACH:
            continue
        seen.add(address)
        counts[route] = counts.get(route, 0) + 1
        name = f"{context.name}-{route}-{counts[route]}".replace("/", "_")
        links = look(context, address, axe, troubles, picture_of(name))
        waiting += [link for link in links if link.startswith(f"{origin}/")]
    return set(counts)


def picture_of(name: str) -> str:
    folder = os.environ.get("PICTURES")
    return str(Path(folder, f"{name}.png")) if folder else ""


@pytest.mark.parametrize("language", sorted(VIEWS))
def test_every_page_can_be_read_by_everybody(language: str, tmp_path: Path):
    axe, troubles, routes = axe_source(), [], set()
    with browser() as chromium, demo(tmp_path / "demo", language) as (origin, link):
        state = None
        for size, light in VIEWS[language]:
            width, height = SIZES[size]
            options = {
                "viewport": {"width": width, "height": height},
                "color_scheme": light,
                "locale": {"nl": "nl-NL", "en": "en-GB"}[language],
            }
            out = chromium.new_context(**options)
            out.name = f"{language}-{size}-{light}"
            for path in SIGNED_OUT:
                name = f"{out.name}-out{path.replace('/', '_')}"
                look(out, origin + path, axe, troubles, picture_of(name))
            context = chromium.new_context(**options, storage_state=state)
            context.name = out.name
            page = context.new_page()
            if state is None:
                sign_in(page, link)
                state = context.storage_state()
            routes |= walk(context, origin, axe, troubles)
    assert not troubles, "\n".join(troubles)
    assert routes >= {"workspace-home", "drafts", "policy", "evidence", "queue"}


def sign_in(page: Any, link: str) -> None:
    """Use the link; it asks for one press, so that no preview of a mail uses it."""
    page.goto(link)
    page.locator("main form button").first.click()
    page.wait_for_url("**/w/**")


def test_all_pages_have_a_name():
    """The walk counts by names: a page without one would be looked at never."""

    def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
        for one in resolver.url_patterns:
            route = f"{prefix}{one.pattern}"
            if isinstance(one, URLPattern):
                yield route, one
            else:
                yield from patterns(one, route)

    nameless = [
        route
        for route, one in patterns(get_resolver())
        if not one.name and route.startswith("w/")
    ]
    assert nameless == []
