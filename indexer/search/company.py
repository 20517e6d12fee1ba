"""Answers who goes with what: lists of collaborators, a page for each, the network of all."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from indexer.index.base import Index
from indexer.index.names import bits, roles_of
from indexer.model import (
    NAME_KINDS,
    Collaborator,
    Collaborators,
    Evidence,
    Network,
    Profile,
    Query,
    Role,
    State,
    Tie,
    Who,
)
from indexer.query.intent import intent_of
from indexer.search import admission, collaborators
from indexer.search.admission import Admitted
from indexer.search.collaborators import Ranked
from indexer.search.showing import Showing

# The most passages, and the most entities, that a picture of a network shows: more labels than
# these cannot be read on one screen.
PICTURED = 40


class Company:
    """Answers from one index; safe to share among threads."""

    def __init__(self, index: Index, showing: Showing) -> None:
        self._index = index
        self._names = index.names
        self._showing = showing

    def answer(self, who: Who) -> Collaborators:
        """Return who goes with a question; with all passages where it asks nothing."""
        started = perf_counter()
        admitted = self._admitted(who)
        ranked = collaborators.rank(self._index, admitted, who)
        window = range(len(ranked.places))[who.query.offset :][: who.query.limit]
        understood = admitted.understood
        state: State = admitted.verdict.state if len(ranked.places) else "none"
        return Collaborators(
            who=who,
            searched=understood.parsed.searched,
            corrections=tuple((one.written, one.meant) for one in understood.corrections),
            acronyms=tuple((one.short, one.long) for one in understood.acronyms),
            state=state,
            reason=_reason(len(ranked.places), len(admitted.rows), admitted),
            total=len(ranked.places),
            passages=len(admitted.rows),
            found=tuple(self._one(ranked, at, who) for at in window),
            notices=(
                *understood.parsed.notices,
                *_read_as(who),
                *admission.unknown(self._index, who.query),
                *(
                    f"nobody is called {name!r}"
                    for name in who.exclude
                    if self._names.find(name) is None
                ),
            ),
            index=self._index.info,
            took_ms=(perf_counter() - started) * 1000,
        )

    def profile(self, entity_id: str) -> Profile | None:
        """Return a collaborator's own page, `None` where there is none of that id."""
        place = self._names.find(entity_id)
        if place is None or self._names.entities[place].id != entity_id:
            return None
        who = Who(Query(""), kinds=NAME_KINDS, evidence=None)
        ranked = collaborators.rank(self._index, self._admitted(who), who)
        at = int(np.flatnonzero(ranked.places == place)[0])
        rows = self._names.rows[self._names.holding(place)]
        return Profile(
            collaborator=self._one(ranked, at, who),
            funders=tuple(collaborators.companions(self._names, rows, "funder", place)),
            beside=tuple(collaborators.companions(self._names, rows, None, place)),
        )

    def network(self, who: Who, around: str | None) -> Network:
        """Return who goes with what among the passages that answer; or that name `around`."""
        admitted = self._admitted(who)
        if around is not None:
            admitted = self._naming(admitted, around)
        ranked = collaborators.rank(self._index, admitted, who)
        shown = {int(place) for place in ranked.places[:PICTURED]}
        rows = [int(row) for row in admitted.rows[:PICTURED]]
        names = self._names
        ties = [
            Tie(self._index.passages[row].id, names.entities[of].id, role)
            for row, of, roles in sorted(
                (int(names.rows[tie]), int(names.of[tie]), int(names.roles[tie]))
                for tie in ranked.ties
            )
            if of in shown and row in rows
            for role in roles_of(roles) or (None,)
        ]
        tied = {tie.passage for tie in ties}, {tie.entity for tie in ties}
        return Network(
            passages=tuple(p for row in rows if (p := self._index.passages[row]).id in tied[0]),
            entities=tuple(
                one
                for place in ranked.places[:PICTURED]
                if (one := names.entities[int(place)]).id in tied[1]
            ),
            ties=tuple(ties),
            left_out=len(ranked.places) - len(tied[1]),
        )

    def _admitted(self, who: Who) -> Admitted:
        query = replace(who.query, text=intent_of(who.query.text).subject)
        if query.text:
            return admission.admit(self._index, query)
        return admission.everything(self._index, query)

    def _naming(self, admitted: Admitted, entity_id: str) -> Admitted:
        """Return what is left of the admitted passages where they must name an entity."""
        naming = np.zeros(len(admitted.scores), np.bool_)
        place = self._names.find(entity_id)
        if place is not None:
            naming[self._names.rows[self._names.holding(place)]] = True
        verdict = admitted.verdict
        left = replace(
            verdict, by_words=verdict.by_words & naming, by_meaning=verdict.by_meaning & naming
        )
        rows: NDArray[np.intp] = admitted.rows[naming[admitted.rows]]
        return replace(admitted, verdict=left, rows=rows)

    def _one(self, ranked: Ranked, at: int, who: Who) -> Collaborator:
        place = int(ranked.places[at])
        entity = self._names.entities[place]
        own = np.flatnonzero(self._names.of[ranked.ties] == place)
        ties, weights = ranked.ties[own], ranked.weights[own]
        first = np.lexsort((self._names.rows[ties], -weights))[: who.evidence]
        asked = who.roles or intent_of(who.query.text).roles
        return Collaborator(
            entity=entity,
            score=float(ranked.scores[at]),
            passages=int(ranked.passages[at]),
            roles=collaborators.role_counts(self._names.roles[ties]),
            sure=entity.kind == "place" or bool(self._names.sure[ties].any()),
            evidence=tuple(
                self._evidence(int(ties[one]), asked, float(weights[one])) for one in first
            ),
        )

    def _evidence(self, tie: int, asked: tuple[Role, ...], weight: float) -> Evidence:
        names = self._names
        roles = roles_of(int(names.roles[tie]) & (bits(asked) or 0xFF))
        entity = names.entities[int(names.of[tie])]
        return self._showing.evidence(int(names.rows[tie]), entity, roles, weight)


def _reason(found: int, passages: int, admitted: Admitted) -> str:
    if not passages:
        return admitted.verdict.reason
    where = "1 passage" if passages == 1 else f"{passages} passages"
    return f"{found or 'nobody'} named in {where}"


def _read_as(who: Who) -> tuple[str, ...]:
    asked = who.roles or intent_of(who.query.text).roles
    said = "read as a question for funders: choose another role to see others"
    return (said,) if asked and not who.roles else ()
