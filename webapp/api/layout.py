"""Lays what the engine answers out as the JSON that services read.

`root` is this application's address without its last slash, or nothing for paths.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from indexer.model import (
    FACETS,
    Admittance,
    Answer,
    Collaborator,
    Collaborators,
    Companion,
    Direct,
    Entity,
    Evidence,
    Explanation,
    FacetName,
    Hit,
    IndexInfo,
    Mention,
    Mode,
    Passage,
    Profile,
    Query,
    Quote,
    Similar,
    Suggestion,
)
from indexer.render.tables import six_digits
from webapp import addresses, schemas

_T = TypeVar("_T", bound=msgspec.Struct)


def answer(
    found: Answer, root: str, *, explain: bool = False, why: Admittance | None = None
) -> schemas.SearchAnswer:
    """Return a search's answer; `explain` says whether each hit tells how its score came about.

    `why` is how the passage that was asked about stands to it, if one was.
    """
    query, silent = found.query, found.state == "none"
    return _body(
        schemas.SearchAnswer,
        found,
        query=_read_as(found, query),
        answer=found.state,
        direct=_direct(found.direct, root),
        limit=query.limit,
        offset=query.offset,
        next=_next(
            addresses.View("/api/v1/search", (("explain", "true"),) if explain else ()),
            query,
            (len(found.hits), found.total),
            root,
        ),
        hits=[_hit(hit, root, query.mode if explain else None) for hit in found.hits],
        relaxed=_relaxed(found, root),
        nearest=[_title(passage, root) for passage in found.nearest] if silent else UNSET,
        facets=_facets(found, addresses.Toggles(found, root, explain=explain)),
        facets_left_out={facet.name: facet.left_out for facet in found.facets},
        why_not=UNSET if why is None else admittance(why, root),
        took_ms=milliseconds(found.took_ms),
    )


def _next(view: addresses.View, query: Query, shown_of: tuple[int, int], root: str) -> str | None:
    """Return where as many again come from, behind the results shown of all; `None` for none."""
    sized = addresses.View(view.path, (*view.more, ("limit", str(query.limit))))
    path = addresses.next_window(sized, query, *shown_of)
    return None if path is None else root + path


def context(found: Answer, quotes: Sequence[Quote], root: str) -> schemas.ContextAnswer:
    """Return what answers a question, quoted."""
    return _body(
        schemas.ContextAnswer,
        found,
        query=_read_as(found, found.query),
        answer=found.state,
        characters=sum(len(one.text) for one in quotes),
        quotes=[_quote(one, root) for one in quotes],
        took_ms=milliseconds(found.took_ms),
    )


def _quote(of: Quote, root: str) -> schemas.Quote:
    return _body(
        schemas.Quote,
        of.passage,
        text=of.text,
        whole=of.whole,
        score=six_digits(of.score),
        url=addresses.source_of(of.passage, root, of.fragment),
    )


def _relaxed(found: Answer, root: str) -> schemas.Relaxed | UnsetType:
    of = found.relaxed
    if of is None:
        return UNSET
    hits = [_hit(hit, root, None) for hit in of.hits]
    return schemas.Relaxed(of.searched, of.state, of.reason, of.total, hits)


def admittance(of: Admittance, root: str) -> schemas.Admittance:
    """Return how a passage stands to a question."""
    names = ("coverage", "cosine", "floor", "evidence", "least")
    values = ((name, getattr(of, name)) for name in names)
    numbers = {name: None if value is None else six_digits(value) for name, value in values}
    return _body(schemas.Admittance, of, passage=_title(of.passage, root), **numbers)


def passage(
    of: Passage, info: IndexInfo, root: str, find: Callable[[str], Entity | None]
) -> schemas.PassageAnswer:
    """Return one passage whole; `find` knows who bears a name."""
    followed = ((link, addresses.safe(link.url)) for link in of.links)
    return _body(
        schemas.PassageAnswer,
        of,
        links=[schemas.PassageLink(link.start, link.end, url) for link, url in followed if url],
        mentions=[_mention(mention, of, find) for mention in of.mentions],
        url=addresses.source_of(of, root),
        key=UNSET if of.key is None else of.key,
        index=info,
    )


def collaborators(found: Collaborators, root: str) -> schemas.CollaboratorsAnswer:
    """Return who goes with a question."""
    query = found.who.query
    return _body(
        schemas.CollaboratorsAnswer,
        found,
        query=_read_as(found, query),
        answer=found.state,
        limit=query.limit,
        offset=query.offset,
        next=_next(
            addresses.of_people(found.who, "/api/v1/collaborators"),
            query,
            (len(found.found), found.total),
            root,
        ),
        collaborators=[_collaborator(one, root) for one in found.found],
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
        passage=_title(own, root),
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
    return _body(schemas.Index, info)


def milliseconds(took: float) -> float:
    """Return how long an answer took, to the microsecond."""
    return round(float(took), 3)


def _body(to: type[_T], *values: object, **fields: object) -> _T:
    """Return a body of these fields, and of those that the values have under the same names."""
    found: dict[str, object] = {}
    for value in values:
        of: type = type(value)
        names, read = _shared(to, of)
        found.update(zip(names, read(value), strict=True))
    found |= fields
    sent = {name: value for name, value in found.items() if value is not UNSET}
    return msgspec.convert(sent, to, from_attributes=True)


@cache
def _shared(to: type[msgspec.Struct], of: type) -> tuple[list[str], Callable[[object], Any]]:
    """Return the names that a body and a type have in common, two at least, and what reads them."""
    names = [name for name in to.__struct_fields__ if hasattr(of, name)]
    return names, attrgetter(*names)


def _read_as(found: Answer | Collaborators, query: Query) -> schemas.QueryRead:
    """Return how a question was read."""
    return _body(
        schemas.QueryRead,
        query,
        found,
        corrections=[schemas.Correction(said, meant) for said, meant in found.corrections],
        acronyms=[schemas.Acronym(short, long) for short, long in found.acronyms],
    )


def _title(of: Passage, root: str, fragment: str | None = None) -> schemas.PassageTitle:
    return schemas.PassageTitle(of.id, of.title, addresses.source_of(of, root, fragment))


def _direct(of: Direct | None, root: str) -> schemas.Direct | None:
    if of is None:
        return None
    passage = _title(of.passage, root, of.fragment)
    return schemas.Direct(of.fact, of.value, _body(schemas.Snippet, of.snippet), passage)


def _hit(hit: Hit, root: str, explained: Mode | None) -> schemas.Hit:
    return _body(
        schemas.Hit,
        hit.passage,
        hit,
        url=addresses.source_of(hit.passage, root, hit.fragment),
        explanation=_explanation(hit, explained) if explained else UNSET,
        **_digits(hit, "score", "keyword_score", "semantic_score"),
    )


def _explanation(hit: Hit, mode: Mode) -> schemas.Explanation | UnsetType:
    of = hit.explanation
    if of is None:
        return UNSET
    numbers = _digits(of, "words", "meaning", "name", "prior", "coverage")
    return schemas.Explanation(reason=_in_words(hit.score, of, mode), **numbers)


def _digits(of: object, *names: str) -> dict[str, float]:
    return {name: six_digits(getattr(of, name)) for name in names}


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
    values: dict[FacetName, list[schemas.FacetValue]] = {name: [] for name in FACETS}
    for facet in found.facets:
        values[facet.name] = [
            schemas.FacetValue(
                one.value,
                one.count,
                one.selected,
                one.adds,
                one.within,
                toggles.of(facet.name, one.value),
            )
            for one in facet.values
        ]
    return schemas.Facets(**values)


def _mention(
    mention: Mention, of: Passage, find: Callable[[str], Entity | None]
) -> schemas.Mention:
    bearer = find(mention.name)
    whole = of.title if mention.in_title else of.text
    return _body(
        schemas.Mention,
        mention,
        id=bearer.id if bearer and bearer.kind == mention.kind else None,
        text=whole[mention.start : mention.end],
    )


def _collaborator(of: Collaborator, root: str) -> schemas.Collaborator:
    one = of.entity
    return _body(
        schemas.Collaborator,
        one,
        of,
        score=six_digits(of.score),
        roles=[schemas.RoleCount(role, passages) for role, passages in of.roles],
        evidence=[_evidence(each, root) for each in of.evidence],
        url=addresses.api_collaborator(one.id, root),
    )


def _evidence(of: Evidence, root: str) -> schemas.Evidence:
    return _body(
        schemas.Evidence,
        of.passage,
        of,
        weight=six_digits(of.weight),
        url=addresses.source_of(of.passage, root, of.fragment),
    )


def _companion(of: Companion, root: str) -> schemas.Companion:
    url = addresses.api_collaborator(of.entity.id, root)
    return _body(schemas.Companion, of.entity, of, url=url)


def _similar(own: Passage, of: Similar, root: str) -> schemas.SimilarPassage:
    return _body(
        schemas.SimilarPassage,
        of.passage,
        of,
        url=addresses.source_of(of.passage, root),
        score=six_digits(of.score),
        sentences=_pair(own, of),
    )


def _pair(own: Passage, of: Similar) -> schemas.SentencePair | None:
    if of.own is None or of.other is None:
        return None
    return _body(
        schemas.SentencePair,
        of,
        own_text=own.text[of.own.start : of.own.end],
        other_text=of.passage.text[of.other.start : of.other.end],
        closeness=six_digits(of.closeness),
    )
