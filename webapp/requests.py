"""Says what may be asked: types that both check a request and describe it in OpenAPI.

They are made for an application's settings, since these bound what may be asked. In an address a
truth is one of four words; in a JSON body it is a boolean.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, defstruct

from indexer.model import FACETS, Mode, NameKind, Role
from webapp.settings import Settings

Model = type[Struct]
_Field = tuple[str, Any, Any]

# Something that can be seen: neither white space nor a control character.
VISIBLE = r"[^\s\x00-\x1f\x7f-\x9f]"
TRUTHS = {"true": True, "false": False, "1": True, "0": False}
# Passages like one, where no number is asked for.
_SIMILAR = 5
_Truth = Literal["true", "false", "1", "0"]
_KNOWN = "as facets show it, or another way to write it"
_FACETS = {
    "theme": "Only passages of this theme; empty for those without one.",
    "organisation": f"Only passages that name this organisation: {_KNOWN}.",
    "funder": f"Only passages that name this funder: {_KNOWN}.",
    "place": f"Only passages that name this place, or one that lies in it: {_KNOWN}.",
}


@cache
def search(settings: Settings) -> Model:
    """Return what `GET /api/v1/search` may be asked."""
    fields = [*_truth("correct", _Truth, "true"), *_truth("explain", _Truth, "false")]
    return _model("SearchParameters", [_question(settings), *_common(settings), *fields])


@cache
def one_of_batch(settings: Settings) -> Model:
    """Return what `POST /api/v1/search` may be asked: one query."""
    fields = [*_truth("correct", bool, default=True), *_truth("explain", bool, default=False)]
    return _model("SearchQuery", [_question(settings), *_common(settings), *fields])


@cache
def batch(settings: Settings) -> Model:
    """Return what `POST /api/v1/search` may be asked: several queries."""
    one: Any = one_of_batch(settings)
    bounds = Meta(
        min_length=1, max_length=settings.max_batch, description="Answered in this order."
    )
    return _model("SearchBatch", [("queries", Annotated[list[one], bounds], ...)])


@cache
def collaborators(settings: Settings) -> Model:
    """Return what `GET /api/v1/collaborators` may be asked."""
    name, about, _ = _question(settings)
    optional = (name, about | UnsetType, UNSET)
    fields = [*_truth("correct", _Truth, "true"), *_who(settings)]
    return _model("CollaboratorsParameters", [optional, *_common(settings), *fields])


@cache
def similar(settings: Settings) -> Model:
    """Return what `GET /api/v1/passages/{id}/similar` may be asked."""
    few = min(_SIMILAR, settings.max_limit)
    return _model("SimilarParameters", [_whole("limit", few, 1, settings.max_limit, "Passages.")])


@cache
def nothing(_: Settings) -> Model:
    """Return what an endpoint without parameters may be asked."""
    return _model("NoParameters", [])


def _model(name: str, fields: list[_Field]) -> Model:
    plain = [field[:2] if field[2] is ... else field for field in fields]
    return defstruct(name, plain, kw_only=True, frozen=True, forbid_unknown_fields=True)


def _question(settings: Settings) -> _Field:
    bounds = Meta(
        title="the question",
        description='Plain words, a question, "a phrase", -word, field:value.',
        min_length=1,
        max_length=settings.max_query_characters,
        pattern=VISIBLE,
        examples=["air pollution Kenya"],
    )
    return ("q", Annotated[str, bounds], ...)


def _common(settings: Settings) -> list[_Field]:
    """Return what every list of results may be asked: its window, its legs, its filters."""
    return [
        _whole("limit", settings.default_limit, 1, settings.max_limit, "Results of one answer."),
        _whole("offset", 0, 0, settings.max_offset, "Results that are passed over."),
        ("mode", Annotated[Mode, Meta(description="Which legs may rank.")], "hybrid"),
        *(_several(facet, _value(facet), settings, _FACETS[facet]) for facet in FACETS),
    ]


def _who(settings: Settings) -> list[_Field]:
    return [
        (
            "kind",
            _several("kind", NameKind, settings, "What to list.")[1],
            ("organisation", "person"),
        ),
        _several("role", Role, settings, "Only who plays this role."),
        _several("exclude", _value("exclude"), settings, "Whom to leave out, by name."),
    ]


def _value(name: str) -> Any:  # noqa: ANN401 - a type
    return str if name == "theme" else Annotated[str, Meta(min_length=1, pattern=VISIBLE)]


def _several(name: str, of: Any, settings: Settings, description: str) -> _Field:  # noqa: ANN401
    bounds = Meta(max_length=settings.max_values, description=description)
    return (name, Annotated[tuple[of, ...], bounds], ())


def _whole(name: str, default: int, lowest: int, highest: int, description: str) -> _Field:
    return (name, Annotated[int, Meta(ge=lowest, le=highest, description=description)], default)


def _truth(name: str, of: Any, default: object) -> list[_Field]:  # noqa: ANN401 - a type
    described = {
        "correct": "Whether words taken for slips are corrected.",
        "explain": "Whether each hit says how its score came about.",
    }
    return [(name, Annotated[of, Meta(description=described[name])], default)]
