"""Gives the browser tests a real Chromium, and servers: of the harbour, and of the corpus."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect, sync_playwright

from indexer.live import LiveEngine
from tests.fakes import Engines
from tests.webapp.harbour import HOSTILE, TABLES
from tests.webapp.served import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

    from indexer.search.engine import Engine

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SHORT_PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
SMALLEST = {"viewport": {"width": 320, "height": 568}}

# Each page and state of the harbour's site.
PAGES = {
    "home": "/",
    "strong": "/?q=small+tide+tables",
    "weak": "/?q=pumps+in+winter",
    "none": "/?q=qzx",
    "corrected": "/?q=small+tidde",
    "short-form": "/?q=CHU",
    "keyword-only": "/?q=small&mode=keyword",
    "narrowed": "/?q=small&theme=Tides&place=France",
    "unknown-theme": "/?q=small&theme=Nothing",
    "past-the-end": "/?q=gates&offset=50",
    "hostile": "/?q=boilers",
    "mistaken": "/?q=" + "x" * 501,
    "passage": f"/passages/{TABLES}?q=tide+boats",
    "hostile-passage": f"/passages/{HOSTILE}",
    "page": "/pages/harbour.html",
    "pages": "/pages/",
    "themes": "/browse",
    "theme": "/browse?theme=Tides",
    "collaborators": "/collaborators",
    "collaborators-asked": "/collaborators?q=small&exclude=Pier+Trust",
    "collaborator": "/collaborators/pier-trust",
    "place": "/collaborators/brest",
    "places": "/places",
    "network": "/network",
    "compare": "/compare?q=small+tide",
    "missing": "/nothing-here",
    "problem": "/problems/no-index",
}

# What is waited for comes at once on a free machine; a busy one fails no test.
LONGEST = 60_000
expect.set_options(timeout=LONGEST)

# Nothing of the machine or the network takes part in a test.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Of these tests alone: while Playwright is open, its event loop keeps others out of this thread.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Debian's Chromium; a test that needs one is skipped where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(harbour: Engine) -> Iterator[str]:
    with serving(Engines(harbour)) as url:
        yield url.rstrip("/")


@pytest.fixture(scope="session")
def corpus_site(corpus_index: Path) -> Iterator[str]:
    with LiveEngine(corpus_index) as engines, serving(engines) as url:
        yield url.rstrip("/")


@pytest.fixture(scope="package")
def contexts(browser: Browser) -> Iterator[Callable[[dict[str, Any]], BrowserContext]]:
    """Give the context with some options, made once: making one takes longer than most tests."""
    made: dict[str, BrowserContext] = {}

    def context(options: dict[str, Any]) -> BrowserContext:
        name = json.dumps(options, sort_keys=True)
        if name not in made:
            made[name] = browser.new_context(**options)
            made[name].set_default_timeout(LONGEST)
        return made[name]

    yield context
    for each in made.values():
        each.close()


@pytest.fixture
def visit(
    contexts: Callable[[dict[str, Any]], BrowserContext], site: str
) -> Iterator[Callable[..., Page]]:
    """Open a path of the site, or an address.

    Whatever the browser complains of, and whatever it asks of another server, fails the test at its
    end.
    """
    complaints: list[str] = []
    opened: list[Page] = []

    def heard(message: ConsoleMessage) -> None:
        # A browser reports every 4xx page as an error of the console; that page was asked for.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            complaints.append(message.text)

    def open_path(path: str, **options: Any) -> Page:
        page = contexts(options or DESKTOP).new_page()
        opened.append(page)
        address = path if path.startswith("http") else site + path

        def asked(request: Request) -> None:
            if not request.url.startswith("/".join(address.split("/")[:3])):
                complaints.append(f"{request.url} was asked for")

        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", asked)
        page.goto(address)
        return page

    yield open_path
    for page in opened:
        page.close()
    assert complaints == []
