"""Small documents, made by hand: each holds its words where its name says."""

from __future__ import annotations

import io
import zipfile
import zlib

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "draw", "presentation")
)
TYPES = "<Types/>"


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """Return a zip file of names and contents."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return file.getvalue()


def relations(**targets):
    """Return the relations of an office part: id to kind and target."""
    inner = "".join(
        f'<Relationship Id="{one}" Type="{KIND}/{kind}" Target="{target}"/>'
        for one, (kind, target) in targets.items()
    )
    return f"<Relationships>{inner}</Relationships>"


def paragraph(text, style=""):
    """Return a paragraph of DOCX."""
    of_style = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{of_style}<w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body, **parts):
    """Return a DOCX with a body, and parts of the folder word by their name."""
    members = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(r1=("officeDocument", "word/document.xml")),
        "word/document.xml": (
            f'<?xml version="1.0"?><w:document {W} {MC} {A}><w:body>{body}</w:body>'
            "</w:document>"
        ),
        "word/styles.xml": (
            f'<w:styles {W}><w:style w:styleId="Kop1"><w:name w:val="heading 1"/>'
            "</w:style></w:styles>"
        ),
    }
    for name, content in parts.items():
        members[f"word/{name}.xml"] = f"<w:part {W}>{content}</w:part>"
    return zipped(members)


def slide(text, show="1"):
    """Return a slide of PPTX."""
    return (
        f'<p:sld {P} {A} show="{show}"><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r>'
        "</a:p></p:txBody></p:sld>"
    )


def pptx(*texts, notes="", comment=""):
    """Return a PPTX whose slides stand in reverse in the file; the last is hidden."""
    count = len(texts)
    ids = "".join(f'<p:sldId id="{n}" r:id="s{n}"/>' for n in range(count))
    members = {
        "[Content_Types].xml": TYPES,
        "ppt/presentation.xml": (
            f"<p:presentation {P} {R}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"
        ),
        "ppt/_rels/presentation.xml.rels": relations(
            **{f"s{n}": ("slide", f"slides/slide{count - n}.xml") for n in range(count)}
        ),
    }
    for n, text in enumerate(texts):
        show = "0" if n == count - 1 else "1"
        members[f"ppt/slides/slide{count - n}.xml"] = slide(text, show)
    members[f"ppt/slides/_rels/slide{count}.xml.rels"] = relations(
        n=("notesSlide", "../notesSlides/notesSlide1.xml"),
        c=("comments", "../comments/comment1.xml"),
    )
    members["ppt/notesSlides/notesSlide1.xml"] = slide(notes)
    members["ppt/comments/comment1.xml"] = (
        f"<p:cmLst {P}><p:cm><p:text>{comment}</p:text></p:cm></p:cmLst>"
    )
    return zipped(members)


def xlsx(rows, hidden, comment):
    """Return an XLSX with one seen and one hidden sheet; strings are shared."""
    strings = sorted({cell for row in rows for cell in row if isinstance(cell, str)})

    def cell(found):
        if isinstance(found, str):
            return f'<c t="s"><v>{strings.index(found)}</v></c>'
        return f"<c><v>{found}</v></c>"

    inner = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    shared = "".join(f"<si><r><t>{one}</t></r></si>" for one in strings)
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "xl/workbook.xml": (
                f'<workbook {S} {R}><sheets><sheet name="Omzet" r:id="r1"/>'
                '<sheet name="Geheim" state="veryHidden" r:id="r2"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": relations(
                r1=("worksheet", "worksheets/sheet1.xml"),
                r2=("worksheet", "/xl/worksheets/sheet2.xml"),
                r3=("sharedStrings", "sharedStrings.xml"),
            ),
            "xl/sharedStrings.xml": f"<sst {S}>{shared}</sst>",
            "xl/worksheets/sheet1.xml": (
                f"<worksheet {S}><sheetData>{inner}</sheetData><headerFooter><oddHeader>"
                '&amp;C&amp;"Arial,Bold"&amp;12boven</oddHeader></headerFooter>'
                "</worksheet>"
            ),
            "xl/worksheets/sheet2.xml": (
                f'<worksheet {S}><sheetData><row><c t="inlineStr"><is><t>{hidden}</t>'
                "</is></c></row></sheetData></worksheet>"
            ),
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                c=("comments", "../comments1.xml")
            ),
            "xl/comments1.xml": (
                f"<comments {S}><commentList><comment><text><r><t>{comment}</t></r>"
                "</text></comment></commentList></comments>"
            ),
        }
    )


def open_document(kind, body, styles="", manifest=""):
    """Return an ODT, ODS or ODP: kind is text, spreadsheet or presentation."""
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": (
                f"<office:document-content {ODF}><office:body><office:{kind}>{body}"
                f"</office:{kind}></office:body></office:document-content>"
            ),
            "styles.xml": f"<office:document-styles {ODF}>{styles}"
            "</office:document-styles>",
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
        }
    )


def pdf(*pages, notes=(), encrypted=False):
    """Return a PDF; a page is its lines, or bytes of grey for a picture of 8 by 8."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", FONT]
    kids = []
    for number, page in enumerate(pages):
        first = len(objects) + 1
        kids.append(f"{first} 0 R")
        marks = ""
        if number == 0 and notes:
            marks = "".join(
                f"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents({note})>>"
                for note in notes
            )
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {first + 1} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>/XObject<</I1 {first + 2} 0 R>>>>"
            f"/Annots[{marks}]>>"
        )
        objects.append(stream(drawing(page)))
        grey = page if isinstance(page, bytes) else bytes(64)
        objects.append(stream(grey, IMAGE))
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    trailer = f"/Root 1 0 R/Size {len(objects) + 1}"
    if encrypted:
        lock = "00" * 32
        objects.append(
            f"<</Filter/Standard/V 1/R 2/Length 40/P -4/O<{lock}>/U<{lock}>>>"
        )
        trailer += f"/Encrypt {len(objects)} 0 R/ID[<{lock}><{lock}>]"
    return written(objects, trailer)


FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
IMAGE = (
    "/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray"
    "/BitsPerComponent 8"
)


def drawing(page):
    """Return what draws a page."""
    if isinstance(page, bytes):
        return b"595 0 0 842 0 0 cm /I1 Do"
    lines = "".join(f"({line}) Tj T*\n" for line in page)
    return f"BT /F1 11 Tf 50 800 Td 14 TL\n{lines}ET".encode("cp1252")


def stream(content, more=""):
    """Return a stream object of PDF."""
    packed = zlib.compress(content)
    head = f"<<{more}/Filter/FlateDecode/Length {len(packed)}>>stream\n"
    return head.encode() + packed + b"\nendstream"


def written(objects, trailer):
    """Return a PDF of objects."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        content = one if isinstance(one, bytes) else one.encode("cp1252")
        out += f"{number} 0 obj".encode() + content + b"endobj\n"
    start = len(out)
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{rows}".encode()
    out += f"trailer<<{trailer}>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)
