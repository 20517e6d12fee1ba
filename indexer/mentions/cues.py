"""Says what the words around a name tell of its role: who works along, who pays, who is named.

A cue stands before the names it speaks of ("funded by ...") or behind them ("... funds it"). It
speaks surely of the names that follow each other from there, parted only by commas, "and" and the
like; less surely of later ones in its clause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.model import Role

NAME = "\ue000"  # stands for each character of an organisation or person in a masked sentence
PLACE = "\ue001"
_N = NAME
_MONEY = r"(?:[£€$¥]\s?\d[\d.,]*\s?(?:k|m|bn|million|billion|thousand)?|\d[\d.,]*\s?(?:million|billion|thousand)?\s?(?:pounds|euros?|dollars))"
_GIFT = r"(?:funding|funds?|grants?|money|donations?|sponsorship|bursar(?:y|ies)|fellowships?|studentships?|scholarships?|finance|financing|investment|subsid(?:y|ies)|legacy|bequest|contributions?|financial support|core support)"
_PARTNER = r"(?:partners?|collaborators?|co-?investigators?)"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell a role.

    `before` says that they stand before the names; `sure` that they leave no doubt; `opens` that
    even a word that is shaped like nothing in particular is a name there.
    """

    start: int
    end: int
    role: Role
    before: bool
    sure: bool
    opens: bool
    said: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    words: re.Pattern[str]
    role: Role
    before: bool
    sure: bool = True
    opens: bool = True


def _p(role: Role, side: str, words: str, *, sure: bool = True, opens: bool = True) -> _Pattern:
    return _Pattern(
        re.compile(rf"(?<![\w-])(?:{words})(?!\w)", re.I | re.X),
        role,
        side == "before",
        sure,
        opens,
    )


