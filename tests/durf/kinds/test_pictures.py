"""The kind ``pictures``: what rules see of the pictures of a post."""

from __future__ import annotations

import json
import random
import sys
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
import zxingcpp
from PIL import Image

import durf
import durf.pictures.seen
from durf.check.checker import Checker
from durf.errors import BadUse, MissingExtra, PolicyFaults
from durf.pictures.likeness import Likeness
from durf.vault.document import Source
from durf.vault.known import KnownPicture, role_of, to_bytes
from durf.vault.vault import Vault
from durf.vault.writer import Writer
from tests.durf.pictures.drawn import coloured, saved, written
from tests.durf.vault.conftest import PLAN, fill, secret  # noqa: F401

FRONT = '---\npolicy: Bakery\nversion: "1"\nlanguage: en\n---\n# Pictures\n'
EXCERPT = "\n".join(" ".join(PLAN.split()[n : n + 8]) for n in (2, 10, 18))


def rule(name: str, look: str, action: str = "block") -> str:
    return f"```rule {name}\naction: {action}\n{look}\nbecause: We look.\n```\n"


def policy(*rules: str) -> durf.Policy:
    return durf.Policy.parse(FRONT + "".join(rules))


def pictures(look: str, action: str = "block") -> str:
    return rule("seen", f"pictures: {look}", action)


TERMS = rule("figures", "terms: [turnover]", "warn")


def post(*contents: bytes | None, text: str = "Look!") -> durf.Post:
    media = (durf.Medium(f"{n}.png", content=one) for n, one in enumerate(contents))
    return durf.Post(text, media=tuple(media))


def findings(
    checked: durf.Post, *rules: str, vault: Vault | None = None
) -> list[durf.Finding]:
    return list(Checker(policy(*rules), vault=vault).check(checked).findings)


@pytest.fixture(scope="module")
def screenshot() -> bytes:
    return saved(written("Our turnover is up\nby twenty percent"))


def code(said: str, place: tuple[int, int] = (60, 90)) -> bytes:
    drawn = zxingcpp.create_barcode(said, zxingcpp.BarcodeFormat.QRCode)
    square = Image.fromarray(np.asarray(drawn.to_image(scale=6)))
    image = Image.new("RGB", (500, 480), "white")
    image.paste(square, place)
    return saved(image)


def photo(**tags: str) -> bytes:
    """Return a photograph that tells where it was taken, and what else is asked."""
    exif = Image.Exif()
    if artist := tags.get("artist"):
        exif[0x013B] = artist
    if "nowhere" not in tags:
        place = {1: "N", 2: (52.0, 22.0, 30.0), 3: "E", 4: (4.0, 53.0, 30.0)}
        exif.get_ifd(0x8825).update(place)
    return saved(coloured(5), "JPEG", exif=exif)


@pytest.fixture
def logos(fill, secret, tmp_path) -> Vault:  # noqa: F811
    fill({"plannen": {"plan.txt": PLAN}})
    likeness = Likeness.of(saved(coloured(8))).to_bytes()
    known = [KnownPicture(Source("/s/logo.png", name="logo.png"), likeness)]
    with Writer(tmp_path / "vault", secret) as writer:
        role = role_of("logos")
        name = writer.write_blob(role, to_bytes(known))
        settings = {"logos": {"source": "pictures"}, "memos": {"source": "files"}}
        writer.commit(collections=settings, blobs={role: name})
    return Vault.open(tmp_path / "vault", secret)


def test_text_in_a_picture_is_judged_by_all_rules(screenshot) -> None:
    (finding,) = findings(post(screenshot), pictures("[text]"), TERMS)
    assert (finding.rule, finding.field) == ("figures", "media[0].picture")
    detail = dict(finding.detail)
    assert detail["text"] == "turnover"
    ((left, top), (right, _), (_, bottom), _) = detail["box"][0]
    assert left < 120 < right
    assert top < 45 < bottom
    json.dumps(finding.to_json())


