"""Recognises what a question asks for: a kind of fact (when, who pays), what a short form means.

Everything that is known of the words by which people ask in English stands here (`asking` reads
those of other languages), and of the words by which texts say who pays or in which office somebody
is, so that parsing, ranking collaborators and choosing snippets agree. The words that only ask
steer an answer and say nothing of its subject.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from indexer.languages import ENGLISH
from indexer.model import Fact, Role, Span
from indexer.query import asking
from indexer.query.parties import Parties, parties_of

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
      | [Ww]hat\s+(?:has\s+|is\s+)?happen(?:s|ed|ing)?(?:\s+(?:to|with|in|at))?
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
_ASKS_WHO = re.compile(r"\W*(?:(?:by|with|from|to|for)\s+)?who(?:m|se)?\b", re.IGNORECASE)
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
# How a text says that somebody paid, or how much.
SAYS_WHO_PAYS = re.compile(
    r"""\b(?:co-?)?(?:fund(?!ament)|financ(?:ed|ing)|sponsor
        |grant(?:s|ed)?\b|award(?:ed|s)?\b|paid\b)|[£€$]\d""",
    re.IGNORECASE | re.VERBOSE,
)

# Who is asked for by what they are, beside "who".
_PARTY = r"""(?:organi[sz]ations?|compan(?:y|ies)|universit(?:y|ies)|charit(?:y|ies)|persons?|people
    |councils?|hospitals?|institut\w+|firms?|societ(?:y|ies)|agenc(?:y|ies)|museums?|trusts?
    |foundations?|schools?|librar(?:y|ies)|teams?|groups?|bod(?:y|ies)|clubs?|famil(?:y|ies)
    |partners?|artists?|architects?|authors?|scientists?|researchers?|publishers?|owners?)"""
# How those who lead are called, in questions and in texts.
OFFICE = r"""(?:head|directors?|leaders?|chair(?:man|woman|person)?|managers?|co-?ordinators?
    |president|chief|ceo|principal|dean|captain|boss|in\s+charge)"""
_LEADING = r"""(?:leads?|leading|led|heads?|headed|heading|directs?|directed|chairs?|chaired
    |manages?|managed|runs?|ran|running)"""
_PRICE = r"(?:costs?|prices?|fees?|budget|charges?|rent|salary|tickets?)"
_GIVEN = r"""(?:paid|pays?|worth|money|fund\w*|grants?|granted|g[ai]ve[ns]?|got|gets?|receiv\w*
    |award\w*|donat\w*|rais\w*|invest\w*|spen[dt]\w*|contribut\w*|earn\w*)"""
_SUM = r"(?:grant|award|budget|funding|fund|gift|donation|investment|fee|prize)"
_AWARD = r"(?:awards?|prizes?|medals?|honou?rs?|troph(?:y|ies))"
_MADE = r"""(?:owners?|authors?|founders?|architects?|inventors?|creators?|editors?|makers?
    |teachers?|reviewers?|curators?|designers?|builders?|painters?|winners?|tutors?)"""
_FEW = r"^\W*(?:[\w'’-]+\s+){0,5}"  # what stands before the last of a few words
_SIZE = r"(?:size|capacity|length|height|depth|width|weight|temperature|population|distance)"
_TIMES = r"(?:years|months|weeks|days|hours|minutes)"

# What else is asked for, in a sentence or in a few words; the first that is found counts.
_OTHER_FACTS: tuple[tuple[Fact, str], ...] = (
    ("phone number", r"""(?i: \b(?:(?:tele)?phone|mobile|fax|contact)\s+(?:numbers?|no)\b
        | \b(?:tele)?phone\W*$ | ^\W*(?:tele)?phone\b
        | \bnumber\s+(?:\w+\s+){0,3}(?:call|ring)\b )"""),
    ("email address", rf"""(?i: {_FEW}e-?mails?(?:\s+address(?:es)?)?\W*$
        | \be-?mail\s+(?:address|of|for)\b )"""),
    ("opening hours", rf"""(?i: \b(?:opening|closing|visiting)\s+(?:hours|times?)\b
        | {_FEW}hours\W*$ | ^\W*(?:at\s+)?what\s+(?:time|hours)\b )"""),
    ("contact", rf"""(?i: \b(?:who|whom|how|where)\b.*\b(?:contact|get\s+in\s+touch)\b
        | ^\W*who\s+(?:\w+\s+){{1,2}}(?:ask|ring|call|phone|e-?mail|(?:write|speak|talk)\s+to)\b
        | \bcontact\s+(?:details|person|for)\b | ^\W*(?:contacts?|get\s+in\s+touch)\b
        | {_FEW}contacts?\W*$ )"""),
    ("how long", rf"""(?i: \bhow\s+long\b(?!\s+ago) | \bhow\s+many\s+{_TIMES}\b
        | \bduration\b )"""),
    ("when", r"""^\W*(?i:(?:since|until|till|by|from)\s+)?[Ww]hen\b | \bwhen\W*$
        | (?i: \b(?:what|which)\s+(?:year|date|day|month|century)\b | \bdeadline\b
        | \bhow\s+(?:long\s+ago|old)\b | \b(?:date\s+of|age\s+of|year\s+built)\b
        | ^\W*(?:dates?|year)\b | \bdates\W*$ | ^\W*(?:is|are)\b.*\bopen\b
        | \b(?:start|end|finish|opening|closing|launch|due|completion)\w*\s+date\b )"""),
    ("award", rf"""(?i: \b(?:which|what)\s+(?:[\w-]+\s+)?{_AWARD}\b | {_FEW}{_AWARD}\W*$
        | ^\W*{_AWARD}\s+(?:for|of|won)\b | ^\W*(?:what|did|has|have)\b.*\bw[io]n\b )"""),
    ("how much", rf"""(?i: \bhow\s+much\b(?=.*\b(?:{_PRICE}|{_GIVEN})\b)
        | ^\W*how\s+much\s+(?:is|are|was|were|for)\b | \bhow\s+expensive\b
        | ^\W*what\b.*\b(?:{_PRICE})\b | \bwhat\s+amount\b | {_FEW}(?:price|cost|fee|budget)s?\W*$
        | ^\W*(?:the\s+)?(?:{_PRICE}|money|amount)\s+(?:of|for|per|to)\b
        | ^\W*(?:is|are|do|does)\b.*\b(?:pay|cost|free|charged?|fees?)\b
        | \bhow\s+(?:big|large|high)\s+(?:is|was)\s+\w+\s+(?:\w+\s+)?{_SUM}\b )"""),
    ("how often", r"(?i: \bhow\s+(?:often|frequently)\b )"),
    ("how many", rf"""(?i: \bhow\s+(?:much|many)\b | \bhow\s+(?:far|tall|high|deep|wide|heavy
            |fast|big|large|small|hot|cold|thick|steep|common)\b
        | \b(?:what|which)\s+(?:percentage|proportion|share|number|fraction)\b
        | ^\W*(?:what\s+\w+\s+)?(?:the\s+)?(?:\w+\s+)?(?:number|{_SIZE})\s+of(?:\s+\S+){{1,5}}$
        | {_FEW}{_SIZE}\W*$ )"""),
    ("where", rf"""^\W*(?:[Ww]here | (?i:(?:in|from|to|at)\s+)?(?i:which|what)\s+(?i:countr|cit
        |town|village|region|county|place|building|room|address|island)\w*)\b
        | (?i: {_FEW}(?:address|postcode|location|venue)(?:\W*$|\s+(?:of|for)\b) )"""),
    ("leader", rf"""^\W*[Ww]ho(?:['’]s|se)?\s+(?i: (?:(?:is|are|was|were)\s+)?(?:the\s+)?
        (?:\w+\s+)??(?:{_LEADING}|{OFFICE}) )\b
        | ^\W*(?i: (?:name\s+of\s+)?(?:the\s+)?{OFFICE}\s+(?:of|at|for) )\b
        | (?i: {_FEW}{OFFICE}\W*$ | \b(?:project|course|team|lab)\s+(?:leader|manager)\b
            | \bin\s+charge\s+of\b )"""),
    ("funder", rf"(?i: {_FEW}(?:funders?|sponsors?)\W*$ )"),
    # Not who works on something, could help or has a use of it: passages answer that.
    ("who", rf"""^\W*(?:(?i:by|with|from|to|for)\s+)?[Ww]ho(?:m|se)?\b(?!.*\bfor\W*$)
        (?!(?:\s+(?:here|else|at\s+the\s+\w+))?(?:\s+(?:is|are|has|have|was|were))?
            \s+(?:{_WORK}|knows?|helps?|can|could|may|should|might|would|benefits?)\b)
        | ^\W*(?i: (?:(?:by|with|from)\s+)?(?:which|what)\s+(?:\w+\s+)?{_PARTY} )\b
        | ^\W*(?i: (?:name\s+of\s+)?(?:the\s+)?{_MADE}\s+of )\b | (?i: {_FEW}{_MADE}\W*$ )"""),
)  # fmt: skip
_COMPILED = [(fact, re.compile(pattern, re.VERBOSE)) for fact, pattern in _OTHER_FACTS]
# Words, folded and stemmed, that a question of a kind only asks with: the fact itself says them.
_ASKED_WITH: Mapping[Fact, str] = {
    "phone number": "phone telephon number",
    "email address": "email e mail address",
    "opening hours": "open hour time",
    "contact": "contact touch detail person",
    "how long": "long run last take year month week day hour minut durat",
    "when": "year date day month centuri deadlin until till sinc old",
    "how often": "often frequent",
    "how much": """much money get got give gave given receiv fund grant award amount big larg cost
        price fee charg expens""",
    "how many": "much mani number percentag proport share far tall high big larg",
    "where": "locat address citi town countri place",
    # "Who leads the prosthetics project" asks of prosthetics.
    "leader": "project programm team studi"
    " lead led run ran head chair direct director leader manag manager boss name",
    "funder": "fund funder paid pay sponsor financ money grant gave give given",
}
_ASKING = {fact: frozenset(terms.split()) for fact, terms in _ASKED_WITH.items()}

# Terms by which people ask that say the same of a fact: forms of a verb, beginnings, ends.
_SAME: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "start began begin begun found establish creat launch inaugur",
        "end finish stop conclud complet close ceas",
        "built construct erect",
        "write wrote written",
        "give gave given",
        "win won",
        "make made",
        "take took taken",
        "teach taught",
        "pay paid",
        "hold held",
        "choos chose chosen",
        "draw drew drawn",
        "speak spoke spoken",
        "meet met",
        "sell sold",
        "buy bought",
        "bring brought",
        "send sent",
        "lend lent",
        "keep kept",
        "know knew known",
        "grow grew grown",
        "see saw seen",
        "sing sang sung",
        "come came",
        "leav left",
    )
)

_GROUPS = {term: group for group in _SAME for term in group}

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
    parties
        Who it asks for beside, and but for whom.
    asks_who
        Whether it asks for somebody, whatever answers it ("who could help us").
    language
        The code of the language in which it asks.
    """

    asks_for: Fact | None
    roles: tuple[Role, ...]
    subject: str
    parties: Parties = field(default=Parties(), repr=False)
    asks_who: bool = field(default=False, repr=False)
    language: str = field(default=ENGLISH, repr=False)

    @property
    def asking(self) -> frozenset[str]:
        """The terms that such a question only asks with, whether this one holds them or not."""
        if not self.asks_for:
            return frozenset()
        if self.language != ENGLISH:
            return asking.words(self.asks_for, self.language)
        return _ASKING.get(self.asks_for, frozenset())


@lru_cache(maxsize=1_024)  # asked several times of a question, and of each probe of a build
def intent_of(query: str, language: str = ENGLISH) -> Intent:
    """Return what a query asks for in a language.

    >>> intent_of("who has funded autism work")
    Intent(asks_for='funder', roles=('funder',), subject='autism work')
    >>> intent_of("where are clinics").asks_for, intent_of("autism work").asks_for
    ('where', None)
    """
    if language != ENGLISH:
        return _in_another(query, language)
    parties = parties_of(query)
    if _WHO_PAYS.search(query):
        subject = _WHO_PAYS.sub("", query, count=1).strip()
        return Intent("funder", ("funder",), subject, parties=parties)
    fact = next((fact for fact, pattern in _COMPILED if pattern.search(query)), None)
    return Intent(fact, parties.roles, query.strip(), parties, _ASKS_WHO.match(query) is not None)


def _in_another(query: str, language: str) -> Intent:
    """Return what a query asks for in another language than English."""
    fact = asking.fact_of(query, language)
    if asked := asking.paying(query, language):
        subject = f"{query[: asked.start]} {query[asked.end :]}".strip()
        return Intent("funder", ("funder",), subject, language=language)
    return Intent(fact, (), query.strip(), asks_who=fact == "who", language=language)


def same(term: str) -> frozenset[str]:
    """Return the terms by which a text may say what a question asks with a term.

    >>> sorted(same("wrote")), sorted(same("boat"))
    (['write', 'written', 'wrote'], ['boat'])
    """
    return _GROUPS.get(term) or frozenset({term})


def steering(query: str, language: str = ENGLISH) -> list[Span]:
    """Return the spans of a query's words that only ask ("who works on", "who funds").

    >>> [(span.start, span.end) for span in steering("who works on clean air")]
    [(0, 12)]
    """
    if language != ENGLISH:
        asked = asking.beginning(query, language), asking.paying(query, language)
        return [span for span in asked if span]
    found = (pattern.search(query) for pattern in (_BEGINNING, _END, _WHO_PAYS))
    return [Span(*match.span()) for match in found if match]


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
