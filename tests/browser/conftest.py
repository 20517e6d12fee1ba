"""Gives the browser tests a real Chromium, and a server with the small engine of the web tests."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from indexer.live import LiveEngine
from tests.webapp.fake import FakeEngines
from webapp import create_app
from webapp.listen import Listener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page

    from webapp import EngineSource

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
SMALLEST = {"viewport": {"width": 320, "height": 568}}

# Nothing of the machine or the network takes part in a test.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield started
        started.close()


@contextmanager
def serving(engines: EngineSource) -> Iterator[str]:
    with Listener(create_app(engines), host="127.0.0.1", port=0, threads=4) as server:
        ready = threading.Event()
        runner = threading.Thread(target=server.run, args=(lambda _: ready.set(),))
        runner.start()
        assert ready.wait(5)
        try:
            yield server.url.rstrip("/")
        finally:
            server.stop()
            runner.join(10)


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    with serving(FakeEngines()) as url:
        yield url


@pytest.fixture(scope="session")
def corpus_site(corpus_index: Path) -> Iterator[str]:
    with LiveEngine(corpus_index) as engines, serving(engines) as url:
        yield url


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a path of the site; whatever the browser complains of fails the test at its end."""
    complaints: list[str] = []
    contexts = []

    def heard(message: ConsoleMessage) -> None:
        # A browser reports every 4xx page as an error of the console; that page was asked for.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            complaints.append(message.text)

    def open_path(path: str, **options: Any) -> Page:
        context = browser.new_context(base_url=site, **(options or DESKTOP))
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_path
    for context in contexts:
        context.close()
    assert complaints == []
