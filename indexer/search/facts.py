"""Finds what in a passage is a fact of the kind that is asked for: a date, an amount, a name.

What has a form (dates, numbers, amounts of money, telephone numbers) is told by it; names are those
that were recognised when the index was built, with their kinds and roles.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from indexer import text
from indexer.languages import ENGLISH
from indexer.model import Fact, Mention, NameKind, Passage, Span
from indexer.query.intent import OFFICE, SAYS_WHO_PAYS
from indexer.search import forms
from indexer.search.forms import EMAIL, YEAR, Forms

_NUMBER = r"\d+(?:[.,]\d+)*"
_WORDED = r"""(?i:(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?
    |(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve
        |(?:thir|four|fif|six|seven|eigh|nine)teen|(?:an?\ )?(?:dozen|hundred|thousand|million)s?)
    (?:\ (?:dozen|hundred|thousand|million))?|half)"""
_MONTH = r"""(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?
    |Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"""
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?)"
_TH = r"(?:st|nd|rd|th)"
_DATE = rf"""(?:(?:{_WEEKDAY},?\s)?(?:(?:\d{{1,2}}[-–])?\d{{1,2}}{_TH}?\s(?:of\s)?)?\b{_MONTH}\b
        (?:\s\d{{1,2}}{_TH}?\b(?!\s?[ap]\.?m))?(?:,?\s{YEAR}\b)?
    | (?:\b(?:spring|summer|autumn|winter|early|late|mid|(?:the\s)?end\sof)[\s-])?\b{YEAR}s?\b
    | \b(?:\d{{1,2}}{_TH}|[a-z]+th)[\s-]century\b | \b\d{{1,2}}/\d{{1,2}}/(?:\d\d){{1,2}}\b)"""
_CLOCK = r"""(?:\b(?:half|quarter)\s(?:past|to)\s\w+ | \b\d{1,2}:\d\d\b | \b(?:noon|midnight)\b
    | \b\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\b|o['’]clock))"""
_TO = r"\s?(?:[-–—]|to|until|till|and)\s?"
_UNIT = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centur(?:y|ies))"
_MANY = r"\s?(?:k|m|bn|thousand|million|billion)\b"
_CURRENCY = r"(?:€|pounds?\b|euros?\b|dollars?\b|EUR\b|USD\b|GBP\b|pence\b|p\b)"
_ABOUT = r"(?:\b(?:[Oo]ver|[Aa]bout|[Nn]early|[Aa]round|[Mm]ore\sthan|[Uu]p\sto|[Aa]t\sleast)\s)"
_PHONE = r"(?:(?:\+|\(?\b0)\d[\d\s()./-]{6,}\d\b | \b\d{3}[-.\s]\d{3}[-.\s]\d{4}\b)"

_CAPITAL = r"\b[A-Z][\w'’&-]*"
_JOINT = r"(?:(?:of|for|in|and|the|to|&)\s){0,2}"

# What a fact of a kind looks like; names have no form of their own.
_PATTERNS: Mapping[Fact, str] = {
    "when": rf"""{_DATE}(?:{_TO}{_DATE})?
        | \b(?:(?:first|second|third|fourth|last|every|each)\s)?{_WEEKDAY}\b
            (?:\s(?:of|in)\s(?:each|every|the)\smonth)?
        | {_CLOCK}(?:{_TO}{_CLOCK})?""",
    "opening hours": rf"{_CLOCK}(?:{_TO}{_CLOCK})?",
    "how long": rf"""\b(?:{_NUMBER}|{_WORDED}|an?|several|a\ few|many)[\s-]
            (?:more\s|full\s|and\ a\ half\s)?{_UNIT}\b
        | {_DATE}{_TO}{_DATE} | \b{YEAR}[-–]\d\d\b | \b[Ss]ince\s(?:\w+\s)?{YEAR}\b
        | \b{_NUMBER}[\s-]?(?:km|kilometres?|miles?|metres?)\b""",
    "how much": rf"""{_ABOUT}?(?:[£€$¥]|\b(?:EUR|USD|GBP|CHF)\s?)\s?{_NUMBER}(?:{_MANY})?
        | {_ABOUT}?\b{_NUMBER}(?:{_MANY})?\s?{_CURRENCY}
        | \b(?:[Ff]ree\s(?:of\scharge|entry|admission)|at\sno\scost)\b
        | (?:(?<=\bis\s)|(?<=\bare\s))free\b(?!\s(?:of|to|from)\b)""",
    "how many": rf"""{_ABOUT}?\b(?:{_NUMBER}
        (?:\s?%|\sper\ ?cent\b|\sin\s\d+\b|{_MANY}|\s?[kKMGT]B\b|\b) | {_WORDED}\b)
        (?:\s(?:miles|km|kilomet(?:re|er)s|met(?:re|er)s|cm|feet|kg|tonn?es|lit(?:re|er)s|degrees
        |acres|hectares)\b)?""",
    "how often": rf"""\b(?:every|each)\s(?:\w+\s)?\w+
        | \b(?:(?:bi-?)?(?:dai|week|fortnight|month|quarter
        |year|annual)ly|once|twice)\b(?:\s(?:a|per)\s\w+)?
        | \b(?:{_NUMBER}|{_WORDED})\stimes\b(?:\s(?:a|per)\s\w+)?""",
    "award": rf"""(?:(?:{YEAR}\s)?(?:{_CAPITAL}\s{_JOINT})+)?
        \b(?:[Aa]wards?\b(?!\s(?:of\s)?[£€$\d])|[Pp]rizes?\b|[Mm]edals?\b|[Tt]roph(?:y|ies)\b
            |[Dd]iplomas?\b)
        (?:\s(?:for|of|in)\s{_CAPITAL}(?:\s{_JOINT}{_CAPITAL})*)?
        | \b(?:honou?red|shortlisted|highly\scommended|was\s(?:named|chosen))\b""",
    "phone number": _PHONE,
    "email address": EMAIL,
    "contact": rf"""{_PHONE} | {EMAIL} | \b(?i:contact|write\sto|get\sin\stouch)\s
        (?:[\w'’-]+,?\s){{0,3}}?[A-Z][\w'’-]+""",
}
_FORMS = {fact: re.compile(pattern, re.VERBOSE) for fact, pattern in _PATTERNS.items()}
_HINTING: Mapping[Fact, str] = {
    "when": """january february march april may june july august september october november december
        jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday
        saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays
        century noon midnight half quarter""",
    "opening hours": "noon midnight half quarter",
    "how long": """seconds second minutes minute hours hour days day nights night weeks week months
        month years year decades decade centuries century""",
    "how much": "free cost",
    "how many": """one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty
        ninety dozen dozens hundred hundreds thousand thousands million millions half""",
    "how often": """every each once twice times daily weekly fortnightly monthly quarterly yearly
        annually biweekly bi""",
    "award": """award awards prize prizes medal medals trophy trophies honoured honored shortlisted
        commended diploma diplomas named chosen""",
    "contact": "contact write touch",
}
_KINDS: Mapping[Fact, tuple[NameKind, ...]] = {
    "who": ("organisation", "person"),
    "funder": ("organisation", "person"),
    "leader": ("organisation", "person"),
    "where": ("place",),
}
# Forms are sought in sentences that hold a figure, a sign or one of these words: most do not. In
# all the others as well a search takes 1.3 times as long (how much, how often) to 2 (how long).
_SIGN = re.compile(r"[\d@£€$¥]")
_LETTERS = re.compile("[a-z]+")
_HINTS: Mapping[Fact, frozenset[str]] = {
    fact: frozenset(words.split()) for fact, words in _HINTING.items()
}
# Of what is past a date says more than a weekday, and the name of an award more than the word.
_FULLER: Mapping[Fact, re.Pattern[str]] = {
    "when": re.compile(rf"\d{{4}}|{_MONTH}|century|/", re.VERBOSE),
    "award": re.compile(r"\w\s\w"),
}
# What something costs is not what was given for it.
_PRICES = frozenset({"cost", "price", "fee", "charg", "expens", "ticket"})
_COSTS = re.compile(
    r"""\b(?:costs?|pric(?:e[sd]?|ing)|fees?|charg\w+|pay(?:s|ing|able)?|sells?|sold|buy|bought|tickets?
        |admission|entry|free|rent\w*|asks?|asked|worth)\b | (?:/|\b(?:a|per)\s)(?:head|person|hour
        |day|week|month|year|night|place)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_COUNT = re.compile(f"{YEAR}|[Oo]ne")
_SHARES = frozenset({"percentag", "proport", "share", "fraction", "rate", "common", "much"})
_PAST = frozenset({"did", "was", "were", "had"})
_SO_FAR = frozenset({"has", "have", "had"})  # terms of a question for what still goes on
# What tells of a leader: who leads stands behind "led by", before "leads", beside "director".
_LEADS = re.compile(
    rf"""\b(?=[lhcdmrsipb])(?:
    (?P<behind>(?:led|headed|chaired|directed|managed|run|co-?ordinated|supervised)\s(?:\w+\s)?by
        |leadership\sof)
    |(?P<before>(?:leads|led)(?!\sto)|heads|headed|chairs|chaired|directs|directed|runs?
        |co-?ordinates|manages)
    |lead|leadership|{OFFICE}|principal\sinvestigator|PI|supervisor
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_BESIDE = 40  # characters between a leader and what tells so
# Where something is, by what stands before its name: "in Fen Lane", "at the Maltings", "Room 6".
_SOMEWHERE = re.compile(
    r"""(?:\b(?:in|at|from|near|behind|beside|opposite|outside|above|below|to|on)\s(?:the\s)?
        (?:(?!with\b|by\b)[a-z]+\s){0,4} | (?=Room\s))
    (?P<name>(?!(?:Jan|Feb|Mar|Apr|May|Ju[nl]|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)
        [a-z]*\b)[A-Z][\w'’-]+(?:\s(?:[A-Z]|\d)[\w'’-]*)*)""",
    re.VERBOSE,
)
_WITHIN_NAME = re.compile(r"(?<!^)(?<![.!?\n]\s)\b[A-Z][\w'’-]+\s\Z")  # "Award for Wool in Public"
# Names that were not recognised, where a text tells that one stands there: after "by", and after
# the label of a field ("Reviewer: Ann Example").
_SAID = re.compile(
    r"(?:\bby\s(?:(?:the|an?)\s)?(?:[a-z-]+\s){0,3}|(?:(?<=\n)|^)[A-Z][\w '’-]{2,30}:\s)"
    r"(?P<name>[A-Z][\w'’&-]*(?:\s(?:(?:of|and|the|for|de|van|von|&)\s){0,2}[A-Z][\w'’&-]*)*)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for, as far as it can be told from a text.

    Parameters
    ----------
    fact
        The kind of fact.
    terms
        All terms of the question.
    named
        The names of the entities that it names: they are no answer to it.
    """

    fact: Fact
    terms: Collection[str]
    named: Collection[str] = ()


_ENGLISH = Forms(_FORMS, _LEADS, _SOMEWHERE, _SAID, SAYS_WHO_PAYS)


def _forms(passage: Passage) -> Forms:
    """Return what facts look like in a passage's language."""
    return _ENGLISH if passage.language == ENGLISH else forms.of(passage.language)


def find(passage: Passage, asked: Asked) -> list[Span]:
    """Return where a passage's text tells a fact of the kind that is asked for, in order."""
    form = _forms(passage).facts.get(asked.fact)
    if form is None:
        return _names(passage, asked)
    written = [
        (Span(*match.span()), match.group())
        for one in passage.sentences
        if passage.language != ENGLISH or _may_tell(passage.text[one.start : one.end], asked.fact)
        for match in form.finditer(passage.text, one.start, one.end)
    ]
    if asked.fact == "how many":
        shares = not _SHARES.isdisjoint(asked.terms)
        return [one for one, said in written if _counts(said, shares=shares)]
    if asked.fact == "how much" and _PRICES & set(asked.terms):
        dear = {_at(passage, match.start()) for match in _COSTS.finditer(passage.text)}
        return [one for one, _ in written if _at(passage, one.start) in dear]
    if asked.fact == "how long" and not _SO_FAR & set(asked.terms):
        return [one for one, said in written if not said.lower().startswith("since")]
    fuller = _FULLER.get(asked.fact)
    if asked.fact == "when" and not _PAST & set(asked.terms):
        fuller = None
    full = [one for one, said in written if fuller and fuller.search(said)]
    return full or [one for one, _ in written]


def _counts(written: str, *, shares: bool) -> bool:
    """Say whether a number counts something: no year, no "one", and no share unless it is asked."""
    share = "%" in written or "cent" in written
    return not _NO_COUNT.fullmatch(written) and (shares or not share)


def _may_tell(sentence: str, fact: Fact) -> bool:
    """Say whether a sentence holds anything that a form begins with: quicker than the form."""
    return _SIGN.search(sentence) is not None or not _HINTS.get(fact, frozenset()).isdisjoint(
        _LETTERS.findall(sentence.lower())
    )


def hints(passage: Passage, asked: Asked) -> bool:
    """Say whether a passage may tell such a fact by a name that was not recognised."""
    if asked.fact == "funder":
        return _forms(passage).pays.search(passage.text) is not None
    if asked.fact == "how much":
        return _forms(passage).facts["how much"].search(passage.text) is not None
    return asked.fact == "leader" and _forms(passage).leads.search(passage.text) is not None


def in_title(passage: Passage, asked: Asked) -> bool:
    """Say whether a passage's title tells such a fact."""
    form = _forms(passage).facts.get(asked.fact)
    if form is not None:
        return form.search(passage.title) is not None
    return asked.fact != "leader" and any(
        mention.in_title and _fits(mention, passage, asked) for mention in passage.mentions
    )


def _names(passage: Passage, asked: Asked) -> list[Span]:
    """Return the names of the kind and in the role that is asked for."""
    inside = [m for m in passage.mentions if not m.in_title]
    told = _forms(passage)
    found = {(m.start, m.end) for m in inside if _fits(m, passage, asked)}
    if asked.fact == "where":
        found |= _unnamed(passage, asked, told.somewhere, [m for m in inside if m.kind == "place"])
    else:
        said = _unnamed(passage, asked, told.said, inside)
        if asked.fact == "funder":
            paying = {
                number
                for number, one in enumerate(passage.sentences)
                if told.pays.search(passage.text, one.start, one.end)
            }
            said = {one for one in said if _at(passage, one[0]) in paying}
        found |= said
    if asked.fact == "leader":
        leads = {(m.start, m.end) for m in inside if m.role == "leader"}
        found = leads & found | _leading(passage, sorted(found))
    return [Span(*one) for one in sorted(found)]


def _leading(passage: Passage, names: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return of some names, in order, the nearest to each word that tells of a leader."""
    found: set[tuple[int, int]] = set()
    for cue in _forms(passage).leads.finditer(passage.text):
        before, behind = (bisect_left(names, (place,)) for place in cue.span())
        beside = [] if cue["behind"] else names[max(before - 1, 0) : before]
        beside += [] if cue["before"] else names[behind : behind + 1]
        gaps = [
            (max(one[0] - cue.end(), cue.start() - one[1]), one)
            for one in beside
            if _at(passage, one[0]) == _at(passage, cue.start())
        ]
        gap, nearest = min(gaps, default=(-1, (0, 0)))
        if 0 <= gap <= _BESIDE:
            found.add(nearest)
    return found


def _unnamed(
    passage: Passage, asked: Asked, pattern: re.Pattern[str], known: Sequence[Mention]
) -> set[tuple[int, int]]:
    """Return what a text says to be a name and is none that is known, nor in the question."""
    return {
        match.span("name")
        for match in pattern.finditer(passage.text)
        if not any(m.start < match.end() and match.start() < m.end for m in known)
        and not _WITHIN_NAME.search(passage.text, max(match.start() - 40, 0), match.start())
        and not text.holds_only(match["name"], asked.terms, passage.language)
    }


def _fits(mention: Mention, passage: Passage, asked: Asked) -> bool:
    """Say whether a name is of the kind that is asked for, and not one that the question holds."""
    whole = passage.title if mention.in_title else passage.text
    written = whole[mention.start : mention.end]
    return (
        mention.kind in _KINDS[asked.fact]
        and (asked.fact != "funder" or mention.role == "funder")
        and mention.name not in asked.named
        and not text.holds_only(written, asked.terms, passage.language)
    )


def _at(passage: Passage, place: int) -> int:
    """Return the number of the sentence that a place of a text lies in, or follows."""
    return bisect_right(passage.sentences, place, key=attrgetter("start")) - 1
