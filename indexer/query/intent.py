"""Recognises what a question asks for: who pays, who, where, how much, what a short form means.

Everything that is known of the words by which people ask stands here, and of the words by which
texts say who pays, so that parsing, ranking collaborators and choosing snippets agree. The words
that only ask steer an answer and say nothing of its subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from indexer.model import Role, Span
from indexer.query.parties import Parties, parties_of

Fact = Literal["funder", "who", "where", "how much"]

_WORK = r"(?:work(?:s|ed|ing)?|research(?:es|ed|ing)?|involved|doing|do|does)"
_THINGS = r"(?:projects?|partnerships?|partners?|research|work|programmes?|stud(?:y|ies)|teams?)"
# How people begin a question. In lower case or as a sentence begins, so that WHO and IT stay names.
_BEGINNING = re.compile(
    rf"""
    ^(?:[Pp]lease\s+)?(?P<can>[Cc]an\s+you\s+(?:tell|show|find)\s+me\s+)?
    (?: [Ww]ho(?:\s+(?:here|else|at\s+the\s+university))?
          \s+(?:is|are|has|have|was|were|could|can|would)?
          \s*(?:{_WORK}\s+(?:on|with|in|for)|help(?:s)?\s+(?:us|me)?(?:\s+to)?|knows?(?:\s+about)?)?
      | [Dd]o\s+(?:you|we|they)\s+(?:have|know|offer|do)\s+(?:anything|something|any)?
          (?:\s+(?:about|on|for|with|in|of))?
      | [Ii]s\s+(?:there|anybody|anyone|somebody|someone)\s*(?:anything|any|something|{_WORK})?
          (?:\s+(?:about|on|for|with|in))?
      | [Aa]re\s+(?:there|you)\s+(?:any|{_WORK})?(?:\s+(?:on|with|about))?
      | [Aa]nything\s+(?:about|on|in|for|with)
      | [Ww](?:hich|hat)\s+(?:of\s+(?:your|the|these)\s+)?(?:{_THINGS}\b)?
          \s*(?:is\s+being\s+done|are|is|has|have|do|does|did)?(?:\s+(?:about|on|with|for))?
      | [Tt]ell\s+me\s+(?:about|more\s+about)
      | (?:[Ii]\s+am\s+|[Ii]['’]m\s+)?[Ll]ooking\s+for | [Ff]ind(?:\s+me)?
      | {_THINGS}\s+(?:in|on|about|with|for|from)
      | (?(can)(?:(?:more|something|anything)\s+)?(?:about)?|(?!))
    )\b
    """,
    re.VERBOSE,
)
# What ends a question for those who go with its subject: "Dutch partners", "galleries as partners".
_END = re.compile(r"\s(?:as\s+)?(?:partners|collaborators)\W*$")

# A question for who pays, from its beginning to the last word that asks.
_PAYS = (
    r"(?:fund(?:s|ed|ing|ers?)?|paid|pays|sponsor(?:s|ed)?|financ(?:es|ed|ing)|money|grants?"
    r"|back(?:s|ed))"
)
# "Funded by Acme" names who pays, and asks for what is paid.
_FOR = r"(?!\s+(?:for\s+)?by\b)(?:\s+(?:for|of|to))?"
_WHO_PAYS = re.compile(
    rf"""
    ^\W*(?:who|which|what|whose)\b.*?\b(?:(?:has|have|had|is|was|are|were)\s+)?
        (?:(?:gave|give|given|gives|paid)\s+(?:the\s+)?)?{_PAYS}{_FOR}\b
    | ^\W*(?:funders?|funding|sponsors?|grants?)\b{_FOR}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PAYING = re.compile(rf"\b{_PAYS}\b", re.IGNORECASE)
# How a text says that somebody paid, or how much.
_SAYS_WHO_PAYS = re.compile(
    r"""\b(?:co-?)?(?:fund(?!ament)|financ(?:ed|ing)|sponsor
        |grant(?:s|ed)?\b|award(?:ed|s)?\b|paid\b)|[£€$]\d""",
    re.IGNORECASE | re.VERBOSE,
)

_OTHER_FACTS: tuple[tuple[Fact, re.Pattern[str]], ...] = (
    ("how much", re.compile(r"^\W*(?:[Hh]ow\s+(?:much|many)|[Ww]hat\s+amount)\b")),
    ("where", re.compile(r"^\W*(?:[Ww]here|(?:[Ii]n\s+)?[Ww]hich\s+(?:countr|cit|town)\w*)\b")),
    ("who", re.compile(r"^\W*[Ww]ho(?:m|se)?\b")),
)

_NOUN = r"(?:meaning|definition|full form|full name|long form|expansion)"
_ABOUT = r"(?:the )?(?:acronym |abbreviation )?[\"'“‘]?(?P<about>[^\W_][^\"”?]{0,40}?)[\"'”’]?"
_THING = r"(?: project| programme| acronym| abbreviation)?"
# Each leaves no doubt that a short form, or a word's meaning, is asked for.
_MEANING = tuple(
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
_PERHAPS_MEANING = re.compile(rf"(?:what|who) (?:is|are) {_ABOUT}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a question asks for.

    Parameters
    ----------
    asks_for
        The kind of fact that answers it, `None` where it asks for no particular one.
    roles
        The roles of those it asks for; empty for any role.
    subject
        What it is about: its text without the words by which it asks who pays.
    pays
        Whether a sentence that tells who paid, or how much, is likely to answer it.
    parties
        Who it asks for beside, and but for whom.
    """

    asks_for: Fact | None
    roles: tuple[Role, ...]
    subject: str
    pays: bool = False
    parties: Parties = field(default=Parties(), repr=False)


def intent_of(query: str) -> Intent:
    """Return what a query asks for.

    >>> intent_of("who has funded autism work")
    Intent(asks_for='funder', roles=('funder',), subject='autism work', pays=True)
    >>> intent_of("where are clinics").asks_for, intent_of("autism work").asks_for
    ('where', None)
    """
    parties = parties_of(query)
    if _WHO_PAYS.search(query):
        subject = _WHO_PAYS.sub("", query, count=1).strip()
        return Intent("funder", ("funder",), subject, pays=True, parties=parties)
    fact = next((fact for fact, pattern in _OTHER_FACTS if pattern.search(query)), None)
    pays = fact == "how much" or _PAYING.search(query) is not None
    return Intent(fact, parties.roles, query.strip(), pays=pays, parties=parties)


def steering(query: str) -> list[Span]:
    """Return the spans of a query's words that only ask ("who works on", "who funds").

    >>> [(span.start, span.end) for span in steering("who works on clean air")]
    [(0, 12)]
    """
    found = (pattern.search(query) for pattern in (_BEGINNING, _END, _WHO_PAYS))
    return [Span(*match.span()) for match in found if match]


def says_who_pays(text: str, start: int, end: int) -> bool:
    """Say whether a text tells in `[start, end)` that somebody paid, or how much.

    >>> says_who_pays("It is funded by Acme.", 0, 21), says_who_pays("It is fun.", 0, 10)
    (True, False)
    """
    return _SAYS_WHO_PAYS.search(text, start, end) is not None


def asked_meaning(query: str) -> tuple[str, bool] | None:
    """Return what a query asks the meaning of, and whether its letters' case can be ignored.

    `None` where it asks no such thing; the case tells short forms from words where another answer
    would do as well.

    >>> asked_meaning("what does SIGHT stand for?"), asked_meaning("what is ASM")
    (('SIGHT', True), ('ASM', False))
    """
    plain = " ".join(query.split()).rstrip(" ?.!")
    for pattern in _MEANING:
        if match := pattern.fullmatch(plain):
            return match["about"], True
    match = _PERHAPS_MEANING.fullmatch(plain)
    return (match["about"], False) if match else None