def test_an_excerpt_in_a_screenshot_is_a_leak_and_stays_masked(
    fill,  # noqa: F811
) -> None:
    vault = fill({"plannen": {"plan.txt": PLAN}})
    shot = saved(written(EXCERPT, canvas=(980, 200)))
    # Nobody has to ask for this: a screenshot must not be a way around the vault.
    found = findings(post(None, shot), rule("inside", "leak: [plannen]"), vault=vault)
    (finding,) = found
    assert (finding.kind, finding.field) == ("leak", "media[1].picture")
    detail = dict(finding.detail)
    assert len(detail["box"]) == 3
    assert detail["words"] >= 20
    assert "Havenstraat" not in json.dumps(finding.to_json())
    refused = pictures("{text: false, codes: true}")
    rules = (rule("inside", "leak: [plannen]"), refused)
    assert findings(post(shot), *rules, vault=vault) == []


def test_a_code_is_judged_like_a_link() -> None:
    links = rule("hidden", "links: {shorteners: true}")
    checked = post(code("https://bit.ly/3xYz"))
    (finding,) = findings(checked, pictures("codes"), links)
    assert (finding.rule, finding.field) == ("hidden", "media[0].code[0]")
    assert finding.span == (0, 19)
    (box,) = dict(finding.detail)["box"]
    assert all(60 <= x <= 400 and 90 <= y <= 400 for x, y in box)
    assert findings(checked, links) == []


def test_a_picture_may_not_tell_where_it_was_taken() -> None:
    checked = post(photo(artist="Jan Jansen"))
    (finding,) = findings(checked, pictures("[location]"))
    assert (finding.field, finding.span) == ("media[0]", (0, 0))
    assert "52…" in finding.message
    assert findings(post(photo(nowhere="")), pictures("[location]")) == []


def test_a_picture_may_not_tell_who_made_it_and_its_name_stays_masked() -> None:
    checked = post(photo(artist="Jan Jansen", nowhere=""))
    (finding,) = findings(checked, pictures("[metadata, location]"))
    assert dict(finding.detail)["metadata"] == ("EXIF Artist",)
    assert "Jansen" not in json.dumps(finding.to_json())


def test_one_picture_can_break_a_rule_in_two_ways() -> None:
    checked = post(photo(artist="Jan"))
    found = findings(checked, pictures("[metadata, location]"))
    assert [one.entity for one in found] == ["PICTURE_LOCATION", "PICTURE_METADATA"]


def test_a_known_logo_is_found_in_another_picture(logos) -> None:
    inside = coloured(3, (900, 700))
    inside.paste(coloured(8).resize((280, 210)), (420, 300))
    look = pictures("{known: [logos]}", "review")
    (finding,) = findings(post(saved(inside, "JPEG")), look, vault=logos)
    assert "logo.png" in finding.message
    detail = dict(finding.detail)
    assert detail["collection"] == "logos"
    (known,) = detail["pictures"]
    assert known["picture"] == "logo.png"
    assert 0.9 < known["score"] <= 1
    assert findings(post(saved(coloured(3))), look, vault=logos) == []


def test_known_pictures_need_a_vault_that_has_them(logos) -> None:
    with pytest.raises(BadUse, match="logos"):
        Checker(policy(pictures("{known: [logos]}")))
    with pytest.raises(BadUse, match="faces"):
        Checker(policy(pictures("{known: [faces]}")), vault=logos)


def test_a_collection_of_another_sort_will_not_do(logos) -> None:
    with pytest.raises(BadUse, match="memos does not hold what a pictures rule"):
        Checker(policy(pictures("{known: [memos]}")), vault=logos)
    with pytest.raises(BadUse, match="logos does not hold what a leak rule"):
        Checker(policy(rule("inside", "leak: [logos]")), vault=logos)


@pytest.mark.parametrize("look", ["[text]", "[codes]", "[location]", "[metadata]"])
@pytest.mark.parametrize("problem", ["damaged", "too large", "unknown format"])
def test_what_cannot_be_read_bites(look: str, problem: str) -> None:
    content = {
        "damaged": saved(coloured(1))[:4000],
        "too large": bomb(),
        "unknown format": b"%PDF-1.7 and so on",
    }[problem]
    (finding,) = findings(post(content), pictures(look))
    assert finding.action == "block"
    assert finding.entity == "UNREADABLE_PICTURE"
    assert dict(finding.detail)["problem"] == problem


