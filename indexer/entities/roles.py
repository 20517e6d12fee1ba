"""Says what part a name plays where it stands, how sure that is, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from indexer.entities.cues import Cue, Told, cues, told
from indexer.entities.gather import Gathered, Where
from indexer.entities.spots import Spot
from indexer.model import Span
from indexer.text import fold

_FUNDS = frozenset(["fund", "fonds", "fondo"])


class Roles:
    """Reads the roles of an index's names; the cues of each sentence are found once."""

    def __init__(self, found: Gathered) -> None:
        self._found = found
        self._cues: dict[tuple[Where, Span], list[Cue]] = {}

    def told(self, spot: Spot) -> Told | None:
        """Return what the words around a name tell of its role: a label's before a sentence's."""
        where = (spot.row, spot.in_title)
        header = self._header(spot, where)
        sentence = self._sentence(spot, where)
        if sentence is None:
            return header
        masked = self._found.mask(where)[sentence.start : sentence.end]
        if (where, sentence) not in self._cues:
            self._cues[where, sentence] = cues(masked)
        start, end = spot.start - sentence.start, min(spot.end, sentence.end) - sentence.start
        said = told(masked, self._cues[where, sentence], start, end)
        return said if said and said.sure else header or said

    def _header(self, spot: Spot, where: Where) -> Told | None:
        """Return the role that the label of a list gives to what its item begins with."""
        for one in self._found.reads[where]:
            stretch = one.stretch
            header = self._found.headers.get((spot.row, stretch.start))
            if header and not spot.in_title and stretch.start <= spot.start < stretch.end:
                return Told(header[0], True, f"under {header[1]!r}")
        return None

    def _sentence(self, spot: Spot, where: Where) -> Span | None:
        sentences = self._found.sentences(where)
        return next((s for s in sentences if s.start <= spot.start < s.end), None)


def settled(told_of: Sequence[tuple[Spot, Told | None]]) -> Mapping[Spot, Told]:
    """Return the role of each spot of one name in one passage.

    What nothing speaks for plays the part that it plays elsewhere in the passage, else in a
    title or as a fund the likely one.
    """
    sure = [one for _, one in told_of if one and one.sure and one.role != "named"]
    parts = [one.role for one in sure]
    likely = "partner" if "partner" in parts else parts[0] if parts else None
    found: dict[Spot, Told] = {}
    for spot, said in told_of:
        if said and (said.sure or likely is None):
            found[spot] = said
        elif likely:
            found[spot] = Told(likely, True, "as elsewhere in the passage")
        else:
            found[spot] = _guess(spot)
    if likely == "partner":
        found = {
            s: replace(t, role="partner") if t.role == "named" else t for s, t in found.items()
        }
    return found


def _guess(spot: Spot) -> Told:
    if spot.head in _FUNDS or fold(spot.name.rpartition(" ")[2]) in _FUNDS:
        return Told("funder", False, "called a fund")
    if spot.in_title:
        return Told("partner", False, "named in the title")
    return Told("named" if spot.kind == "person" else "partner", False, spot.why)
