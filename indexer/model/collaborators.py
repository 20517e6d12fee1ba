"""Names what is answered to who goes with what: collaborators, similar passages, their network."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.model.answers import IndexInfo, Snippet, State
from indexer.model.pages import Entity, Passage, Role, Span
from indexer.model.queries import Query, Who


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that speaks for a collaborator.

    `weight` in [0, 1) is what the passage counts for the question; `snippet` the sentence that
    names the collaborator, the name marked as a word, and `fragment` leads to it on its page.
    `role` is the one that the sentence tells of, `roles` all that it plays in the passage.
    """

    passage: Passage
    weight: float
    role: Role | None
    sure: bool
    snippet: Snippet
    fragment: str | None = None
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Collaborator:
    """An organisation, person or place with what speaks for it.

    `score` is the noisy-or of its passages' weights, in [0, 1), 0 where nothing was asked;
    `passages` how many admitted passages name it; `roles` those it plays in them, each with the
    number of passages, in the order of `ROLES`; `sure` is false where none of them was told
    outright. `evidence` are its passages, the weightiest first: the first few in lists, all on its
    own page.
    """

    entity: Entity
    score: float
    passages: int
    roles: tuple[tuple[Role, int], ...]
    sure: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Collaborators:
    """The answer to who goes with a question; the fields of `Answer` mean the same here.

    `total` counts collaborators, of which `found` is a window by `(-score, -passages, name)`, and
    `passages` the admitted passages they were drawn from.
    """

    who: Who
    searched: str
    corrections: tuple[tuple[str, str], ...]
    acronyms: tuple[tuple[str, str], ...]
    state: State
    reason: str
    total: int
    passages: int
    found: tuple[Collaborator, ...]
    notices: tuple[str, ...]
    index: IndexInfo
    took_ms: float


@dataclass(frozen=True, slots=True)
class Companion:
    """Who is named beside somebody, in how many passages, and in which roles there."""

    entity: Entity
    passages: int
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A collaborator's own page: who it is with all its evidence, its funders, its company.

    `funders` are those who fund what it takes part in, `beside` the others it is named beside;
    both by `(-passages, name)`.
    """

    collaborator: Collaborator
    funders: tuple[Companion, ...]
    beside: tuple[Companion, ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """A passage like another one, with the reasons.

    Parameters
    ----------
    passage
        The one that is similar.
    score
        Cosine of what both say beyond what all passages have in common, in [-1, 1]; the order of
        several follows it.
    partners, funders, places
        The names they share, by name.
    own, other
        The closest pair of sentences: a range of the text asked about, one of `passage`'s; `None`
        where either has no sentence.
    closeness
        Cosine of that pair; 0 without one.
    could_join
        Whether the two could join up: close in meaning, and with partners of their own each.
    reason
        The reasons in words; of the names those that few passages have.
    """

    passage: Passage
    score: float
    partners: tuple[str, ...]
    funders: tuple[str, ...]
    places: tuple[str, ...]
    own: Span | None
    other: Span | None
    closeness: float
    could_join: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Tie:
    """An edge of a network: a passage names an entity in a role."""

    passage: str
    entity: str
    role: Role | None


_NOBODY = Who(Query(""))


@dataclass(frozen=True, slots=True)
class Network:
    """Who goes with what: passages and entities with the ties between them, by ids.

    `left_out` counts the entities beyond those that a picture can show; `who` is what was asked,
    its filters under the names that facets show.
    """

    passages: tuple[Passage, ...]
    entities: tuple[Entity, ...]
    ties: tuple[Tie, ...]
    left_out: int = 0
    who: Who = _NOBODY
