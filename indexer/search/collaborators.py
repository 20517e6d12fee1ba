"""Who goes with a question: organisations, people and places, ranked, with their evidence.

    score = 1 - prod(1 - weight_i),    weight = fused score ** SHARPNESS, at most CERTAIN

Noisy-or over the admitted passages that name somebody, as the Profiles research-networking system
ranks people: bounded, explainable, and many weak passages do not beat a strong one. It is a voting
model (Macdonald and Ounis 2006, "Voting for candidates") in which passages vote for those they
name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Mask, Rows
from indexer.index.base import Index
from indexer.index.names import Names, bits, roles_of
from indexer.model import (
    NAME_KINDS,
    ROLES,
    Collaborator,
    Collaborators,
    Companion,
    Evidence,
    Network,
    Profile,
    Query,
    Role,
    State,
    Tie,
    Who,
)
from indexer.search import hits
from indexer.search.matches import Matches, unknown_filters
from indexer.search.who import asked_for, left_out

# With 3, five passages at the gate's edge (.4, which weighs .064) stay behind one good one (.75,
# which weighs .42): 1 - (1 - .064)**5 = .28. With 1 they would overtake it.
SHARPNESS = 3.0
CERTAIN = 0.95
# Who is only mentioned counts less than who takes part, and whose part is a guess in between.
MENTIONED, SUPPOSED = 0.5, 0.75
_TAKING_PART = bits(["partner", "funder", "leader"])

# The most passages, and the most entities, that a picture of a network shows: more labels than
# these cannot be read on one screen.
PICTURED = 40
_NOBODY = np.empty(0, np.intp)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Who was found, best first.

    `entities` `(k,)` are their numbers, `scores` and `passages` `(k,)` what speaks for them. `ties`
    `(m,)` are the positions among the columns of `Names` of what speaks for anybody, and `weights`
    `(m,)` what each of these counts.
    """

    entities: Rows
    scores: NDArray[np.float64]
    passages: NDArray[np.int64]
    ties: Rows
    weights: NDArray[np.float64]
    notices: tuple[str, ...] = ()


def answer(index: Index, matches: Matches, who: Who) -> Collaborators:
    """Return who goes with what answers, of what was matched."""
    matches = matches.answering
    ranked = _rank(index, matches, who)
    window = range(len(ranked.entities))[who.query.offset :][: who.query.limit]
    question, names, roles = matches.question, index.names, _roles(matches, who)
    state: State = matches.verdict.state if len(ranked.entities) else "none"
    state = "weak" if state == "strong" and ranked.notices else state
    nobody = (f"nobody is called {one!r}" for one in who.exclude if names.find(one) is None)
    return Collaborators(
        who=who,
        searched=question.parsed.searched,
        corrections=question.slips,
        acronyms=question.short_forms,
        state=state,
        reason=_reason(len(ranked.entities), matches),
        total=len(ranked.entities),
        passages=len(matches.ranking),
        found=_collaborators(index, ranked, window, who, roles),
        notices=(
            *question.parsed.notices,
            *_read_as(matches, who),
            *ranked.notices,
            *unknown_filters(index, matches.query),
            *nobody,
        ),
        index=index.info,
        took_ms=(perf_counter() - matches.started) * 1000,
    )


def profile(index: Index, everything: Matches, entity_id: str) -> Profile | None:
    """Return a collaborator's own page, given all passages; `None` where nobody has that id."""
    names = index.names
    number = names.find(entity_id)
    if number is None or names.entities[number].id != entity_id:
        return None
    who = Who(Query(""), kinds=NAME_KINDS, evidence=None)
    ranked = _rank(index, everything, who)
    at = int(np.flatnonzero(ranked.entities == number)[0])
    rows = names.naming(number)
    (collaborator,) = _collaborators(index, ranked, [at], who)
    return Profile(
        collaborator=collaborator,
        funders=tuple(_companions(names, rows, bits(["funder"]), number)),
        beside=tuple(_companions(names, rows, bits(["partner", "named", "leader"]), number)),
    )


