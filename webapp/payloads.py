"""Lays answers and passages out as the JSON that services read; fields stand in a fixed order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET

from indexer.render.tables import six_digits
from webapp import addresses, bodies, links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from msgspec import UnsetType

    from indexer.model import (
        Answer,
        Collaborators,
        Entity,
        Explanation,
        Hit,
        IndexInfo,
        Mention,
        Mode,
        Passage,
        Query,
        Snippet,
    )


def encoded(body: msgspec.Struct) -> bytes:
    """Return a body as JSON; what a corpus holds that is not Unicode becomes a question mark."""
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(body), ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def indented(body: msgspec.Struct) -> str:
    """Return a body as JSON that people can read."""
    return msgspec.json.format(encoded(body).decode(), indent=2)


def answer(found: Answer, root: str, *, explain: bool = False) -> bodies.SearchAnswer:
    """Return a search's answer.

    Parameters
    ----------
    found
        What the engine answers.
    root
        This application's address, without its last slash; nothing for paths.
    explain
        Whether each hit says how its score came about.
    """
    query, silent = found.query, found.state == "none"
    return bodies.SearchAnswer(
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
) -> bodies.PassageAnswer:
    """Return one passage whole; `find` knows who bears a name."""
    followed = ((link, links.safe(link.url)) for link in of.links)
    return bodies.PassageAnswer(
        id=of.id,
        title=of.title,
        theme=of.theme,
        path=list(of.path),
        text=of.text,
        blocks=[bodies.PassageBlock(b.start, b.end, b.kind) for b in of.blocks],
        sentences=[bodies.Span(s.start, s.end) for s in of.sentences],
        links=[bodies.PassageLink(link.start, link.end, url) for link, url in followed if url],
        mentions=[_mention(mention, of, find) for mention in of.mentions],
        introduction=of.introduction,
        source=of.source,
        position=of.position,
        url=links.place(of, root),
        key=UNSET if of.key is None else of.key,
        index=index(info),
    )


def index(info: IndexInfo) -> bodies.Index:
    """Return what answered."""
    return bodies.Index(info.generation, info.built_at, info.model, info.passages)


def read_as(found: Answer | Collaborators, query: Query) -> bodies.QueryRead:
    """Return how a question was read."""
    return bodies.QueryRead(
        text=query.text,
        searched=found.searched,
        corrections=[bodies.Correction(said, meant) for said, meant in found.corrections],
        acronyms=[bodies.Acronym(short, long) for short, long in found.acronyms],
        mode=query.mode,
    )


def title(of: Passage, root: str) -> bodies.PassageTitle:
    """Return a passage in short."""
    return bodies.PassageTitle(of.id, of.title, links.place(of, root))


def snippet(of: Snippet) -> bodies.Snippet:
    """Return an excerpt with its marks."""
    return bodies.Snippet(of.text, [bodies.Mark(m.start, m.end, m.kind) for m in of.marks])


def milliseconds(took: float) -> float:
    """Return how long an answer took, to the microsecond."""
    return round(float(took), 3)


def _hit(hit: Hit, root: str, explained: Mode | None) -> bodies.Hit:
    found = hit.passage
    organisations = (m for m in found.mentions if m.kind == "organisation")
    return bodies.Hit(
        id=found.id,
        title=found.title,
        theme=found.theme,
        score=six_digits(hit.score),
        keyword_score=six_digits(hit.keyword_score),
        semantic_score=six_digits(hit.semantic_score),
        matched_by=list(hit.matched_by),
        snippet=snippet(hit.snippet),
        organisations=_names(m for m in organisations if m.role != "funder"),
        funders=_names(m for m in found.mentions if m.role == "funder"),
        places=_names(m for m in found.mentions if m.kind == "place"),
        introduction=found.introduction,
        url=links.place(found, root, hit.fragment),
        source=found.source,
        explanation=_explanation(hit, explained) if explained else UNSET,
    )


def _names(mentions: Iterable[Mention]) -> list[str]:
    return list(dict.fromkeys(mention.name for mention in mentions))


def _explanation(hit: Hit, mode: Mode) -> bodies.Explanation | UnsetType:
    of = hit.explanation
    if of is None:
        return UNSET
    parts = ("words", "meaning", "name", "prior", "coverage")
    numbers = {part: six_digits(getattr(of, part)) for part in parts}
    return bodies.Explanation(reason=_in_words(hit.score, of, mode), **numbers)


def _in_words(ranked_by: float, of: Explanation, mode: Mode) -> str:
    """Return how a score came about, as a person would say it."""
    held = f"for its words ({of.coverage:.0%} of the question)"
    if mode != "hybrid":
        return f"{ranked_by:.2f} {held if mode == 'keyword' else 'for its meaning'}"
    parts = [f"{of.words:.2f} {held}", f"{of.meaning:.2f} for its meaning"]
    parts += [f"{of.name:.2f} for a whole name"] if of.name else []
    halved = f", times {of.prior:g} as an introduction" if of.prior != 1 else ""
    return " + ".join(parts) + halved


def _facets(found: Answer, toggles: addresses.Toggles) -> bodies.Facets:
    values = {
        facet.name: [
            bodies.FacetValue(
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
    return bodies.Facets(
        theme=values.get("theme", []),
        organisation=values.get("organisation", []),
        funder=values.get("funder", []),
        place=values.get("place", []),
    )


def _mention(mention: Mention, of: Passage, find: Callable[[str], Entity | None]) -> bodies.Mention:
    bearer = find(mention.name)
    whole = of.title if mention.in_title else of.text
    return bodies.Mention(
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
