"""Says who goes with a question: organisations, people and places, ranked, with their evidence.

    score = 1 - prod(1 - weight_i),    weight = (fused score / BEST) ** SHARPNESS, at most CERTAIN

Noisy-or over the admitted passages that name somebody, as the Profiles research-networking system
ranks people: bounded, explainable, and many weak passages do not beat a strong one. It is a voting
model (Macdonald and Ounis 2006, "Voting for candidates") in which passages vote for those they
name.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.index import facets
from indexer.index.base import Index
from indexer.index.names import Names, bits, roles_of
from indexer.model import NAME_KINDS, ROLES, Companion, Role, Who
from indexer.query.intent import intent_of
from indexer.search.admission import Admitted

# A fused score that leaves no doubt; the bound is 2.3, and the best answers have 1.5 to 2.
BEST = 2.0
# With 3, five passages at the gate's edge (.8, which weighs .064) stay behind one good one (1.5,
# which weighs .42): 1 - (1 - .064)**5 = .28. With 1 they would overtake it.
SHARPNESS = 3.0
CERTAIN = 0.95
# Who is only mentioned counts less than who takes part.
MENTIONED = 0.5


@dataclass(frozen=True, slots=True)
class Ranked:
    """Who was found, best first: places of entities `(k,)`, their scores and numbers of passages.

    `ties` are the places, among the columns of `Names`, of what speaks for them, `(m,)`, and
    `weights` what each of these counts.
    """

    places: NDArray[np.intp]
    scores: NDArray[np.float64]
    passages: NDArray[np.int64]
    ties: NDArray[np.intp]
    weights: NDArray[np.float64]


def rank(index: Index, admitted: Admitted, who: Who) -> Ranked:
    """Return who goes with the admitted passages, by `(-score, -passages, name)`."""
    names = index.names
    ties = np.flatnonzero(
        admitted.verdict.admitted[names.rows] & _wanted(index, admitted, who)[names.of]
    )
    roles = bits(who.roles or intent_of(who.query.text).roles)
    if roles:
        ties = ties[(names.roles[ties] & roles) > 0]
    asked = bool(admitted.query.text)
    weights = _weights(names, admitted, ties) if asked else np.zeros(len(ties))
    of, total = names.of[ties], len(names.entities)
    scores = 0.0 - np.expm1(np.bincount(of, np.log1p(-weights), minlength=total))
    counts = np.bincount(of, minlength=total)
    found = np.flatnonzero(counts)
    places = found[np.lexsort((names.order[found], -counts[found], -scores[found]))]
    return Ranked(places, scores[places], counts[places], ties, weights)


def _wanted(index: Index, admitted: Admitted, who: Who) -> NDArray[np.bool_]:
    """Return which entities may be listed, `(e,) bool`."""
    names = index.names
    wanted = np.isin(names.kinds, [NAME_KINDS.index(kind) for kind in who.kinds])
    for name in who.exclude:
        if (place := names.find(name)) is not None:
            wanted[place] = False
    keys = _only_places(admitted)
    if keys:
        lying = ({facets.key(name) for name in (e.name, *e.places)} for e in names.entities)
        local = np.array([not keys.isdisjoint(of_one) for of_one in lying], np.bool_)
        if (local & wanted).any():
            wanted &= local
    return wanted


def _only_places(admitted: Admitted) -> set[str]:
    """Return the keys of the places a question names, where it names nothing else."""
    named = [
        {key for one in slot.synonyms if one.field == "places" for key in one.terms}
        for slot in admitted.understood.slots
    ]
    return set().union(*named) if named and all(named) else set()


def _weights(names: Names, admitted: Admitted, ties: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return what each tie counts, `(m,)` in [0, CERTAIN]."""
    scores = np.clip(admitted.scores[names.rows[ties]] / BEST, 0, 1).astype(np.float64)
    weights = np.minimum(scores**SHARPNESS, CERTAIN)
    takes_part = (names.roles[ties] & bits(["partner", "funder"])) > 0
    weights = np.where(takes_part, weights, weights * MENTIONED)
    # Whom a question names, it is about.
    for place in names.within(admitted.understood.parsed.searched):
        weights[names.of[ties] == place] = CERTAIN
    return np.asarray(weights, np.float64)


def companions(
    names: Names, rows: NDArray[np.int32], role: Role | None, but: int
) -> list[Companion]:
    """Return who is named in some passages, by `(-passages, name)`.

    Parameters
    ----------
    names
        The names of the index.
    rows
        The passages.
    role
        `funder` for those who fund them; `None` for everybody else: partners and the merely named.
    but
        The place of the entity whose company it is.
    """
    others = bits(["funder"]) if role else bits(["partner", "named"])
    mask = np.isin(names.rows, rows) & ((names.roles & others) > 0) & (names.of != but)
    of = names.of[mask]
    counts = np.bincount(of, minlength=len(names.entities))
    found = sorted(
        np.flatnonzero(counts).tolist(),
        key=lambda place: (-counts[place], names.entities[place].name),
    )
    return [
        Companion(
            names.entities[place],
            int(counts[place]),
            _union(names.roles[mask][of == place] & others),
        )
        for place in found
    ]


def _union(masks: NDArray[np.uint8]) -> tuple[Role, ...]:
    return roles_of(int(np.bitwise_or.reduce(masks)))


def role_counts(masks: NDArray[np.uint8]) -> tuple[tuple[Role, int], ...]:
    """Return each role with the number of ties that have it, those without any left out.

    >>> role_counts(np.array([1, 3], np.uint8))    # a partner twice, once a funder as well
    (('partner', 2), ('funder', 1))
    """
    counted = ((role, int((masks >> place & 1).sum())) for place, role in enumerate(ROLES))
    return tuple((role, count) for role, count in counted if count)