def network(index: Index, matches: Matches, who: Who, around: str | None = None) -> Network:
    """Return who goes with what among the passages that answer; or that name `around`, an id."""
    names, matches = index.names, matches.answering
    ranked = _rank(index, matches, who, around)
    rows = matches.rows
    if around is not None:
        rows = rows[np.isin(rows, _naming(names, around))]
    rows, shown = rows[:PICTURED], ranked.entities[:PICTURED]
    drawn = ranked.ties[
        np.isin(names.rows[ranked.ties], rows) & np.isin(names.of[ranked.ties], shown)
    ]
    passages = index.read(rows)
    ids = {row: one.id for row, one in zip(rows.tolist(), passages, strict=True)}
    ties = [
        Tie(ids[row], names.entities[of].id, role)
        for row, of, roles in sorted(
            (int(names.rows[tie]), int(names.of[tie]), int(names.roles[tie])) for tie in drawn
        )
        for role in roles_of(roles) or (None,)
    ]
    tied = {tie.passage for tie in ties}, {tie.entity for tie in ties}
    entities = (names.entities[number] for number in shown.tolist())
    return Network(
        who=who,
        passages=tuple(one for one in passages if one.id in tied[0]),
        entities=tuple(one for one in entities if one.id in tied[1]),
        ties=tuple(ties),
        left_out=len(ranked.entities) - len(tied[1]),
    )


def _naming(names: Names, entity_id: str) -> Rows:
    """Return the rows of the passages that name whoever has an id; none where nobody has it."""
    number = names.find(entity_id)
    return np.empty(0, np.intp) if number is None else names.naming(number)


def _rank(index: Index, matches: Matches, who: Who, around: str | None = None) -> Ranking:
    """Return who goes with the matched passages, by `(-score, -passages, part, first mention)`.

    Without a question by name instead of part and mention. Where `around` is given, only with those
    that name it.
    """
    names, found = index.names, matches.found
    ranking = matches.ranking
    if around is not None:
        ranking = ranking[np.isin(found.rows[ranking], _naming(names, around))]
    ties, cuts = names.ties(found.rows[ranking])
    scores = np.repeat(matches.scores[ranking], np.diff(cuts))
    wanted, notices = _wanted(index, matches, who, ties)
    ties, scores = ties[wanted], scores[wanted]
    asked = bool(matches.query.text)
    weights = _weights(names, matches, ties, scores) if asked else np.zeros(len(ties))
    of, total = names.of[ties], len(names.entities)
    sums = 0.0 - np.expm1(np.bincount(of, np.log1p(-weights), minlength=total))
    counts = np.bincount(of, minlength=total)
    part, first = np.zeros((2, total), np.intp)
    if asked:
        first.fill(len(ties))
        np.minimum.at(first, of, np.arange(len(ties)))
        leading = (names.roles[ties] & bits(["leader"])) == 0
        part.fill(1)
        np.minimum.at(part, of, leading)
    listed = np.flatnonzero(counts)
    keys = (names.order, first, part, -counts, -sums)
    entities = listed[np.lexsort(tuple(key[listed] for key in keys))]
    by_row = np.argsort(ties)
    return Ranking(
        entities, sums[entities], counts[entities], ties[by_row], weights[by_row], notices
    )


def _roles(matches: Matches, who: Who) -> tuple[Role, ...]:
    """Return the roles that are chosen, else those asked for; who leads works on it as well."""
    roles = who.roles or matches.question.intent.roles
    return (*roles, "leader") if "partner" in roles else roles


def _wanted(index: Index, matches: Matches, who: Who, ties: Rows) -> tuple[Mask, tuple[str, ...]]:
    """Return which ties speak for those who may be listed, `(m,) bool`, and what was not found.

    What a question asks of them (people, a kind of organisation, a place) counts where anybody is
    of that kind.
    """
    names, of = index.names, index.names.of[ties]
    asked = matches.question.intent.parties
    wanted = np.isin(names.kinds[of], [NAME_KINDS.index(kind) for kind in who.kinds])
    for name in who.exclude:
        if (number := names.find(name)) is not None:
            wanted &= of != number
    if asked.but:
        wanted &= ~left_out(index, asked)[of]
    if roles := bits(_roles(matches, who)):
        wanted &= (names.roles[ties] & roles) > 0
    notices = []
    for what, masks in asked_for(index, matches.question):
        fit = next((fit for mask in masks if (fit := wanted & mask[of]).any()), None)
        if fit is not None:
            wanted = fit
        elif what and wanted.any():
            notices.append(f"no {what} are named: others are shown")
    return wanted, tuple(dict.fromkeys(notices))


