"""Word, OpenDocument, slides and books are read by their styles and parts."""

from __future__ import annotations

import html
import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import odfdo
import pytest
from pptx import Presentation

from indexer.errors import SourceError
from indexer.model import Page
from indexer.read import read_pages
from indexer.read.epub import read_epub
from indexer.read.office import read_docx, read_odt, read_pptx
from tests.indexer.read.test_pdf import outline, report

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def archive(files: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    return made.getvalue()


def word(body: str, styles: str = "") -> bytes:
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/><Override PartName="/word/document.xml" '
            f'ContentType="{_TYPE}.document.main+xml"/><Override PartName="/word/styles.xml" '
            f'ContentType="{_TYPE}.styles+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="a" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="b" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
        }
    )


def style(key: str, name: str, based: str = "", level: str = "") -> str:
    more = f'<w:basedOn w:val="{based}"/>' if based else ""
    more += f'<w:pPr><w:outlineLvl w:val="{level}"/></w:pPr>' if level else ""
    return f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{more}</w:style>'


def typed(text: str, key: str = "", *, bold: bool = False) -> str:
    of = f'<w:pPr><w:pStyle w:val="{key}"/></w:pPr>' if key else ""
    run = f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t>{html.escape(text)}</w:t></w:r>"
    return f"<w:p>{of}{run}</w:p>"


def docx(content: bytes) -> Page:
    return read_docx(content, source="a.docx", url=None, digest="0" * 64)


def test_styles_of_word_are_headings_whatever_they_are_called() -> None:
    styles = style("T", "Title") + style("berschrift1", "heading 1") + style("Haus", "House's head")
    styles += style("Mine", "Mine", based="berschrift1") + style("Deep", "Deep", level="1")
    body = typed("Works", "T") + typed("Pier", "berschrift1") + typed("Lamps burn.")
    body += (
        typed("Mole", "Mine") + typed("Slip", "Deep") + typed("Oil & wick.") + typed("X", "Haus")
    )
    page = docx(word(body, styles))
    assert outline(page) == [("Works", 1), ("Pier", 1), ("Mole", 1), ("Slip", 2)]
    assert page.title == "Works"
    assert [block.text for block in page.sections[-1].blocks] == ["Oil & wick.", "X"]


def test_bold_lines_are_headings_of_a_document_without_styles() -> None:
    body = typed("Pier", bold=True) + typed("Lamps burn.")
    body += typed("Mole", bold=True) + typed("Oil burns.")
    assert [title for title, _ in outline(docx(word(body)))] == ["Pier", "Mole"]
    assert outline(docx(word(typed("Pier", bold=True) + typed("Lamps burn.")))) == []


def test_an_opendocument_text_is_read_by_its_headings_and_its_title() -> None:
    made = odfdo.Document("text")
    made.body.clear()
    made.body.append(odfdo.Paragraph("Works", style="Title"))
    for title, level, text in (("Pier", 1, "Oil <b> * wick."), ("Lamps", 2, "They burn.")):
        made.body.append(odfdo.Header(level, title))
        made.body.append(odfdo.Paragraph(text))
    saved = io.BytesIO()
    made.save(saved)
    page = read_odt(saved.getvalue(), source="a.odt", url=None, digest="0" * 64)
    assert (page.title, outline(page)) == ("Works", [("Works", 1), ("Pier", 1), ("Lamps", 2)])
    assert page.sections[1].blocks[0].text == "Oil <b> * wick."


def test_slides_are_sections_with_their_tables_and_notes() -> None:
    shown = Presentation()
    first = shown.slides.add_slide(shown.slide_layouts[1])
    first.shapes.title.text = "Lamps & oil"
    first.placeholders[1].text = "Lit at six.\nOut at dawn."
    first.notes_slide.notes_text_frame.text = "Show the wick."
    second = shown.slides.add_slide(shown.slide_layouts[5])
    second.shapes.title.text = "Fees"
    table = second.shapes.add_table(2, 2, 0, 0, 9, 9).table
    for at, text in enumerate(("Who", "Fee", "Adults", "five pounds")):
        table.cell(at // 2, at % 2).text = text
    shown.core_properties.title = "Pier talk"
    saved = io.BytesIO()
    shown.save(saved)
    page = read_pptx(saved.getvalue(), source="a.pptx", url=None, digest="0" * 64)
    assert (page.title, outline(page)) == ("Pier talk", [("Lamps & oil", 1), ("Fees", 1)])
    assert [[block.text for block in section.blocks] for section in page.sections] == [
        ["Lit at six.", "Out at dawn.", "Show the wick."],
        ["Who · Fee", "Adults · five pounds"],
    ]


BOOK = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": '<container><rootfiles><rootfile full-path="in/book.opf"/>'
    "</rootfiles></container>",
    "in/book.opf": '<package xmlns:dc="d"><metadata><dc:title>Lamps</dc:title></metadata><manifest>'
    '<item id="n" href="n.html" properties="nav" media-type="text/html"/>'
    '<item id="a" href="one%20a.html" media-type="application/xhtml+xml"/>'
    '<item id="b" href="two.html" media-type="text/html"/><item id="c" href="c.css"/></manifest>'
    '<spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/></spine></package>',
    "in/n.html": "<ol><li>Wick</li></ol>",
    "in/one a.html": "<h1>Wick</h1><p>It is cotton.</p>",
    "in/two.html": "<h1>Oil</h1><p>It burns.</p><h2>Kinds</h2><p>Two.</p>",
}