# Each is read where it begins first; of those that begin together the longest counts.
_PATTERNS = (
    _p("named", "before", r"""
        (?:award|prize|medal|accolade|recognition|honou?rs?|accreditation|endorsement|approval|kitemark)\b
            (?:\s(?!from|by)[\w'’-]+){0,8}?(?:,\sgiven)?\s(?:from|by)
        | led\sto\sthe\s(?:\w+\s)?(?:development|adoption|creation|introduction)\sof[^.;]{0,80}?\sby
        | according\sto | endorsed\sby | recommended\sby | accredited\sby | regulated\sby
        | registered\s(?:with|by) | honou?red\sby | recogni[sz]ed\sby | approved\sby
        | (?:guidance|guidelines|standards?|figures|advice|rules|a\sreport|report)\s(?:\w+\s){0,2}?(?:from|by|of)
        | issued\sby | published\sby | advice\sfrom | advised\sby | adopted\sby
        | (?:on\sthe\s)?register\sof | alumn(?:us|a|i)\sof | graduat(?:ed|e)\s(?:from|of)
        | (?:studied|trained|educated|worked|taught|lectured|read)\s(?:\w+\s){0,2}?at | (?:phd|msc|ba|bsc|degree|doctorate)\s?: | previously\s(?:\w+\s)?(?:at|of)
        | (?:degree|phd|doctorate|msc|ba|bsc|ma)\s(?:\w+\s){0,4}?(?:from|at) | joined\s(?:us\s)?from | moved\sfrom
        | (?:(?:highly\s)?commended|certified|insured|catalogued|shortlisted|named)\s(?:\w+\s){0,4}?by
        """, opens=False),
    _p("named", "before", r"""
        (?:job|post|career|internship|placement|position|apprenticeship|phd|degree|postdoc|lecturer|professor|fellow|student)\s(?:with|at|in|of)
        | served\s(?:with|in) | (?:came|comes|moved)\sto\s(?:[^\s.;]+\s){1,3}?from | formerly\s(?:at|of|with) | once\spart\sof | (?:is|are)\salso\sa\spartner\sof
        """),
    _p("partner", "before", r"""
        (?:our|its|his|her|their|whose|own|the|a|[\w-]+['’]s)\s(?:[\w-]+\s){0,2}?(?:firm|company|charity|bank|manufacturer|supplier|contractor|integrator|operator|publisher|agency|consultancy|brewery|retailer|landlord|builders?|outfitters?|carrier|courier|distributor|developer)s?,?(?=\s[A-ZÀ-Þ\ue000])
        | with(?=\s(?:[A-Z][\w&]+\s){1,3}as\s(?:the|its|our|their)\s)
        """, sure=False),
    _p("funder", "before", rf"""
        (?:(?:part|co|jointly|partly|fully|partially|joint|match|crowd|core|publicly|generously|kindly|also|initially|originally)[\s-]){{0,2}}
            (?:part-|co-)?(?:funded|financed|sponsored|subsidi[sz]ed|underwritten|bankrolled|endowed)
            (?:\s(?!by\b|through\b)[\w-]+){{0,3}}?\s(?:by|through|from|via|with\shelp\sfrom)
        | (?:funded|paid\sfor|financed)\s(?:by|from)
        | paid\s(?:for\s)?(?:\w+\s){{0,2}}?by
        | {_GIFT}(?:\s\(?(?:of|worth|totalling)?\s?{_MONEY}\)?)?(?:\s(?!from\b|by\b)[\w'’,-]+){{0,6}}?\s(?:from|by|through|under)
        | (?:grant|gift|donation|bequest|fellowship|studentship|scholarship|bursary|funding|sponsorship)\sof(?=\s(?:the\s)?{_N})
        | {_MONEY}[^.;:!?]{{0,60}}?\s(?:from|by|made\sunder)
        | (?:half|rest|remainder|balance|most|part|much|all|some)\s(?:of\s(?:it|this|that|which|them|the\s[\w-]+)\s)?(?:(?:also\s)?(?:comes|came|is|was)\s)?from
        | (?:a|the|his|her)\s(?:generous\s)?gift\sof | donated\sby | (?:is|are|was|were)\s(?:all\s|kindly\s)?covered\sby(?:\s(?:players|members|readers|customers)\sof)?
        | (?:investment|funding|seed|first|second|third|latest|last)\sround\s(?:\w+\s){{0,2}}?(?:was\s|is\s)?(?:co-)?led\sby
        | (?:(?:financial|generous|kind|additional|further|core|extra)\s){{1,2}}(?:support|assistance|help|backing)\s(?:of|from|by)
        | (?:money|funding|funds|investment|finance)\s(?:\w+\s){{0,3}}?(?:came|comes|was\sprovided|is\sprovided)\s(?:\w+\s)?(?:from|by)
        | (?:awarded|granted|given|won|received|receives|secured)\s(?:[\w'’-]+\s){{0,4}}?{_MONEY}(?:\s(?!from\b|by\b)[\w'’-]+){{0,8}}?\s(?:from|by)
        | supported\s(?:\w+\s){{0,2}}?(?:by|with|through)\s(?:an?|the)\s(?:{_MONEY}\s)?(?:\w+\s){{0,2}}?(?:grant|award|funding|donation|gift|fellowship|bursary)(?:\s\w+){{0,2}}?\s(?:from|by)
        | funders?(?:\s(?:are|is|include|including|were|was))? | sponsors?\s(?:are|is|include|including)
        | (?:match\sfunding|funding|funders?|sponsors?)\s?: | main\sfunder | thanks\sto\s(?:a\s)?(?:grant|funding|donation|gift)s?\s(?:from|by)
        """),
    _p("funder", "before", r"""
        (?:with|thanks\sto)\s(?:the\s)?(?:support|backing)\s(?:of|from) | backed\sby
        | supported\s(?:\w+\s){0,3}?by | made\spossible\s(?:\w+\s)?(?:by|thanks\sto)(?:\s(?:players|members|readers|customers)\sof)?
        """),
    _p("funder", "before", r"""
        (?:with|thanks\sto)\s(?:the\s)?(?:help|assistance)\s(?:of|from) | thanks\sto
        """, sure=False),
    _p("partner", "before", rf"""
        in\s(?:close\s|full\s|direct\s)?(?:collaboration|partnership|cooperation|co-operation|conjunction|association|tandem)\s(?:with|between)
        | (?:collaborati(?:on|ve\s\w+)|partnerships?|joint\s\w+|consortium|alliance|joint\sventure|joint\swork|cooperation|agreement)(?:\s(?:project|programme|effort|work|agreement))?\s(?:\w+\s)?(?:with|between|of|among|linking)
        | (?:partner(?:s|ed|ing)?|collaborat(?:e|es|ed|ing|ion)|team(?:s|ed|ing)?\sup|join(?:s|ed)?\s(?:up|forces)|co-?operat(?:e|es|ed|ing))\s(?:\w+\s)?with
        | work(?:s|ed|ing)?\s(?:\w+\s){{0,2}}?(?:with|alongside)
        | (?:run|ran|runs|built|created|developed|delivered|organi[sz]ed|established|founded|set\sup|launched|designed|produced|carried\s(?:it\s)?out|staged|done)\s(?:[\w-]+\s){{0,4}}?(?:jointly\s|together\s)?with
        | together\swith | jointly\swith | along\swith | alongside
        | joins?\s(?:us|me)\swith | hand\sin\shand\swith
        | (?:our|the|its|their|other|lead|delivery|industry|industrial|academic|project|main|key|extended|clinical|research|local|community|strategic|two|three|four|five|whose|and)?\s?
            {_PARTNER}(?:\s(?:in|on|for)\s(?:[\w'’-]+\s){{0,4}}?[\w'’-]+)?(?:\s(?:are|is|were|was|include|includes|included|including|such\sas|like)|\s?[:,]|\s[–—-])
        | {_PARTNER}\s(?:\w+\s)?(?={_N})
        | (?:members|customers|clients|users|lenders|borrowers|collaborators|participants|hosts|venues)\s?(?:are|is|were|include|includes|including|such\sas|like|:)
        | (?:co-?led|led|run|delivered|managed|hosted|supplied|provided|coordinated|co-ordinated|organi[sz]ed|chaired|supervised|taught|staffed|developed)\s(?:\w+\s)?(?:by|at)(?!\sthe\send)
        | (?:lent|loaned|on\sloan|borrowed|loan)\s(?:[\w'’-]+\s){{0,4}}?(?:by|from|to|at) | (?:loans?|lent)\s(?:\w+\s){{0,2}}?(?:from|to) | courtesy\sof
        | (?:groups|organi[sz]ations|charities|clubs|schools|projects|the\sfollowing)\s(?:\w+\s)?(?:were|was|have\sbeen|are)\s(?:all\s|each\s)?(?:given|awarded|granted)
        | (?:awarded|granted|given|grant(?:s|ed)?|goes|went|gave|give)\s(?:[\w'’£€$.,-]+\s){{0,4}}?to
        | (?:lender|courier|borrower|host|supplier|carrier|contractor|lead|venue|operator|manufacturer|publisher|grantee)s?\s?: | given\sby | (?:comes|come|came)\sfrom
        | based\sat | joint\sappointment\swith | appointed\sjointly\swith | part\sof\sa\sconsortium\swith
        """),
    _p("partner", "before", r"""
        scientists?\s(?:from|at|of) | (?:researchers?|colleagues?|teams?|staff|surgeons|clinicians|engineers|academics|students|experts|volunteers|curators)\s(?:from|at|of)
        | (?:us|we|our\s\w+|team)\sand | between\sus\sand | between | with
        """, sure=False, opens=False),
    _p("funder", "behind", r"""
        (?:(?:also|jointly|kindly|generously|then|both|has|have|had|will|now|currently|together|partly|initially)\s){0,3}
        (?: (?:co-|part-)?(?:funds?|finances?|sponsors?|(?:funded|financed|sponsored)(?!\s(?:\w+\s){0,3}?(?:by|through|from)\b))(?!\s(?:phd|post|research))
          | (?:pays?|paid)\s(?:(?:a|the)\s\w+\s|part\s|half\s|most\s)?(?:for|a\spart|towards)
          | carr(?:y|ies|ied)\sthe\scosts?|meets?\sthe\scosts?|met\sthe\scosts?
          | (?:is|are|was|were)\s(?:the\s|our\s|its\s|a\s)?(?:\w+\s)?(?:funders?|sponsors?)
        )
        """),
    _p("partner", "behind", r"""
        (?:is|are|was|were)\s(?:all\s|also\s|both\s)?(?:our|its|their|the|key|lead|main)\s(?:\w+\s){0,2}?(?:partners?|collaborators?)
        | (?:joined|joins)\s(?:us|the\sproject|the\spartnership)
        """),
    _p("funder", "behind", rf"""
        (?:(?:also|jointly|kindly|generously|then|both|has|have|had|will|now|currently|together|partly|initially)\s){{0,3}}
        (?: subsidi[sz]e[sd]? | (?:match(?:es|ed)?\s(?:\w+\s)?(?:the\s|our\s|this\s|its\s)?(?:[\w'’]+\s){{0,2}}?(?:grant|funding|sum|amount|gift)|(?:each\s)?puts?\sin\s(?:as\smuch|{_MONEY})) | (?:gave|gives|give|donated|donates|contributed|contributes|contribute|provided|provides|provide|granted|grants|awarded|awards|invested|invests|brought|added|adds|put\sup|committed|pledged|offered)\s(?:[\w'’,-]+\s){{0,4}}?(?:{_MONEY}|{_GIFT})
          | adds?\s(?:\w+\s){{0,2}}?money | bankroll(?:s|ed)
          | supported\s(?:it|us|this|the\s\w+|them)\swith\s(?:an?|the)\s(?:\w+\s){{0,2}}?(?:award|grant|donation|gift|funding)
          | (?:doctoral\s|research\s|phd\s|early\scareer\s|clinical\s|senior\s)?(?:fellow(?:ship)?|studentship|scholarship|bursary|grant|funding|funded)(?![\w-])
          | (?:public\s\w+\s)?award\sbrought
          | [-–]funded
        )
        """, opens=False),
    _p("partner", "behind", r"""
        (?:(?:also|jointly|kindly|then|both|has|have|had|will|now|currently|together|all|each|first|since)\s){0,3}
        (?: leads?|led|co-lead|runs?|ran|carr(?:y|ies|ied)\s(?:\w+\s)?out
          | works?\s(?:\w+\s)?(?:with|here|on|alongside|together|in)|worked\s(?:\w+\s)?(?:with|on|alongside|together|in)|collaborat(?:e|es|ed)|partner(?:s|ed)?\s(?:with|us|on)
          | (?:is|are|was|were)\s(?:\w+\s){0,3}?(?:partners?|collaborators?|members)
          | (?:joined|joins|join)(?!\sforces)|are\sbuilding|is\sbuilding|belongs?\s(?:to|too)|takes?\spart|took\spart
          | explores?|develops?|developed|delivers?|delivered|hosts?|hosted|supplies|supplied
          | us(?:e|es|ed|ing)|chose|chooses|relies|rely|switched|adopted|replaced|moved|rolled\sout|needed|wanted|came\sto
          | lends?|lent|loaned|borrow(?:s|ed)|manages?|managed|trains?|trained|shares?|shared
          | did\sthe|founded|set\sup|carried\sit\sout
        )
        """, opens=False),
    _p("named", "behind", r"""
        (?:has\s|have\s|later\s|then\s)?(?:honou?red|endorsed|endorses|recommends?|recommended|issued|published|recogni[sz]ed|named|adopted|accredited|certified|approved|came\sto\sdevelop|to\sdevelop)
        | [-–](?:registered|accredited|approved|endorsed|recommended|listed)
        """, opens=False),
)  # fmt: skip