def _weights(
    names: Names, matches: Matches, ties: Rows, scores: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return what each tie counts, `(m,)` in [0, CERTAIN], given its passage's score `(m,)`."""
    weights = np.minimum(np.clip(scores, 0, 1).astype(np.float64) ** SHARPNESS, CERTAIN)
    part = np.where(names.roles[ties] & _TAKING_PART, SUPPOSED, MENTIONED)
    weights *= np.where(names.sure[ties] & _TAKING_PART, 1, part)
    # Whom a question names, it is about.
    for number in names.within(matches.question.parsed.searched):
        weights[names.of[ties] == number] = CERTAIN
    return np.asarray(weights, np.float64)


def _collaborators(
    index: Index, ranked: Ranking, window: Sequence[int], who: Who, asked: tuple[Role, ...] = ()
) -> tuple[Collaborator, ...]:
    """Return some of those who were found, with their evidence: its passages are read at once."""
    names = index.names
    speaking = [np.flatnonzero(names.of[ranked.ties] == ranked.entities[at]) for at in window]
    shown = [
        own[np.lexsort((names.rows[ranked.ties[own]], -ranked.weights[own]))[: who.evidence]]
        for own in speaking
    ]
    index.read(np.unique(names.rows[ranked.ties[np.concatenate([_NOBODY, *shown])]]))
    return tuple(
        _collaborator(index, ranked, at, of_one, asked)
        for at, of_one in zip(window, zip(speaking, shown, strict=True), strict=True)
    )


def _collaborator(
    index: Index, ranked: Ranking, at: int, ties_of: tuple[Rows, Rows], asked: tuple[Role, ...]
) -> Collaborator:
    """Return one, given the positions of all its ties among the ranked, and of those to show."""
    names, (own, shown) = index.names, ties_of
    ties = ranked.ties[own]
    entity = names.entities[int(ranked.entities[at])]
    return Collaborator(
        entity=entity,
        score=float(ranked.scores[at]),
        passages=int(ranked.passages[at]),
        roles=role_counts(names.roles[ties]),
        sure=entity.kind == "place" or bool(names.sure[ties].any()),
        evidence=tuple(
            _evidence(index, int(ranked.ties[one]), asked, float(ranked.weights[one]))
            for one in shown
        ),
    )


def _evidence(index: Index, tie: int, asked: tuple[Role, ...], weight: float) -> Evidence:
    names = index.names
    roles = roles_of(int(names.roles[tie]) & (bits(asked) or 0xFF))
    entity = names.entities[int(names.of[tie])]
    return hits.evidence(index, int(names.rows[tie]), entity, roles, weight)


def _companions(names: Names, rows: Rows, roles: int, but: int) -> list[Companion]:
    """Return who but one entity is named in some passages with one of some roles (bits).

    By `(-passages, name)`.
    """
    ties, _ = names.ties(rows)
    ties = ties[((names.roles[ties] & roles) > 0) & (names.of[ties] != but)]
    of = names.of[ties]
    counts = np.bincount(of, minlength=len(names.entities))
    found = sorted(
        np.flatnonzero(counts).tolist(),
        key=lambda number: (-counts[number], names.entities[number].name),
    )
    return [
        Companion(
            names.entities[number],
            int(counts[number]),
            roles_of(int(np.bitwise_or.reduce(names.roles[ties][of == number] & roles))),
        )
        for number in found
    ]


def role_counts(masks: NDArray[np.uint8]) -> tuple[tuple[Role, int], ...]:
    """Return each role with the number of ties that have it, those without any left out.

    >>> role_counts(np.array([1, 3], np.uint8))    # a partner twice, once a funder as well
    (('partner', 2), ('funder', 1))
    """
    counted = ((role, int((masks >> bit & 1).sum())) for bit, role in enumerate(ROLES))
    return tuple((role, count) for role, count in counted if count)


def _reason(found: int, matches: Matches) -> str:
    passages = len(matches.ranking)
    if not passages:
        return matches.verdict.reason
    where = "1 passage" if passages == 1 else f"{passages} passages"
    return f"{found or 'nobody'} named in {where}"


def _read_as(matches: Matches, who: Who) -> tuple[str, ...]:
    asked = () if who.roles else matches.question.intent.roles
    return tuple(f"showing {role}s only: choose another role to see others" for role in asked)
