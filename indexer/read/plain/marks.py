"""Says what a line looks like by itself: heading, sentence, question, field, capitals.

Everything here is about shape, and about the small words of the language; no rule knows what a page
is about.
"""

from __future__ import annotations

import re

# No heading, label or caption is longer; longer lines are not searched for their marks.
LONGEST_HEADING = 160
_MOST_WORDS = 20
_SENTENCE_WORDS = 5
_EXCLAMATION_WORDS = _ABBREVIATED_WORDS = 8
_FIELD_WORDS = 3
_NUMBERED_WORDS = 6
_TITLE_CASE = 0.6

_HASHED = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*$")
_WIKI = re.compile(r"(={2,6})\s*([^=]+?)\s*={2,6}$")
_STRESSED = re.compile(r"(\*\*|__|\*|_)(?=\S)([^*_]+)(?<=\S)\1$")
# Signs on both sides, as in "* News *" or "--- News ---".
_FLANKED = re.compile(r"([*~=+•]{1,5}|-{2,5})\s+([^\W\d_].*?)\s+\1$")
_OPEN_WORD = re.compile(
    r"\b(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|our|their|its)$",
    re.IGNORECASE,
)
_TERMINAL = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_METADATA = re.compile(
    r"(?:(?:first |last |page last )?(?:published|updated|modified|reviewed|posted|edited)"
    r"|written by)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(r"([A-Z][\w /&'’()-]{0,40}?):(?:\s+\S|$)")
_COMMON_FIELDS = frozenset(
    [
        "action",
        "actions",
        "address",
        "ages",
        "amount",
        "apologies",
        "attendees",
        "audience",
        "author",
        "budget",
        "chair",
        "closing date",
        "contact",
        "cost",
        "date",
        "dates",
        "deadline",
        "dimensions",
        "duration",
        "eligibility",
        "email",
        "entry",
        "fee",
        "fees",
        "funded by",
        "funder",
        "funders",
        "funding",
        "grant",
        "hours",
        "in attendance",
        "isbn",
        "language",
        "lead",
        "leader",
        "location",
        "manager",
        "material",
        "materials",
        "minutes",
        "note",
        "notes",
        "opening hours",
        "organiser",
        "organisers",
        "partner",
        "partners",
        "phone",
        "present",
        "price",
        "prices",
        "ref",
        "reference",
        "size",
        "speaker",
        "status",
        "tel",
        "telephone",
        "tickets",
        "time",
        "times",
        "value",
        "venue",
        "website",
        "weight",
        "when",
        "where",
        "who",
        "year",
    ]
)
_QUESTION = re.compile(r"(?:Q|Question)\s*\d*\s*[:.)–-]\s*(?=\S)")
_PRONOUN = re.compile(r"(?:we|it|they|he|she|there|this|these|those|i|you|its)\b", re.IGNORECASE)
_ASKING = re.compile(r"(?:who|what|why|when|where|which|how|if|whether)\b", re.IGNORECASE)
# A clause that begins so is no sentence before another one follows: "Once the hive is full".
_CLAUSE = re.compile(r"(?:once|after|before|while|until|unless)\b", re.IGNORECASE)
_FINITE = re.compile(
    r"\b(?<!\bthat )(?<!\bwho )(?:is|are|was|were|has|have|had|will|can|must|should|does|do|did|may"
    r"|would|could|isn['’]t|aren['’]t|provides?|helps?|offers?|runs?|brings?|works|aims|allows?"
    r"|includes?|meets?)\b"
)
# A verb of the third person has an object that begins with one of few words: "joins the".
_DOES = re.compile(
    r"\b(?!(?:across|as|besides|less|plus|towards|unless|versus)\b)[a-z]{2,}s"
    r" (?:the|a|an|our|its|their|your|how|what|whether|people|us|you|them)\b"
)
_ABBREVIATED = re.compile(r"\b(?:Inc|Ltd|Co|etc|St|Dr|Jr|Sr|a\.m|p\.m|[A-Z]\.[A-Z]|[A-Z])\.$")
# Longer words that Title Case may leave small.
_SMALL = re.compile(
    r"about|above|across|after|against|among|amid|around|before|behind|below|beside|between|beyond"
    r"|during|from|into|like|near|onto|over|past|since|than|that|their|through|till|towards?|under"
    r"|until|upon|versus|when|with|within|without|your"
)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


def question_mark_end(text: str) -> int:
    """Return where the `Q:` that a question begins with ends, or 0."""
    found = _QUESTION.match(text) if text.endswith("?") else None
    return found.end() if found else 0


def heading_mark(text: str) -> tuple[str, str] | None:
    """Return the signs that mark a whole line as a heading, and what they mark, or `None`.

    >>> heading_mark("## Loans"), heading_mark("== Loans =="), heading_mark("*Loans*")
    (('##', 'Loans'), ('##', 'Loans'), ('*', 'Loans'))
    """
    if text[:1] not in {"#", "=", "*", "_", "~", "+", "•", "-"} or len(text) > LONGEST_HEADING:
        return None
    if found := _HASHED.match(text) or _WIKI.match(text):
        return "#" * len(found[1]), found[2]
    if found := _FLANKED.match(text):
        return found[1][0] * min(2, len(found[1])), found[2]
    found = _STRESSED.match(text)
    return (found[1], found[2]) if found else None


def is_open(text: str) -> bool:
    """Return whether a text stops where its sentence cannot: after a comma, `of`, `the`."""
    tail = text[-LONGEST_HEADING:]
    return tail.endswith((",", "-", "–", "&", "(")) or bool(_OPEN_WORD.search(tail))


def is_terminal(text: str) -> bool:
    """Return whether a text ends as a sentence, or as the announcement of a list, does."""
    return bool(_TERMINAL.search(text[-LONGEST_HEADING:]))


def count_words(text: str) -> int:
    """Return the number of words."""
    return len(text.split())


def field_key(text: str) -> str | None:
    """Return the name before the colon of a line such as `Contact: Jo Hill`, folded, or `None`."""
    head = text[:LONGEST_HEADING]
    found = _FIELD.match(head) if ":" in head else None
    if not found or count_words(found[1]) > _FIELD_WORDS or re.search(r"\d", found[1]):
        return None
    return found[1].casefold()


def is_common_field(key: str) -> bool:
    """Return whether a field's name is one that every kind of page uses."""
    return key in _COMMON_FIELDS


def is_capitals(text: str) -> bool:
    """Return whether a line is written in capitals, and is more than one acronym."""
    if len(text) > LONGEST_HEADING or text.upper() != text:
        return False
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and text.lower() != text  # noqa: PLR2004


def is_sentence(text: str) -> bool:
    """Return whether a line says something, rather than naming it."""
    words = count_words(text)
    if text.endswith("?") or _ASKING.match(text) or words < _SENTENCE_WORDS:
        return False
    rest = text.split(" ", 1)[1]
    if _CLAUSE.match(text) and "," not in text:
        return False
    finite = _FINITE.search(rest) or _DOES.search(rest)
    return bool(finite and (_PRONOUN.match(text) or not is_title_case(text)))


def is_title_case(text: str) -> bool:
    """Return whether most of the longer words begin with a capital."""
    long = [word for word in _WORD.findall(text)[1:] if len(word) > 3]  # noqa: PLR2004
    return bool(long) and sum(not w[0].islower() for w in long) >= _TITLE_CASE * len(long)


def letter_case(text: str) -> bool | None:
    """Return whether every longer word begins with a capital; `None` without longer words."""
    long = [w for w in _WORD.findall(text)[1:] if len(w) > 3 and not _SMALL.fullmatch(w)]  # noqa: PLR2004
    return not any(word[0].islower() for word in long) if long else None


def has_heading_shape(text: str) -> bool:
    """Return whether a line, without its number, could be a heading by its shape alone."""
    if not text or len(text) > LONGEST_HEADING or not _is_named(text):
        return False
    words = count_words(text)
    if words > _MOST_WORDS:
        return False
    if text.endswith("!"):
        return words <= _EXCLAMATION_WORDS
    if text.endswith(",") or (is_terminal(text) and not text.rstrip("\"'”’)").endswith("?")):
        short = words <= _ABBREVIATED_WORDS and ". " not in text
        return short and bool(_ABBREVIATED.search(text))
    stops = is_open(text) and not _ASKING.match(text)
    return not (stops or is_sentence(text) or _METADATA.match(text))


def is_numbered_title(text: str) -> bool:
    """Return whether a numbered line ends with a full stop and is a heading all the same."""
    return text.endswith(".") and count_words(text) <= _NUMBERED_WORDS and not is_sentence(text)


def _is_named(text: str) -> bool:
    """Return whether a line begins as a name does, and is not an address."""
    first = _WORD.search(text)
    if (
        not first
        or text.startswith(("http://", "https://", "www."))
        or re.fullmatch(r"\S+@\S+", text)
    ):
        return False
    return not first[0].islower() or any(c.isupper() for c in first[0])
