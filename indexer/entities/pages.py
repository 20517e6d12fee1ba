"""Tells what a page as a whole shows: which headings are names, and whom it does not count.

On a page of customers, members or grants given, every heading that its own text takes up again
names an organisation; on a page of people, every heading that looks like a person's name.

A page shows whose it is by the head noun it uses alone ("the University" is the one of which most
passages speak), by its title ("Projects | Somewhere Trust"), by its introduction, which says what
that one does and "we", else by being named in nearly every passage.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from indexer.entities import vocabulary
from indexer.entities.annotations import Annotations, NameCandidate, Segment, Where
from indexer.entities.corrections import Corrections
from indexer.entities.linking import Aliases, key_of
from indexer.entities.people import TITLES
from indexer.entities.tokens import all_listed
from indexer.model import Passage
from indexer.places import is_name

# What a page of organisations is called. Not "partnerships": those are undertakings.
_OF_ORGANISATIONS = re.compile(
    r"\b(?:customers|clients|members|grantees|beneficiaries|suppliers|lenders|borrowers|sponsors"
    r"|funders|supporters|partners|exhibitors|tenants|grants (?:awarded|made|given)"
    r"|grant recipients"
    r"|(?:who|what|groups|organi[sz]ations|charities) we (?:fund|support|work with))\b",
    re.IGNORECASE,
)
_GRANTED = re.compile(r"\s[–—-]\s*[£€$]\s?\d")  # "Anytown Choir – £500"
_TAIL = re.compile(r"\s+[–—|-]\s|,\s|:\s|\s\(")
_PERSON_WORDS = range(2, 5)
_PAGE_SHARE = 0.5  # of a page's headings that look like persons, on a page of people
_SEPARATOR = re.compile(r"\s[|–—·•:-]\s|\s::?\s")
_WE = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Uu]s)\b")
_WE_AT = re.compile(r"\b(?:we|us|here) at (?:the )?$", re.IGNORECASE)
_DOES = re.compile(r"\s(?!(?:funds|pays|supports|sponsors|gives|was|is)\b)[a-z]{2,}s\b")
_LEAST_ALONE = 2  # passages that say "the University"
# Passages that name one, and their share: partners are seldom in so many. By two pages of projects.
_LEAST_MOST, _MOST = 4, 0.75


def add_headings(annotations: Annotations) -> None:
    """Add the names that headings are, in place of what was found in them."""
    for rows in annotations.pages():
        titles: list[Segment] = []
        for row in rows:
            [title] = annotations.segments[Where(row, in_text=False)]
            passage = annotations.passages[row]
            if passage.introduction:
                continue
            if lists_organisations(passage):
                title.put(_organisation(passage, title))
            titles.append(title)
        _add_persons(titles)


def lists_organisations(passage: Passage) -> bool:
    """Say whether the headings of a passage's page name organisations, or its own who got a sum."""
    above = any(_OF_ORGANISATIONS.search(title) for title in passage.path)
    return above or bool(_GRANTED.search(passage.title))


def _organisation(passage: Passage, title: Segment) -> Iterator[NameCandidate]:
    """Yield the name that a heading is, if its text takes it up again.

    What follows a dash, comma or colon is no part of it.
    """
    tail = _TAIL.search(passage.title)
    end = tail.start() if tail else len(passage.title)
    words = [word for word in title.words if word.end <= end]
    if not words or not words[0].capital:
        return
    name = passage.title[words[0].start : words[-1].bare_end]
    short, _, last = name.rpartition(" ")  # perhaps without the place at its end
    for form in (name, short) if short and is_name(last.casefold()) else (name,):
        if re.search(rf"(?<!\w){re.escape(form)}(?!\w)(?!['’]s)", passage.text):
            yield title.candidate((0, len(words)), name, "the heading, on a page of organisations")
            return


def _add_persons(titles: Sequence[Segment]) -> None:
    """Add the persons that headings name on one page, where most headings look like persons."""
    likely = [title for title in titles if _looks_like_person(title)]
    known = any(one.kind == "person" for title in likely for one in title.candidates)
    for title in likely if known and len(likely) >= _PAGE_SHARE * len(titles) else ():
        name = title.text[title.words[0].start : title.words[-1].end]
        why = "the heading, on a page of people"
        title.add([title.candidate((0, len(title.words)), name, why, "person")])


