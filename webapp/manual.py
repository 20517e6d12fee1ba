"""Explains the endpoints: the OpenAPI document for programs, a page made of it for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from flask import Blueprint, Response, current_app, redirect

from webapp import addresses, openapi, rendering, sending
from webapp.services import Endpoint, Services
from webapp.state import settings

if TYPE_CHECKING:
    from werkzeug import Response as BaseResponse

blueprint = Blueprint("manual", __name__)


@blueprint.get("/api/v1/openapi.json")
def document() -> Response:
    """Return the OpenAPI document of this application."""

    def make() -> Response:
        body = msgspec.json.encode(_document())
        return Response(body, mimetype="application/json")

    return sending.kept(None, settings(), make)


@blueprint.get("/api/v1/", strict_slashes=False)
def here() -> BaseResponse:
    """Lead whoever looks for what there is under the endpoints' own address to the page."""
    return redirect("/api/")


@blueprint.get("/api/", strict_slashes=False)
def page() -> Response:
    """Show the endpoints, what they may be asked, and what they answer."""
    return rendering.page("api.html", api=_document(), root=addresses.root())


def _document() -> dict[str, Any]:
    return openapi.document(_endpoints(), settings(), addresses.root())


def _endpoints() -> list[Endpoint]:
    blueprints = current_app.blueprints.values()
    return [
        endpoint
        for services in blueprints
        if isinstance(services, Services)
        for endpoint in services.endpoints
    ]
