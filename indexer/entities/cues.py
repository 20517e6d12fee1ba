"""Finds the words that tell what part somebody plays: who works along, who pays, who is named.

A cue stands before the names it speaks of ("funded by ...") or behind them ("... funds it"). The
phrases here are English, those of other languages stand in their files; in them as in the text they
are sought in, every letter of a name is `NAME`, every letter of a place `PLACE`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from indexer import languages
from indexer.entities.annotations import NAME, PLACE
from indexer.languages import ENGLISH
from indexer.model import Role

Opens = Literal["all", "marked", "beside"]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell a role."""

    start: int
    end: int
    role: Role
    before: bool  # whether they stand before the names
    sure: bool  # whether they leave no doubt
    # Which words of no shape are names there: all, those `marked` by capitals inside or standing
    # beside an organisation, or only those `beside` one.
    opens: Opens
    words: str  # the cue's own, names left out


_MONEY = r"(?:[£€$¥]|eur\s|usd\s|gbp\s)\s?\d[\d.,]*\s?(?:k|m|bn|million|billion)?"
_GIFT = r"""
    (?:funding|funds?|grants?|money|donations?|sponsorship|bursar(?:y|ies)|(?:fellow|student
        |scholar)ships?|financ(?:e|ing)|investment|subsid(?:y|ies)|legacy|gift|contributions?)
"""
_GAVE = r"""
    (?<!\bbe\s)(?<!been\s)(?<!was\s)(?<!were\s)(?:gave|gives?|donate[sd]?|contribute[sd]?|provide[sd]?|grant(?:s|ed)|award(?:s|ed)|invest(?:s|ed)
        |add(?:s|ed)|committed|pledged|offered|brought|made)
"""
_PARTNER = r"(?:partners?|collaborators?|co-?investigators?)"
_ARE = r"(?:are|is|were|was|include[sd]?|including|such\sas|like)"
_ADVERBS = r"""
    (?:(?:\w+ly|also|then|both|has|have|had|will|now|together|all|each|first|since)\s){0,3}
"""


_Phrase = tuple[re.Pattern[str], tuple[Role, bool, bool, Opens]]  # the fields as in `Cue`


def _before(role: Role, words: str, *, sure: bool = True, opens: Opens = "all") -> _Phrase:
    """Return words, in lower case, that stand before the names they speak of."""
    pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.VERBOSE)
    return pattern, (role, True, sure, opens)


def _behind(role: Role, words: str, *, sure: bool = True, opens: Opens = "marked") -> _Phrase:
    """Return words, in lower case, that stand behind the names they speak of."""
    pattern = re.compile(rf"(?:(?<![\w-])|(?=[-–]))(?:{_ADVERBS}(?:{words}))(?!\w)", re.VERBOSE)
    return pattern, (role, False, sure, opens)


