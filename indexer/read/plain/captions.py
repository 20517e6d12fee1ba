"""Says which lines that look like headings are captions of pictures.

A caption shows somebody or something, doing something, somewhere; often it is written in another
manner than the headings beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer import text as words_of
from indexer.read.plain.candidates import Mark
from indexer.read.plain.marks import count_words, has_heading_shape, is_title_case, letter_case

# A run of plain headings without text between, with the unit before and after it.
Run = tuple[list[int], int | None, int | None]

_SURE, _LIKELY, _FOREIGN = 3, 2, 1
_CAPTION_WORDS, _LEAST_FOREIGN_WORDS = 16, 4
_LEAST_TERM = 4
_LOOK_AHEAD = 1000
_LEAST_CASED, _MOSTLY, _NEARLY_ALL = 4, 0.65, 0.9

_PLACED = re.compile(
    r"\S+ .*\b(?:in|on|at|with|beside|near|behind|under|outside|inside|during|by|around|over|above"
    r"|from|against|towards?|into|across)\b .*\S",
)
_ARTICLE = re.compile(r"(?:^|\s)(?:A|a|an|An|two|three|four|Two|Three|Four|some|Some)\s")
_PARTICIPLE = re.compile(
    r"[\w'’-]+(?: [\w'’-]+)*? (?:[a-z]+(?:ing|ed)|seen|shown|taken|built|held|worn|drawn)\b"
)
_DEPICTED = re.compile(
    r"\b(?:person|people|man|men|woman|women|child|children|student|students|pupil|pupils|worker"
    r"|workers|researcher|researchers|nurse|doctor|volunteer|volunteers|staff|team|visitors?|crowd"
    r"|group of|hands?|close-up|view|portrait|photo|photograph|aerial|girl|boy|family|couple"
    r"|smiling|holding|wearing|sitting|standing|looking)\b",
    re.IGNORECASE,
)
# "Weaving in a day": how long something takes.
_LASTING = re.compile(r"\bin (?:an?|one|two|three) (?:hour|day|evening|weekend|week|month|year)s?$")
_CLAIMS = re.compile(r"(?:the|our|your|how|what|why|who|about|my)\b|[A-Za-z]+ing\b", re.IGNORECASE)
# "…, Leith", "…, May 2023", "… in 1925": where or when a picture was taken.
_TAKEN = re.compile(r".*(?:, (?:[A-Z][\w'’-]*|around|about)(?: [\w'’-]+){0,3}|\b(?:19|20)\d\d)$")

_YEAR = re.compile(r",[^,:()\d]{1,30} (?:19|20)\d\d$")


def find_captions(marks: Sequence[Mark], runs: Sequence[Run]) -> set[int]:
    """Return the indices of the headings in runs that are captions of pictures."""
    titled = _titled_share(marks, runs)
    found: set[int] = set()
    for run, before, after in runs:
        following = marks[after].unit.text[:_LOOK_AHEAD] if after is not None else ""
        in_run = len(run) > 1 or (after is not None and marks[after].role == "heading")
        foreign = _foreign_places(marks, run, before, titled)
        captions = {
            i
            for i in run
            if _is_caption(marks[i].unit.text, following, in_run=in_run)
            or (i in foreign and in_run and _is_foreign(marks[i].unit.text))
        }
        if len(captions) == len(run) and after is not None and marks[after].role == "label":
            captions.remove(run[0])
        found |= captions
    return found | (_hanging(marks) if titled >= _MOSTLY else set())


def _foreign_places(
    marks: Sequence[Mark], run: list[int], before: int | None, titled: float
) -> list[int]:
    """Return the headings of a run that may be captions if they are written unlike others.

    Groups may be written unlike things; so the first of a run is one only where none is.
    """
    under = before is not None and marks[before].role == "heading"
    if titled >= _NEARLY_ALL:
        return run if before is not None else run[1:]
    return (run if under else run[1:]) if titled >= _MOSTLY else []


def _titled_share(marks: Sequence[Mark], runs: Sequence[Run]) -> float:
    """Return the share of headings in Title Case, of those that can be no captions."""
    doubtful = {i for run, _, _ in runs for i in run[1:]}
    sure = [
        mark.unit.text[mark.start :]
        for i, mark in enumerate(marks)
        if mark.role == "heading" and i not in doubtful and not mark.capitals
    ]
    cased = [case for text in sure if (case := letter_case(text)) is not None]
    return sum(cased) / len(cased) if len(cased) >= _LEAST_CASED else 0.0


def _hanging(marks: Sequence[Mark]) -> set[int]:
    """Return the short lines between a heading, without a blank line, and its first paragraph."""
    return {
        i
        for i, (above, mark, below) in enumerate(zip(marks, marks[1:], marks[2:], strict=False), 1)
        if above.role == "heading"
        and mark.role == below.role == "text"
        and mark.unit.kind == below.unit.kind == "text"
        and mark.unit.blanks < below.unit.blanks
        and has_heading_shape(mark.unit.text)
        and _is_foreign(mark.unit.text, _LIKELY)
    }


def _is_foreign(text: str, least: int = _FOREIGN) -> bool:
    """Return whether a line that is not in Title Case shows enough to be a caption."""
    if letter_case(text) is not False or text.endswith(("?", ":")):
        return False
    enough = _LEAST_FOREIGN_WORDS <= count_words(text) <= _CAPTION_WORDS
    return enough and _shown(text) + bool(_TAKEN.match(text)) >= least


def _is_caption(text: str, following: str, *, in_run: bool) -> bool:
    score = caption_score(text)
    if score >= _SURE and in_run:
        return True
    return score >= (_LIKELY if in_run else _SURE) and not _terms(text) & _terms(following)


def _terms(text: str) -> set[str]:
    return {word.term for word in words_of.words(text) if len(word.term) >= _LEAST_TERM}


def caption_score(text: str) -> int:
    """Return how much a line reads as a picture's description, up to 4; headings get 1 or less.

    A caption shows somebody or something, doing something, somewhere: "A woman reading in a park".
    """
    if (
        count_words(text) > _CAPTION_WORDS
        or text.endswith(("?", ":"))
        or re.search(r"[:()\d]", _YEAR.sub("", text))
        or _LASTING.search(text)
    ):
        return 0
    return _shown(text) - bool(is_title_case(text)) - 2 * bool(_CLAIMS.match(text))


def _shown(text: str) -> int:
    found = bool(_PLACED.match(text)) + bool(_ARTICLE.search(text))
    return found + bool(_PARTICIPLE.match(text)) + bool(_DEPICTED.search(text))
