"""Recognises which parties a question asks for: people, a kind of organisation, who leads or pays.

"people we work with" asks for people, "NHS trusts except Portsmouth" for organisations of a kind
but one, "EU money" for who pays and is called so. What is left of the question is its subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer import text
from indexer.model import NameKind, Role

COMPANY = "compani"
ENDS = " ?!.…"  # what may end a question without changing what answers it

# Organisations by kind; their names hold the singular ("University of X"), but for companies.
_KINDS = r"""
    universities|colleges|schools|hospitals|trusts|councils|charities|foundations|museums|institutes
    |ministries|departments|networks|societies|associations|agencies|authorities|libraries|galleries
    |clubs|banks|(?P<company>companies|firms|businesses|manufacturers)
"""
_PEOPLE = r"people|persons|researchers|academics|scientists|experts|colleagues|contacts"
_OURS = r"(?:(?:that|who|whom|which|do)\s+)?(?:we|you|they|I)\s+(?:\w+\s+)?(?:with|for|know)"
_LINK = r"(?:(?:that|who|which)\s+)?(?:are\s+)?(?:work(?:s|ing)?|involved|researching)"
_BEGIN = r"^\W*(?:(?:which|what|the|our|all|any|show|list|find|me)\s+)*"
_BEHIND = rf"(?P<ours>\s+{_OURS}\b)?(?:\s+{_LINK}(?=\s+(?:on|in|with|for|at)\b))?"
_PARTIES = re.compile(
    rf"""
    {_BEGIN}(?:
        (?P<people>{_PEOPLE})(?=\W*$|\s+(?:{_OURS}|{_LINK}|at|from)\b)
        | (?P<any>partners|collaborators|organi[sz]ations)(?=\W*$|\s+{_OURS}\b)
        | (?P<words>(?:[\w'’-]+\s+){{0,2}}?(?:{_KINDS}))(?=\W*$|\s+(?!of\b|for\b|to\b)\w)
    ){_BEHIND}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BUT = re.compile(
    r",?\s+(?:except(?:\s+for)?|other\s+than|apart\s+from|excluding|but\s+not)\s+(?:(?:for|in|the)\s+)*"
    r"(?P<but>[^,;?!.]+?)\W*$",
    re.IGNORECASE,
)
# "EU money" is money that somebody gives; "money for boats" is not.
_MONEY = re.compile(
    r"^\W*(?P<payers>(?!(?:the|our|any|what|which|who|how)\b)[\w'’-]+(?:\s+[\w'’-]+)?)"
    r"\s+(?:money|funding|funds|funders|grants)\W*$",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^\W*who\s+(?:\w+\s+){0,3}?(?:leads?|led|leading|leaders?|heads?)\b", re.IGNORECASE
)
# The European Union's funds and bodies are called by its adjective.
_ADJECTIVES = {"EU": "European"}


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom a question asks for.

    Parameters
    ----------
    kinds
        The kind of name; empty for any.
    roles
        The parts they play; empty for any.
    words
        What their names hold, or the place where they are is called.
    of
        The term of the kind of organisation that their names hold as well: "compani" for companies,
        which few names say; empty for any.
    but
        Who is left out, or where; empty for nobody.
    subject
        The question without all of that.
    """

    kinds: tuple[NameKind, ...] = ()
    roles: tuple[Role, ...] = ()
    words: tuple[str, ...] = ()
    of: str = ""
    but: str = ""
    subject: str = ""


def parties_of(query: str) -> Parties:
    """Return whom a question asks for, but for who pays (`intent`).

    >>> asked = parties_of("NHS trusts except Portsmouth")
    >>> asked.words, asked.of, asked.but, asked.subject
    (('NHS',), 'trust', 'Portsmouth', '')
    """
    but = _BUT.search(query)
    whole = query[: but.start()] if but else query
    asked = Parties(but=but["but"] if but else "", subject=whole)
    if money := _MONEY.search(whole):
        return replace(asked, roles=("funder",), words=_words(money["payers"]), subject="")
    if leads := _LEADS.search(whole):
        return replace(asked, roles=("leader",), subject=whole[leads.end() :].strip(ENDS))
    if (named := _PARTIES.search(whole)) is None:
        return asked
    asked = replace(asked, subject=whole[named.end() :].strip(ENDS))
    if named["any"] or named["people"]:
        return replace(asked, kinds=("person",) if named["people"] else ())
    *words, of = _words(named["words"])
    of = COMPANY if named["company"] else text.term(of)
    return replace(asked, kinds=("organisation",), words=tuple(words), of=of)


def _words(written: str) -> tuple[str, ...]:
    return tuple(_ADJECTIVES.get(word, word) for word in text.WORD.findall(written))
