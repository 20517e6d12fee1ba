"""Makes a picture of each page and state, in both themes, on a phone, a desk and a wall.

Run by `make screenshots`; the pictures lie outside the repository, to be looked at.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from indexer.live import LiveEngine
from tests.browser.conftest import PAGES, chromium
from tests.fakes import Engines
from tests.webapp.harbour import open_harbour
from tests.webapp.served import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTHS = {"phone": (360, 640), "desk": (1280, 800), "wall": (2560, 1440)}
CORPUS = {
    "home": "/",
    "results": "/?q=air+polution+kenia",
    "many-results": "/?q=nhs+hospitals&place=United+Kingdom",
    "weak": "/?q=eye+surgery+robots",
    "none": "/?q=xqzzt+blorf+wugga",
    "passage": "/passages/{cobra}?q=prostate+cancer",
    "page": "/pages/health-partnerships.html",
    "themes": "/browse",
    "collaborators": "/collaborators?q=nurses+hospitals",
    "collaborator": "/collaborators/portsmouth-hospitals-university-nhs-trust",
    "places": "/places",
    "network": "/network?q=cancer",
    "network-of-all": "/network",
    "compare": "/compare?q=prostate+cancer+robots",
}


def main(index: Path, folder: Path) -> None:
    """Take every picture: of the harbour's pages, of the corpus, and of no index at all."""
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        harbour = open_harbour(Path(stack.enter_context(TemporaryDirectory())) / "index")
        small = stack.enter_context(serving(Engines(harbour))).rstrip("/")
        engines = stack.enter_context(LiveEngine(index))
        corpus = stack.enter_context(serving(engines)).rstrip("/")
        unready = stack.enter_context(serving(Engines())).rstrip("/")
        found = next(p for p in engines.current().passages if "CoBra" in p.title)
        pages = {f"corpus-{name}": corpus + path for name, path in CORPUS.items()}
        pages = {name: address.replace("{cobra}", found.id) for name, address in pages.items()}
        pages |= {f"small-{name}": small + path for name, path in PAGES.items()}
        pages["unready"] = unready + "/"
        for width in WIDTHS:
            for theme in ("light", "dark"):
                _take(browser, pages, folder / f"{width}-{theme}", (width, theme))
        print(f"{len(pages) * 6} pictures are in {folder}")  # noqa: T201 - a command's last word


def _take(browser: Browser, pages: dict[str, str], folder: Path, how: tuple[str, str]) -> None:
    width, height = WIDTHS[how[0]]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if how[1] == "dark" else "light",
        is_mobile=how[0] == "phone",
    )
    page = context.new_page()
    folder.mkdir(parents=True, exist_ok=True)
    for name, address in pages.items():
        page.goto(address)
        page.screenshot(path=folder / f"{name}.png", full_page=how[0] != "wall")
    context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
