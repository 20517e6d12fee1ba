"""Finds the words that tell what part somebody plays: who works along, who pays, who is named.

A cue stands before the names it speaks of ("funded by ...") or behind them ("... funds it"). The
phrases are English; in them as in the text they are sought in, every letter of a name is `NAME`,
every letter of a place `PLACE`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from indexer.entities.annotations import NAME, PLACE
from indexer.model import Role

Opens = Literal["all", "marked", "beside"]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell a role.

    `before` says that they stand before the names; `sure` that they leave no doubt; `opens` which
    words of no shape are names there: `all`, those `marked` by capitals inside or standing beside
    an organisation, or only those `beside` one. `words` are the cue's own, names left out.
    """

    start: int
    end: int
    role: Role
    before: bool
    sure: bool
    opens: Opens
    words: str


_N = NAME
_MONEY = r"""
    (?:[£€$¥]\s?\d[\d.,]*\s?(?:k|m|bn|million|billion|thousand)?|\d[\d.,]*\s?(?:million|billion
        |thousand)?\s?(?:pounds|euros?|dollars))
"""
_GIFT = r"""
    (?:funding|funds?|grants?|money|donations?|sponsorship|bursar(?:y|ies)|fellowships?
        |studentships?|scholarships?|finance|financing|investment|subsid(?:y|ies)|legacy|bequest
            |contributions?|financial\ssupport|core\ssupport)
"""
_PARTNER = r"(?:partners?|collaborators?|co-?investigators?)"


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words in lower case that tell a role; see `Cue`."""

    words: re.Pattern[str]
    role: Role
    before: bool
    sure: bool = True
    opens: Opens = "all"


def _p(role: Role, side: str, words: str, *, sure: bool = True, opens: Opens = "all") -> _Phrase:
    return _Phrase(
        re.compile(rf"(?<![\w-])(?:{words})(?!\w)", re.VERBOSE),
        role,
        side == "before",
        sure,
        opens,
    )


# Each is read where it begins first; of those that begin together the longest counts.
_PHRASES = (
    _p("named", "before", r"""
        (?:award|prize|medal|accolade|recognition|honou?rs?|accreditation|endorsement|approval
            |kitemark)\b
            (?:\s(?!from|by)[\w'’-]+){0,8}?(?:,\sgiven)?\s(?:from|by)
        | led\sto\sthe\s(?:\w+\s)?(?:development|adoption|creation
            |introduction)\sof[^.;]{0,80}?\sby
        | according\sto | endorsed\sby | recommended\sby | accredited\sby | regulated\sby
        | registered\s(?:with|by) | honou?red\sby | recogni[sz]ed\sby | approved\sby
        | (?:guidance|guidelines|standards?|figures|advice|rules|a\sreport
            |report)\s(?:\w+\s){0,2}?(?:from|by|of)
        | issued\sby | published\sby | advice\sfrom | advised\sby | adopted\sby
        | (?:on\sthe\s)?register\sof | alumn(?:us|a|i)\sof | graduat(?:ed|e)\s(?:from|of)
        | (?:studied|trained|educated|worked|taught|lectured|read)\s(?:\w+\s){0,2}?at | (?:phd
            |msc|ba|bsc|degree|doctorate)\s?: | previously\s(?:\w+\s)?(?:at|of)
        | (?:degree|phd|doctorate|msc|ba|bsc|ma)\s(?:\w+\s){0,4}?(?:from|at)
            | joined\s(?:us\s)?from | moved\sfrom
        | (?:(?:highly\s)?commended|certified|insured|catalogued|shortlisted
            |named)\s(?:\w+\s){0,4}?by
        """, opens="marked"),
    _p("named", "before", r"""
        (?:job|post|career|internship|placement|position|apprenticeship)\s(?:with|at|in|of)
        | (?:phd|degree|postdoc|lecturer|professor|fellow|student)\s(?:with|at)
        | served\s(?:with|in) | (?:came|comes|moved)\sto\s(?:[^\s.;]+\s){1,3}?from
            | formerly\s(?:at|of|with) | once\spart\sof | (?:is|are)\salso\sa\spartner\sof
        """),
    _p("partner", "before", r"""
        (?:our|its|his|her|their|whose|own|the|a|[\w-]+['’]s)\s(?:[\w-]+\s){0,2}?(?:firm|company
            |charity|bank|manufacturer|supplier|contractor|integrator|operator|publisher|agency
            |consultancy|brewery|retailer|landlord|builders?|outfitters?|carrier|courier
            |distributor|developer)s?,?(?=\s\S)
        | with(?=\s(?:[\w&]+\s){1,3}as\s(?:the|its|our|their)\s)
        """, sure=False),
    _p("funder", "before", rf"""
        (?:(?:part|co|jointly|partly|fully|partially|joint|match|crowd|core|publicly|generously
            |kindly|also|initially|originally)[\s-]){{0,2}}
            (?:part-|co-)?(?:funded|financed|sponsored|subsidi[sz]ed|underwritten|bankrolled
            |endowed)
            (?:\s(?!by\b|through\b)[\w-]+){{0,3}}?\s(?:by|through|from|via|with\shelp\sfrom)
        | (?:funded|paid\sfor|financed)\s(?:by|from)
        | paid\s(?:for\s)?(?:\w+\s){{0,2}}?by
        | {_GIFT}(?:\s\(?(?:of|worth|totalling)?\s?{_MONEY}\)?)?(?:\s(?!from\b
            |by\b)[\w'’,-]+){{0,6}}?\s(?:from|by|through|under)
        | (?:grant|gift|donation|bequest|fellowship|studentship|scholarship|bursary|funding
            |sponsorship)\sof(?=\s(?:the\s)?{_N})
        | {_MONEY}[^.;:!?]{{0,60}}?\s(?:from|by|made\sunder)
        | (?:half|rest|remainder|balance|most|part|much|all|some)\s(?:of\s(?:it|this|that|which
            |them|the\s[\w-]+)\s)?(?:(?:also\s)?(?:comes|came|is|was)\s)?from
        | (?:a|the|his|her)\s(?:generous\s)?gift\sof | donated\sby | (?:is|are|was
            |were)\s(?:all\s|kindly\s)?covered\sby(?:\s(?:players|members|readers|customers)\sof)?
        | (?:investment|funding|seed|first|second|third|latest
            |last)\sround\s(?:\w+\s){{0,2}}?(?:was\s|is\s)?(?:co-)?led\sby
        | (?:(?:financial|generous|kind|additional|further|core|extra)\s){{1,2}}(?:support
            |assistance|help|backing)\s(?:of|from|by)
        | (?:money|funding|funds|investment|finance)\s(?:\w+\s){{0,3}}?(?:came|comes
            |was\sprovided|is\sprovided)\s(?:\w+\s)?(?:from|by)
        | (?:awarded|granted|given|won|received|receives
            |secured)\s(?:[\w'’-]+\s){{0,4}}?{_MONEY}(?:\s(?!from\b
            |by\b)[\w'’-]+){{0,8}}?\s(?:from|by)
        | supported\s(?:\w+\s){{0,2}}?(?:by|with|through)\s(?:an?
            |the)\s(?:{_MONEY}\s)?(?:\w+\s){{0,2}}?(?:grant|award|funding|donation|gift
            |fellowship|bursary)(?:\s\w+){{0,2}}?\s(?:from|by)
        | funders?(?:\s(?:are|is|include|including|were|was))? | sponsors?\s(?:are|is|include
            |including)
        | (?:match\sfunding|funding|funders?|sponsors?)\s?: | main\sfunder
            | thanks\sto\s(?:a\s)?(?:grant|funding|donation|gift)s?\s(?:from|by)
        """),
    _p("funder", "before", r"""
        (?:with|thanks\sto)\s(?:the\s)?(?:support|backing)\s(?:of|from) | backed\sby
        | supported\s(?:\w+\s){0,3}?by | made\spossible\s(?:\w+\s)?(?:by
            |thanks\sto)(?:\s(?:players|members|readers|customers)\sof)?
        """),
    _p("funder", "before", r"""
        (?:with|thanks\sto)\s(?:the\s)?(?:help|assistance)\s(?:of|from) | thanks\sto
        """, sure=False),
    _p("partner", "before", rf"""
        in\s(?:close\s|full\s|direct\s)?(?:collaboration|partnership|cooperation|co-operation
            |conjunction|association|tandem)\s(?:with|between)
        | (?:collaborati(?:on|ve\s\w+)|partnerships?|joint\s\w+|consortium|alliance
            |joint\sventure|joint\swork|cooperation|agreement)(?:\s(?:project|programme|effort
            |work|agreement))?\s(?:\w+\s)?(?:with|between|of|among|linking)
        | (?:partner(?:s|ed|ing)?|collaborat(?:e|es|ed|ing|ion)|team(?:s|ed|ing)?\sup|join(?:s
            |ed)?\s(?:up|forces)|co-?operat(?:e|es|ed|ing))\s(?:\w+\s)?with
        | work(?:s|ed|ing)?\s(?:\w+\s){{0,2}}?(?:with|alongside)
        | (?:run|ran|runs|built|created|developed|delivered|organi[sz]ed|established|founded
            |set\sup|launched|designed|produced|carried\s(?:it\s)?out|staged
            |done)\s(?:[^\s.;,]+\s){{0,4}}?(?:jointly\s|together\s)?with
        | together\swith | jointly\swith | along\swith | alongside
        | joins?\s(?:us|me)\swith | hand\sin\shand\swith
        | (?:our|the|its|their|other|lead|delivery|industry|industrial|academic|project|main|key
            |extended|clinical|research|local|community|strategic|two|three|four|five|whose
            |and)?\s?
            {_PARTNER}(?:\s(?:in|on|for)\s(?:[\w'’-]+\s){{0,4}}?[\w'’-]+)?(?:\s(?:are|is|were|was
            |include|includes|included|including|such\sas|like)|\s?[:,(]|\s[–—-])
        | {_PARTNER}\s(?:\w+\s)?(?={_N})
        | (?:members|customers|clients|users|lenders|borrowers|collaborators|participants|hosts
            |venues)\s?(?:are|is|were|include|includes|including|such\sas|like|:)
        | (?:co-?led|led|run|delivered|managed|hosted|supplied|provided|coordinated|co-ordinated
            |organi[sz]ed|chaired|supervised|taught|staffed|developed)\s(?:\w+\s)?(?:by
            |at)(?!\sthe\send)
        | (?:lent|loaned|on\sloan|borrowed|loan)\s(?:[\w'’-]+\s){{0,4}}?(?:by|from|to|at)
            | (?:loans?|lent)\s(?:\w+\s){{0,2}}?(?:from|to) | courtesy\sof
        | (?:groups|organi[sz]ations|charities|clubs|schools|projects
            |the\sfollowing)\s(?:\w+\s)?(?:were|was|have\sbeen|are)\s(?:all\s|each\s)?(?:given
            |awarded|granted)
        | (?:awarded|granted|given|grant(?:s|ed)?|goes|went|gave
            |give)\s(?:[\w'’£€$.,-]+\s){{0,4}}?to
        | (?:lender|courier|borrower|host|supplier|carrier|contractor|lead|venue|operator
            |manufacturer|publisher|grantee)s?\s?: | given\sby | (?:comes|come|came)\sfrom
        | based\sat | joint\sappointment\swith | appointed\sjointly\swith
            | part\sof\sa\sconsortium\swith
        """),
    _p("partner", "before", r"""
        scientists?\s(?:from|at|of) | (?:researchers?|colleagues?|teams?|staff|surgeons
            |clinicians|engineers|academics|students|experts|volunteers|curators)\s(?:from|at|of)
        | (?:us|we|our\s\w+|team)\sand
        """, sure=False, opens="marked"),
    _p("partner", "before", r"""
        between\sus\sand | between | with
        """, sure=False, opens="beside"),
    _p("funder", "behind", r"""
        (?:(?:also|jointly|kindly|generously|then|both|has|have|had|will|now|currently|together
            |partly|initially)\s){0,3}
        (?: (?:co-|part-)?(?:funds?|finances?|sponsors?|(?:funded|financed
            |sponsored)(?!\s(?:\w+\s){0,3}?(?:by|through|from)\b))(?!\s(?:phd|post|research))
          | (?:pays?|paid)\s(?:(?:a|the)\s\w+\s|part\s|half\s|most\s)?(?:for|a\spart|towards)
          | carr(?:y|ies|ied)\sthe\scosts?|meets?\sthe\scosts?|met\sthe\scosts?
          | (?:is|are|was|were)\s(?:the\s|our\s|its\s|a\s)?(?:\w+\s)?(?:funders?|sponsors?)
        )
        """),
    _p("partner", "behind", r"""
        (?:is|are|was|were|(?:has|have)\sbeen)\s(?:all\s|also\s|both\s)?(?:our|its|their|the|key|lead
            |main)\s(?:\w+\s){0,2}?(?:partners?|collaborators?)
        | (?:joined|joins)\s(?:us|the\sproject|the\spartnership)
        """),
    _p("funder", "behind", rf"""
        (?:(?:also|jointly|kindly|generously|then|both|has|have|had|will|now|currently|together
            |partly|initially)\s){{0,3}}
        (?: subsidi[sz]e[sd]? | (?:match(?:es|ed)?\s(?:\w+\s)?(?:the\s|our\s|this\s
            |its\s)?(?:[\w'’]+\s){{0,2}}?(?:grant|funding|sum|amount|gift)
            |(?:each\s)?puts?\sin\s(?:as\smuch|{_MONEY})) | (?:gave|gives|give|donated|donates
            |contributed|contributes|contribute|provided|provides|provide|granted|grants|awarded
            |awards|invested|invests|brought|added|adds|put\sup|committed|pledged
            |offered)\s(?:[\w'’,-]+\s){{0,4}}?(?:{_MONEY}|{_GIFT})
          | adds?\s(?:\w+\s){{0,2}}?money | bankroll(?:s|ed)
          | supported\s(?:it|us|this|the\s\w+|them)\swith\s(?:an?|the)\s(?:\w+\s){{0,2}}?(?:award
              |grant|donation|gift|funding)
          | (?:doctoral\s|research\s|phd\s|early\scareer\s|clinical\s
              |senior\s)?(?:fellow(?:ship)?|studentship|scholarship|bursary|grant|funding
              |funded)(?![\w-])
          | (?:public\s\w+\s)?award\sbrought
          | [-–]funded
        )
        """, opens="marked"),
    _p("partner", "behind", r"""
        (?:(?:also|jointly|kindly|then|both|has|have|had|will|now|currently|together|all|each
            |first|since)\s){0,3}
        (?: leads?|led|co-lead|runs?|ran|carr(?:y|ies|ied)\s(?:\w+\s)?out
          | works?\s(?:\w+\s)?(?:with|here|on|alongside|together|in)|worked\s(?:\w+\s)?(?:with|on
              |alongside|together|in)|collaborat(?:e|es|ed)|partner(?:s|ed)?\s(?:with|us|on)
          | (?:is|are|was|were)\s(?:\w+\s){0,3}?(?:partners?|collaborators?|members)
          | (?:joined|joins|join)(?!\sforces)|are\sbuilding|is\sbuilding|belongs?\s(?:to|too)
              |takes?\spart|took\spart
          | explores?|develops?|developed|delivers?|delivered|hosts?|hosted|supplies|supplied
          | us(?:e|es|ed|ing)|chose|chooses|relies|rely|switched|adopted|replaced|moved
              |rolled\sout|needed|wanted|came\sto
          | lends?|lent|loaned|borrow(?:s|ed)|manages?|managed|trains?|trained|shares?|shared
          | did\sthe|founded|set\sup|carried\sit\sout
        )
        """, opens="marked"),
    _p("named", "behind", r"""
        (?:has\s|have\s|later\s|then\s)?(?:honou?red|endorsed|endorses|recommends?|recommended
            |issued|published|recogni[sz]ed|named|adopted|accredited|certified|approved
            |came\sto\sdevelop|to\sdevelop)
        | [-–](?:registered|accredited|approved|endorsed|recommended|listed)
        """, opens="marked"),
)  # fmt: skip


def find_cues(masked: str) -> list[Cue]:
    """Return the cues of a masked sentence, in order, of overlapping ones the first and longest."""
    lowered = masked.lower()
    if len(lowered) != len(masked):  # some letters are two in lower case
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in masked)
    found = [
        Cue(
            m.start(),
            m.end(),
            p.role,
            p.before,
            p.sure,
            p.opens,
            _plain(masked[m.start() : m.end()]),
        )
        for p in _PHRASES
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


def _plain(words: str) -> str:
    return " ".join(words.replace(NAME, "").replace(PLACE, "").split())