# Each is read where it begins first; of those that begin together the longest counts.
_PHRASES = (
    _before("named", r"""
        (?:award|prize|medal|recognition|endorsement|accreditation)\b
            (?:\s(?!from|by)[\w'’-]+){0,8}?(?:,\sgiven)?\s(?:from|by)
        | led\sto\sthe\s(?:\w+\s)?\w+\sof[^.;]{0,80}?\sby | according\sto
        | (?:adopted|endorsed|recommended|accredited|regulated|approved|certified|commended
            |catalogued|published|issued|registered|advised|insured|honou?red|recogni[sz]ed
            |named|shortlisted)\s(?:\w+\s){0,4}?by | register\sof
        | (?:guidance|guidelines|standards?|advice|rules|report)\s(?:\w+\s){0,2}?(?:from|by|of)
        | (?:studied|trained|educated|worked|taught|read|graduated|degree|phd|doctorate|msc|ba|bsc
            |ma)(?:\s(?:\w+\s){0,4}?(?:at|from)|\s?:)
        """, opens="marked"),
    _before("named", r"""
        (?:job|post|career|placement|position|served|formerly|once\spart)\s(?:with|at|in|of)
        | (?:phd|degree|postdoc|lecturer|professor|fellow|student)\s(?:with|at)
        | (?:came|comes|moved)\sto\s(?:[^\s.;]+\s){1,3}?from
        """),
    _before("partner", r"""
        (?:our|its|his|her|their|whose|own|the|a|[\w-]+['’]s)\s(?:[\w-]+\s){0,2}?(?:firm|company
            |charity|bank|manufacturer|supplier|contractor|integrator|operator|publisher|agency
            |consultancy|retailer|builder|carrier|distributor|developer)s?,?(?=\s\S)
        """, sure=False),
    _before("funder", rf"""
        (?:funded|financed|sponsored|subsidi[sz]ed|underwritten|covered|paid)
            (?:\s(?!by\b|through\b)[\w-]+){{0,3}}?\s(?:by|through|from|via)
        | {_GIFT}(?:\s\(?(?:of|worth)?\s?{_MONEY}\)?)?
            (?:\s(?!from\b|by\b)[\w'’,-]+){{0,6}}?\s(?:from|by|through|under)
        | {_GIFT}\sof(?=\s(?:the\s)?{NAME})
        | {_MONEY}[^.;:!?]{{0,60}}?\s(?:from|by|under)
        | (?:half|rest|most|part|some|all)\s(?:of\s(?:the\s)?\w+\s)?(?:(?:comes|came)\s)?from
        | round\s(?:\w+\s){{0,3}}?led\sby
        | (?:funders?|sponsors?)(?:\s{_ARE}|\s?:)? | funding\s?:
        """),
    _before("funder", r"""
        (?<!technical\s)(?:support|backing|generosity)\s(?:\w+\s)?(?:of|from|by)
        | (?:supported|backed)\s(?:\w+\s){0,3}?by | made\spossible\s(?:\w+\s)?(?:by|thanks\sto)
            (?:\s\w+\sof)?
        """),
    _before("funder", r"thanks\sto", sure=False),
    _before("partner", rf"""
        (?:collaborati(?:on|ve\s\w+)|partnerships?|co-?operation|conjunction|tandem|joint\s\w+|consortium|alliance|agreement)
            (?:\s(?:project|programme|effort|work))?\s(?:\w+\s)?(?:with|between|of|among|linking)
        | (?:partner(?:s|ed|ing)?|collaborat(?:e|es|ed|ing)|team(?:s|ed|ing)?\sup
            |join(?:s|ed)?\s(?:up|forces|us|me)|co-?operat(?:e|es|ed|ing))\s(?:\w+\s)?with
        | work(?:s|ed|ing)?\s(?:\w+\s){{0,2}}?(?:with|alongside)
        | (?:run|ran|runs|built|created|developed|delivered|organi[sz]ed|established|founded|formed
            |set\sup|launched|designed|produced|carried\s(?:it\s)?out|done)
            \s(?:[^\s.;,]+\s){{0,4}}?with
        | (?:together|jointly|along)\swith
        | (?:\w+\s)?{_PARTNER}(?:\s(?:in|on|for)\s(?:[\w'’-]+\s){{0,4}}?[\w'’-]+)?
            (?:\s{_ARE}|\s?[:,]|(?=\s\()|\s[–—-])
        | {_PARTNER}\s(?:\w+\s)?(?={NAME})
        | (?:members|customers|clients|users|lenders|borrowers|participants|hosts|venues)\s?
            (?:{_ARE}|:)
        | (?:run|delivered|managed|hosted|supplied|provided|organi[sz]ed|supervised|taught|developed
            |formed|founded)\s(?:\w+\s)?(?:by|at)(?!\sthe\send)
        | (?:lent|loaned|on\sloan|borrowed|loan)\s(?:[\w'’-]+\s){{0,4}}?(?:by|from|to|at)
        | (?:groups|organi[sz]ations|charities|clubs|schools|projects)\s(?:\w+\s)?
            (?:were|was|are)\s(?:given|awarded|granted)
        | given\sby | (?:comes|come|came)\sfrom
        """),
    _before("leader", r"""
        (?:led|headed|chaired|directed|co-?ordinated)\s(?:\w+\s)?by(?!\sthe\send)
        """),
    _before("partner", r"""
        (?:ceo|directors?|founders?|chair|president|scientists?|researchers?|colleagues?|teams?|staff|surgeons|clinicians|engineers|academics
            |students|experts|volunteers|curators)\s(?:from|at|of)
        | (?:us|we|our\s\w+|team)\sand
        """, sure=False, opens="marked"),
    _before("partner", r"with", sure=False, opens="beside"),
    _behind("funder", r"""
        (?:co-|part-)?(?:funds?|finances?|sponsors?|subsidi[sz]es?|(?:funded|financed|sponsored)
            (?!\s(?:\w+\s){0,3}?(?:by|through|from)\b))(?!\s(?:phd|post|research))
        | (?:pays?|paid)\s(?:\w+\s){0,2}?(?:for|part|towards) | (?:carr|meet)\w*\sthe\scosts?
        | (?:is|are|was|were)\s(?:\w+\s){0,2}?(?:funders?|sponsors?|supporters?)
        """, opens="all"),
    _behind("partner", r"""
        (?:is|are|was|were)\s(?:an?|one\sof|the)\s(?:[\w'’-]+\s){0,5}?(?:compan(?:y|ies)|charity|firms?
            |business|shop|studio|agency|consultancy|publisher|manufacturer|organi[sz]ation
            |association|institution|non-?profit)
        """, sure=False, opens="all"),
    _behind("partner", rf"""
        (?:is|are|was|were|been)\s(?:our|its|their|the)\s(?:\w+\s){{0,2}}?{_PARTNER}
        """, opens="all"),
    _behind("funder", rf"""
        {_GAVE}\s(?:(?!of\b)[\w'’,-]+\s){{0,5}}?{_MONEY}
        """, opens="all"),
    _behind("funder", rf"""
        match(?:es|ed)?\s(?:[\w'’]+\s){{0,4}}?(?:grant|funding|sum|gift)
        | (?:each\s)?puts?\sin\s(?:as\smuch|{_MONEY})
        | {_GAVE}\s(?:[\w'’,-]+\s){{0,4}}?{_GIFT}
        | supported\s(?:\w+\s){{1,2}}with\s(?:\w+\s){{1,4}}?(?:award|{_GIFT})
        | (?:research\s)?(?:grant|funding|funded)(?![\w-])
        | [-–]funded
        """),
    _behind("leader", r"leads?|led|heads|chairs"),
    _behind("partner", rf"""
        runs?|ran|develop(?:s|ed)?
        | work(?:s|ed)?\s(?:\w+\s)?(?:with|here|on|alongside|together|in)
        | collaborat(?:e|es|ed) | partner(?:s|ed)?\s(?:with|us|on)
        | (?:is|are|was|were|been)\s(?:\w+\s){{0,3}}?(?:{_PARTNER}|members)
        | (?:joined|joins|join)(?!\sforces) | (?:are|is)\sbuilding
        | t(?:akes?|ook)\spart | deliver(?:s|ed)? | host(?:s|ed)? | suppli(?:es|ed)
        | us(?:e|es|ed|ing) | adopted | lends?|lent|borrow(?:s|ed) | manage[sd]? | share[sd]?
        """),
    _behind("named", r"""
        (?:honou?r|endorse|recommend|issue|publish|recogni[sz]e|name|adopt|accredit|certif|approve)
            (?:s|d|ed|es|ied)? | (?:came\s)?to\sdevelop
        | [-–](?:registered|accredited|approved|endorsed|recommended|listed)
        """),
)  # fmt: skip


