"""Lays what the engine answers out as the JSON that services read.

`root` is this application's address without its last slash, or nothing for paths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from indexer.model import Query
from indexer.render.tables import six_digits
from webapp import addresses, schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from msgspec import UnsetType

    from indexer.model import (
        Answer,
        Collaborator,
        Collaborators,
        Companion,
        Entity,
        Evidence,
        Explanation,
        Hit,
        IndexInfo,
        Mention,
        Mode,
        Passage,
        Profile,
        Similar,
        Snippet,
        Span,
        Suggestion,
    )


def answer(found: Answer, root: str, *, explain: bool = False) -> schemas.SearchAnswer:
    """Return a search's answer.

    `explain` says whether each hit tells how its score came about.
    """
    query, silent = found.query, found.state == "none"
    return schemas.SearchAnswer(
        query=read_as(found, query),
        answer=found.state,
        reason=found.reason,
        total=found.total,
        total_exact=found.total_exact,
        limit=query.limit,
        offset=query.offset,
        hits=[_hit(hit, root, query.mode if explain else None) for hit in found.hits],
        nearest=[title(passage, root) for passage in found.nearest] if silent else UNSET,
        facets=_facets(found, addresses.Toggles(found, root, explain=explain)),
        facets_left_out={facet.name: facet.left_out for facet in found.facets},
        notices=list(found.notices),
        index=index(found.index),
        took_ms=milliseconds(found.took_ms),
    )


def passage(
    of: Passage, info: IndexInfo, root: str, find: Callable[[str], Entity | None]
) -> schemas.PassageAnswer:
    """Return one passage whole; `find` knows who bears a name."""
    followed = ((link, addresses.safe(link.url)) for link in of.links)
    return schemas.PassageAnswer(
        id=of.id,
        title=of.title,
        theme=of.theme,
        path=list(of.path),
        text=of.text,
        blocks=[schemas.PassageBlock(b.start, b.end, b.kind) for b in of.blocks],
        sentences=[schemas.Span(s.start, s.end) for s in of.sentences],
        links=[schemas.PassageLink(link.start, link.end, url) for link, url in followed if url],
        mentions=[_mention(mention, of, find) for mention in of.mentions],
        introduction=of.introduction,
        source=of.source,
        position=of.position,
        url=addresses.source_of(of, root),
        key=UNSET if of.key is None else of.key,
        index=index(info),
    )


def collaborators(found: Collaborators, root: str) -> schemas.CollaboratorsAnswer:
    """Return who goes with a question."""
    query = found.who.query
    return schemas.CollaboratorsAnswer(
        query=read_as(found, query),
        answer=found.state,
        reason=found.reason,
        total=found.total,
        passages=found.passages,
        limit=query.limit,
        offset=query.offset,
        collaborators=[_collaborator(one, root) for one in found.found],
        notices=list(found.notices),
        index=index(found.index),
        took_ms=milliseconds(found.took_ms),
    )


def profile(found: Profile, info: IndexInfo, root: str) -> schemas.CollaboratorProfile:
    """Return a collaborator's own page."""
    return schemas.CollaboratorProfile(
        collaborator=_collaborator(found.collaborator, root),
        funders=[_companion(one, root) for one in found.funders],
        beside=[_companion(one, root) for one in found.beside],
        index=index(info),
    )


def similar(
    own: Passage, found: Sequence[Similar], info: IndexInfo, root: str
) -> schemas.SimilarAnswer:
    """Return the passages most like one."""
    return schemas.SimilarAnswer(
        passage=title(own, root),
        similar=[_similar(own, one, root) for one in found],
        index=index(info),
    )


def suggestion(of: Suggestion, root: str) -> schemas.Suggestion:
    """Return what may be meant, with where it leads: to what it names, else to what answers it."""
    if of.id is None:
        path = addresses.SEARCH.address(Query(of.text))
    elif of.kind == "title":
        path = addresses.passage(of.id)
    else:
        path = addresses.collaborator(of.id)
    return schemas.Suggestion(
        text=of.text, kind=of.kind, id=UNSET if of.id is None else of.id, url=root + path
    )


def index(info: IndexInfo) -> schemas.Index:
    """Return what answered."""
    return schemas.Index(info.generation, info.built_at, info.model, info.passages)


def read_as(found: Answer | Collaborators, query: Query) -> schemas.QueryRead:
    """Return how a question was read."""
    return schemas.QueryRead(
        text=query.text,
        searched=found.searched,
        corrections=[schemas.Correction(said, meant) for said, meant in found.corrections],
        acronyms=[schemas.Acronym(short, long) for short, long in found.acronyms],
        mode=query.mode,
    )


def title(of: Passage, root: str) -> schemas.PassageTitle:
    """Return a passage in short."""
    return schemas.PassageTitle(of.id, of.title, addresses.source_of(of, root))


def snippet(of: Snippet) -> schemas.Snippet:
    """Return an excerpt with its marks."""
    return schemas.Snippet(of.text, [schemas.Mark(m.start, m.end, m.kind) for m in of.marks])


