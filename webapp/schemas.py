"""What services are answered: each type is what is sent, and what OpenAPI says of it.

Fields stand in the order in which they are sent; one that is `UNSET` is left out. The client reads
the same types.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, field

from indexer.model import (
    BlockKind,
    Fact,
    Leg,
    MarkKind,
    Mode,
    NameKind,
    Role,
    State,
    SuggestionKind,
)

Count = Annotated[int, Meta(ge=0)]
Score = Annotated[float, Meta(description="Absolute, to six digits; higher is better.")]
Milliseconds = Annotated[float, Meta(ge=0)]
Sure = Annotated[bool, Meta(description="False where the role is a guess.")]
Next = Annotated[
    str | None, Meta(description="Where the next window is asked for; null after the last.")
]
Url = Annotated[str, Meta(description="An absolute address; over MCP perhaps a path.")]


def encoded(body: Struct) -> bytes:
    """Return a body as JSON; what a corpus holds that is not Unicode becomes a question mark."""
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(body), ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def indented(body: Struct) -> str:
    """Return a body as JSON that people can read."""
    return msgspec.json.format(encoded(body).decode(), indent=2)


class Body(Struct, frozen=True):
    """Something that is sent as JSON."""


class Problem(Body, frozen=True):
    """What went wrong, and the way out (RFC 9457)."""

    type: Annotated[str, Meta(description="The kind of problem: a path that explains it.")]
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: Annotated[str, Meta(description="What happened here, and what to do instead.")]
    parameter: Annotated[str, Meta(description="The parameter or field at fault.")] | UnsetType = (
        UNSET
    )


class Index(Body, frozen=True):
    """What answered."""

    generation: str
    built_at: Annotated[str, Meta(description="UTC, as in 2026-11-23T05:00:00Z.")]
    model: str
    passages: Count


class Live(Body, frozen=True):
    """That this process answers."""

    status: Literal["live"]


class Ready(Body, frozen=True):
    """That an index is open, and which; and what is wrong, where it is not the newest."""

    status: Literal["ready"]
    index: Index
    fault: str | UnsetType = UNSET


class Correction(Body, frozen=True):
    """A word taken for a slip, and the word it was taken for."""

    said: str = field(name="from")
    meant: str = field(name="to")


class Acronym(Body, frozen=True):
    """A short form, and what it was taken for."""

    short: str
    long: str


class QueryRead(Body, frozen=True):
    """How the question was read."""

    text: Annotated[str, Meta(description="As asked.")]
    searched: Annotated[str, Meta(description="As searched, slips corrected.")]
    corrections: list[Correction]
    acronyms: list[Acronym]
    mode: Mode


class Span(Body, frozen=True):
    """A range of characters of the text beside it, end exclusive."""

    start: Count
    end: Count


class Mark(Span, frozen=True):
    """A range of a snippet that matched: a word, or the sentence nearest in meaning."""

    kind: MarkKind


class Snippet(Body, frozen=True):
    """The sentence that answers; marks are characters of its text."""

    text: str
    marks: list[Mark]


class Explanation(Body, frozen=True):
    """How a hit's score came about: (words + meaning + name) * prior, where both legs rank."""

    reason: Annotated[str, Meta(description="The same in words.")]
    words: Annotated[float, Meta(description="What its words add to the meaning.", ge=0, le=1)]
    meaning: Annotated[float, Meta(description="What the passage means, after feedback.", ge=0)]
    name: Annotated[float, Meta(description="For words that stand together as a name.", ge=0)]
    prior: Annotated[float, Meta(description="1, or less for introductions.", ge=0, le=1)]
    coverage: Annotated[
        float, Meta(description="The share of the question that its words hold.", ge=0, le=1)
    ]


class Hit(Body, frozen=True):
    """A passage that answers."""

    id: str
    title: str
    theme: str | None
    score: Score
    keyword_score: Score
    semantic_score: Score
    matched_by: Annotated[list[Leg], Meta(min_length=1)]
    close: Annotated[
        bool, Meta(description="Whether it answers; false where it only touches on the question.")
    ]
    snippet: Snippet
    organisations: Annotated[list[str], Meta(description="Partners, and those only named.")]
    funders: list[str]
    places: list[str]
    introduction: bool
    url: Annotated[str, Meta(description="Where it is read, down to the snippet's sentence.")]
    source: str
    explanation: Explanation | UnsetType = UNSET


class FacetValue(Body, frozen=True):
    """A value that the answer can be narrowed by."""

    value: Annotated[str, Meta(description="Empty for passages without a theme.")]
    count: Annotated[Count, Meta(description="Of all admitted passages.")]
    selected: bool
    adds: Annotated[Count, Meta(description="Passages that switching it on would add.")]
    within: Annotated[str | None, Meta(description="A place's country.")]
    toggle_url: Annotated[str, Meta(description="The same search with this value switched.")]


