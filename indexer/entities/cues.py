"""Says what the words around a name tell of its role: who works along, who pays, who is named.

A cue stands before the names it speaks of ("funded by ...") or behind them ("... funds it"). It
speaks surely of the names that follow each other from there, parted only by commas, "and" and the
like; less surely of later ones in its clause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.entities.phrases import NAME, PHRASES, PLACE, Opens
from indexer.model import Role


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell a role.

    `before` says that they stand before the names; `sure` that they leave no doubt; `opens` which
    words of no shape are names there: `all`, those `marked` by capitals inside or standing beside a
    body, or only those `beside` one.
    """

    start: int
    end: int
    role: Role
    before: bool
    sure: bool
    opens: Opens
    said: str


# What may stand between a cue and a name, or between two names, that it speaks of alike.
_BETWEEN = (
    rf"(?:[\s,;&/{NAME}{PLACE}()\[\]\"“”‘’'–—:-]|\band\b|\bor\b|\bet\b|\bund\b|\bas\swell\sas\b|\bplus\b|\balso\b|\bthe\b|\ban?\b"
    rf"|\bof\b|\bits?\b|\bour\b|\bboth\b|\btheir\b|\bus\b|\bwe\b|\bin\b|\bat\b|\bnearby\b|\bfellow\b|\blocal\b|\beach\b|\bfor\sexample\b|\bnamely\b|\be\.g\.|\btogether\b|\bwith\b|\bfrom\b|\balong\b|\bpartners?\b|\bincluding\b|\bneighbou?ring\b"
    r"|\b(?:univers\w+|colleges|councils|hospitals|schools|museums|trusts)\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|several|other)\s[\w-]+"
    r"|\b(?:researchers|colleagues|scientists|staff|teams?|students|faculty|company|companies|charity|charities|firm|manufacturer|organisations?)\b"
    rf"|[12]\d\d\d|\bs\b)"
)
_LIST = re.compile(rf"{_BETWEEN}*", re.IGNORECASE)
_BREAK = re.compile(
    r";|\.\s|\s[–—]\s|\b(?:but|while|led\sto)\b"
    r"|\band\s(?:\w+\s)?(?:is|are|was|were|has|have|had|will|works?|took|takes?|came|comes?|went|goes|got|stays?|stayed|keeps?|kept"
    r"|lends?|lent|lets?|brings?|brought|runs?|ran|carried|made|makes?|taught|gave|gives?|worked)\b",
    re.IGNORECASE,
)
_APART = re.compile(r",\sand\s(?:the\s)?")
_VERB = re.compile(r"\s(?:has|have|had|lent|gave|made|took|[a-z]{2,}(?:s|ed))\b(?!['’])")
_RELATIVE = re.compile(r"\b(?:which|who|whose|where)\b", re.IGNORECASE)
_COORDINATED = re.compile(r",?\sand\s(?:the\s)?")
_FAR = 160  # characters


def cues(masked: str) -> list[Cue]:
    """Return the cues of a masked sentence, in order, of overlapping ones the first and longest."""
    lowered = "".join(map(_lower, masked)) if len(masked.lower()) != len(masked) else masked.lower()
    found = [
        Cue(
            m.start(),
            m.end(),
            p.role,
            p.before,
            p.sure,
            p.opens,
            _said(masked[m.start() : m.end()]),
        )
        for p in PHRASES
        for m in p.words.finditer(lowered)
    ]
    found.sort(key=lambda cue: (cue.start, -cue.end))
    ends = {True: 0, False: 0}
    kept: list[Cue] = []
    for cue in found:
        if cue.start >= ends[cue.before]:
            kept.append(cue)
            ends[cue.before] = cue.end
    return kept


def _lower(letter: str) -> str:
    """Return a letter in lower case where that is one letter too."""
    low = letter.lower()
    return low if len(low) == 1 else letter


def _said(words: str) -> str:
    return " ".join(words.replace(NAME, "").replace(PLACE, "").split())


@dataclass(frozen=True, slots=True)
class Told:
    """What the words around a name tell of its role."""

    role: Role
    sure: bool
    why: str


def told(masked: str, found: Sequence[Cue], start: int, end: int) -> Told | None:
    """Return what a sentence's cues tell of the name at `masked[start:end]`, if anything."""
    before = [cue for cue in found if cue.before and cue.end <= start]
    behind = [cue for cue in found if not cue.before and cue.start >= end]
    right = behind[0] if behind and _beside(masked, end, behind[0].start) else None
    left = before[-1] if before else None
    if right and not masked[end : right.start].strip(" "):
        return _from(right)
    if left and _new_clause(masked, left.end, start, end):
        return _from(right) if right else None
    if left and _beside(masked, left.end, start):
        if right and right.role == "funder" and left.role != "funder" and not left.sure:
            return _from(right)
        if left.sure or right is None:
            return _from(_inherited(left, before, masked))
    if right:
        return _from(right)
    return _farther(masked, before, start) or _coordinated(masked, found, start)


def _new_clause(masked: str, cue: int, start: int, end: int) -> bool:
    """Say whether a name is the subject of a clause of its own: "..., and A lets us use it"."""
    parted = _APART.search(masked, max(cue, start - 10), start)
    return bool(parted and parted.end() == start and _VERB.match(masked, end))


def _inherited(cue: Cue, before: Sequence[Cue], masked: str) -> Cue:
    """Return an unsure cue as an earlier sure one of its sentence where both say the same."""
    if not cue.sure:
        for earlier in reversed(before[:-1]):
            if (
                earlier.sure
                and earlier.role in {cue.role, "funder"}
                and not _BREAK.search(masked, earlier.end, cue.start)
            ):
                return earlier
    return cue


def _beside(masked: str, start: int, end: int) -> bool:
    """Say whether nothing but names and what joins them stands between two places."""
    return bool(_LIST.fullmatch(masked, start, end))


def _from(cue: Cue) -> Told:
    where = "after" if cue.before else "before"
    return Told(cue.role, cue.sure, f"{where} {cue.said!r}")


def _farther(masked: str, before: Sequence[Cue], start: int) -> Told | None:
    """Return what a cue farther off in the same clause lets suppose."""
    for cue in reversed(before):
        if start - cue.end > _FAR or _BREAK.search(masked, cue.end, start):
            return None
        if cue.role != "funder" and _RELATIVE.search(masked, cue.end, start):
            return None
        if cue.sure and cue.role != "named":
            return Told(cue.role, cue.role == "funder", f"after {cue.said!r}")
    return None


def _coordinated(masked: str, found: Sequence[Cue], start: int) -> Told | None:
    """Return what "A paid for the beginning, and B for the end" lets suppose of B."""
    behind = [cue for cue in found if not cue.before and cue.end <= start and cue.sure]
    if not behind or not any(m.end() == start for m in _COORDINATED.finditer(masked, 0, start)):
        return None
    return Told(behind[-1].role, False, f"beside what stands before {behind[-1].said!r}")