def bomb() -> bytes:
    """Return a small file that would become a picture of ten thousand million dots."""
    head = bytearray(saved(Image.new("1", (8, 8))))
    head[16:24] = (100_000).to_bytes(4, "big") * 2
    # Its check digits, or it is only damaged.
    import zlib

    head[29:33] = zlib.crc32(bytes(head[12:29])).to_bytes(4, "big")
    return bytes(head)


@pytest.mark.parametrize(
    ("action", "asked"), [("warn", "warn"), ("review", "review"), ("block", "review")]
)
def test_a_picture_that_is_not_there_is_for_a_person_at_most(action, asked) -> None:
    (finding,) = findings(post(None), pictures("[location]", action))
    assert (finding.action, finding.field) == (asked, "media[0]")


def test_a_rule_looks_only_when_its_condition_holds() -> None:
    look = rule("seen", 'pictures: [location]\nwhen: channel == "x"')
    checked = post(photo())
    assert findings(checked, look) == []
    assert len(findings(replace(checked, channel="x"), look)) == 1


def test_a_picture_is_read_once_for_all_rules_and_times(
    screenshot, monkeypatch
) -> None:
    times = []
    read = durf.pictures.seen.read

    def counted(*given: object) -> object:
        times.append(1)
        return read(*given)

    monkeypatch.setattr(durf.pictures.seen, "read", counted)
    rules = (pictures("[text]"), rule("again", "pictures: {text: yes}"), TERMS)
    checker = Checker(policy(*rules))
    first = checker.check(post(screenshot))
    assert checker.check(post(screenshot)) == first
    assert len(times) == 1


def test_nobody_reads_a_picture_that_no_rule_looks_at(screenshot, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "durf.pictures.seen", None)
    checker = Checker(policy(TERMS))
    assert not checker.looks_at_pictures
    assert checker.check(post(screenshot)).action == "allow"


def test_without_the_extra_only_a_post_with_a_picture_fails(monkeypatch) -> None:
    for name in [name for name in sys.modules if name.startswith("durf.pictures")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    checker = Checker(policy(pictures("[text]")))
    assert checker.check(durf.Post("Good morning")).action == "allow"
    assert checker.check(post(None)).action == "review"
    with pytest.raises(MissingExtra, match="images"):
        checker.check(post(b"anything"))


def test_a_compiled_policy_still_looks_at_pictures() -> None:
    checker = Checker.from_bytes(Checker(policy(pictures("[location]"))).to_bytes())
    assert checker.looks_at_pictures
    assert checker.check(post(photo())).action == "block"


def test_the_content_of_a_medium_is_neither_shown_nor_compared() -> None:
    medium = durf.Medium("a.png", content=b"bytes of somebody")
    assert "somebody" not in repr(medium)
    assert medium == durf.Medium("a.png")


@pytest.mark.parametrize(
    ("look", "said"),
    [
        ("[texts]", "text"),
        ("[text, faces]", "faces"),
        ("{text: perhaps}", "true or false"),
        ("{letters: true}", "letters"),
        ("{text: false}", "something to look at"),
        ("{known: []}", "list"),
        ("[]", "list"),
    ],
)
def test_what_makes_no_sense_is_a_fault_that_says_so(look: str, said: str) -> None:
    with pytest.raises(PolicyFaults, match=said):
        policy(pictures(look))


def test_the_handbook_says_what_is_looked_at() -> None:
    (seen,) = policy(pictures("{text: true, known: [logos]}")).rules
    assert seen.look.sentence(str) == (
        "what text in pictures says, pictures and logos of “logos”"
    )


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "TIFF"])
def test_mutated_pictures_get_a_verdict_and_no_crash(form: str) -> None:
    chance = random.Random(form)
    exif = Image.Exif()
    exif[0x013B] = "Jan"
    held = BytesIO()
    coloured(2, (90, 60)).save(held, form, **({} if form == "GIF" else {"exif": exif}))
    checker = Checker(policy(pictures("[codes, location, metadata]")))
    for _ in range(60):
        content = bytearray(held.getvalue())
        for _ in range(chance.choice((1, 3, 20))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        if chance.random() < 0.3:
            del content[chance.randrange(len(content)) :]
        verdict = checker.check(post(bytes(content)))
        assert all(finding.field == "media[0]" for finding in verdict.findings)
