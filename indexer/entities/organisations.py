"""Finds the names of organisations by their shape: runs of capitalised words around a head noun.

    name  = run (link run)*          "University | of | Anytown"
    link  = "of" and the like        behind a head: Institute for Research
          | "and"                    where both sides are of one name: Food and Agriculture Office
          | comma                    in the subjects of a part: Centre for Work, Play, and Policy
          | "(SHORT)"                where the name goes on, or ends: Anytown Hospital (AH) Trust

Behind the last head a name goes on with a place or a word that is no common one; a thing that an
organisation gives or runs ("Award", "Project") ends it before. Without a head, a name is a firm's
("Bittern & Sons") or a branch's ("Chess England").
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from indexer.acronyms.align import cost, parts
from indexer.acronyms.define import singular
from indexer.entities import vocabulary
from indexer.entities.annotations import NameCandidate, Run, Segment
from indexer.entities.people import given_names
from indexer.entities.tokens import LONGEST, all_listed, bracketed, name_of
from indexer.entities.vocabulary import compound, word_set
from indexer.languages import ENGLISH
from indexer.spelling.english import is_listed

_MOST_RUNS = 12
_LINKS = word_set("of for and the a an in on to with by at from")
_LEGAL_IN_LOWER = word_set("limited plc ltd inc gmbh incorporated corp pty pte")
# What two letters around "&" stand for where they are no firm's (as "H&M" is): "R&D".
_NO_FIRMS = word_set("rd qa qs ae bb tc pl hs ld me di ei mt fb rr rb cc dd os gs ma am pp")
_RANKS = word_set("city borough county district town royal metropolitan")
_LANDS = word_set("uk england scotland wales ireland britain europe international usa worldwide")
_JOINING = vocabulary.AND | vocabulary.OF | {"at"}
_OF_THE = vocabulary.PARTICLES | vocabulary.ARTICLES | {"d"}
_SMALL = vocabulary.OF | vocabulary.ARTICLES | vocabulary.AND
_GENERAL = vocabulary.HEADS | vocabulary.GENERIC | _SMALL
_BARE_WORDS = 2  # words that name nobody where all of them are general: "City Council"
_LONG_NAME = 3  # words that make a name although each is a common one
_TAIL = 2  # proper words that may follow the last head


@dataclass(slots=True)
class _Name:
    """A name in the making: its runs, the words that link them, the short form in brackets."""

    runs: list[Run]
    links: list[str] = field(default_factory=list)
    short: str = ""
    stop: int = 0

    def add(self, run: Run, link: str) -> None:
        """Go on with a run behind a link."""
        self.runs.append(run)
        self.links.append(link)
        self.stop = run[1]

    def numbers(self) -> list[int]:
        """Return the numbers of its words, linking words included, brackets not."""
        numbers = list(range(*self.runs[0]))
        for (before, after), link in zip(pairwise(self.runs), self.links, strict=True):
            numbers += range(before[1] if link else after[0], after[1])
        return numbers


def find_organisations(segment: Segment, blocked: Collection[int]) -> list[NameCandidate]:
    """Return the organisations in a segment in order, without overlap.

    `blocked` are the numbers of words that belong to something else: a person.
    """
    return list(_Finder(segment, blocked).find())


class _Finder:
    """Reads the names in one segment."""

    def __init__(self, segment: Segment, blocked: Collection[int]) -> None:
        self._segment = segment
        self._words = segment.words
        self._folded = [word.folded for word in segment.words]
        self._blocked = blocked

    def find(self) -> Iterator[NameCandidate]:
        at, small = 0, self._segment.language != ENGLISH
        while at < len(self._words):
            if not (self._words[at].capital or small) or not self._begins(at):
                at += 1
                continue
            name = self._read(at)
            spelt = None if name.short else self._spelt_out(at)
            candidate = (
                (self._judge(spelt) if spelt else self._headed(name))
                or self._firm(name)
                or self._strange(spelt or name)
                or self._branch(name.runs[0])
            )
            if candidate:
                yield candidate
            at = self._behind(candidate) if candidate else name.runs[0][1]

    def _behind(self, candidate: NameCandidate) -> int:
        """Return where reading goes on: behind "of Kenya" too, where brackets stand before."""
        at = self._segment.number_at(candidate.end)
        if candidate.short and at < len(self._words) and self._folded[at] == "of":
            return next((stop for first, stop in self._segment.places if first == at + 1), at)
        return at

    # Runs

    def _begins(self, at: int) -> bool:
        """Say whether a name may begin at a word."""
        word = self._words[at]
        if at in self._blocked or len(word.text) > LONGEST:
            return False
        if not word.capital:
            return self._begins_small(at)
        tied = "".join(w.gap + w.text for w in self._words[at + 1 : at + 3])
        if word.folded in _LINKS and not (word.upper and tied[:1] == "&"):  # "AT&T"
            return False
        if word.folded in vocabulary.ARTICLES and at + 1 < len(self._words):
            return self._folded[at + 1] not in vocabulary.HEADS
        return word.folded not in vocabulary.LEADING or word.upper

    def _begins_small(self, at: int) -> bool:
        """Say whether a head in lower case begins a name, as in "l'association Mains Ouvertes".

        In languages that write it so; with "of" between, if there is one ("ministère de la ...").
        """
        if self._folded[at] not in vocabulary.ABROAD:
            return False
        behind = at + 1
        while behind < len(self._words) and self._folded[behind] in _OF_THE:
            behind += 1
        between = self._words[at + 1 : behind + 1]
        return (
            behind < len(self._words)
            and all(one.joined for one in between)
            and self._words[behind].capital
        )

    def _run_end(self, at: int) -> int:
        """Return where the capitalised words end that follow each other without anything between.

        A possessive ends a run where what stands before is an organisation or place of its own.
        """
        stop = at + 1
        while stop < len(self._words) and self._goes_on(stop):
            owner = not vocabulary.HEADS.isdisjoint(self._folded[at:stop])
            if self._words[stop - 1].possessive and (owner or self._segment.one_place(at, stop)):
                break
            stop += 1
        return stop

    def _goes_on(self, at: int) -> bool:
        word = self._words[at]
        if at in self._blocked or len(word.text) > LONGEST:
            return False
        if word.gap == ", " and word.capital and word.folded in _LEGAL_IN_LOWER:
            return True  # "Widget, Inc"
        if not self._words[at].joined:
            return False
        if word.capital:
            return word.folded not in _LINKS or word.upper or self._segment.in_place(at)
        return self._is_foreign(at) or self._is_tied(at)

    def _is_tied(self, at: int) -> bool:
        """Say whether hyphens tie a word in lower case to both sides: "Arc-en-Pierre"."""
        tied = [word.gap for word in self._words[at : at + 2]]
        return self._segment.language != ENGLISH and tied == ["-", "-"]

    def _is_foreign(self, at: int) -> bool:
        """Say whether a word in lower case goes on with a name in another language.

        "Institut français", "Musée national d'Histoire": no English word, behind a capital.
        """
        word = self._words[at]
        elided = at + 1 < len(self._words) and self._words[at + 1].text[1:2] in {"'", "’"}
        other = len(word.folded) > 3 and (not is_listed(word.folded) or elided)  # noqa: PLR2004
        before = self._words[max(0, at - 3) : at]
        return other and word.gap == " " and any(w.folded in vocabulary.ABROAD for w in before)

    def _heads(self, run: Run) -> list[int]:
        return [at for at in range(*run) if self._is_head(at)]

    def _is_head(self, at: int) -> bool:
        """Say whether a word is a head noun; a firm's form is one behind a name."""
        word = self._words[at]
        if word.folded in vocabulary.LEGAL and word.folded not in vocabulary.STRONG:
            form = word.upper or word.folded in _LEGAL_IN_LOWER
            return at > 0 and (self._words[at].joined or word.gap == ", ") and form
        return word.folded in vocabulary.HEADS or compound(word.folded)

    def _is_strong(self, run: Run) -> bool:
        return not vocabulary.STRONG.isdisjoint(self._folded[slice(*run)])

    def _all_common(self, run: Run) -> bool:
        segment = self._segment
        return all(segment.common(at) and not segment.in_place(at) for at in range(*run))

    # Links

    def _read(self, at: int) -> _Name:
        """Read the longest name that begins at a word."""
        stop = self._run_end(at)
        name = _Name([(at, stop)], stop=stop)
        while len(name.runs) < _MOST_RUNS and not self._read_bracket(name):
            link = self._link(name.stop)
            if link is None:
                break
            kind, start, article = link
            run = (start, self._run_end(start))
            if self._head(name) is not None:
                owners = (n + 1 for n in range(*run) if self._words[n].possessive)
                run = (start, next(owners, run[1]))
            if not self._accepts(name, kind, run, article=article):
                break
            name.add(run, kind)
        return name

    def _link(self, at: int) -> tuple[str, int, bool] | None:
        """Return what links a name that ends at a word with the next run: a word or a comma.

        With it where that run begins, and whether "the" stands before.
        """
        words = self._words
        if at >= len(words) or at in self._blocked:
            return None
        word = words[at]
        if word.gap in {", ", ","}:
            kind, at = (", and", at + 1) if word.folded in vocabulary.AND else (",", at)
        elif words[at].joined and word.folded in _JOINING:
            kind, at = word.folded, at + 1
        else:
            return None
        article = False
        while at < len(words) and words[at].folded in vocabulary.ARTICLES:
            if words[at].capital and words[at].folded != "the":
                break
            article, at = True, at + 1
        if at >= len(words) or not words[at].capital or at in self._blocked:
            return None
        parted = not words[at].joined and not (kind == "," and not article)
        return None if parted else (kind, at, article)

    def _accepts(self, name: _Name, kind: str, run: Run, *, article: bool) -> bool:
        """Say whether a run that a link joins to a name belongs to it."""
        if kind in vocabulary.OF:
            return self._accepts_of(name, kind, run)
        if kind in vocabulary.AND:
            return self._accepts_and(name, kind, run, article=article)
        of = self._of_seen(name) and self._head(name) == "university"
        if kind == "at":  # "University of Texas at Austin"
            parted = any(word.gap.isspace() for word in self._words[run[0] + 1 : run[1]])
            return of and not (article or self._heads(run) or parted)
        if of and kind == "," and self._segment.lies_in(run, name.runs[-1]):
            return True  # "University of California, San Diego"
        subjects = self._head(name) in vocabulary.PARTS and self._of_seen(name)
        listed = kind == "," or "," in name.links
        return subjects and listed and not self._is_strong(run) and self._all_common(run)

    def _accepts_of(self, name: _Name, kind: str, run: Run) -> bool:
        last = name.runs[-1][1] - 1
        if self._segment.one_place(last, run[0] + 1):
            return True
        before = self._folded[last]
        head = self._head(name)
        if head is None:  # "City of Leeds Council", "Leonardo da Vinci Museum"
            ranked = before in _RANKS and kind == "of"
            named = before in given_names() and kind in vocabulary.PARTICLES
            return (ranked or named) and len(name.runs) == 1 and self._is_head(run[1] - 1)
        heads = {before, self._folded[name.runs[0][0]]}
        if kind in {"on", "to", "against"}:
            heads = {before} if kind != "to" else set()
        headed = bool(heads & vocabulary.HEADS)
        return (headed or self._of_seen(name)) and not self._is_strong(run)

    def _accepts_and(self, name: _Name, kind: str, run: Run, *, article: bool) -> bool:
        head = self._head(name)
        lone = len(name.runs) == 1 and name.runs[0][1] - name.runs[0][0] == 1
        if lone and head in vocabulary.WEAK:  # "Engineering and Bread Research Council"
            head = None
        if kind == "&" and not (head and self._heads(run)):
            return True
        if head is not None:  # "Department for Work and Play"
            subject = self._all_common(run) and not self._is_strong(run)
            return subject and self._of_seen(name) and not article
        first, stop = name.runs[0]
        begins, ends = self._folded[run[0]], self._folded[run[1] - 1]
        if article or ends not in vocabulary.HEADS:
            return False
        given = stop - first == 1 and {self._folded[first], begins} <= given_names()
        parted = self._words[first].gap == ", "  # "Anytown School, Anytown and Elsewhere School"
        if given or (not parted and all(map(self._is_placelike, range(first, stop)))):
            return True  # "Ann and Bob Example Trust", "Anyshire and Elsewhere Council"
        return self._all_common((first, stop)) and self._segment.common(run[0])

    def _spelt_out(self, at: int) -> _Name | None:
        """Read what the short form in brackets behind it spells: "A, B & C Office (ABCO)"."""
        first, stop, last = at, self._run_end(at), at
        for _ in range(_MOST_RUNS):
            inside = bracketed(self._words, stop)
            if inside:
                whole, behind = (self._cost(inside[0], begin, stop) for begin in (first, last))
                fits = whole <= 1 and (whole < behind or last == first)
                return _Name([(first, stop)], [], *inside) if fits else None
            link = self._link(stop)
            if link is None or link[2]:
                break
            last, stop = link[1], self._run_end(link[1])
        return None

    def _cost(self, short: str, first: int, stop: int) -> float:
        """Return how badly a short form fits words."""
        written = " ".join(word.text for word in self._words[first:stop])
        return cost(short, parts(written))

    def _read_bracket(self, name: _Name) -> bool:
        """Read "(SHORT)" behind the name so far; return whether the name ends there."""
        inside = None if name.short else bracketed(self._words, name.stop)
        if inside is None:
            return False
        name.short, name.stop = inside
        behind = self._words[name.stop : name.stop + 1]
        if behind and behind[0].gap == ") " and behind[0].capital:
            run = (name.stop, self._run_end(name.stop))
            words = self._folded[slice(*run)]
            tail = set(words) <= vocabulary.HEADS | vocabulary.GENERIC
            if words[-1] in vocabulary.HEADS and tail:  # "Anytown Hospital (AH) NHS Trust"
                name.add(run, "")
                return False
        return True

    def _head(self, name: _Name) -> str | None:
        """Return the head of a name so far: what stands before the first "of", else the last."""
        last = None
        for run, link in zip(name.runs, [*name.links, None], strict=True):
            heads = self._heads(run)
            if heads:
                last = self._folded[heads[-1]]
                if link in vocabulary.OF:
                    break
        return last

    def _of_seen(self, name: _Name) -> bool:
        """Say whether the name has a head with "of" behind it."""
        headed = (n for n, run in enumerate(name.runs) if self._heads(run))
        return bool(vocabulary.OF.intersection(name.links[next(headed, len(name.links)) :]))

    # What a name amounts to

    def _headed(self, name: _Name) -> NameCandidate | None:
        """Return what a name with a head names, with what does not belong to it cut off."""
        while name.runs and self._head(name) is not None:
            first, stop = name.runs[-1]
            end = self._cut((first, stop), subject=bool(name.links) and name.links[-1] != "")
            if end > first:
                runs = [*name.runs[:-1], (first, end)]
                return self._judge(replace(name, runs=runs, stop=name.stop if end == stop else end))
            name = replace(name, runs=name.runs[:-1], links=name.links[:-1])
        return None

    def _cut(self, run: Run, *, subject: bool) -> int:
        """Return where the last run of a name ends; `subject` where a linking word stands before.

        At its beginning where it holds no name.
        """
        first, stop = run
        words = self._words
        heads = [at for at in self._heads(run) if words[at].folded not in vocabulary.THINGS]
        last = heads[-1] if heads else first - 1
        things = (at for at in range(last + 1, stop) if words[at].folded in vocabulary.THINGS)
        stop = next(things, stop)  # "Wellknown Trust | Kindness Award"
        if not heads:
            return stop if subject else first
        abroad = self._segment.language != ENGLISH or not all_listed(words[last + 1 : stop])
        if heads[0] <= first + 1 and abroad:
            return stop  # French or Malay: "Institut Pasteur"
        bare = last == first and not subject
        end = last + 1
        located = bare or stop < run[1]  # else a word goes on that is never in lower case
        while end < min(stop, last + 1 + _TAIL) and (
            self._is_located(end) or not (located or words[end].folded in self._segment.usage.lower)
        ):
            end += 1
        return end

    def _is_located(self, at: int) -> bool:
        """Say whether a word is a place's, or is spelt like one and no common word."""
        folded = self._folded[at]
        common = folded in self._segment.usage.lower or folded in vocabulary.HEADS
        return self._segment.in_place(at) or (not common and self._segment.local(at, at + 1))

    def _judge(self, name: _Name) -> NameCandidate | None:
        """Return the candidate of a name; `None` where it is a kind of organisation, or a thing."""
        numbers, head = name.numbers(), self._head(name)
        if head is None or singular(name.short) != name.short:  # "Research Ambassadors (RAs)"
            return None
        folded = [self._folded[at] for at in numbers]
        own = [at for at in numbers if self._folded[at] not in _GENERAL]
        common = all(map(self._segment.common, own))
        weak = head in vocabulary.WEAK and vocabulary.STRONG.isdisjoint(folded)
        behind = [w.folded for w in self._words[name.stop : name.stop + 1] if w.joined]
        thing = weak and not vocabulary.THINGS.isdisjoint(behind)  # "Outstanding Services award"
        before = self._folded[numbers[0] - 1] if numbers[0] else ""
        if thing or (before in {"a", "an"} and common):
            return None
        short = name.short if folded[0][:1] == name.short[:1].lower() else ""
        said = sum(word not in _SMALL | {"nhs"} for word in folded)
        bare = not (own or name.short or self._of_seen(name)) and said <= _BARE_WORDS
        named = not common or any(map(self._is_located, numbers))
        sure = not bare and (not weak or bool(short) or named or self._is_long(numbers))
        stop = name.stop if name.short else numbers[-1] + 1
        why = f"its head noun is {self._words[numbers[folded.index(head)]].text!r}"
        made = self._segment.candidate((numbers[0], stop), name_of(self._words, numbers), why)
        made = self._segment.with_bracket(made, short, stop) if short else made
        return replace(made, head=head, sure=sure, bare=bare, ours=before == "our")

    def _is_placelike(self, at: int) -> bool:
        return self._folded[at] in vocabulary.DIRECTIONS or self._is_located(at)

    def _is_long(self, numbers: Sequence[int]) -> bool:
        """Say whether common words make up a name, as in "Somewhere Voluntary Action".

        The first word of a sentence has its capital from there, those of a title from the title.
        """
        folded = [self._folded[at] for at in numbers]
        begins = numbers[0] == 0 or self._words[numbers[0]].gap[:1] in {".", "!", "?"}
        several = len(folded) - begins >= _LONG_NAME and self._segment.where.in_text
        return several and bool("of" in folded or folded[-1] in vocabulary.HEADS)

    def _firm(self, name: _Name) -> NameCandidate | None:
        """Read "Name & Name", "Name & Sons": a firm, unless all are common words."""
        if not name.links or set(name.links) != {"&"}:
            return None
        numbers = [at for run in name.runs for at in range(*run)]
        kin = self._folded[numbers[-1]] in vocabulary.KIN
        letters = all(len(self._words[at].text) == 1 for at in numbers)
        whole = "".join(self._folded[at] for at in numbers)
        if whole in _NO_FIRMS if letters else not kin and all(map(self._segment.common, numbers)):
            return None
        return self._whole(numbers[0], numbers[-1] + 1)

    def _strange(self, name: _Name) -> NameCandidate | None:
        """Read a name in another language, with its short form: "Zzyxische Werke (ZW)"."""
        first, stop = name.runs[0][0], name.runs[-1][1]
        listed = sum(is_listed(word.folded) for word in self._words[first:stop])
        spelt = name.short and self._cost(name.short, first, stop) == 0
        if not spelt or stop - first == 1 or 2 * listed >= stop - first:
            return None
        return self._segment.with_bracket(self._whole(first, stop), name.short, name.stop)

    def _branch(self, run: Run) -> NameCandidate | None:
        """Read a name without a head that ends with its country, or begins with "NHS"."""
        first, stop = run
        word, begins, ends = self._words[first], self._folded[first], self._folded[stop - 1]
        service = word.text == "NHS"
        known = begins in vocabulary.DIRECTIONS or begins in self._segment.usage.lower
        land = ends in _LANDS and not (known or self._segment.in_place(first))
        camel = any(map(str.isupper, word.text[1:])) and not word.upper  # "ShareBread Hull"
        branch = camel and all(map(self._is_placelike, range(first + 1, stop)))
        if stop - first == 1 or not (service or land or branch):
            return None
        second = self._link(stop)  # "NHS Anyshire and Elsewhere", "Anything England and Wales"
        if second and second[0] == "and" and self._run_end(second[1]) == second[1] + 1:
            lands = {ends, self._folded[second[1]]} <= _LANDS
            if lands or (service and self._segment.local(stop - 1, stop)):
                stop = second[1] + 1
        return self._whole(first, stop)

    def _whole(self, first: int, stop: int) -> NameCandidate:
        """Return the candidate of a name without a head."""
        why = "written as a firm's name or a branch's"
        name = name_of(self._words, range(first, stop))
        return self._segment.candidate((first, stop), name, why)
