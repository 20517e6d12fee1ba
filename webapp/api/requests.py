"""What services may be asked: types that check a request, describe it, and say what it asks.

`Meta.extra` names the settings that bound a field. In an address a truth is one of four words; in
a JSON body it is a boolean.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from indexer.model import FACETS, Filters, Mode, NameKind, Query, Role, Who
from indexer.render.tables import Format
from webapp.http.endpoints import Request
from webapp.http.parameters import clean

# Something that can be seen: neither white space nor a control character.
VISIBLE = r"[^\s\x00-\x1f\x7f-\x9f]"
# Suggestions where no number is asked for: what a person looks through while typing.
SUGGESTIONS = 8
_TRUE = (True, "true", "1")


def _several(description: str) -> Meta:
    return Meta(description=description, extra={"max_length": "max_values"})


def _naming(whom: str) -> Meta:
    known = "as facets show it, or another way to write it"
    return _several(f"Only passages that name this {whom}: {known}.")


def _results(description: str, most: str = "max_limit", **default: str) -> Meta:
    return Meta(ge=1, description=description, extra={"le": most, **default})


QuestionText = Annotated[
    str,
    Meta(
        title="the question",
        description='Plain words, a question, "a phrase", -word, title:, text:, theme:, source:.',
        min_length=1,
        pattern=VISIBLE,
        examples=["air pollution Kenya"],
        extra={"max_length": "max_query_characters"},
    ),
]
Name = Annotated[str, Meta(min_length=1, pattern=VISIBLE)]
Truth = Literal["true", "false", "1", "0"]
_CORRECT = Meta(description="Whether words taken for slips are corrected.")
_EXPLAIN = Meta(description="Whether each hit says how its score came about.")
_WHY_NOT = Meta(
    description="A passage's id or title: `why_not` of the answer says how it stands to it.",
    min_length=1,
    max_length=500,
    pattern=VISIBLE,
)
Correct = Annotated[Truth, _CORRECT]
Limit = Annotated[int, _results("Results of one answer.", default="default_limit")]
ExportLimit = Annotated[int, _results("Results of one answer.", "max_export", default="max_export")]
FileFormat = Annotated[
    Format, Meta(description="`csv` opens in spreadsheets; `jsonl` is one JSON object a line.")
]


class _QueryParameters(Request, frozen=True, kw_only=True):
    """A question, or none, with the results that are wanted and what narrows them."""

    q: QuestionText | UnsetType = UNSET
    limit: Limit = 10
    offset: Annotated[
        int, Meta(ge=0, description="Results that are passed over.", extra={"le": "max_offset"})
    ] = 0
    mode: Annotated[Mode, Meta(description="By words and meaning, or by one alone.")] = "hybrid"
    theme: Annotated[
        tuple[str, ...], _several("Only passages of this theme; empty for those without one.")
    ] = ()
    organisation: Annotated[tuple[Name, ...], _naming("organisation")] = ()
    funder: Annotated[tuple[Name, ...], _naming("funder")] = ()
    place: Annotated[tuple[Name, ...], _naming("place, or one that lies in it")] = ()
    correct: Correct | bool = "true"

    @property
    def query(self) -> Query:
        """The query that is asked."""
        filters = Filters(**{facet: _names(getattr(self, facet)) for facet in FACETS})
        text = clean(self.q) if isinstance(self.q, str) else ""
        correct = self.correct in _TRUE
        return Query(text, self.mode, self.limit, self.offset, filters, correct=correct)


class SearchParameters(_QueryParameters, frozen=True, kw_only=True):
    """What `GET /api/v1/search` may be asked."""

    q: QuestionText
    correct: Correct = "true"
    explain: Annotated[Truth, _EXPLAIN] = "false"
    why_not: Annotated[str, _WHY_NOT] | UnsetType = UNSET

    @property
    def explained(self) -> bool:
        """Whether hits are explained."""
        return self.explain in _TRUE

    @property
    def key(self) -> object:
        """The query with its filters in order, whether it is explained, and why what is not."""
        return _ordered(self.query), self.explained, self.asked_about

    @property
    def asked_about(self) -> str | None:
        """The passage that is asked about, if one is."""
        return clean(self.why_not) if isinstance(self.why_not, str) else None


class SearchQuery(_QueryParameters, frozen=True, kw_only=True):
    """What `POST /api/v1/search` may be asked: one query."""

    q: QuestionText
    correct: Annotated[bool, _CORRECT] = True
    explain: Annotated[bool, _EXPLAIN] = False


class SearchBatch(Request, frozen=True, kw_only=True):
    """What `POST /api/v1/search` may be asked: several queries."""

    queries: Annotated[
        list[SearchQuery],
        Meta(
            min_length=1,
            description="Answered in this order.",
            extra={"max_length": "largest_batch"},
        ),
    ]


class ContextParameters(_QueryParameters, frozen=True, kw_only=True):
    """What `GET /api/v1/context` may be asked."""

    q: QuestionText
    correct: Correct = "true"
    characters: Annotated[
        int, Meta(ge=500, le=100_000, description="Of all texts together, at most.")
    ] = 4_000

    @property
    def key(self) -> object:
        """The query with its filters in order, and how much is wanted."""
        return _ordered(self.query), self.characters


class CollaboratorsParameters(_QueryParameters, frozen=True, kw_only=True):
    """What `GET /api/v1/collaborators` may be asked."""

    correct: Correct = "true"
    kind: Annotated[tuple[NameKind, ...], _several("What to list.")] = ("organisation", "person")
    role: Annotated[tuple[Role, ...], _several("Only who plays this role.")] = ()
    exclude: Annotated[tuple[Name, ...], _several("Whom to leave out, by name.")] = ()

    @property
    def who(self) -> Who:
        """The question about collaborators that is asked."""
        return Who(
            self.query,
            kinds=tuple(dict.fromkeys(self.kind)),
            roles=tuple(dict.fromkeys(self.role)),
            exclude=_names(self.exclude),
        )

    @property
    def key(self) -> object:
        """The question with whatever has no order in order."""
        who = self.who
        return replace(
            who,
            query=_ordered(who.query),
            kinds=tuple(sorted(who.kinds)),
            roles=tuple(sorted(who.roles)),
            exclude=tuple(sorted(who.exclude)),
        )


class SuggestParameters(Request, frozen=True, kw_only=True):
    """What `GET /api/v1/suggest` may be asked."""

    q: QuestionText
    limit: Annotated[int, _results("Suggestions.")] = SUGGESTIONS

    @property
    def typed(self) -> str:
        """The beginning of a question."""
        return clean(self.q)

    @property
    def key(self) -> object:
        """What is typed, and how many are wanted."""
        return self.typed, self.limit


class SimilarParameters(Request, frozen=True, kw_only=True):
    """What `GET /api/v1/passages/{id}/similar` may be asked."""

    limit: Annotated[int, _results("Passages.")] = 5


class ExportSearchParameters(_QueryParameters, frozen=True, kw_only=True):
    """What `GET /api/v1/export/search` may be asked."""

    q: QuestionText
    limit: ExportLimit = 10_000
    correct: Correct = "true"
    format: FileFormat = "csv"

    @property
    def key(self) -> object:
        """The query with its filters in order, and the format."""
        return _ordered(self.query), self.format


class ExportCollaboratorsParameters(CollaboratorsParameters, frozen=True, kw_only=True):
    """What `GET /api/v1/export/collaborators` may be asked."""

    limit: ExportLimit = 10_000
    format: FileFormat = "csv"

    @property
    def key(self) -> object:
        """The question, and the format."""
        return super().key, self.format


class ExportMentionsParameters(Request, frozen=True, kw_only=True):
    """What `GET /api/v1/export/mentions` may be asked."""

    format: FileFormat = "csv"


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clean(value) for value in values))


def _ordered(query: Query) -> Query:
    """Return the query that stands for all that are answered alike: filters have no order."""
    ordered = {facet: tuple(sorted(query.filters.of(facet))) for facet in FACETS}
    return replace(query, filters=Filters(**ordered))