class Facets(Body, frozen=True):
    """What an answer can be narrowed by; a passage has one theme, and any number of the others."""

    theme: list[FacetValue]
    organisation: list[FacetValue]
    funder: list[FacetValue]
    place: list[FacetValue]


class PassageTitle(Body, frozen=True):
    """A passage in short."""

    id: str
    title: str
    url: Url


class Admittance(Body, frozen=True):
    """How the passage that was asked about stands to the question."""

    passage: PassageTitle
    admitted: Annotated[bool, Meta(description="Whether it is part of the answer.")]
    rank: Annotated[
        int | None,
        Meta(description="Among all results, or what it would be; null where too far off."),
    ]
    lacks: Annotated[list[str], Meta(description="Words of the question that it does not hold.")]
    coverage: Annotated[
        float | None, Meta(description="The share of the question that its words hold.")
    ]
    needed: Annotated[float, Meta(description="The share from which on words admit.")]
    cosine: Annotated[float | None, Meta(description="Null where meaning was not asked.")]
    floor: Annotated[float, Meta(description="The cosine from which on meaning admits.")]
    excluded_by: Annotated[
        list[str], Meta(description="The conditions and filters that it does not meet.")
    ]
    evidence: Annotated[
        float | None, Meta(description="What coverage and cosine make together, if both count.")
    ]
    least: Annotated[float, Meta(description="The evidence that admits here.")]
    reason: Annotated[str, Meta(description="The same in a line.")]


class Direct(Body, frozen=True):
    """The sentence that answers a question of fact: quoted, never written."""

    fact: Annotated[Fact, Meta(description="The kind of fact that is asked for.")]
    value: Annotated[
        str | None, Meta(description="What in the sentence is that fact; null for all of it.")
    ]
    snippet: Snippet
    passage: Annotated[
        PassageTitle, Meta(description="Where it stands; its address leads to the sentence.")
    ]


class Relaxed(Body, frozen=True):
    """What answers without the quotes of a question, which leave nothing."""

    searched: Annotated[str, Meta(description="As searched.")]
    answer: State
    reason: str
    total: Annotated[Count, Meta(description="Passages, close or not; hits are a window of them.")]
    hits: list[Hit]


class SearchAnswer(Body, frozen=True, kw_only=True):
    """What answers a question, and how well."""

    query: QueryRead
    answer: State
    reason: Annotated[str, Meta(description="Why the answer is strong, weak or none.")]
    direct: Annotated[
        Direct | None, Meta(description="What answers by itself; null where nothing clearly does.")
    ]
    total: Annotated[Count, Meta(description="Passages, close or not; hits are a window of them.")]
    total_exact: bool
    limit: Count
    offset: Count
    next: Next
    hits: list[Hit]
    relaxed: (
        Annotated[
            Relaxed,
            Meta(description="Where quotes leave nothing: the answer without them, if any."),
        ]
        | UnsetType
    ) = UNSET
    nearest: (
        Annotated[
            list[PassageTitle],
            Meta(max_length=3, description="Where there is no answer: what is near, and is none."),
        ]
        | UnsetType
    ) = UNSET
    facets: Facets
    facets_left_out: Annotated[
        dict[str, Count], Meta(description="How many values of a facet are not listed.")
    ]
    notices: list[str]
    why_not: (
        Annotated[Admittance, Meta(description="Of the passage that was asked about.")] | UnsetType
    ) = UNSET
    index: Index
    took_ms: Milliseconds


class BatchAnswer(Body, frozen=True):
    """The answers to several questions, in their order."""

    answers: list[SearchAnswer]
    took_ms: Milliseconds


class PassageBlock(Span, frozen=True):
    """A paragraph or a list item of the text."""

    kind: BlockKind


class PassageLink(Span, frozen=True):
    """A link of the text that may be followed."""

    url: Url


class Mention(Span, frozen=True):
    """A name in a passage, where it stands, and what part its bearer plays.

    The characters are the title's where `in_title`, else the text's.
    """

    name: Annotated[str, Meta(description="The one name of what is meant.")]
    id: Annotated[str | None, Meta(description="Of the collaborator who bears it.")]
    kind: NameKind
    role: Annotated[Role | None, Meta(description="None for places.")]
    sure: Sure
    text: Annotated[str, Meta(description="As it is written here.")]
    in_title: bool


class PassageAnswer(Body, frozen=True, kw_only=True):
    """One passage whole."""

    id: str
    title: str
    theme: str | None
    path: Annotated[list[str], Meta(description="The headings above it, outermost first.")]
    text: str
    blocks: list[PassageBlock]
    sentences: list[Span]
    links: list[PassageLink]
    mentions: list[Mention]
    introduction: bool
    source: str
    position: Annotated[Count, Meta(description="Its place on its page, from 0.")]
    url: Url
    key: (
        Annotated[str, Meta(description="The source's own name for it, where it has one.")]
        | UnsetType
    ) = UNSET
    index: Index


