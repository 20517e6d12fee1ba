"""Finds the names of bodies by their shape: runs of capitalised words around a head noun.

    name  = run (link run)*          "University | of | Anytown"
    link  = "of" and the like        behind a head: Institute for Research
          | "and"                    where both sides are of one name: Food and Agriculture Office
          | comma                    in the subjects of a part: Centre for Work, Play, and Policy
          | "(SHORT)"                where the name goes on, or ends: Anytown Hospital (AH) Trust

Behind the last head a name goes on with a place or a word that is no common one; a thing that a
body gives or runs ("Award", "Project") ends it before.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.entities.bodies import Body
from indexer.entities.ends import finish
from indexer.entities.ground import Ground
from indexer.entities.headless import firm, of_country, spelt
from indexer.entities.joins import accepts
from indexer.entities.links import Draft, link_after, read_bracket, until_owner
from indexer.entities.runs import Runs
from indexer.entities.tokens import Token

_MOST_RUNS = 12


def bodies(words: Sequence[Token], ground: Ground) -> list[Body]:
    """Return the names of bodies in a stretch of text, in order, without overlap."""
    runs = Runs(words, ground)
    found: list[Body] = []
    at = 0
    while at < len(words):
        if not runs.begins(at):
            at += 1
            continue
        draft = _draft(runs, at)
        body = finish(runs, draft) or firm(runs, draft) or spelt(runs, draft)
        body = body or of_country(runs, draft.runs[0])
        if body:
            found.append(body)
            at = max(body.stop, body.after, at + 1)
        else:
            at = draft.runs[0][1]
    return found


def _draft(runs: Runs, at: int) -> Draft:
    stop = runs.run_end(at)
    draft = Draft([(at, stop)], [], stop=stop)
    while len(draft.runs) < _MOST_RUNS:
        if read_bracket(runs, draft):
            break
        link = link_after(runs, draft.runs[-1][1] if not draft.short else draft.stop)
        if link is None:
            break
        run = (link.start, until_owner(runs, draft, link.start))
        if not accepts(runs, draft, link, run):
            break
        draft.runs.append(run)
        draft.links.append(link)
        draft.stop = run[1]
    return draft