def test_a_book_is_read_chapter_after_chapter() -> None:
    page = read_epub(archive(BOOK), source="a.epub", url=None, digest="0" * 64)
    assert (page.title, outline(page)) == ("Lamps", [("Oil", 1), ("Kinds", 2), ("Wick", 1)])


def test_a_document_is_known_by_its_content_also_among_others(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(word(typed("Lamps burn.")))
    (tmp_path / "b.epub").write_bytes(archive(BOOK))
    (tmp_path / "c.zip").write_bytes(archive({"a.txt": "Lamps burn."}))
    skipped: dict[str, str] = {}
    pages = list(read_pages([str(tmp_path)], on_skip=skipped.__setitem__))
    assert [page.source for page in pages] == ["a", "b.epub"]
    assert list(skipped) == ["c.zip"]


def test_an_archive_that_unpacks_without_end_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.docx").write_bytes(word(typed("Lamps burn.")))
    monkeypatch.setattr("indexer.read.formats._MOST_UNPACKED", 100)
    with pytest.raises(SourceError, match="looks like a ZIP archive"):
        list(read_pages([str(tmp_path / "a.docx")]))


def test_a_damaged_document_says_so() -> None:
    with pytest.raises(SourceError, match=r"a\.docx: is damaged"):
        docx(word("<w:p>").replace(b"w:body", b"w:bady"))
    with pytest.raises(SourceError, match=r"a\.odt: is damaged"):
        read_odt(archive({"mimetype": "x"}), source="a.odt", url=None, digest="0" * 64)
    with pytest.raises(SourceError, match=r"a\.pptx: is damaged"):
        read_pptx(archive({"a": "x"}), source="a.pptx", url=None, digest="0" * 64)
    with pytest.raises(SourceError, match=r"a\.epub: is damaged"):
        read_epub(archive({"a": "x"}), source="a.epub", url=None, digest="0" * 64)


def test_where_a_library_is_missing_the_way_out_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.docx").write_bytes(word(typed("Lamps burn.")))
    monkeypatch.setitem(sys.modules, "mammoth", None)
    monkeypatch.delitem(sys.modules, "indexer.read.office")
    with pytest.raises(SourceError, match=r"is a Word document.*pip install '/\S+\[documents\]'"):
        list(read_pages([str(tmp_path / "a.docx")]))


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.skipif(os.environ.get("ALONGSIDE_CASES") == "1", reason="takes ten seconds")
def test_what_libreoffice_writes_splits_as_its_source_does(tmp_path: Path) -> None:
    source = "".join(
        f"<h{one.level}>{html.escape(one.title)}</h{one.level}>" + "".join(map(_markup, one.parts))
        for one in report()
    )
    (tmp_path / "works.html").write_text(f"<html><body>{source}</body></html>")
    office = f"-env:UserInstallation=file://{tmp_path}/office"
    for form, of in (("odt", "html"), ("docx", "odt"), ("pdf", "odt")):
        command = ["soffice", office, "--headless", "--convert-to", form]
        command += ["--infilter=HTML (StarWriter)"] if of == "html" else []
        command += ["--outdir", str(tmp_path), str(tmp_path / f"works.{of}")]
        subprocess.run(command, check=True, capture_output=True)
    wanted = [(one.title, one.level) for one in report()]
    for form in ("odt", "docx", "pdf"):
        (page,) = read_pages([str(tmp_path / f"works.{form}")])
        found = outline(page)
        assert sum(one in found for one in wanted) >= 0.95 * len(wanted), form
        kinds = {block.kind for section in page.sections for block in section.blocks}
        assert kinds == {"paragraph", "item", "columns", "row"}, form


def _markup(part: str | list[str] | list[tuple[str, ...]]) -> str:
    if isinstance(part, str):
        return f"<p>{part}</p>"
    if isinstance(part[0], str):
        return f"<ul>{''.join(f'<li>{item}</li>' for item in part)}</ul>"
    rows = [
        "".join(f"<{tag}>{cell}</{tag}>" for cell in row)
        for row, tag in zip(part, ["th", *["td"] * len(part)], strict=False)
    ]
    return f"<table border=1>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
