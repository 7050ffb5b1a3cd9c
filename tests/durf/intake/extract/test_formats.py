"""What comes out of each format, and from where in it."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
from email.message import EmailMessage

import pytest

from tests.durf.intake.extract import made
from tests.durf.intake.extract.made import paragraph


def test_plain_text_comes_out_whole(desk):
    found = desk.read("de prijs is tien euro\n\nen niet meer\n")
    assert found.format == "text"
    assert [(one.text, one.label) for one in found.passages] == [
        ("de prijs is tien euro\n\nen niet meer", "")
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_text_comes_out_of_every_encoding(desk, encoding):
    text = "één café in Curaçao kost € 12"
    assert desk.texts(text.encode(encoding)) == {"": text}


def test_markdown_has_places_by_heading(desk):
    text = "vooraf\n# Plan\nalles\n```\n# geen kop\n```\n## Geld ##\ntien euro\n"
    found = desk.texts(text, "a.md")
    assert found["§ Plan"] == "# Plan\nalles\n```\n# geen kop\n```"
    assert found["§ Geld"].endswith("tien euro")
    assert found[""] == "vooraf"


def test_html_has_places_by_heading_and_its_unseen_words(desk):
    found = desk.texts(
        "<!doctype html><html><title>Titel</title><style>p{}</style>"
        "<meta name=description content='kort gezegd'>"
        "<p>voor <b>de</b>\n rest</p><h2>De <i>kop</i></h2><p>na</p><img alt='plaatje'>"
        "<script>var x</script><!-- niet zeggen --><p>caf&eacute;</p>"
    )
    assert "voor de rest" in found[""]
    assert "kort gezegd" in found[""]
    assert found["§ De kop"].split() == ["De", "kop", "na", "plaatje", "café"]
    assert found["comments"].strip() == "niet zeggen"
    assert not any("var x" in text or "p{}" in text for text in found.values())


def test_html_is_read_in_the_encoding_it_names(desk):
    page = '<html><meta charset="iso-8859-2"><p>Łódź</p>'.encode("iso-8859-2")
    assert "Łódź" in desk.texts(page, "a.html")[""]


def test_a_table_has_places_by_row(desk):
    text = "".join(f"{number};Jansen\n" for number in range(1, 151))
    found = desk.texts(text, "a.csv")
    assert list(found) == ["rows 1-100", "rows 101-150"]
    assert found["rows 101-150"].startswith("101;Jansen")


def test_json_comes_out_as_what_it_says(desk):
    text = json.dumps({"naam": "Ren\u00e9", "rij": [1, "a\nb", None, {"c": True}]})
    assert desk.texts(text, "a.json")[""].split("\n") == [
        *("naam", "René", "rij", "1", "a", "b", "c")
    ]


def test_json_lines_come_out_even_where_a_line_is_none(desk):
    found = desk.texts('{"a": "caf\\u00e9"}\n{half\n', "a.jsonl")
    assert found["lines 1-3"].split() == ["a", "café", "{half"]


def test_json_that_nests_absurdly_comes_out_as_it_stands(desk):
    assert "[[[" in desk.texts("[" * 100_000, "a.json")[""]


def test_docx_has_places_by_heading_in_the_language_of_its_writer(desk):
    body = paragraph("vooraf") + paragraph("Het plan", "Kop1") + paragraph("alles")
    found = desk.texts(made.docx(body), "a.docx")
    assert found == {"": "vooraf", "§ Het plan": "Het plan\nalles"}


def test_docx_gives_up_what_stands_beside_the_body(desk):
    found = desk.texts(
        made.docx(
            paragraph("romp"),
            header1=paragraph("kop"),
            footer2=paragraph("voet"),
            footnotes=paragraph("noot"),
            endnotes=paragraph("eind"),
            comments=f"<w:comment>{paragraph('let op')}</w:comment>",
        )
    )
    assert found == {
        **{"": "romp", "header": "kop", "footer": "voet", "footnotes": "noot"},
        **{"endnotes": "eind", "comments": "let op"},
    }


def test_docx_gives_tracked_changes_as_they_are_and_as_they_were(desk):
    body = (
        "<w:p><w:r><w:t>wij betalen </w:t></w:r>"
        "<w:del><w:r><w:delText>tien</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>elf</w:t></w:r></w:ins><w:r><w:t> euro</w:t></w:r></w:p>"
    )
    assert desk.texts(made.docx(body)) == {
        "": "wij betalen elf euro",
        "deleted": "wij betalen tien euro",
    }


def test_docx_keeps_a_paragraph_whole_around_a_text_box(desk):
    box = f"<w:txbxContent>{paragraph('in het vak')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>voor</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:tab/><w:t>na</w:t></w:r></w:p>"
    )
    lines = desk.texts(made.docx(body))[""].split("\n")
    assert [line for line in lines if line] == ["in het vak", "voor\tna"]


def test_docx_gives_up_cells_and_words_that_are_split_in_runs(desk):
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("naam", "bedrag"))
    split = "<w:p><w:r><w:t>ge</w:t></w:r><w:r><w:t>heim</w:t></w:r></w:p>"
    body = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>{split}"
    assert desk.texts(made.docx(body))[""].split("\n") == ["naam", "bedrag", "geheim"]


def test_a_file_in_a_docx_is_read_too(desk):
    sheet = made.xlsx([["binnenin"]], "x", "y")
    members = {
        "[Content_Types].xml": made.TYPES,
        "word/document.xml": f"<w:document {made.W}>{paragraph('romp')}</w:document>",
        "word/embeddings/Blad1.xlsx": sheet,
    }
    found = desk.texts(made.zipped(members))
    assert found[""] == "romp"
    assert found["Blad1.xlsx: sheet Omzet"].startswith("binnenin")


def test_pptx_has_places_by_slide_in_the_order_of_the_show(desk):
    found = desk.texts(
        made.pptx("eerste", "tweede", "verborgen", notes="zeg dit", comment="haha")
    )
    assert found == {
        "slide 1": "eerste\nzeg dit\nhaha",
        "slide 2": "tweede",
        "slide 3": "verborgen",
    }


def test_xlsx_has_places_by_sheet_and_shows_hidden_ones(desk):
    rows = [["klant", 12.5], ["omzet", 13, "klant"]]
    found = desk.read(made.xlsx(rows, "geheime cel", "opmerking"))
    assert found.format == "xlsx"
    texts = {(one.label, one.text) for one in found.passages}
    assert texts == {
        ("sheet Omzet", "klant\t12.5\nomzet\t13\tklant\nboven"),
        ("sheet Omzet", "opmerking"),
        ("sheet Geheim", "geheime cel"),
    }


def test_odt_has_places_by_heading_with_notes_comments_and_deletions(desk):
    body = (
        "<text:tracked-changes><text:deletion><text:p>weg</text:p></text:deletion>"
        "</text:tracked-changes><text:h>Kop</text:h><text:p>een<text:s text:c='2'/>twee"
        "<office:annotation><text:p>let op</text:p></office:annotation>"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>noot</text:p></text:note-body></text:note> <text:span>drie</text:span>"
        "</text:p>"
    )
    found = desk.read(made.open_document("text", body, "<text:p>boven</text:p>"), "x")
    assert found.format == "odt"
    assert {one.label: one.text.split("\n") for one in found.passages} == {
        "deleted": ["weg"],
        "§ Kop": ["Kop", "let op", "noot", "een  twee drie"],
        "header": ["boven"],
    }


def test_ods_has_places_by_sheet(desk):
    cell = "<table:table-cell><text:p>omzet</text:p></table:table-cell>"
    row = f"<table:table-row>{cell}</table:table-row>"
    body = f'<table:table table:name="Jan">{row}</table:table>'
    assert desk.texts(made.open_document("spreadsheet", body)) == {"sheet Jan": "omzet"}


def test_odp_has_places_by_slide_with_its_notes(desk):
    notes = "<presentation:notes><text:p>zeg dit</text:p></presentation:notes>"
    body = f"<draw:page><text:p>een</text:p>{notes}</draw:page><draw:page><text:p>twee</text:p></draw:page>"
    assert desk.texts(made.open_document("presentation", body)) == {
        "slide 1": "een\nzeg dit",
        "slide 2": "twee",
    }


def test_pdf_has_places_by_page_and_its_notes(desk):
    lines = ["wij nemen het bedrijf over", "voor tien miljoen"]
    found = desk.texts(made.pdf(lines, ["de tweede"], notes=["niet doen"]), "a.pdf")
    assert found["p. 1"].split() == " ".join(lines).split()
    assert found["p. 1, notes"] == "niet doen"
    assert found["p. 2"] == "de tweede"


def test_pdf_makes_a_word_whole_that_a_line_end_divides(desk):
    found = desk.texts(made.pdf(["dit is vertrou-", "welijk nieuws"]))
    assert found["p. 1"].split() == ["dit", "is", "vertrouwelijk", "nieuws"]


def test_a_mail_gives_up_its_subject_text_and_attachments(desk):
    mail = EmailMessage()
    mail["From"], mail["To"] = "an@example.org", "bo@example.org"
    mail["Subject"] = "Overname café"
    mail["Date"] = "Mon, 2 Mar 2026 10:00:00 +0100"
    mail.set_content("kort")
    mail.add_alternative("<p>veel langer dan kort</p>", subtype="html")
    mail.add_attachment(
        made.docx(paragraph("bijlage")),
        maintype="application",
        subtype="octet-stream",
        filename="plan.docx",
    )
    inner = EmailMessage()
    inner["Subject"] = "Doorgestuurd"
    inner.set_content("van eerder")
    mail.add_attachment(inner)
    found = desk.read(bytes(mail), "post")
    assert found.format == "eml"
    assert [(one.label, one.text.strip()) for one in found.passages] == [
        ("mail: Overname café", "Overname café"),
        ("mail: Overname café", "veel langer dan kort"),
        ("mail: Overname café, plan.docx", "bijlage"),
        ("mail: Overname café, message.rfc822.eml: mail: Doorgestuurd", "Doorgestuurd"),
        ("mail: Overname café, message.rfc822.eml: mail: Doorgestuurd", "van eerder"),
    ]


def test_a_mailbox_has_places_by_mail(desk):
    box = "".join(
        f"From an@example.org Mon Mar  2 10:00:0{n} 2026\nSubject: nummer {n}\n\n"
        f"tekst {n}\nFrom hier is het ver\n\n"
        for n in (1, 2)
    )
    found = desk.texts(box)
    assert list(found) == ["mail 1: nummer 1", "mail 2: nummer 2"]
    assert "From hier is het ver" in found["mail 1: nummer 1"]


def test_an_archive_has_places_by_member(desk):
    inner = made.zipped({"diep/a.txt": "diep"})
    found = desk.texts(made.zipped({"map/b.md": "# Kop\nplat", "in.zip": inner}))
    assert found == {"map/b.md: § Kop": "# Kop\nplat", "in.zip: diep/a.txt": "diep"}


@pytest.mark.parametrize("method", ["", "gz", "bz2", "xz"])
def test_a_tar_has_places_by_member_and_its_links_lead_nowhere(desk, method):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=f"w:{method}") as tar:
        member = tarfile.TarInfo("map/a.txt")
        member.size = 6
        tar.addfile(member, io.BytesIO(b"inhoud"))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert desk.texts(file.getvalue()) == {"map/a.txt": "inhoud"}


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_is_read_as_what_it_is(desk, pack):
    found = desk.texts(pack(made.pdf(["de pagina"])), "a.pdf.gz")
    assert list(found.values()) == ["de pagina"]


def test_the_content_says_what_a_file_is_and_not_its_name(desk):
    assert desk.read(made.docx(paragraph("x")), "a.pdf").format == "docx"
    assert desk.read(made.pdf(["x"]), "a.txt").format == "pdf"
