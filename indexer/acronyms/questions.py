"""Recognises questions that ask what a short form stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NOUN = r"(?:meaning|definition|full form|full name|long form|expansion)"
_ABOUT = r"(?:the )?(?:acronym |abbreviation )?[\"'“‘]?(?P<about>[^\W_][^\"”?]{0,40}?)[\"'”’]?"
_THING = r"(?: project| programme| acronym| abbreviation)?"
# Each leaves no doubt that a short form, or a word's meaning, is asked for.
_CERTAIN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"what (?:do|does|did) {_ABOUT}{_THING} (?:stands?|stood) for",
        rf"what (?:do|does|did) {_ABOUT}{_THING} means?",
        rf"(?:what(?: is|'s|’s) )?{_ABOUT} (?:is )?(?:short|an? (?:acronym|abbreviation)) for",
        rf"(?:what(?: is|'s|’s) )?(?:the )?{_NOUN} (?:of|for) {_ABOUT}",
        rf"{_ABOUT} (?:stands for|stand for|means|acronym|abbreviation|{_NOUN})(?: what)?",
        rf"(?:define|expand|spell out) {_ABOUT}",
    )
)
_OPEN = re.compile(rf"(?:what|who) (?:is|are) {_ABOUT}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about, and whether its case can be ignored."""

    about: str
    any_case: bool


def asked(query: str) -> Question | None:
    """Return what a query asks the meaning of; `None` where it asks no such thing.

    >>> asked("what does SIGHT stand for?")
    Question(about='SIGHT', any_case=True)
    >>> asked("what is ASM")
    Question(about='ASM', any_case=False)
    """
    plain = " ".join(query.split()).rstrip(" ?.!")
    for pattern in _CERTAIN:
        if match := pattern.fullmatch(plain):
            return Question(match["about"], any_case=True)
    match = _OPEN.fullmatch(plain)
    return Question(match["about"], any_case=False) if match else None