def _looks_like_person(title: Segment) -> bool:
    words = [word for word in title.words if word.folded not in TITLES]
    heads = vocabulary.HEADS | vocabulary.THINGS | vocabulary.LEADING
    return (
        len(words) in _PERSON_WORDS
        and not any(one.kind == "organisation" for one in title.candidates)
        and all(title.words[at].joined for at in range(1, len(title.words)))
        and all(word.capital and word.folded not in heads for word in words)
        and not all_listed(words)
    )


def not_counted(
    annotations: Annotations, aliases: Aliases, corrections: Corrections
) -> frozenset[str]:
    """Return the names of the page's own institution, and of whatever else is no collaborator."""
    own = {aliases.name(name) for name in corrections.own} or _own(annotations, aliases)
    ours = {aliases.name(one.name) for one in annotations.organisations() if one.ours}
    ignored = {aliases.name(name) for name in corrections.ignore}
    return frozenset(own | ours | _undertakings(annotations, aliases) | ignored)


def _own(annotations: Annotations, aliases: Aliases) -> set[str]:
    named = [(one, aliases.name(one.name)) for one in annotations.organisations()]
    passages = annotations.passages
    found = _in_titles(passages, aliases)
    found |= {name for one, name in named if _introduces(passages[one.where.row], one)}
    return found or _in_most(len(passages), named) or _by_head(annotations.candidates(), named)


def _in_most(passages: int, named: Sequence[tuple[NameCandidate, str]]) -> set[str]:
    """Return who is named in nearly every passage."""
    rows = Counter(name for name, _ in {(name, one.where.row) for one, name in named})
    most = [name for name, count in rows.items() if count >= max(_LEAST_MOST, _MOST * passages)]
    return {max(most, key=lambda name: (rows[name], name))} if most else set()


def _in_titles(passages: Sequence[Passage], aliases: Aliases) -> set[str]:
    """Return who is named behind a separator in the title of a page."""
    titles = {(passage.path or (passage.title,))[0] for passage in passages}
    parts = (part for title in sorted(titles) for part in _SEPARATOR.split(title)[1:])
    return {aliases.by_key[key] for part in parts if (key := key_of(part)) in aliases.by_key}


def _introduces(passage: Passage, one: NameCandidate) -> bool:
    """Say whether a page's introduction tells what somebody does, and says "we" or "our" too."""
    if not passage.introduction or passage.path:
        return False
    if one.where.in_title:
        return one.end - one.start >= len(passage.title.removeprefix("The ")) - 1
    if _WE_AT.search(passage.text[: one.start]):
        return True
    return bool(_WE.search(passage.text) and _DOES.match(passage.text, one.end))


def _by_head(
    candidates: Sequence[NameCandidate], named: Sequence[tuple[NameCandidate, str]]
) -> set[str]:
    """Return who is meant by the head noun that most passages use alone, and most name one of."""
    rows: dict[str, set[int]] = defaultdict(set)
    heads: dict[str, Counter[str]] = defaultdict(Counter)
    for one, name in named:
        rows[name].add(one.where.row)
        heads[name][one.head] += 1
    names = dict(named)
    found: dict[str, int] = {}
    for head in sorted({one.head for one in candidates if one.bare and one.head}):
        rivals = [name for name in rows if heads[name].most_common(1)[0][0] == head]
        most = max((len(rows[name]) for name in rivals), default=0)
        ahead = [name for name in rivals if len(rows[name]) == most]
        others: set[int] = set()  # passages that name somebody else of that head before
        alone: set[int] = set()
        for one in candidates if len(ahead) == 1 else ():
            if one.head == head and one.bare and one.where.row not in others:
                alone.add(one.where.row)
            elif one.head == head and names.get(one) != ahead[0]:
                others.add(one.where.row)
        if min(len(alone), most) >= _LEAST_ALONE:
            found[ahead[0]] = len(alone)
    return {max(found, key=lambda name: (found[name], name))} if found else set()


def _undertakings(annotations: Annotations, aliases: Aliases) -> set[str]:
    """Return the joint undertakings that passages are about: their own titles, of such a head."""
    passages = annotations.passages
    return {
        aliases.name(one.name)
        for one in annotations.organisations()
        if one.where.in_title
        and one.head in vocabulary.UNDERTAKINGS
        and passages[one.where.row].title[: one.start].strip().lower() in {"", "the"}
        and not lists_organisations(passages[one.where.row])
    }
