"""Names everything that flows through the engine: pages in, passages between, answers out.

Frozen, slotted dataclasses of the standard library; no behaviour beyond what follows from the
fields.
"""

from __future__ import annotations

from indexer.model.answers import (
    Answer,
    Facet,
    FacetValue,
    Hit,
    IndexInfo,
    Leg,
    Mark,
    MarkKind,
    Snippet,
    State,
)
from indexer.model.company import (
    Collaborator,
    Collaborators,
    Companion,
    Evidence,
    Network,
    Profile,
    Similar,
    Tie,
)
from indexer.model.pages import (
    NAME_KINDS,
    ROLES,
    Block,
    BlockKind,
    Dropped,
    Entity,
    Link,
    Mention,
    NameKind,
    Page,
    Passage,
    PassageBlock,
    Role,
    Section,
    Span,
)
from indexer.model.queries import (
    FACETS,
    MODES,
    FacetName,
    Filters,
    Mode,
    Query,
    Who,
)

__all__ = [
    "FACETS",
    "MODES",
    "NAME_KINDS",
    "ROLES",
    "Answer",
    "Block",
    "BlockKind",
    "Collaborator",
    "Collaborators",
    "Companion",
    "Dropped",
    "Entity",
    "Evidence",
    "Facet",
    "FacetName",
    "FacetValue",
    "Filters",
    "Hit",
    "IndexInfo",
    "Leg",
    "Link",
    "Mark",
    "MarkKind",
    "Mention",
    "Mode",
    "NameKind",
    "Network",
    "Page",
    "Passage",
    "PassageBlock",
    "Profile",
    "Query",
    "Role",
    "Section",
    "Similar",
    "Snippet",
    "Span",
    "State",
    "Tie",
    "Who",
]
