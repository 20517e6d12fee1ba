"""Names what is answered to who goes with what."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from indexer.model import NameKind, Role, State
from webapp.bodies.search import (
    Body,
    Count,
    Index,
    PassageTitle,
    QueryRead,
    Score,
    Snippet,
    Span,
    Url,
)


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
    sure: Annotated[bool, Meta(description="False where the role is a guess.")]
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
    collaborators: list[Collaborator]
    notices: list[str]
    index: Index
    took_ms: Annotated[float, Meta(ge=0)]


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