def milliseconds(took: float) -> float:
    """Return how long an answer took, to the microsecond."""
    return round(float(took), 3)


def _hit(hit: Hit, root: str, explained: Mode | None) -> schemas.Hit:
    found = hit.passage
    return schemas.Hit(
        id=found.id,
        title=found.title,
        theme=found.theme,
        score=six_digits(hit.score),
        keyword_score=six_digits(hit.keyword_score),
        semantic_score=six_digits(hit.semantic_score),
        matched_by=list(hit.matched_by),
        snippet=snippet(hit.snippet),
        organisations=list(found.organisations),
        funders=list(found.funders),
        places=list(found.places),
        introduction=found.introduction,
        url=addresses.source_of(found, root, hit.fragment),
        source=found.source,
        explanation=_explanation(hit, explained) if explained else UNSET,
    )


def _explanation(hit: Hit, mode: Mode) -> schemas.Explanation | UnsetType:
    of = hit.explanation
    if of is None:
        return UNSET
    parts = ("words", "meaning", "name", "prior", "coverage")
    numbers = {part: six_digits(getattr(of, part)) for part in parts}
    return schemas.Explanation(reason=_in_words(hit.score, of, mode), **numbers)


def _in_words(ranked_by: float, of: Explanation, mode: Mode) -> str:
    """Return how a score came about, as a person would say it."""
    held = f"for its words ({of.coverage:.0%} of the question)"
    if mode != "hybrid":
        return f"{ranked_by:.2f} {held if mode == 'keyword' else 'for its meaning'}"
    parts = [f"{of.words:.2f} {held}", f"{of.meaning:.2f} for its meaning"]
    parts += [f"{of.name:.2f} for a whole name"] if of.name else []
    halved = f", times {of.prior:g} as an introduction" if of.prior != 1 else ""
    return " + ".join(parts) + halved


def _facets(found: Answer, toggles: addresses.Toggles) -> schemas.Facets:
    values = {
        facet.name: [
            schemas.FacetValue(
                value=one.value,
                count=one.count,
                selected=one.selected,
                adds=one.adds,
                within=one.within,
                toggle_url=toggles.of(facet.name, one.value),
            )
            for one in facet.values
        ]
        for facet in found.facets
    }
    return schemas.Facets(
        theme=values.get("theme", []),
        organisation=values.get("organisation", []),
        funder=values.get("funder", []),
        place=values.get("place", []),
    )


def _mention(
    mention: Mention, of: Passage, find: Callable[[str], Entity | None]
) -> schemas.Mention:
    bearer = find(mention.name)
    whole = of.title if mention.in_title else of.text
    return schemas.Mention(
        start=mention.start,
        end=mention.end,
        name=mention.name,
        id=bearer.id if bearer and bearer.kind == mention.kind else None,
        kind=mention.kind,
        role=mention.role,
        sure=mention.sure,
        text=whole[mention.start : mention.end],
        in_title=mention.in_title,
    )


def _collaborator(of: Collaborator, root: str) -> schemas.Collaborator:
    one = of.entity
    return schemas.Collaborator(
        id=one.id,
        name=one.name,
        kind=one.kind,
        also=list(one.also),
        places=list(one.places),
        country=one.country,
        score=six_digits(of.score),
        passages=of.passages,
        roles=[schemas.RoleCount(role, passages) for role, passages in of.roles],
        sure=of.sure,
        evidence=[_evidence(each, root) for each in of.evidence],
        url=addresses.api_collaborator(one.id, root),
    )


def _evidence(of: Evidence, root: str) -> schemas.Evidence:
    found = of.passage
    return schemas.Evidence(
        id=found.id,
        title=found.title,
        theme=found.theme,
        role=of.role,
        roles=list(of.roles),
        sure=of.sure,
        weight=six_digits(of.weight),
        snippet=snippet(of.snippet),
        url=addresses.source_of(found, root, of.fragment),
    )


def _companion(of: Companion, root: str) -> schemas.Companion:
    one = of.entity
    url = addresses.api_collaborator(one.id, root)
    return schemas.Companion(one.id, one.name, one.kind, of.passages, list(of.roles), url)


def _similar(own: Passage, of: Similar, root: str) -> schemas.SimilarPassage:
    found = of.passage
    return schemas.SimilarPassage(
        id=found.id,
        title=found.title,
        theme=found.theme,
        url=addresses.source_of(found, root),
        score=six_digits(of.score),
        reason=of.reason,
        partners=list(of.partners),
        funders=list(of.funders),
        places=list(of.places),
        sentences=_pair(own, of),
        could_join=of.could_join,
    )


def _pair(own: Passage, of: Similar) -> schemas.SentencePair | None:
    if of.own is None or of.other is None:
        return None
    return schemas.SentencePair(
        own=schemas.Span(of.own.start, of.own.end),
        other=schemas.Span(of.other.start, of.other.end),
        own_text=_quoted(own, of.own),
        other_text=_quoted(of.passage, of.other),
        closeness=six_digits(of.closeness),
    )


def _quoted(of: Passage, span: Span) -> str:
    return of.text[span.start : span.end]
