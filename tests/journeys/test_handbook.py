"""The handbook in a real browser: on a phone, with a keyboard, for a screen reader."""

from __future__ import annotations

import itertools
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from durf.policy.model import Policy
from durf.policy.render import render
from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.journey

EXAMPLE = REPOSITORY / "src/durf/policies/examples/gemeente-voorbeeld.md"
POLICY = """\
---
policy: Gemeente Voorbeeld
version: "2026.1"
language: nl
effective: 2026-12-01
owner: communicatie@voorbeeld.example
packs: [secrets]
calendar:
  jaarcijfers: 2027-03-12
  verkiezingen: 2027-03-01..2027-03-18
---

# Zo doen wij social media

Wie hier werkt, mag praten. Zie [de gedragscode](https://voorbeeld.example/code).

## Bedrijfsgeheimen

| wat | wie |
|---|---|
| cijfers | financien@voorbeeld.example-met-een-heel-lange-naam-zonder-spaties |

```rule stille-periode
action: block
when: days_until("jaarcijfers") <= 28 && !author.has_role("woordvoerder")
terms: [omzet, nettowinst, meerjareninvesteringsprogrammabegrotingswijziging]
because: Ongepubliceerde cijfers kunnen voorwetenschap zijn (MAR art. 7).
instead: Verwijs naar het laatst gepubliceerde jaarverslag.
fails:
  - text: "Onze omzet stijgt met 20%."
    at: 2027-03-01
passes:
  - text: "Op 12 maart publiceren we onze jaarcijfers."
    at: 2027-03-01
```

#### Diep

Een kop die een niveau overslaat.

## Toon

```rule adres
action: review
pattern: 'https://[a-z]{3,60}(?:\\.intern|\\.lokaal|\\.binnen|\\.achter-de-voordeur)/[^\\s]+'
```
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, if it is here."""
    reason = "needs Chromium and Playwright: set DURF_CHROMIUM to the browser"
    playwright = pytest.importorskip("playwright.sync_api", reason=reason)
    named = os.environ.get("DURF_CHROMIUM")
    path = named or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.skip(reason)
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module", params=["an awkward policy", "the Dutch example"])
def handbook(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The handbook of a policy, as a file."""
    is_awkward = request.param == "an awkward policy"
    policy = Policy.parse(POLICY) if is_awkward else Policy.read(EXAMPLE)
    path = tmp_path_factory.mktemp("handbook") / "handbook.html"
    path.write_text(render(policy), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_at_any_width(
    browser: Any, handbook: Path, width: int, scheme: str
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page.goto(handbook.as_uri())
    shown = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert shown <= width


def test_it_asks_nothing_of_anybody(browser: Any, handbook: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(handbook.as_uri())
    scripts = page.locator("script").count()
    page.close()
    assert asked == [handbook.as_uri()]
    assert scripts == 0


def test_its_headings_make_an_outline(browser: Any, handbook: Path) -> None:
    page = browser.new_page()
    page.goto(handbook.as_uri())
    found = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])"
    )
    page.close()
    assert found.count(1) == 1
    assert found[0] == 1
    steps = itertools.pairwise(found)
    assert all(after - before <= 1 for before, after in steps)


def test_the_keyboard_skips_to_the_text(browser: Any, handbook: Path) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.goto(handbook.as_uri())
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    box = page.locator(".skip").bounding_box()
    page.keyboard.press("Enter")
    landed = page.evaluate("document.activeElement.id")
    page.close()
    assert first == "skip"
    assert box["x"] >= 0
    assert landed == "durf:text"


def test_every_link_in_it_leads_somewhere(browser: Any, handbook: Path) -> None:
    page = browser.new_page()
    page.goto(handbook.as_uri())
    lost = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')]"
        ".map(a => decodeURIComponent(a.getAttribute('href').slice(1)))"
        ".filter(id => !document.getElementById(id))"
    )
    twice = page.evaluate(
        "[...document.querySelectorAll('[id]')].map(e => e.id)"
        ".filter((id, at, all) => all.indexOf(id) !== at)"
    )
    landmarks = [
        page.locator(name).count() for name in ("header", "nav", "main", "footer")
    ]
    language = page.evaluate("document.documentElement.lang")
    page.close()
    assert lost == []
    assert twice == []
    assert landmarks == [1, 1, 1, 1]
    assert language == "nl"


CONTRAST = """() => {
  const paint = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = element => {
    for (let one = element; one; one = one.parentElement) {
      const colour = paint(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(
      node => node.nodeType === 3 && node.textContent.trim());
    if (!own) continue;
    const pair = [light(paint(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < 4.5) weak.push(`${element.className || element.tagName} ${ratio}`);
  }
  return weak;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_enough(
    browser: Any, handbook: Path, scheme: str
) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(handbook.as_uri())
    weak = page.evaluate(CONTRAST)
    page.close()
    assert weak == []


def test_the_print_shows_no_skip_link_and_all_of_the_text(
    browser: Any, handbook: Path
) -> None:
    page = browser.new_page()
    page.goto(handbook.as_uri())
    page.emulate_media(media="print")
    hidden = page.locator(".skip").is_hidden()
    shown = page.locator("article.rule >> visible=true").count()
    rules = page.locator("article.rule").count()
    page.close()
    assert hidden
    assert shown == rules > 1
