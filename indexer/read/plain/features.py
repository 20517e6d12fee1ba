"""Says what can be seen of a part: its make, its endings and fields, its heading's manner."""

from __future__ import annotations

import re

from indexer import text as words_of
from indexer.read.plain.marks import field_key, letter_case
from indexer.read.plain.parts import Part

_GROUP_PARAGRAPHS = 2
_LONGEST_SUBHEADING = 40
_LEAST_TERM = 4
_ARTICLES = frozenset(["a", "an", "the", "our"])
# What is counted in a title is one thing, and "these" in its text speaks of it.
_COUNTED = re.compile(
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)\b", re.IGNORECASE
)
_DATE = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:january|february|march|april|june|july"
    r"|august|september|october|november|december)\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_PARTED = re.compile(r":\s|\s[—–-]\s")
# What a text says that speaks of several things, or for all of them.
_GATHERS = re.compile(
    r"\b(?:these|the following|below|listed|here|each of|our|we|all of"
    r"|(?:most|some|both|two|three|four) of (?:them|these|our))\b",
    re.IGNORECASE,
)


def introduces(part: Part) -> bool:
    """Return whether what stands in a part is as short and plain as an introduction."""
    return not part.items and part.paragraphs <= _GROUP_PARAGRAPHS and not part.labelled


def is_bare(part: Part) -> bool:
    """Return whether a part has a heading of its own and no ending."""
    return part.heading is not None and not part.labelled


def find_fields(part: Part) -> set[str]:
    """Return the names of a part's fields and the lines that stand in it as sub-headings."""
    found = {key for unit in part.units if (key := field_key(unit.text))}
    return found | {u.text.casefold().rstrip(":") for u in part.units if _is_subheading(u.text)}


def _is_subheading(text: str) -> bool:
    return len(text) <= _LONGEST_SUBHEADING and not text.endswith((".", "!", ","))


def find_traits(part: Part) -> dict[str, bool]:
    """Return by name what is true or false of a part; what cannot be told of it is left out."""
    heading, title = part.heading, part.title
    found = {
        "ending": part.labelled,
        "list": part.items > 0,
        "paragraphs": part.paragraphs > 1,
        "question": title.endswith("?"),
        "date": bool(_DATE.search(title)),
        "parted": bool(_PARTED.search(title)),
        "gap": heading is not None and heading.unit.blanks > 1,
        "indent": heading is not None and heading.unit.indent > 0,
    }
    if (case := letter_case(title)) is not None:
        found["title case"] = case
    return found | _text_traits(part) if part.units else found


def _text_traits(part: Part) -> dict[str, bool]:
    opening = " ".join(unit.text for unit in part.units[:_GROUP_PARAGRAPHS])
    found = {
        "alone": part.units[0].blanks > 0,
        "gathers": bool(_GATHERS.search(opening)) and not _COUNTED.match(part.title),
    }
    if terms := _terms(part.title):
        found["named"] = any(terms & _terms(unit.text) for unit in part.units)
    return found


def find_opening(title: str) -> str:
    """Return the term of a title's first word but for an article; empty where there is none.

    >>> find_opening("The Walks by the sea")
    'walk'
    """
    found = (word.term for word in words_of.words(title))
    return next((term for term in found if term not in _ARTICLES), "")


def _terms(text: str) -> set[str]:
    return {word.term for word in words_of.words(text) if len(word.term) >= _LEAST_TERM}
