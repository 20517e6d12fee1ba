"""Makes pages of templates: what all of them need, and the response that a page is."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response, render_template, request, url_for

from webapp import asking, links, markup
from webapp.paging import SEARCH, View

if TYPE_CHECKING:
    from flask import Flask

_STATIC = {"style": "site.css", "script": "site.js", "land": "land.svg", "icon": "icon.svg"}


def prepare(app: Flask) -> None:
    """Give an application what its templates need."""
    folder = Path(app.static_folder or "")
    versions = {name: _version(folder / file) for name, file in _STATIC.items()}

    def static(name: str) -> str:
        return url_for("static", filename=_STATIC[name], v=versions[name])

    environment = app.jinja_env
    environment.globals |= {"links": links, "static": static, "SEARCH": SEARCH, "View": View}
    environment.filters |= {"marked": markup.marked, "sentence": markup.sentence}
    environment.trim_blocks = environment.lstrip_blocks = True


def page(template: str, status: int = 200, **values: object) -> Response:
    """Return a page; the question of this request, if any, stands in its box.

    A browser that has the same page already, coming back to its results, is told so (304).
    """
    # What a corpus holds may not be valid Unicode; a page with a "?" is better than no page.
    text = render_template(template, **{"typed": asking.typed(), "view": SEARCH} | values)
    response = Response(text.encode("utf-8", "replace"), status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    if status == HTTPStatus.OK:
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response


def _version(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
