"""The pages bear the name, colours and addresses of whoever owns what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient

from tests.fakes import Engines
from tests.webapp.harbour import open_index
from tests.webapp.test_pages import read, texts
from webapp.app import create_app
from webapp.pages.colours import readable

if TYPE_CHECKING:
    from pathlib import Path

LOGO = '<svg xmlns="http://www.w3.org/2000/svg"/>'
SAID = """title = "Lundy & sons"
strapline = "What the harbour does"
logo = "logo.svg"
colour = "#ffee00"
contact = "mailto:pier@lundy.example"
home = "https://lundy.example/"
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder: Path = tmp_path_factory.mktemp("branding")
    pages = folder / "pages"
    pages.mkdir()
    (pages / "alongside.toml").write_text(SAID, encoding="utf-8")
    (pages / "logo.svg").write_text(LOGO, encoding="utf-8")
    (pages / "harbour.md").write_text("# Harbour\n\n## Pumps\n\nTwo pumps keep cellars dry.\n")
    return create_app(Engines(open_index(folder / "index", [str(pages)]))).test_client()


def test_every_page_says_whose_it_is(client: FlaskClient) -> None:
    for path in ("/", "/?q=pumps", "/browse", "/collaborators", "/nosuch"):
        page = read(client, path, 404 if path == "/nosuch" else 200)
        assert page.css_first("title").text().endswith("Lundy & sons")
        assert texts(page, ".top .name") == ["Lundy & sons"]
        links = {a.text(): a.attributes["href"] for a in page.css(".foot a")}
        assert links["Contact"] == "mailto:pier@lundy.example"
        assert "https://lundy.example/" in links.values()
    assert texts(read(client, "/"), "h1") == ["Lundy & sons"]
    assert texts(read(client, "/"), ".lead")[0].startswith("What the harbour does.")


def test_its_colour_and_logo_are_sent_by_themselves(client: FlaskClient) -> None:
    page = read(client, "/")
    (brand,) = (
        link.attributes["href"] or ""
        for link in page.css("link[rel=stylesheet]")
        if "brand" in (link.attributes["href"] or "")
    )
    style = client.get(brand)
    assert style.mimetype == "text/css"
    assert f"--accent: {readable('#ffee00', '#fbfaf6')}" in style.text
    logo = client.get(page.css_first(".name img").attributes["src"] or "")
    assert (logo.mimetype, logo.text) == ("image/svg+xml", LOGO)
    # An image that is opened by itself may run nothing.
    assert "script-src 'self'" in logo.headers["Content-Security-Policy"]


def test_browsers_are_told_its_name(client: FlaskClient) -> None:
    described = client.get("/opensearch.xml").text
    assert "<ShortName>Lundy &amp; sons</ShortName>" in described
    assert "<Contact>pier@lundy.example</Contact>" in described


def test_without_a_colour_or_a_logo_there_is_none(harbour_client: FlaskClient) -> None:
    assert harbour_client.get("/brand.css").status_code == 404
    assert harbour_client.get("/logo").status_code == 404
    assert not read(harbour_client, "/").css(".name img")


@pytest.fixture
def harbour_client(engines: Engines) -> FlaskClient:
    return create_app(engines).test_client()


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#5d1f7a", "#ffee00", "#808080"])
@pytest.mark.parametrize("paper", ["#fbfaf6", "#14191a"])
def test_a_colour_can_be_read_on_either_paper(colour: str, paper: str) -> None:
    def luminance(of: str) -> float:
        shares = [int(of[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(readable(colour, paper)), luminance(paper)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
