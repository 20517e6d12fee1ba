"""Lays answers and passages out as the JSON that services read; fields stand in a fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp import links

if TYPE_CHECKING:
    from indexer.model import Answer, Hit, IndexInfo, Passage, Snippet

Json = dict[str, object]


def answer(found: Answer, root: str) -> Json:
    """Return a search's answer; `root` is this application's address, without its last slash."""
    body: Json = {
        "query": {
            "text": found.query.text,
            "searched": found.searched,
            "corrections": [{"from": said, "to": meant} for said, meant in found.corrections],
            "acronyms": [{"short": short, "long": long} for short, long in found.acronyms],
            "mode": found.query.mode,
        },
        "answer": found.state,
        "reason": found.reason,
        "total": found.total,
        "total_exact": found.total_exact,
        "limit": found.query.limit,
        "offset": found.query.offset,
        "hits": [_hit(hit, root) for hit in found.hits],
    }
    if found.state == "none":
        body["nearest"] = [_nearest(passage, root) for passage in found.nearest]
    body["notices"] = list(found.notices)
    body["index"] = index(found.index)
    body["took_ms"] = milliseconds(found)
    return body


def passage(of: Passage, info: IndexInfo, root: str) -> Json:
    """Return one passage whole."""
    body: Json = {
        "id": of.id,
        "title": of.title,
        "theme": of.theme,
        "path": list(of.path),
        "text": of.text,
        "blocks": [{"kind": b.kind, "start": b.start, "end": b.end} for b in of.blocks],
        "sentences": [{"start": s.start, "end": s.end} for s in of.sentences],
        "links": [{"start": k.start, "end": k.end, "url": k.url} for k in of.links],
        "introduction": of.introduction,
        "source": of.source,
        "position": of.position,
        "url": links.place(of, root),
    }
    if of.key is not None:
        body["key"] = of.key
    body["index"] = index(info)
    return body


def index(info: IndexInfo) -> Json:
    """Return what answered."""
    return {
        "generation": info.generation,
        "built_at": info.built_at,
        "model": info.model,
        "passages": info.passages,
    }


def milliseconds(found: Answer) -> float:
    """Return how long an answer took, to the microsecond."""
    return round(float(found.took_ms), 3)


def _hit(hit: Hit, root: str) -> Json:
    found = hit.passage
    return {
        "id": found.id,
        "title": found.title,
        "theme": found.theme,
        "score": _score(hit.score),
        "keyword_score": _score(hit.keyword_score),
        "semantic_score": _score(hit.semantic_score),
        "matched_by": list(hit.matched_by),
        "snippet": _snippet(hit.snippet),
        "introduction": found.introduction,
        "url": links.place(found, root, hit.fragment),
        "source": found.source,
    }


def _snippet(snippet: Snippet) -> Json:
    return {
        "text": snippet.text,
        "marks": [{"start": m.start, "end": m.end, "kind": m.kind} for m in snippet.marks],
    }


def _nearest(near: Passage, root: str) -> Json:
    return {"id": near.id, "title": near.title, "url": links.place(near, root)}


def _score(value: float) -> float:
    # Six digits are what a 32-bit float holds; the rest would be noise that changes the bytes.
    return float(f"{value:.6g}")
