"""Tells the part that a name plays where it stands: partner, funder, or only named; and why.

A cue speaks surely of the names that follow each other from there, parted only by commas, "and" and
the like; less surely of later ones in its clause. The label of a list ("Funders:") speaks of what
its items begin with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from indexer import languages
from indexer.entities.annotations import NAME, PLACE, Annotations, NameCandidate, Segment, Where
from indexer.entities.cues import Cue, find_cues
from indexer.entities.lists import find_listed
from indexer.model import ROLES, Role, Span

_LABEL = re.compile(
    r"""
    \s*(?:[\w-]+\s){0,2}?(?:
    (?P<funder>(?:funded|supported|sponsored)\sby|funders?|funding(?:\sbody)?|sponsors?|supporters?)
    |(?P<leader>led\sby|lead(?:er)?s?|lead\s\w+|principal\sinvestigators?|co-?ordinators?)
    |(?P<partner>partners?|collaborators?|members?|customers?|clients?|lenders?|borrowers?|venues?
        |grantees?|recipients?|with|delivered\sby|(?:lent|on\sloan|awarded)\s(?:by|from|to))
    )(?:\s(?:are|include))?\s*(?::|[–—-]\s|$)
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What may stand between a cue and a name, or between two names, that it speaks of alike.
_BETWEEN = r"""
    and or et und as\swell\sas the an? of its? our their us we in at with from including partners?
    univers\w+ councils schools colleagues researchers staff students
"""
_LIST = re.compile(
    rf"(?:[\s,;&/{NAME}{PLACE}()\[\]\"“”‘’'–—:-]|\b(?:{'|'.join(_BETWEEN.split())})\b"
    r"|[12]\d\d\d|\bs\b)*",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r";|\.\s|\s[–—]\s|\b(?:but|while|led\sto)\b"
    r"|\band\s(?:\w+\s)?(?:is|are|was|were|has|have|had|works?|worked|took|came|went|ran|gave)\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"\s(?:has|have|had|lent|gave|made|took|[a-z]{2,}(?:s|ed))\b(?!['’])")
_COORDINATED = re.compile(r",?\sand\s(?:the\s)?")
_CLAUSE = re.compile(r",\sand\s(?:the\s)?$")
_FAR = 160  # characters
_KEPT = 256  # texts and sentences that were read last: names are asked for in their order
_TAKING_PART: tuple[Role, ...] = ("leader", "partner", "funder")  # the weightiest first


@cache
def _label(language: str) -> re.Pattern[str]:
    """Return what the label of a list of a language looks like."""
    told = languages.of(language).roles.get("label")
    if not told:
        return _LABEL
    roles = "|".join(rf"(?P<{role}>{words})" for role, words in told.items())
    return re.compile(rf"\s*(?:[\w-]+\s){{0,2}}?(?:{roles})\s*(?::|[–—-]\s|$)", re.IGNORECASE)


@cache
def _list(language: str) -> re.Pattern[str]:
    """Return what may stand between a cue and a name, or two names, in a language."""
    told = languages.of(language).roles
    if not told:
        return _LIST
    words = "|".join(map(re.escape, f"{told['between']} {told['titles']}".split()))
    return re.compile(
        rf"(?:[\s,;&/.{NAME}{PLACE}()\[\]\"“”‘’'–—:-]|\b(?:{words})\b|[12]\d\d\d)*", re.IGNORECASE
    )


@dataclass(frozen=True, slots=True)
class RoleEvidence:
    """A role as it is read from the words around a name, whether that is sure, and why."""

    role: Role
    sure: bool
    why: str


def find_in_lists(annotations: Annotations, row: int) -> None:
    """Add what is listed behind cues in one passage, and keep which items a label heads."""
    where = Where(row, in_text=True)
    masked = annotations.mask(where)
    spoken = annotations.passages[row].language
    read = [
        (sentence, find_cues(masked, sentence.start, sentence.end, spoken))
        for sentence in annotations.sentences(where)
    ]
    label: tuple[Role, str] | None = None
    for segment in annotations.segments[where]:
        here = [(s, cues) for s, cues in read if segment.start <= s.start < segment.end]
        more = [one for s, cues in here for cue in cues for one in _listed(segment, s, cue, cues)]
        match = _label(spoken).match(masked, segment.start, segment.end)
        start = segment.end
        if match:
            words = " ".join(match.group().split()).rstrip(" :–—-")
            role = next(role for role in ROLES if match.groupdict().get(role))
            label, start = (role, words), match.end()
        elif segment.item and label:
            start = segment.start
        else:
            label = _introduced(masked[: segment.end], here)
        if start < segment.end and label:
            annotations.labels[row, segment.start] = label
            why = f"listed under {label[1]!r}"
            more += find_listed(segment, start, segment.end, opens="all", why=why)
        segment.add(more)


def _listed(segment: Segment, sentence: Span, cue: Cue, cues: Sequence[Cue]) -> list[NameCandidate]:
    """Return what a sentence lists behind a cue, or as the subject of a verb that is one."""
    if cue.before:
        start, side = cue.end, "after"
        end = min([sentence.end, *(c.start for c in cues if c.before and c.start >= cue.end)])
    elif cue.opens == "all":
        start = max([sentence.start, *(c.end for c in cues if c.before and c.end <= cue.start)])
        end, side = cue.start, "before"
    elif cue.role == "funder":  # "an ABC grant"
        last = [word.start for word in segment.words if sentence.start <= word.start < cue.start]
        start, end, side = max(last, default=cue.start), cue.start, "before"
    else:
        return []
    why = f"listed {side} {cue.words!r}"
    return find_listed(segment, start, end, opens=cue.opens, why=why)


def _introduced(
    masked: str, sentences: Sequence[tuple[Span, Sequence[Cue]]]
) -> tuple[Role, str] | None:
    """Return the role of the items behind a paragraph that ends with a colon, by its last cue."""
    if not masked.rstrip().endswith(":"):
        return None
    ends = [cue for _, cues in sentences for cue in cues if cue.before and cue.sure]
    return (ends[-1].role, ends[-1].words) if ends else None


class RoleReader:
    """Reads the roles of an index's names; the cues of each sentence are found once."""

    def __init__(self, annotations: Annotations) -> None:
        self._annotations = annotations
        self._mask = lru_cache(_KEPT)(annotations.mask)
        self._cues = lru_cache(_KEPT)(self._find)

    def _find(self, where: Where, start: int, end: int) -> list[Cue]:
        spoken = self._annotations.passages[where.row].language
        return find_cues(self._mask(where), start, end, spoken)

    def read(self, candidate: NameCandidate) -> RoleEvidence | None:
        """Return what the words around a name tell of its role: a label before a sentence."""
        where, start = candidate.where, candidate.start
        label = self._label(candidate)
        sentences = self._annotations.sentences(where)
        sentence = next((s for s in sentences if s.start <= start < s.end), None)
        if sentence is None:
            return label
        cues = self._cues(where, sentence.start, sentence.end)
        masked = self._mask(where)[: sentence.end]
        spoken = self._annotations.passages[where.row].language
        span = Span(start, min(candidate.end, sentence.end))
        read = _read_role(masked, cues, span, spoken)
        return read if read and read.sure else label or read

    def _label(self, candidate: NameCandidate) -> RoleEvidence | None:
        """Return the role that the label of a list gives to what its item begins with."""
        where = candidate.where
        for segment in self._annotations.segments[where] if where.in_text else ():
            label = self._annotations.labels.get((where.row, segment.start))
            if label and segment.start <= candidate.start < segment.end:
                return RoleEvidence(label[0], True, f"under {label[1]!r}")
        return None


def _read_role(masked: str, cues: Sequence[Cue], name: Span, spoken: str) -> RoleEvidence | None:
    """Return what a sentence's cues tell of the name at a place of it, if anything.

    `masked` ends where the sentence does, which is of a language that is `spoken`.
    """
    start, end = name.start, name.end
    before = [cue for cue in cues if cue.before and cue.end <= start]
    behind = [cue for cue in cues if not cue.before and cue.start >= end]
    right = behind[0] if behind and _beside(masked, end, behind[0].start, spoken) else None
    left = before[-1] if before else None
    if right and not masked[end : right.start].strip(" "):
        return _from(right)
    # The subject of a clause of its own: "..., and A lets us use it".
    parted = left and _CLAUSE.search(masked, left.end, start)
    begins = bool(parted and _VERB.match(masked, end))
    if (
        left
        and not begins
        and (left.sure or right is None)
        and _beside(masked, left.end, start, spoken)
    ):
        return _from(left)
    if right or begins:
        return _from(right) if right else None
    return _farther(masked, before, start) or _coordinated(masked, cues, start)


def _beside(masked: str, start: int, end: int, spoken: str) -> bool:
    """Say whether nothing but names and what joins them stands between two offsets."""
    return bool(_list(spoken).fullmatch(masked, start, end))


def _from(cue: Cue) -> RoleEvidence:
    return RoleEvidence(cue.role, cue.sure, f"{'after' if cue.before else 'before'} {cue.words!r}")


def _farther(masked: str, before: Sequence[Cue], start: int) -> RoleEvidence | None:
    """Return what a cue farther off in the same clause lets suppose: of a leader, its partners."""
    for cue in reversed(before):
        if start - cue.end > _FAR or _BREAK.search(masked, cue.end, start):
            return None
        if cue.sure and cue.role != "named":
            role: Role = "partner" if cue.role == "leader" else cue.role
            return replace(_from(cue), role=role, sure=False)
    return None


def _coordinated(masked: str, cues: Sequence[Cue], start: int) -> RoleEvidence | None:
    """Return what "A paid for the beginning, and B for the end" lets suppose of B."""
    behind = [cue for cue in cues if not cue.before and cue.end <= start and cue.sure]
    if not behind or not any(m.end() == start for m in _COORDINATED.finditer(masked, 0, start)):
        return None
    why = f"beside what stands before {behind[-1].words!r}"
    return RoleEvidence(behind[-1].role, False, why)


def settle(
    readings: Sequence[tuple[NameCandidate, RoleEvidence | None]],
) -> Mapping[NameCandidate, RoleEvidence]:
    """Return the role of each candidate of one name in one passage.

    What nothing speaks for plays the part that it plays elsewhere in the passage, else the
    likely one.
    """
    sure = {one.role for _, one in readings if one and one.sure}
    likely = next((role for role in _TAKING_PART if role in sure), None)
    found: dict[NameCandidate, RoleEvidence] = {}
    for candidate, reading in readings:
        if likely and not (reading and reading.sure):
            found[candidate] = RoleEvidence(likely, True, "as elsewhere in the passage")
        elif reading and reading.role == "named" and likely == "partner":
            found[candidate] = replace(reading, role="partner")
        else:
            person = candidate.kind == "person" and candidate.where.in_text
            guess: Role = "named" if person else "partner"
            why = "named in the title" if candidate.where.in_title else candidate.why
            found[candidate] = reading or RoleEvidence(guess, False, why)
    return found