# What may stand between a cue and a name, or between two names, that it speaks of alike.
_BETWEEN = (
    rf"(?:[\s,;&/{_N}{PLACE}()\[\]\"“”‘’'–—:-]|\band\b|\bor\b|\bet\b|\bund\b|\bas\swell\sas\b|\bplus\b|\balso\b|\bthe\b|\ban?\b"
    rf"|\bof\b|\bits?\b|\bour\b|\bboth\b|\btheir\b|\bus\b|\bwe\b|\bin\b|\bat\b|\bnearby\b|\bfellow\b|\blocal\b|\beach\b|\bfor\sexample\b|\bnamely\b|\be\.g\.|\btogether\b|\bwith\b|\bfrom\b|\balong\b|\bpartners?\b|\bincluding\b|\bneighbou?ring\b"
    r"|\b(?:univers\w+|colleges|councils|hospitals|schools|museums|trusts)\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|several|other)\s[\w-]+"
    r"|\b(?:researchers|colleagues|scientists|staff|teams?|students|faculty|company|companies|charity|charities|firm|manufacturer|organisations?)\b"
    rf"|[12]\d\d\d|\bs\b)"
)
_LIST = re.compile(rf"{_BETWEEN}*", re.I)
_BREAK = re.compile(
    r";|\.\s|\s[–—]\s|\b(?:but|while|led\sto)\b"
    r"|\band\s(?:\w+\s)?(?:is|are|was|were|has|have|had|will|works?|took|takes?|came|comes?|went|goes|got|stays?|stayed|keeps?|kept"
    r"|lends?|lent|lets?|brings?|brought|runs?|ran|carried|made|makes?|taught|gave|gives?|worked)\b",
    re.I,
)
_APART = re.compile(r",\sand\s(?:the\s)?")
_VERB = re.compile(r"\s(?:has|have|had|lent|gave|made|took|[a-z]{2,}(?:s|ed))\b(?!['’])")
_RELATIVE = re.compile(r"\b(?:which|who|whose|where)\b", re.I)
_COORDINATED = re.compile(r",?\sand\s(?:the\s)?")
_FAR = 160  # characters