@cache
def _phrases(language: str) -> tuple[_Phrase, ...]:
    """Return the phrases of a language; those of others than English stand in its file."""
    if language == ENGLISH:
        return _PHRASES
    return tuple(
        (
            re.compile(rf"(?<![\w-])(?:{one['words']})(?!\w)"),
            (
                one["role"],
                one["side"] == "before",
                one.get("sure", True),
                one.get("opens", "all" if one["side"] == "before" else "marked"),
            ),
        )
        for one in languages.of(language).roles.get("cues", ())
    )


def find_cues(masked: str, start: int, end: int, language: str = ENGLISH) -> list[Cue]:
    """Return the cues of a masked sentence, in order, of overlapping ones the first and longest."""
    text = masked[start:end]
    lowered = text.lower()
    if len(lowered) != len(text):  # some letters are two in lower case
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    found = [
        Cue(start + m.start(), start + m.end(), *fields, _own_words(text[m.start() : m.end()]))
        for pattern, fields in _phrases(language)
        for m in pattern.finditer(lowered)
    ]
    kept: list[Cue] = []
    ends = {True: 0, False: 0}
    for cue in sorted(found, key=lambda cue: (cue.start, -cue.end)):
        if cue.start >= ends[cue.before]:
            kept.append(cue)
            ends[cue.before] = cue.end
    return kept


def _own_words(words: str) -> str:
    return " ".join(words.replace(NAME, "").replace(PLACE, "").split())
