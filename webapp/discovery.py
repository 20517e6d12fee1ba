"""Lets programs discover this site: browsers its search, crawlers its pages and their subjects.

Every page that lasts names its one address; pages of results, which do not, say `noindex`.
"""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Response, abort, render_template, request, url_for
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from indexer.model import NameKind
from webapp import addresses, links, sending, suggesting
from webapp.state import engine, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.model import Passage
    from webapp.state import Engine

blueprint = Blueprint("discovery", __name__)

# A sitemap holds at most 50,000 addresses; a passage brings at most two, its own and that of the
# page which it begins, a collaborator one.
_PART = 25_000
_DESCRIBED = 160  # characters, as many as results of a crawler show
_PRIVATE = ("/api/", "/health/", "/metrics", "/report", suggesting.BROWSERS)
_TYPES: dict[NameKind, str] = {
    "organisation": "Organization",
    "person": "Person",
    "place": "Place",
}


def prepare(app: Flask) -> None:
    """Give an application's templates what stands in the head of a page that lasts."""
    app.jinja_env.globals["canonical"] = canonical
    app.jinja_env.globals["about"] = about


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the search, so that a browser can add this site to its search engines."""

    def make() -> Response:
        root = addresses.root()
        icon = root + url_for("static", filename="icon.svg")
        at = f"{root}{suggesting.BROWSERS}"
        text = render_template("opensearch.xml", root=root, icon=icon, suggestions=at)
        return Response(text, mimetype="application/opensearchdescription+xml")

    return sending.kept(None, settings(), make)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers where nothing is to be read, and where the sitemap is."""
    barred = "".join(f"Disallow: {path}\n" for path in _PRIVATE)
    text = f"User-agent: *\n{barred}Sitemap: {addresses.root()}/sitemap.xml\n"
    return sending.kept(None, settings(), lambda: Response(text, mimetype="text/plain"))


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List every page that lasts; for a large index, the parts of that list."""
    opened = engine()
    parts = _parts(opened)
    if parts == 1:
        return _sitemap(opened, 1)

    def make() -> Response:
        root = addresses.root()
        listed = [f"{root}/sitemap-{part}.xml" for part in range(1, parts + 1)]
        text = render_template("sitemaps.xml", parts=listed, changed=opened.info.built_at)
        return Response(text, mimetype="application/xml")

    return sending.kept(opened.info, None, make)


@blueprint.get("/sitemap-<int:part>.xml")
def part_of_sitemap(part: int) -> Response:
    """List one part of the pages that last."""
    opened = engine()
    if not 0 < part <= _parts(opened):
        abort(404)
    return _sitemap(opened, part)


def canonical(*keeping: str) -> Markup:
    """Return the link that names the one address of the page which this request shows.

    Of the parameters that came along only those named here tell it from another page.
    """
    address = addresses.root() + quote(request.path, safe="/:@", errors="replace")
    kept = {name: request.args[name] for name in keeping if name in request.args}
    asked = "?" + urlencode(kept, errors="replace") if kept else ""
    return Markup('<link rel="canonical" href="{}">').format(address + asked)


def about(passage: Passage) -> Markup:
    """Return what stands in the head of a passage's page: address, beginning, schema.org data."""
    data = htmlsafe_json_dumps(described(passage, addresses.root()))
    script = Markup('<script type="application/ld+json">{}</script>').format(data)
    begins = shorten(passage.text, _DESCRIBED, placeholder="…") or passage.title
    description = Markup('<meta name="description" content="{}">').format(begins)
    return Markup("\n").join((canonical(), description, script))


def described(passage: Passage, root: str) -> dict[str, Any]:
    """Return what a passage is, in the words of schema.org; `root` is this site's address."""
    read_in_place = root + links.page(passage.source, passage.anchor, passage.position)
    names = dict.fromkeys((m.kind, m.name) for m in passage.mentions)
    funders = {m.name for m in passage.mentions if m.role == "funder"}
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": passage.title or passage.source,
        "url": root + links.passage(passage.id),
        "articleSection": passage.theme,
        "isPartOf": {"@type": "WebPage", "url": read_in_place},
        "isBasedOn": links.safe(passage.url),
        "mentions": [{"@type": _TYPES[kind], "name": name} for kind, name in names],
        "funder": [{"@type": "Organization", "name": name} for name in sorted(funders)],
    }
    return {name: value for name, value in data.items() if value}


def _parts(opened: Engine) -> int:
    return -(-(len(opened.passages) + len(opened.entities)) // _PART)


def _sitemap(opened: Engine, part: int) -> Response:
    def make() -> Response:
        listed = _addresses(opened, range((part - 1) * _PART, part * _PART))
        text = render_template("sitemap.xml", addresses=listed, changed=opened.info.built_at)
        return Response(text, mimetype="application/xml")

    return sending.kept(opened.info, part, make)


def _addresses(opened: Engine, part: range) -> Iterator[str]:
    """Yield the addresses that a range of all passages, then all collaborators, brings."""
    root, passages = addresses.root(), len(opened.passages)
    if part.start == 0:
        yield f"{root}/"
    for row in range(part.start, min(part.stop, passages)):
        passage = opened.passages[row]
        if passage.position == 0:
            yield root + links.page(passage.source)
        yield root + links.passage(passage.id)
    for one in opened.entities[max(part.start - passages, 0) : max(part.stop - passages, 0)]:
        yield root + links.collaborator(one.id)
