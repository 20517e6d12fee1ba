"""Says what may be asked: types that both check a request and describe it in OpenAPI.

They are made for an application's settings, since these bound what may be asked. In an address a
truth is one of four words; in a JSON body it is a boolean.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, defstruct

from indexer.model import FACETS, Mode, NameKind, Role
from indexer.render.tables import Format
from webapp.settings import Settings

Model = type[Struct]
_Field = tuple[str, Any, Any]

# Something that can be seen: neither white space nor a control character.
VISIBLE = r"[^\s\x00-\x1f\x7f-\x9f]"
TRUTHS = {"true": True, "false": False, "1": True, "0": False}
# Suggestions where no number is asked for: what a person looks through while typing.
SUGGESTIONS = 8
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
    return _model(
        "SearchParameters",
        [
            _question(settings),
            *_window(settings.default_limit, settings.max_limit, settings),
            *_narrowing(settings),
            _correct(_Truth, "true"),
            _explain(_Truth, "false"),
        ],
    )


@cache
def one_of_batch(settings: Settings) -> Model:
    """Return what `POST /api/v1/search` may be asked: one query."""
    return _model(
        "SearchQuery",
        [
            _question(settings),
            *_window(settings.default_limit, settings.max_limit, settings),
            *_narrowing(settings),
            _correct(bool, default=True),
            _explain(bool, default=False),
        ],
    )


@cache
def batch(settings: Settings) -> Model:
    """Return what `POST /api/v1/search` may be asked: several queries."""
    one: Any = one_of_batch(settings)
    bounds = Meta(
        min_length=1, max_length=settings.largest_batch, description="Answered in this order."
    )
    return _model("SearchBatch", [("queries", Annotated[list[one], bounds], ...)])


@cache
def collaborators(settings: Settings) -> Model:
    """Return what `GET /api/v1/collaborators` may be asked."""
    window = _window(settings.default_limit, settings.max_limit, settings)
    return _model("CollaboratorsParameters", [*_about(settings), *window, *_who(settings)])


@cache
def suggest(settings: Settings) -> Model:
    """Return what `GET /api/v1/suggest` may be asked."""
    few = min(SUGGESTIONS, settings.max_limit)
    limit = _whole("limit", few, 1, settings.max_limit, "Suggestions.")
    return _model("SuggestParameters", [_question(settings), limit])


@cache
def similar(settings: Settings) -> Model:
    """Return what `GET /api/v1/passages/{id}/similar` may be asked."""
    few = min(_SIMILAR, settings.max_limit)
    return _model("SimilarParameters", [_whole("limit", few, 1, settings.max_limit, "Passages.")])


@cache
def export_search(settings: Settings) -> Model:
    """Return what `GET /api/v1/export/search` may be asked."""
    window = _window(settings.max_export, settings.max_export, settings)
    fields = [_question(settings), *window, *_narrowing(settings), _correct(_Truth, "true")]
    return _model("ExportSearchParameters", [*fields, _FORMAT])


@cache
def export_collaborators(settings: Settings) -> Model:
    """Return what `GET /api/v1/export/collaborators` may be asked."""
    window = _window(settings.max_export, settings.max_export, settings)
    fields = [*_about(settings), *window, *_who(settings)]
    return _model("ExportCollaboratorsParameters", [*fields, _FORMAT])


@cache
def export_mentions(_: Settings) -> Model:
    """Return what `GET /api/v1/export/mentions` may be asked."""
    return _model("ExportMentionsParameters", [_FORMAT])


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
        description='Plain words, a question, "a phrase", -word, title:, text:, theme:, source:.',
        min_length=1,
        max_length=settings.max_query_characters,
        pattern=VISIBLE,
        examples=["air pollution Kenya"],
    )
    return ("q", Annotated[str, bounds], ...)


def _about(settings: Settings) -> list[_Field]:
    """Return the question, where there need not be one."""
    name, about, _ = _question(settings)
    return [(name, about | UnsetType, UNSET)]


def _window(default: int, most: int, settings: Settings) -> list[_Field]:
    """Return which results may be asked for, of all in their order."""
    return [
        _whole("limit", default, 1, most, "Results of one answer."),
        _whole("offset", 0, 0, settings.max_offset, "Results that are passed over."),
    ]


def _narrowing(settings: Settings) -> list[_Field]:
    """Return what decides which passages may answer."""
    return [
        (
            "mode",
            Annotated[
                Mode,
                Meta(description="By words and meaning, or by one alone."),
            ],
            "hybrid",
        ),
        *(_several(facet, _value(facet), settings, _FACETS[facet]) for facet in FACETS),
    ]


def _who(settings: Settings) -> list[_Field]:
    name, kinds, _ = _several("kind", NameKind, settings, "What to list.")
    return [
        *_narrowing(settings),
        _correct(_Truth, "true"),
        (name, kinds, ("organisation", "person")),
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


def _correct(of: Any, default: object) -> _Field:  # noqa: ANN401 - a type
    about = Meta(description="Whether words taken for slips are corrected.")
    return ("correct", Annotated[of, about], default)


def _explain(of: Any, default: object) -> _Field:  # noqa: ANN401 - a type
    about = Meta(description="Whether each hit says how its score came about.")
    return ("explain", Annotated[of, about], default)


_FORMAT: _Field = (
    "format",
    Annotated[
        Format, Meta(description="`csv` opens in spreadsheets; `jsonl` is one JSON object a line.")
    ],
    "csv",
)
