"""Lets programs discover this site: browsers its search, crawlers its pages, others its endpoints.

Every page that lasts names its one address; pages of results, which do not, say `noindex`.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from textwrap import shorten
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from werkzeug import Response as BaseResponse

from indexer.model import IndexInfo, Passage
from indexer.search.engine import Engine
from webapp import addresses
from webapp.api.views import BROWSERS
from webapp.http import openapi
from webapp.http.endpoints import Endpoints, kept
from webapp.http.state import engine, root, settings
from webapp.pages.colours import readable
from webapp.pages.common import page

blueprint = Blueprint("discovery", __name__)
_PAPERS = ("#fbfaf6", "#14191a")  # `--paper` of site.css, light and dark
manual = Blueprint("manual", __name__)

# A sitemap holds at most 50,000 addresses; a passage brings at most two, its own and that of the
# page which it begins, a collaborator one.
PART = 25_000
_DESCRIBED = 160  # characters, as many as results of a crawler show
_PRIVATE = ("/api/", "/health/", "/metrics", "/report", BROWSERS)
_TYPES = {"organisation": "Organization", "person": "Person", "place": "Place"}


def prepare(app: Flask) -> None:
    """Give an application's templates what stands in the head of a page that lasts."""
    app.jinja_env.globals["canonical"] = canonical
    app.jinja_env.globals["about"] = about


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the search, so that a browser can add this site to its search engines."""
    address = root()
    icon = address + url_for("static", filename="icon.svg")
    values = {"root": address, "icon": icon, "suggestions": f"{address}{BROWSERS}"}
    kind = "application/opensearchdescription+xml"
    return _rendered(None, settings(), "opensearch.xml", kind, **values)


@blueprint.get("/brand.css")
def brand() -> Response:
    """Send the colours of whose pages these are, each light or dark enough to be read."""
    opened = engine().engine
    colour = opened.branding.colour
    if not colour:
        abort(404)
    return kept(opened.info, colour, lambda: Response(_accents(colour), mimetype="text/css"))


def _accents(colour: str) -> str:
    light, dark = (readable(colour, paper) for paper in _PAPERS)
    return (
        f":root {{ --accent: {light}; --on-accent: #ffffff; }}\n"
        "@media (prefers-color-scheme: dark) "
        f"{{ :root {{ --accent: {dark}; --on-accent: #0d1213; }} }}\n"
    )


@blueprint.get("/logo")
def logo() -> Response:
    """Send the picture of whose pages these are."""
    opened = engine().engine
    kind, _, held = opened.branding.logo.removeprefix("data:").partition(";base64,")
    if not held:
        abort(404)
    return kept(opened.info, kind, lambda: Response(b64decode(held), mimetype=kind))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers where nothing is to be read, and where the sitemap is."""
    barred = "".join(f"Disallow: {path}\n" for path in _PRIVATE)
    text = f"User-agent: *\n{barred}Sitemap: {root()}/sitemap.xml\n"
    return kept(None, settings(), lambda: Response(text, mimetype="text/plain"))


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List every page that lasts; for a large index, the parts of that list."""
    opened = engine().engine
    parts = _parts(opened)
    if parts == 1:
        return _sitemap(opened, 1)
    listed = [f"{root()}/sitemap-{part}.xml" for part in range(1, parts + 1)]
    changed = opened.info.built_at
    return _rendered(opened.info, None, "sitemaps.xml", parts=listed, changed=changed)


@blueprint.get("/sitemap-<int:part>.xml")
def part_of_sitemap(part: int) -> Response:
    """List one part of the pages that last."""
    opened = engine().engine
    if not 0 < part <= _parts(opened):
        abort(404)
    return _sitemap(opened, part)


@manual.get("/api/v1/openapi.json")
def document() -> Response:
    """Return the OpenAPI document of this application."""

    def make() -> Response:
        return Response(msgspec.json.encode(_document()), mimetype="application/json")

    return kept(None, settings(), make)


@manual.get("/api/v1/", strict_slashes=False)
def here() -> BaseResponse:
    """Lead whoever looks for what there is under the endpoints' own address to the page."""
    return redirect("/api/")


@manual.get("/api/", endpoint="page", strict_slashes=False)
def endpoints() -> Response:
    """Show the endpoints, what they may be asked, and what they answer."""
    return page("api.html", api=_document(), root=root())


def canonical(*keeping: str) -> Markup:
    """Return the link that names the one address of the page which this request shows.

    Of the parameters that came along only those named here tell it from another page.
    """
    address = root() + quote(request.path, safe="/:@", errors="replace")
    kept = {name: request.args[name] for name in keeping if name in request.args}
    query = "?" + urlencode(kept, errors="replace") if kept else ""
    return Markup('<link rel="canonical" href="{}">').format(address + query)


def about(passage: Passage) -> Markup:
    """Return what stands in the head of a passage's page: address, beginning, schema.org data."""
    data = htmlsafe_json_dumps(described(passage, root()))
    script = Markup('<script type="application/ld+json">{}</script>').format(data)
    begins = shorten(passage.text, _DESCRIBED, placeholder="…") or passage.title
    description = Markup('<meta name="description" content="{}">').format(begins)
    return Markup("\n").join((canonical(), description, script))


def described(passage: Passage, root: str) -> dict[str, Any]:
    """Return what a passage is, in the words of schema.org; `root` is this site's address."""
    read_in_place = root + addresses.page(passage.source, passage.anchor, passage.position)
    names = dict.fromkeys((m.kind, m.name) for m in passage.mentions)
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": passage.title or passage.source,
        "url": root + addresses.passage(passage.id),
        "articleSection": passage.theme,
        "isPartOf": {"@type": "WebPage", "url": read_in_place},
        "isBasedOn": addresses.safe(passage.url),
        "mentions": [{"@type": _TYPES[kind], "name": name} for kind, name in names],
        "funder": [{"@type": "Organization", "name": name} for name in sorted(passage.funders)],
    }
    return {name: value for name, value in data.items() if value}


def _parts(opened: Engine) -> int:
    return -(-(len(opened.passages) + len(opened.entities)) // PART)


def _sitemap(opened: Engine, part: int) -> Response:
    listed = _addresses(opened, range((part - 1) * PART, part * PART))
    changed = opened.info.built_at
    return _rendered(opened.info, part, "sitemap.xml", addresses=listed, changed=changed)


def _rendered(
    info: IndexInfo | None, key: object, name: str, kind: str = "application/xml", **values: object
) -> Response:
    """Send what a template says to programs, once for as long as it stays the same."""
    return kept(info, key, lambda: Response(render_template(name, **values), mimetype=kind))


def _addresses(opened: Engine, part: range) -> Iterator[str]:
    """Yield the addresses that a range of all passages, then all collaborators, brings."""
    address, passages = root(), len(opened.passages)
    if part.start == 0:
        yield f"{address}/"
    for row in range(part.start, min(part.stop, passages)):
        passage = opened.passages[row]
        if passage.position == 0:
            yield address + addresses.page(passage.source)
        yield address + addresses.passage(passage.id)
    for one in opened.entities[max(part.start - passages, 0) : max(part.stop - passages, 0)]:
        yield address + addresses.collaborator(one.id)


def _document() -> dict[str, Any]:
    declaring = (one for one in current_app.blueprints.values() if isinstance(one, Endpoints))
    declared = [endpoint for one in declaring for endpoint in one.declared]
    return openapi.document(declared, settings(), root())