def cues(masked: str) -> list[Cue]:
    """Return the cues of a masked sentence, in order, of overlapping ones the first and longest."""
    found = [
        Cue(m.start(), m.end(), p.role, p.before, p.sure, p.opens, _said(m.group()))
        for p in _PATTERNS
        for m in p.words.finditer(masked)
    ]
    found.sort(key=lambda cue: (cue.start, -cue.end))
    ends = {True: 0, False: 0}
    kept: list[Cue] = []
    for cue in found:
        if cue.start >= ends[cue.before]:
            kept.append(cue)
            ends[cue.before] = cue.end
    return kept


def _said(words: str) -> str:
    return " ".join(words.replace(_N, "").replace(PLACE, "").split())


@dataclass(frozen=True, slots=True)
class Told:
    """What the words around a name tell of its role."""

    role: Role
    sure: bool
    why: str


def told(masked: str, found: Sequence[Cue], start: int, end: int) -> Told | None:
    """Return what a sentence's cues tell of the name at `masked[start:end]`, if anything."""
    before = [cue for cue in found if cue.before and cue.end <= start]
    behind = [cue for cue in found if not cue.before and cue.start >= end]
    right = behind[0] if behind and _beside(masked, end, behind[0].start) else None
    left = before[-1] if before else None
    if right and not masked[end : right.start].strip(" "):
        return _from(right)
    if left and _new_clause(masked, left.end, start, end):
        return _from(right) if right else None
    if left and _beside(masked, left.end, start):
        if right and right.role == "funder" and left.role != "funder" and not left.sure:
            return _from(right)
        if left.sure or right is None:
            return _from(_inherited(left, before, masked))
    if right:
        return _from(right)
    return _farther(masked, before, start) or _coordinated(masked, found, start)


