"""Names what services are answered: each type is what is sent, and what OpenAPI says of it.

Fields stand in the order in which they are sent; one that is `UNSET` is left out.
"""

from __future__ import annotations

from webapp.bodies.company import (
    Collaborator,
    CollaboratorProfile,
    CollaboratorsAnswer,
    Companion,
    Evidence,
    RoleCount,
    SentencePair,
    SimilarAnswer,
    SimilarPassage,
)
from webapp.bodies.search import (
    Acronym,
    BatchAnswer,
    Correction,
    Explanation,
    Facets,
    FacetValue,
    Hit,
    Index,
    Live,
    Mark,
    Mention,
    PassageAnswer,
    PassageBlock,
    PassageLink,
    PassageTitle,
    Problem,
    QueryRead,
    Ready,
    SearchAnswer,
    Snippet,
    Span,
)
from webapp.bodies.suggest import SuggestAnswer, Suggestion

__all__ = [
    "Acronym",
    "BatchAnswer",
    "Collaborator",
    "CollaboratorProfile",
    "CollaboratorsAnswer",
    "Companion",
    "Correction",
    "Evidence",
    "Explanation",
    "FacetValue",
    "Facets",
    "Hit",
    "Index",
    "Live",
    "Mark",
    "Mention",
    "PassageAnswer",
    "PassageBlock",
    "PassageLink",
    "PassageTitle",
    "Problem",
    "QueryRead",
    "Ready",
    "RoleCount",
    "SearchAnswer",
    "SentencePair",
    "SimilarAnswer",
    "SimilarPassage",
    "Snippet",
    "Span",
    "SuggestAnswer",
    "Suggestion",
]
