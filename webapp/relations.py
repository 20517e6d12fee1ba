"""Lays out who goes with what as the JSON that services read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.render.tables import six_digits
from webapp import addresses, bodies, links, payloads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.model import (
        Collaborator,
        Collaborators,
        Companion,
        Evidence,
        IndexInfo,
        Passage,
        Profile,
        Similar,
        Span,
    )


def answer(found: Collaborators, root: str) -> bodies.CollaboratorsAnswer:
    """Return who goes with a question; `root` is this application's address, as in `payloads`."""
    query = found.who.query
    return bodies.CollaboratorsAnswer(
        query=payloads.read_as(found, query),
        answer=found.state,
        reason=found.reason,
        total=found.total,
        passages=found.passages,
        limit=query.limit,
        offset=query.offset,
        collaborators=[_collaborator(one, root) for one in found.found],
        notices=list(found.notices),
        index=payloads.index(found.index),
        took_ms=payloads.milliseconds(found.took_ms),
    )


def profile(found: Profile, info: IndexInfo, root: str) -> bodies.CollaboratorProfile:
    """Return a collaborator's own page."""
    return bodies.CollaboratorProfile(
        collaborator=_collaborator(found.collaborator, root),
        funders=[_companion(one, root) for one in found.funders],
        beside=[_companion(one, root) for one in found.beside],
        index=payloads.index(info),
    )


def similar(
    own: Passage, found: Sequence[Similar], info: IndexInfo, root: str
) -> bodies.SimilarAnswer:
    """Return the passages most like one."""
    return bodies.SimilarAnswer(
        passage=payloads.title(own, root),
        similar=[_similar(own, one, root) for one in found],
        index=payloads.index(info),
    )


def _collaborator(of: Collaborator, root: str) -> bodies.Collaborator:
    one = of.entity
    return bodies.Collaborator(
        id=one.id,
        name=one.name,
        kind=one.kind,
        also=list(one.also),
        places=list(one.places),
        country=one.country,
        score=six_digits(of.score),
        passages=of.passages,
        roles=[bodies.RoleCount(role, passages) for role, passages in of.roles],
        sure=of.sure,
        evidence=[_evidence(each, root) for each in of.evidence],
        url=addresses.collaborator(one.id, root),
    )


def _evidence(of: Evidence, root: str) -> bodies.Evidence:
    found = of.passage
    return bodies.Evidence(
        id=found.id,
        title=found.title,
        theme=found.theme,
        role=of.role,
        roles=list(of.roles),
        sure=of.sure,
        weight=six_digits(of.weight),
        snippet=payloads.snippet(of.snippet),
        url=links.place(found, root, of.fragment),
    )


def _companion(of: Companion, root: str) -> bodies.Companion:
    one = of.entity
    url = addresses.collaborator(one.id, root)
    return bodies.Companion(one.id, one.name, one.kind, of.passages, list(of.roles), url)


def _similar(own: Passage, of: Similar, root: str) -> bodies.SimilarPassage:
    found = of.passage
    return bodies.SimilarPassage(
        id=found.id,
        title=found.title,
        theme=found.theme,
        url=links.place(found, root),
        score=six_digits(of.score),
        reason=of.reason,
        partners=list(of.partners),
        funders=list(of.funders),
        places=list(of.places),
        sentences=_pair(own, of),
        could_join=of.could_join,
    )


def _pair(own: Passage, of: Similar) -> bodies.SentencePair | None:
    if of.own is None or of.other is None:
        return None
    return bodies.SentencePair(
        own=bodies.Span(of.own.start, of.own.end),
        other=bodies.Span(of.other.start, of.other.end),
        own_text=_quoted(own, of.own),
        other_text=_quoted(of.passage, of.other),
        closeness=six_digits(of.closeness),
    )


def _quoted(of: Passage, span: Span) -> str:
    return of.text[span.start : span.end]