def _new_clause(masked: str, cue: int, start: int, end: int) -> bool:
    """Say whether a name is the subject of a clause of its own: "..., and A lets us use it"."""
    parted = _APART.search(masked, max(cue, start - 10), start)
    return bool(parted and parted.end() == start and _VERB.match(masked, end))


def _inherited(cue: Cue, before: Sequence[Cue], masked: str) -> Cue:
    """Return an unsure cue as an earlier sure one of its sentence where both say the same."""
    if not cue.sure:
        for earlier in reversed(before[:-1]):
            if (
                earlier.sure
                and earlier.role in {cue.role, "funder"}
                and not _BREAK.search(masked, earlier.end, cue.start)
            ):
                return earlier
    return cue


def _beside(masked: str, start: int, end: int) -> bool:
    """Say whether nothing but names and what joins them stands between two places."""
    return bool(_LIST.fullmatch(masked, start, end))


def _from(cue: Cue) -> Told:
    where = "after" if cue.before else "before"
    return Told(cue.role, cue.sure, f"{where} {cue.said!r}")


def _farther(masked: str, before: Sequence[Cue], start: int) -> Told | None:
    """Return what a cue farther off in the same clause lets suppose."""
    for cue in reversed(before):
        if start - cue.end > _FAR or _BREAK.search(masked, cue.end, start):
            return None
        if cue.role != "funder" and _RELATIVE.search(masked, cue.end, start):
            return None
        if cue.sure and cue.role != "named":
            return Told(cue.role, cue.role == "funder", f"after {cue.said!r}")
    return None


def _coordinated(masked: str, found: Sequence[Cue], start: int) -> Told | None:
    """Return what "A paid for the beginning, and B for the end" lets suppose of B."""
    behind = [cue for cue in found if not cue.before and cue.end <= start and cue.sure]
    if not behind or not any(m.end() == start for m in _COORDINATED.finditer(masked, 0, start)):
        return None
    return Told(behind[-1].role, False, f"beside what stands before {behind[-1].said!r}")
