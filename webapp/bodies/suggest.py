"""Names what the beginning of a question is completed with."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from indexer.model import SuggestionKind
from webapp.bodies.search import Body


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
