"""Reads names of bodies that have no head noun: firms, branches, names with a short form."""

from __future__ import annotations

from indexer.acronyms.align import cost, parts
from indexer.entities import words as vocabulary
from indexer.entities.bodies import Body
from indexer.entities.links import Draft, link_after
from indexer.entities.runs import Run, Runs
from indexer.entities.tokens import Token, joined
from indexer.entities.words import word_set
from indexer.spelling.english import is_listed

_LANDS = word_set(
    """
    uk england scotland wales ireland britain europe international usa worldwide
    """
)


def spelt(runs: Runs, draft: Draft) -> Body | None:
    """Read a name in another language, with its short form: "Zzyxische Werke (ZW)"."""
    words = [runs.words[at] for at in draft.numbers]
    strange = [w for w in words if not is_listed(w.low)]
    if not draft.short or 2 * len(strange) <= len(words) or words[-1].low in vocabulary.THINGS:
        return None
    if len(words) == 1 or cost(draft.short, parts(" ".join(w.said for w in words))) > 0:
        return None
    first = draft.runs[0][0]
    return Body(first, draft.stop, tuple(draft.numbers), draft.short, "", True)


def firm(runs: Runs, draft: Draft) -> Body | None:
    """Read "Name & Name", "Name & Sons": a firm, unless all are common words."""
    if not draft.links or any(link.word != "&" for link in draft.links):
        return None
    words = [runs.words[at] for at in draft.numbers]
    kin = words[-1].low in vocabulary.KIN
    if not kin and all(runs.ground.common(word) for word in words):
        return None
    first, stop = draft.runs[0][0], draft.runs[-1][1]
    return Body(first, stop, tuple(range(first, stop)), draft.short, "", True)


def of_country(runs: Runs, run: Run) -> Body | None:
    """Read a name without a head that ends with its country, or begins with "NHS"."""
    first, stop = run
    words = [runs.words[at] for at in range(first, stop)]
    if len(words) == 1 or any(w.low in vocabulary.THINGS for w in words):
        return None
    service = words[0].said == "NHS" and not all(w.low in vocabulary.GENERIC for w in words)
    land = words[-1].low in _LANDS and not runs.ground.in_place(first)
    named = not (words[0].low in vocabulary.DIRECTIONS or words[0].low in runs.ground.lower)
    branch = _is_camel(words[0]) and all(
        w.low in vocabulary.DIRECTIONS
        or runs.ground.in_place(at)
        or runs.ground.local(at, at + 1, runs.words)
        for at, w in enumerate(words[1:], first + 1)
    )
    if service:
        stop = _with_second(runs, stop)
    if service or branch or (land and named and not _joined_before(runs, first)):
        return Body(first, stop, tuple(range(first, stop)), "", words[0].low, True)
    return None


def _with_second(runs: Runs, stop: int) -> int:
    """Return where "NHS Anyshire and Elsewhere" ends."""
    link = link_after(runs, stop)
    if (
        link
        and link.kind == "and"
        and not link.article
        and runs.ground.local(stop - 1, stop, runs.words)
    ):
        run = (link.start, runs.run_end(link.start))
        if not runs.heads(run) and run[1] - run[0] == 1:
            return run[1]
    return stop


def _joined_before(runs: Runs, at: int) -> bool:
    """Say whether a run goes on from the word before, as behind a possessive."""
    return at > 0 and joined(runs.words, at) and runs.words[at - 1].capital


def _is_camel(word: Token) -> bool:
    """Say whether a word has capitals inside, and is no short form: "ShareBread"."""
    inner = word.said[1:]
    return any(letter.isupper() for letter in inner) and any(map(str.islower, inner[:-1]))
