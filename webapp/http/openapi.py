"""Describes endpoints as OpenAPI 3.1, from the types that check requests and lay out answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any

import msgspec
from msgspec import Struct

from webapp import schemas
from webapp.http.endpoints import Endpoint
from webapp.http.parameters import bounded
from webapp.http.problems import Kind
from webapp.settings import Settings

Json = dict[str, Any]

_BUSY = ("429", "503")
_SCHEMAS = "#/components/schemas/{name}"
_ABOUT = (
    "Finds passages of long pages by their words and by their meaning, says how well they answer, "
    "and who goes with what. Read only. Changes within v1 only add; a field's removal is a new "
    "version. Errors are application/problem+json (RFC 9457)."
)


def document(endpoints: Sequence[Endpoint], settings: Settings, root: str) -> Json:
    """Return the OpenAPI document of the application at `root`, its address without a last slash.

    It answers `endpoints`, in the order of the document; `settings` bound their parameters.
    """
    paths: Json = {}
    for one in endpoints:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, settings)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Alongside",
            "version": version("alongside"),
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": root or "/"}],
        "paths": paths,
        "components": {"schemas": _schemas(endpoints, settings)},
    }


def _operation(endpoint: Endpoint, settings: Settings) -> Json:
    in_path = {"in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    operation: Json = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [
            *({"name": name, **in_path} for name in endpoint.variables),
            *_parameters(bounded(endpoint.asks, settings)),
        ],
        "responses": {"200": _success(endpoint), **_refusals(endpoint.problems)},
    }
    if endpoint.is_kept:
        operation["responses"]["200"]["headers"] = _TAG
        unchanged = {"description": "Unchanged since If-None-Match.", "headers": _TAG}
        operation["responses"]["304"] = unchanged
    if endpoint.accepts:
        models = [bounded(accept, settings) for accept in endpoint.accepts]
        operation["requestBody"] = {"required": True, "content": _json(models)}
    return operation


def _header(name: str, description: str, **schema: object) -> Json:
    return {name: {"description": description, "schema": schema}}


_TAG = _header("ETag", "The same while the answer is.", type="string")
_LATER = _header("Retry-After", "Seconds until it may be asked again.", type="integer", minimum=1)


def _parameters(model: type[Struct]) -> list[Json]:
    """Return the fields of a model as parameters of an address."""
    _, described = msgspec.json.schema_components([model], ref_template=_SCHEMAS)
    schema: Json = described[model.__name__]
    required = schema.get("required", ())
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": of.pop("description", ""),
            "schema": of,
        }
        for name, of in schema["properties"].items()
    ]


def _success(endpoint: Endpoint) -> Json:
    content = {media: {"schema": {"type": "string"}} for media in endpoint.formats}
    return {"description": endpoint.summary, "content": content or _json(endpoint.answers)}


def _json(models: Sequence[type[Struct]]) -> Json:
    refs = [{"$ref": _SCHEMAS.format(name=model.__name__)} for model in models]
    return {"application/json": {"schema": refs[0] if len(refs) == 1 else {"oneOf": refs}}}


def _refusals(kinds: Iterable[Kind]) -> Json:
    """Return the problems that an endpoint may be refused with, by status."""
    refused: dict[str, list[str]] = {}
    for kind in kinds:
        refused.setdefault(str(kind.status), []).append(f"{kind.title} (`{kind.type}`).")
    schema = {"$ref": _SCHEMAS.format(name=schemas.Problem.__name__)}
    return {
        status: {
            "description": " ".join(titles),
            "content": {"application/problem+json": {"schema": schema}},
        }
        | ({"headers": _LATER} if status in _BUSY else {})
        for status, titles in sorted(refused.items())
    }


def _schemas(endpoints: Iterable[Endpoint], settings: Settings) -> Json:
    sent = [each for endpoint in endpoints for each in endpoint.answers]
    taken = [bounded(accept, settings) for one in endpoints for accept in one.accepts]
    models = list(dict.fromkeys([*sent, *taken, schemas.Problem]))
    _, described = msgspec.json.schema_components(models, ref_template=_SCHEMAS)
    return dict(sorted(described.items()))
