"""Follows every link of every page of the corpus: each is answered, and each anchor is there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from tests.fakes import Engines
from webapp.app import create_app

if TYPE_CHECKING:
    from indexer.search.engine import Engine

# Of a question's many ways to be narrowed, those of one question are enough.
_START = ["/", "/?q=air+pollution", "/compare?q=nhs", "/places?q=kenya", "/network?q=cancer"]


def test_every_link_on_every_page_of_the_corpus_resolves(corpus_engine: Engine) -> None:
    engines = Engines(corpus_engine)  # type: ignore[arg-type]
    client = create_app(engines).test_client()
    anchors: dict[str, set[str]] = {}
    wanted: dict[str, set[str]] = {}
    waiting = list(_START)
    while waiting:
        address = waiting.pop()
        if address in anchors:
            continue
        response, anchors[address] = client.get(address), set()
        assert response.status_code == 200, (address, wanted.get(address))
        if response.mimetype != "text/html":
            continue
        page = LexborHTMLParser(response.text)
        anchors[address] = {node.attributes["id"] or "" for node in page.css("[id]")}
        for link in page.css("a[href], link[href]"):
            target = urlsplit(urljoin(address, link.attributes["href"] or ""))
            if target.netloc or target.path.startswith("/static/"):
                continue
            path = target.path + ("?" + target.query if target.query else "")
            fragment = unquote(target.fragment.partition(":~:")[0])
            wanted.setdefault(path, set()).update({fragment} - {""})
            if _leads_on(address, path):
                waiting.append(path)
    for path, fragments in wanted.items():
        if path in anchors:
            assert fragments <= anchors[path], path
    assert len(anchors) > 2 * len(corpus_engine.passages)


def _leads_on(address: str, path: str) -> bool:
    """Follow what a start leads to, but not what narrows or asks anew again and again."""
    return address in _START or "?" not in path or path.startswith(("/browse", "/pages/"))