class RoleCount(Body, frozen=True):
    """A role, and the number of passages in which it is played."""

    role: Role
    passages: Count


class Evidence(Body, frozen=True):
    """A passage that speaks for a collaborator, with the sentence that names it."""

    id: Annotated[str, Meta(description="Of the passage.")]
    title: str
    theme: str | None
    role: Annotated[Role | None, Meta(description="The one that the snippet tells of.")]
    roles: Annotated[list[Role], Meta(description="All that it plays in the passage.")]
    sure: Sure
    weight: Annotated[float, Meta(ge=0, le=1, description="What it counts for the question.")]
    snippet: Snippet
    url: Annotated[str, Meta(description="Where it is read, down to the sentence.")]


class Collaborator(Body, frozen=True):
    """An organisation, person or place, with what speaks for it."""

    id: str
    name: str
    kind: NameKind
    also: Annotated[list[str], Meta(description="Other ways in which it is written.")]
    places: Annotated[list[str], Meta(description="Where it is, nearest first.")]
    country: str | None
    score: Annotated[float, Meta(ge=0, le=1, description="0 where nothing was asked.")]
    passages: Annotated[Count, Meta(description="Admitted passages that name it.")]
    roles: list[RoleCount]
    sure: Annotated[bool, Meta(description="False where none of its roles was told outright.")]
    evidence: Annotated[list[Evidence], Meta(description="The weightiest first.")]
    url: Annotated[str, Meta(description="Where this API has all of it.")]


class CollaboratorsAnswer(Body, frozen=True):
    """Who goes with a question; without one, everybody."""

    query: QueryRead
    answer: State
    reason: str
    total: Annotated[Count, Meta(description="Collaborators, of which these are a window.")]
    passages: Annotated[Count, Meta(description="Passages that they were drawn from.")]
    limit: Count
    offset: Count
    next: Next
    collaborators: list[Collaborator]
    notices: list[str]
    index: Index
    took_ms: Milliseconds


class Companion(Body, frozen=True):
    """Who is named beside a collaborator, in how many passages, and in which roles there."""

    id: str
    name: str
    kind: NameKind
    passages: Count
    roles: list[Role]
    url: Annotated[str, Meta(description="Where this API has all of it.")]


class CollaboratorProfile(Body, frozen=True):
    """One collaborator with all its passages, its funders, and whom it is named beside."""

    collaborator: Collaborator
    funders: list[Companion]
    beside: list[Companion]
    index: Index


class SentencePair(Body, frozen=True):
    """The two sentences that are nearest in meaning: characters of each passage's text."""

    own: Span
    other: Span
    own_text: str
    other_text: str
    closeness: Annotated[float, Meta(description="Their cosine.")]


class Quote(Body, frozen=True):
    """What is quoted of a passage that answers."""

    id: str
    title: str
    theme: str | None
    text: str
    whole: Annotated[bool, Meta(description="Whether it is all of the passage's text.")]
    score: Score
    url: Annotated[str, Meta(description="Where it is read, down to the sentence.")]
    source: str


class ContextAnswer(Body, frozen=True, kw_only=True):
    """What answers a question, quoted within a number of characters; nothing where nothing does."""

    query: QueryRead
    answer: State
    reason: Annotated[str, Meta(description="Why the answer is strong, weak or none.")]
    characters: Annotated[Count, Meta(description="Of all texts together.")]
    quotes: Annotated[list[Quote], Meta(description="What answers by itself first, then by rank.")]
    notices: list[str]
    index: Index
    took_ms: Milliseconds


class SimilarPassage(Body, frozen=True):
    """A passage like the one asked about, and why."""

    id: str
    title: str
    theme: str | None
    url: Url
    score: Score
    reason: str
    partners: list[str]
    funders: list[str]
    places: list[str]
    sentences: Annotated[
        SentencePair | None, Meta(description="Null where either has no sentence.")
    ]
    could_join: Annotated[bool, Meta(description="Close in meaning, with partners of their own.")]


class SimilarAnswer(Body, frozen=True):
    """The passages most like one, the closest first."""

    passage: PassageTitle
    similar: list[SimilarPassage]
    index: Index


class Suggestion(Body, frozen=True, kw_only=True):
    """What may be meant, and where it leads."""

    text: str
    kind: SuggestionKind
    id: (
        Annotated[str, Meta(description="Of the passage of this title, or of who bears this name.")]
        | UnsetType
    ) = UNSET
    url: Annotated[str, Meta(description="Where people read it, or what answers it.")]


class SuggestAnswer(Body, frozen=True):
    """What may be meant by the beginning of a question, the best first."""

    query: str
    suggestions: list[Suggestion]
