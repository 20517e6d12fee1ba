"""Whose pages an index holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.branding import branding_of
from indexer.errors import SourceError
from indexer.model import Branding, Page
from indexer.read.html import read_html

HEAD = """<html><head><title>Harbour works | Lundy</title>
<meta name=description content="What the harbour does."><meta name=theme-color content="#5d1f7a">
<meta property="og:site_name" content="Lundy"></head><body><h1>Harbour works</h1>
<h2>Pumps</h2><p>Two pumps keep cellars dry.</p></body></html>"""
URL = "https://lundy.example/harbour"


def page(url: str | None = URL) -> Page:
    return read_html(HEAD, source="harbour.html", url=url, digest="")


def toml(folder: Path, text: str) -> str:
    (folder / "alongside.toml").write_text(text, encoding="utf-8")
    return str(folder)


def test_one_page_lends_its_own_words() -> None:
    assert branding_of(["harbour.html"], [page()]) == Branding(
        title="Harbour works", strapline="What the harbour does.", colour="#5d1f7a", home=URL
    )


def test_several_pages_lend_the_name_of_their_site() -> None:
    found = branding_of(["pages"], [page(), page("https://lundy.example/tides")])
    assert (found.title, found.strapline, found.home) == ("Lundy", "", "")
    plain = Page("a.md", "A", "https://a.example/x", "", ()), Page("b.md", "B", None, "", ())
    assert branding_of(["pages"], plain) == Branding()


@pytest.mark.parametrize("beside", ["", "harbour.html"])
def test_the_file_beside_the_pages_wins(tmp_path: Path, beside: str) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>", encoding="utf-8")
    source = toml(
        tmp_path, 'title = "Our harbour"\nlogo = "logo.svg"\ncontact = "mailto:a@lundy.example"\n'
    )
    found = branding_of([str(Path(source, beside))], [page()])
    assert (found.title, found.strapline) == ("Our harbour", "What the harbour does.")
    assert found.logo == "data:image/svg+xml;base64,PHN2Zy8+"
    assert found.contact == "mailto:a@lundy.example"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "cannot be read as TOML"),
        ('color = "#112233"', "'color' is not known; give title, strapline, logo, colour"),
        ("title = 3", "title is no text of at most 200 characters"),
        ('colour = "red"', "colour is 'red'; give one as #5d1f7a"),
        ('home = "javascript:alert(1)"', "give an address with http: or https:"),
        ('logo = "logo.gif"', "logo is 'logo.gif'; give one of .svg, .png, .jpg"),
        ('logo = "none.png"', "logo 'none.png' cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_out(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(SourceError) as raised:
        branding_of([toml(tmp_path, text)], [page()])
    assert message in str(raised.value)
    assert "alongside.toml" in str(raised.value)
