"""Names what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indexer.model.pages import NameKind, Role

Mode = Literal["hybrid", "keyword", "semantic"]
FacetName = Literal["theme", "organisation", "funder", "place"]
Fact = Literal[
    "funder",
    "leader",
    "who",
    "where",
    "when",
    "how long",
    "how much",
    "how many",
    "how often",
    "award",
    "opening hours",
    "phone number",
    "email address",
    "contact",
]

MODES: tuple[Mode, ...] = ("hybrid", "keyword", "semantic")
FACETS: tuple[FacetName, ...] = ("theme", "organisation", "funder", "place")


@dataclass(frozen=True, slots=True)
class Filters:
    """What passages must have: any of the values within one facet, and something of each facet.

    Values are names as facets show them, or other ways to write them; an empty theme stands for
    passages without one. A place holds for all that lies in it.
    """

    theme: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    funder: tuple[str, ...] = ()
    place: tuple[str, ...] = ()

    def of(self, facet: FacetName) -> tuple[str, ...]:
        """Return the values wanted of one facet; none where it does not narrow."""
        values: tuple[str, ...] = getattr(self, facet)
        return values


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked.

    Parameters
    ----------
    text
        As the person typed it.
    mode
        Which legs may rank: both, words only, meaning only.
    limit, offset
        The window of the ranking to return; `limit >= 1`, `offset >= 0`.
    filters
        What passages must have beside what the text asks.
    correct
        Whether words taken for slips are corrected.
    seconds
        How long finding what answers may take; `None` for any time.
    """

    text: str
    mode: Mode = "hybrid"
    limit: int = 10
    offset: int = 0
    filters: Filters = Filters()
    correct: bool = True
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Who:
    """A question about collaborators.

    Parameters
    ----------
    query
        What it is about; an empty text asks for all. Its window is one of collaborators.
    kinds
        What to list.
    roles
        Where given, only who plays one of these roles.
    exclude
        Names of those who are known already, and are left out.
    evidence
        How many passages to show for each, those that say most first; `None` for all.
    """

    query: Query
    kinds: tuple[NameKind, ...] = ("organisation", "person")
    roles: tuple[Role, ...] = ()
    exclude: tuple[str, ...] = ()
    evidence: int | None = 3
