"""Says where things are to be read here, and which addresses may be followed at all."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

if TYPE_CHECKING:
    from indexer.model import Passage

# Passages that the reading view shows at once: of a usual page all of them, of a collection's
# thousands a part that a phone loads in a moment.
PART = 40
# Addresses whose writing is kept: the same passages answer often.
_KEPT = 4_096
_SCHEMES = ("http", "https", "mailto")
# What parts a fragment from instructions to the browser; an address has it once.
_DIRECTIVE = ":~:"


def safe(url: str | None) -> str | None:
    """Return an absolute address that may be followed, `None` for every other.

    An address without a scheme would lead into this application instead of the page that it was
    read from, and one such as `javascript:` would run: neither is a link.

    >>> safe("https://example.org/a"), safe("javascript:alert(1)"), safe("/a")
    ('https://example.org/a', None, None)
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    whole = bool(parts.netloc) or (parts.scheme == "mailto" and bool(parts.path))
    return url.strip() if whole and parts.scheme in _SCHEMES else None


def passage(passage_id: str, question: str = "") -> str:
    """Return the path of the page that shows one passage whole, with what a question matches.

    >>> passage("tides-0a1b2c", "high water")
    '/passages/tides-0a1b2c?q=high+water'
    """
    asked = "?" + urlencode({"q": question}) if question else ""
    return f"/passages/{quote(passage_id, safe='')}{asked}"


def collaborator(entity_id: str) -> str:
    """Return the path of a collaborator's own page."""
    return f"/collaborators/{quote(entity_id, safe='')}"


@lru_cache(maxsize=_KEPT)
def page(source: str, anchor: str | None = None, position: int = 0, question: str = "") -> str:
    """Return the path of the reading view of a source, and of a place in it.

    `position` is that of the passage which is to be seen: the view has parts of `PART` passages;
    `question` what was asked, to lead back to its answers.

    >>> page("a b.html", "top"), page("a", position=PART, question="high water")
    ('/pages/a%20b.html#top', '/pages/a?part=2&q=high+water')
    """
    part = position // PART + 1
    pairs = {**({"part": part} if part > 1 else {}), **({"q": question} if question else {})}
    asked = f"?{urlencode(pairs)}" if pairs else ""
    fragment = f"#{quote(anchor, safe='')}" if anchor else ""
    return f"/pages/{quote(source, safe='/:@')}{asked}{fragment}"


def place(passage: Passage, root: str, fragment: str | None = None, question: str = "") -> str:
    """Return where a passage stands on its source: its public address, else the reading view.

    `root` is this application's own address without its last slash, or nothing for a path;
    `fragment` leads on to a sentence of it (see `indexer.search.fragments`), and from the reading
    view a `question` back to its answers.
    """
    address = safe(passage.url)
    if address is None:
        address = root + page(passage.source, passage.anchor, passage.position, question)
    if not fragment or _DIRECTIVE in address or address.lower().startswith("mailto:"):
        return address
    return address + ("" if "#" in address else "#") + fragment
