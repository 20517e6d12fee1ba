"""Says where a name ends: what a body gives, runs or stands in does not belong to it."""

from __future__ import annotations

from indexer.entities import words as vocabulary
from indexer.entities.bodies import Body, body_of
from indexer.entities.links import Draft, head_of
from indexer.entities.runs import Run, Runs, compound
from indexer.spelling.english import is_listed

_PROPER_TAIL = 2  # words that may follow the last head


def finish(runs: Runs, draft: Draft) -> Body | None:
    """Return the name with what does not belong to it cut off; `None` where no head is left."""
    kept, links = draft.runs, draft.links
    while kept:
        if head_of(runs, Draft(kept, links)) is None:
            return None
        first, stop = kept[-1]
        end = _cut(runs, (first, stop), behind_of=bool(links) and links[-1].kind != "bracket")
        if end > first:
            whole = draft.stop if end == stop else end
            kept = [*kept[:-1], (first, end)]
            return body_of(runs, Draft(kept, links, draft.short, whole, draft.after))
        kept, links = kept[:-1], links[:-1]
    return None


def _cut(runs: Runs, run: Run, *, behind_of: bool) -> int:
    """Return where the last run of a name ends."""
    first, stop = run
    ends = vocabulary.THINGS if behind_of else vocabulary.THINGS | vocabulary.SITES
    things = [at for at in range(first, stop) if runs.words[at].low in ends]
    heads = [at for at in runs.heads(run) if not (things and at + 1 in things)]
    strong = [at for at in heads if runs.words[at].low not in vocabulary.WEAK]
    if not heads:
        if not behind_of:
            return first
        return things[0] if things else stop
    last = (strong or heads)[-1] if things else heads[-1]
    if last in things:
        return first
    if last == first and not behind_of and not compound(runs.words[last].low):
        return (
            next((at for at in things if at > last), stop)
            if _head_first(runs, run, heads)
            else _place_end(runs, last + 1, stop)
        )
    if _head_first(runs, run, heads):
        return next((at for at in things if at > last), stop)
    end = last + 1
    while end < stop and end - last <= _PROPER_TAIL and _is_proper(runs, end):
        end += 1
    return _place_end(runs, last + 1, stop) if things else end


def _place_end(runs: Runs, at: int, stop: int) -> int:
    while at < stop and (runs.ground.in_place(at) or runs.ground.local(at, at + 1, runs.words)):
        at += 1
    return at


def _head_first(runs: Runs, run: Run, heads: list[int]) -> bool:
    """Say whether a name begins with its head, as in French or Malay: "Institut Pasteur"."""
    first, stop = run
    behind = range(heads[-1] + 1, stop)
    if not behind or heads[0] > first + 1:
        return False
    return any(not is_listed(runs.words[at].low) for at in behind)


def _is_proper(runs: Runs, at: int) -> bool:
    word = runs.words[at]
    if word.low in vocabulary.THINGS or word.low in vocabulary.GENERIC:
        return False
    return runs.ground.in_place(at) or word.low not in runs.ground.lower
