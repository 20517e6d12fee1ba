"""Who goes with what in the small engine: names counted over the passages that it found."""

from __future__ import annotations

from dataclasses import replace
from math import prod, sqrt
from typing import TYPE_CHECKING

from indexer.model import (
    ROLES,
    Collaborator,
    Collaborators,
    Companion,
    Entity,
    Evidence,
    Hit,
    Mark,
    Mention,
    Network,
    Passage,
    Profile,
    Query,
    Role,
    Similar,
    Snippet,
    Span,
    Tie,
    Who,
)
from indexer.text import words

if TYPE_CHECKING:
    from tests.webapp.fake import FakeEngine

# A passage that has every word of a question speaks with this weight for those it names.
_WHOLE = 0.9
_JOIN = 0.15


def collaborators(engine: FakeEngine, who: Who) -> Collaborators:
    answer, hits = engine.admitted(who.query)
    known = {one.name for name in who.exclude if (one := engine.entity(name))}
    found = [
        made
        for one in engine.entities
        if one.kind in who.kinds and one.name not in known and (made := _collaborator(one, hits))
    ]
    if who.roles:
        found = [one for one in found if {role for role, _ in one.roles} & set(who.roles)]
    found.sort(key=lambda one: (-one.score, -one.passages, one.entity.name))
    start = who.query.offset
    window = found[start : start + who.query.limit]
    return Collaborators(
        who=who,
        searched=answer.searched,
        corrections=answer.corrections,
        acronyms=answer.acronyms,
        state=answer.state,
        reason=answer.reason,
        total=len(found),
        passages=len(hits),
        found=tuple(replace(one, evidence=one.evidence[: who.evidence]) for one in window),
        notices=answer.notices,
        index=engine.info,
        took_ms=answer.took_ms,
    )


def profile(engine: FakeEngine, entity_id: str) -> Profile | None:
    one = next((each for each in engine.entities if each.id == entity_id), None)
    made = _collaborator(one, engine.admitted(Query(""))[1]) if one else None
    if one is None or made is None:
        return None
    company = [evidence.passage for evidence in made.evidence]
    beside = [_companion(other, company) for other in engine.entities if other != one]
    there = sorted((each for each in beside if each.passages), key=_by_passages)
    return Profile(
        made,
        funders=tuple(each for each in there if "funder" in each.roles),
        beside=tuple(each for each in there if "funder" not in each.roles),
    )


def similar(engine: FakeEngine, passage_id: str, limit: int) -> tuple[Similar, ...]:
    own = engine.passage(passage_id)
    if own is None:
        return ()
    others = (_likeness(own, other) for other in engine.passages if other.id != own.id)
    return tuple(sorted(others, key=lambda one: -one.score)[:limit])


def network(engine: FakeEngine, who: Who, around: str | None) -> Network:
    hits = engine.admitted(who.query)[1]
    if around is not None:
        one = next(each for each in engine.entities if each.id == around)
        hits = tuple(hit for hit in hits if _of(one, hit.passage))
    by_name = {one.name: one for one in engine.entities if one.kind in who.kinds}
    ties = {
        Tie(hit.passage.id, by_name[one.name].id, one.role)
        for hit in hits
        for one in hit.passage.mentions
        if one.name in by_name and (not who.roles or one.role in who.roles)
    }
    tied = {tie.entity for tie in ties}
    return Network(
        passages=tuple(hit.passage for hit in hits),
        entities=tuple(one for one in by_name.values() if one.id in tied),
        ties=tuple(sorted(ties, key=lambda tie: (tie.passage, tie.entity, tie.role or ""))),
    )


def _of(one: Entity, found: Passage) -> list[Mention]:
    return [mention for mention in found.mentions if mention.name == one.name]


def _collaborator(one: Entity, hits: tuple[Hit, ...]) -> Collaborator | None:
    naming = [hit for hit in hits if _of(one, hit.passage)]
    if not naming:
        return None
    evidence = [_evidence(hit, _of(one, hit.passage)[0]) for hit in naming]
    told: list[Role | None] = [each.role for each in evidence]
    return Collaborator(
        entity=one,
        score=1 - prod(1 - each.weight for each in evidence),
        passages=len(naming),
        roles=tuple((role, told.count(role)) for role in ROLES if role in told),
        sure=any(each.sure for each in evidence),
        evidence=tuple(sorted(evidence, key=lambda each: -each.weight)),
    )


def _evidence(hit: Hit, mention: Mention) -> Evidence:
    found = hit.passage
    sentence = next(s for s in found.sentences if s.start <= mention.start < s.end)
    text = found.text[sentence.start : sentence.end]
    mark = Mark(mention.start - sentence.start, mention.end - sentence.start, "word")
    weight = _WHOLE * hit.semantic_score
    roles = (mention.role,) if mention.role else ()
    snippet = Snippet(text, (mark,), sentence)
    return Evidence(found, weight, mention.role, mention.sure, snippet, roles=roles)


def _companion(one: Entity, company: list[Passage]) -> Companion:
    there = [found for found in company if _of(one, found)]
    told = {mention.role for found in there for mention in _of(one, found)}
    return Companion(one, len(there), tuple(role for role in ROLES if role in told))


def _by_passages(one: Companion) -> tuple[int, str]:
    return -one.passages, one.entity.name


def _likeness(own: Passage, other: Passage) -> Similar:
    partners, funders = _shared(own, other, "partner"), _shared(own, other, "funder")
    places = _shared(own, other, None)
    closest = max(
        (
            (_cosine(_text(own, a), _text(other, b)), a, b)
            for a in own.sentences
            for b in other.sentences
        ),
        key=lambda pair: pair[0],
    )
    score = _cosine(own.text, other.text)
    apart = all(any(m.role == "partner" for m in each.mentions) for each in (own, other))
    named = [f"both name {name}" for name in (*partners, *funders, *places)]
    return Similar(
        passage=other,
        score=score,
        partners=partners,
        funders=funders,
        places=places,
        own=closest[1],
        other=closest[2],
        closeness=closest[0],
        could_join=score >= _JOIN and apart and not partners,
        reason="; ".join(named) or "they share words",
    )


def _shared(own: Passage, other: Passage, role: Role | None) -> tuple[str, ...]:
    both = [{m.name for m in each.mentions if m.role == role} for each in (own, other)]
    return tuple(sorted(both[0] & both[1]))


def _text(of: Passage, span: Span) -> str:
    return of.text[span.start : span.end]


def _cosine(one: str, other: str) -> float:
    """Return the cosine of two texts as sets of words."""
    first, second = ({word.term for word in words(text)} for text in (one, other))
    return len(first & second) / sqrt(len(first) * len(second)) if first and second else 0.0
