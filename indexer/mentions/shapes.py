"""Finds the names of bodies by their shape: runs of capitalised words around a head noun.

    name  = run (link run)*          "University | of | Southampton"
    link  = "of" and the like        behind a head: Institute for Research
          | "and"                    where both sides are of one name: Food and Agriculture Office
          | comma                    in the subjects of a part: Centre for Health, People, and Policy
          | "(SHORT)"                where the name goes on, or ends: Anytown Hospital (AH) NHS Trust

Behind the last head a name goes on with a place or a word that is no common one; a thing that a
body gives or runs ("Award", "Project") ends it before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from indexer.acronyms.align import cost, parts
from indexer.mentions import words as vocabulary
from indexer.mentions.given import given_names
from indexer.mentions.tokens import LONGEST, Token, joined
from indexer.places import is_name
from indexer.spelling.english import is_listed

_COMMON_LEFT = frozenset(
    "a an any each every no one two three four five six our their its his her your many most "
    "several some other these those all both local nearby".split()
)
_ENGLISH_LINKS = frozenset("of for and the a an in on to with by at from".split())
_SUBJECT_LINKS = frozenset(["on", "to", "against"])  # only where a subject was named before
_PROPER_TAIL = 2  # words that may follow the last head
_LONGEST_SHORT = 12
_MOST_RUNS = 12
_LONGEST_LAND = 3  # letters of "UK" and "USA", which are no labels
_LONG = 3  # words that make a name although each is a common one
_BODIES = frozenset("centre center network group service services office action club board".split())
_FEW = 2  # words that name no body where all of them are general: "City Council"


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of the words around: the places among them, what is written in lower case.

    Parameters
    ----------
    places
        The words (by their number) that each place covers, as half-open ranges.
    lower
        Folded words that the index writes in lower case somewhere.
    blocked
        Numbers of words that belong to something else: a person.
    shorts
        Short forms of bodies, as written.
    """

    places: Sequence[tuple[int, int]]
    lower: Collection[str] = frozenset()
    blocked: Collection[int] = frozenset()
    shorts: Collection[str] = frozenset()

    def in_place(self, at: int) -> bool:
        """Say whether a word belongs to the name of a place."""
        return any(first <= at < stop for first, stop in self.places)

    def one_place(self, first: int, stop: int) -> bool:
        """Say whether a range of words lies within the name of one place."""
        return any(a <= first and stop <= b for a, b in self.places)

    def local(self, first: int, stop: int, words: Sequence[Token]) -> bool:
        """Say whether a range of words is spelt like a place somewhere, whatever it means here."""
        return is_name(" ".join(word.low for word in words[first:stop]))

    def common(self, word: Token) -> bool:
        """Say whether a word is an ordinary one, whatever it is written like."""
        return word.low in self.lower or is_listed(word.low)


@dataclass(frozen=True, slots=True)
class Body:
    """A name by its shape.

    Parameters
    ----------
    first, stop
        Its words by number, half-open, with what stands in brackets.
    name
        The numbers of the words that make up the name itself.
    short
        The short form given in brackets behind, or empty.
    head
        The folded head noun.
    sure
        Whether the shape alone is enough; else something around must speak for a body.
    alone
        Whether it is a head without a name: "the University", "City Council".
    after
        Where reading goes on: behind a place that only says where it is.
    """

    first: int
    stop: int
    name: tuple[int, ...]
    short: str
    head: str
    sure: bool
    alone: bool = False
    after: int = 0


@dataclass(frozen=True, slots=True)
class _Link:
    kind: str
    start: int
    word: str = ""
    article: bool = False


@dataclass(slots=True)
class _Draft:
    """A name in the making: its runs, as ranges of words, and what joins them."""

    runs: list[tuple[int, int]]
    links: list[_Link]
    short: str = ""
    stop: int = 0
    after: int = 0

    @property
    def numbers(self) -> list[int]:
        return [at for first, stop in self.runs for at in range(first, stop)]


def bodies(words: Sequence[Token], ground: Ground) -> list[Body]:
    """Return the names of bodies in order, without overlap."""
    return _Reader(words, ground).read()


class _Reader:
    """Reads the words of one block."""

    def __init__(self, words: Sequence[Token], ground: Ground) -> None:
        self._words = words
        self._ground = ground

    def read(self) -> list[Body]:
        found: list[Body] = []
        at = 0
        while at < len(self._words):
            if not self.begins(at):
                at += 1
                continue
            draft = self._draft(at)
            body = (
                self._finish(draft)
                or self._firm(draft)
                or self._spelt(draft)
                or self._of_country(draft.runs[0])
            )
            if body:
                found.append(body)
                at = max(body.stop, body.after, at + 1)
            else:
                at = draft.runs[0][1]
        return found

    def _spelt(self, draft: _Draft) -> Body | None:
        """Read a name in another language, with its short form: "Deutsche Bahn (DB)"."""
        words = [self._words[at] for at in draft.numbers]
        strange = [w for w in words if not is_listed(w.low)]
        if not draft.short or 2 * len(strange) <= len(words) or words[-1].low in vocabulary.THINGS:
            return None
        if len(words) < 2 or cost(draft.short, parts(" ".join(w.said for w in words))) > 0:  # noqa: PLR2004
            return None
        first = draft.runs[0][0]
        return Body(first, draft.stop, tuple(draft.numbers), draft.short, "", True)

    def _firm(self, draft: _Draft) -> Body | None:
        """Read "Name & Name", "Name & Sons": a firm, unless all are common words."""
        if len(draft.runs) < 2 or any(link.word != "&" for link in draft.links):  # noqa: PLR2004
            return None
        words = [self._words[at] for at in draft.numbers]
        kin = words[-1].low in vocabulary.KIN
        if not kin and all(self._ground.common(word) for word in words):
            return None
        first, stop = draft.runs[0][0], draft.runs[-1][1]
        return Body(first, stop, tuple(range(first, stop)), draft.short, "", True)

    def _of_country(self, run: tuple[int, int]) -> Body | None:
        """Read a name without a head that ends with its country, or begins with "NHS"."""
        first, stop = run
        words = [self._words[at] for at in range(first, stop)]
        if len(words) < 2 or any(w.low in vocabulary.THINGS for w in words):  # noqa: PLR2004
            return None
        service = words[0].said == "NHS" and not all(w.low in vocabulary.GENERIC for w in words)
        land = words[-1].low in _LANDS and not self._ground.in_place(first)
        named = not (words[0].low in _DIRECTIONS or words[0].low in self._ground.lower)
        branch = _is_camel(words[0]) and all(
            w.low in _DIRECTIONS
            or self._ground.in_place(at)
            or self._ground.local(at, at + 1, self._words)
            for at, w in enumerate(words[1:], first + 1)
        )
        if service:
            stop = self._with_second(stop)
        if service or branch or (land and named and not self._joined_before(first)):
            return Body(first, stop, tuple(range(first, stop)), "", words[0].low, True)
        return None

    def _with_second(self, stop: int) -> int:
        """Return where "NHS Anyshire and Elsewhere" ends."""
        link = self._link(stop)
        if (
            link
            and link.kind == "and"
            and not link.article
            and self._ground.local(stop - 1, stop, self._words)
        ):
            run = (link.start, self.run_end(link.start))
            if not self._heads(run) and run[1] - run[0] == 1:
                return run[1]
        return stop

    def _joined_before(self, at: int) -> bool:
        """Say whether a run goes on from the word before, as behind a possessive."""
        return at > 0 and joined(self._words, at) and self._words[at - 1].capital

    def begins(self, at: int) -> bool:
        """Say whether a name may begin at a word."""
        word = self._words[at]
        if not word.capital or at in self._ground.blocked or len(word.said) > LONGEST:
            return False
        if word.said in self._ground.shorts:
            return True
        if word.low in _ENGLISH_LINKS:
            return False
        if self._is_label(at):
            return False
        if word.low in vocabulary.ARTICLES and at + 1 < len(self._words):
            return self._words[at + 1].low not in vocabulary.HEADS
        return word.low not in vocabulary.LEADING or word.shouted

    def _is_label(self, at: int) -> bool:
        """Say whether a word in capitals heads a sentence that is not: "FUNDING Anytown Trust"."""
        words = self._words
        word = words[at]
        begins = at == 0 or words[at].gap[:1] in {".", "!", "?", "\n"}
        label = word.shouted and len(word.said) > _LONGEST_LAND and is_listed(word.low)
        behind = at + 1 < len(words) and words[at + 1].capital and not words[at + 1].shouted
        return begins and label and behind

    def run_end(self, at: int) -> int:
        """Return where the capitalised words end that follow each other without anything between.

        A possessive ends a run where what stands before is a body or a place of its own.
        """
        stop = at + 1
        while stop < len(self._words) and self._goes_on(stop):
            if self._words[stop - 1].possessive and self._owns(at, stop):
                break
            stop += 1
        while (
            stop > at + 1 and not self._words[stop - 1].capital and not self._is_foreign(stop - 1)
        ):
            stop -= 1
        return stop

    def _goes_on(self, at: int) -> bool:
        word = self._words[at]
        if at in self._ground.blocked or not joined(self._words, at) or len(word.said) > LONGEST:
            return False
        if word.capital:
            english = word.low in _ENGLISH_LINKS and not word.shouted
            return not english or self._ground.in_place(at)
        if self._is_foreign(at):
            return True
        hyphened = word.gap and not word.gap[0].isspace() and word.gap[0] not in "'’"
        behind = at + 1 < len(self._words) and joined(self._words, at + 1)
        return bool(hyphened or word.number) and behind and self._words[at + 1].capital

    def _is_foreign(self, at: int) -> bool:
        """Say whether a word in lower case goes on with a name in another language.

        "Institut français", "Musée national d'Histoire": no English word, behind a capital.
        """
        word = self._words[at]
        plain = len(word.low) > 3 and word.gap == " " and not is_listed(word.low)  # noqa: PLR2004
        head = any(self._words[n].low in vocabulary.ABROAD for n in range(max(0, at - 3), at))
        return plain and head

    def _owns(self, first: int, stop: int) -> bool:
        run = self._words[first:stop]
        if any(word.low in vocabulary.HEADS for word in run):
            return True
        if len(run) > 1 and self._regional(first, stop):
            return True
        return self._ground.one_place(first, stop) or (
            len(run) == 1 and run[0].said[:-2] in self._ground.shorts
        )

    def _draft(self, at: int) -> _Draft:
        stop = self.run_end(at)
        draft = _Draft([(at, stop)], [], stop=stop)
        while len(draft.runs) < _MOST_RUNS:
            if self._bracket(draft):
                break
            link = self._link(draft.runs[-1][1] if not draft.short else draft.stop)
            if link is None:
                break
            run = (link.start, self._until_owner(draft, link.start))
            if not self._accepts(draft, link, run):
                break
            draft.runs.append(run)
            draft.links.append(link)
            draft.stop = run[1]
        return draft

    def _until_owner(self, draft: _Draft, at: int) -> int:
        """Return where a further run ends; a possessive ends it where the name has a head."""
        stop = self.run_end(at)
        if self._head(draft) is None:
            return stop
        owners = (n + 1 for n in range(at, stop) if self._words[n].possessive)
        return next(owners, stop)

    # --- what joins runs -------------------------------------------------------------------

    def _link(self, at: int) -> _Link | None:
        """Return what joins the run that ends at a word with the next one."""
        words = self._words
        if at >= len(words) or at in self._ground.blocked:
            return None
        word = words[at]
        if word.gap in {", ", ","}:
            if word.low in vocabulary.AND:
                return self._to("comma and", at + 1)
            return self._to("comma", at, here=True)
        if not joined(words, at) or words[at - 1].possessive:
            return None
        if word.low in vocabulary.AND and not word.shouted:
            return self._to("and", at + 1, word.said)
        if word.low in vocabulary.OF and not word.shouted:
            return self._to("of", at + 1, word.low)
        if word.low == "at":
            return self._to("at", at + 1, word.low)
        return None

    def _to(self, kind: str, at: int, word: str = "", *, here: bool = False) -> _Link | None:
        words, article = self._words, False
        while (
            at < len(words)
            and words[at].low in vocabulary.ARTICLES
            and (not words[at].capital or words[at].low == "the")
            and (here or joined(words, at))
        ):
            article, at, here = True, at + 1, False
        if at >= len(words) or not words[at].capital or at in self._ground.blocked:
            return None
        if not here and not joined(words, at):
            return None
        return _Link(kind, at, word, article)

    def _bracket(self, draft: _Draft) -> bool:
        """Read "(SHORT)" behind the name so far; return whether the name ends there."""
        if draft.short:
            return False
        inside = bracketed(self._words, draft.runs[-1][1])
        if inside is None:
            return False
        short, after = inside
        draft.short, draft.stop = short, after
        if after < len(self._words) and self._words[after].gap == ") ":
            if self._words[after].capital:
                run = (after, self.run_end(after))
                if self._is_tail(run):
                    draft.runs.append(run)
                    draft.links.append(_Link("bracket", after))
                    draft.stop = run[1]
                    return False
            elif self._words[after].low == "of" and after + 1 < len(self._words):
                self._of_place(draft, after + 1)
        return True

    def _of_place(self, draft: _Draft, at: int) -> None:
        """Skip "of Kenya" behind brackets, which says where the body is."""
        for first, stop in self._ground.places:
            if first == at and self._words[at].capital:
                draft.after = stop

    def _is_tail(self, run: tuple[int, int]) -> bool:
        words = [self._words[at].low for at in range(*run)]
        return words[-1] in vocabulary.HEADS and all(
            word in vocabulary.HEADS | vocabulary.GENERIC for word in words
        )

    # --- whether a link belongs to the name ------------------------------------------------

    def _accepts(self, draft: _Draft, link: _Link, run: tuple[int, int]) -> bool:
        if link.kind == "of":
            return self._accepts_of(draft, link, run)
        if link.kind == "and":
            return self._accepts_and(draft, link, run)
        if link.kind == "at":  # "University of Texas at Austin"
            return (
                self._head(draft) == "university"
                and self._of_seen(draft)
                and not link.article
                and not self._heads(run)
                and run[1] - run[0] == 1
            )
        return self._accepts_comma(draft, link, run)

    def _accepts_of(self, draft: _Draft, link: _Link, run: tuple[int, int]) -> bool:
        last = draft.runs[-1][1] - 1
        if self._ground.one_place(last, run[0] + 1):
            return True
        head = self._head(draft)
        if head is None:
            single = len(draft.runs) == 1 and self._is_head(run[1] - 1)
            rank = self._words[last].low in _RANKS and link.word == "of"
            named = self._words[last].low in given_names() and link.word in vocabulary.PARTICLES
            return single and (rank or named)
        of_seen = self._of_seen(draft)
        if link.word in _SUBJECT_LINKS and not (
            of_seen or (link.word != "to" and self._words[last].low in vocabulary.HEADS)
        ):
            return False
        if self._words[last].low not in vocabulary.HEADS and not of_seen and not draft.short:
            if self._words[draft.runs[0][0]].low not in vocabulary.HEADS:
                return False
        strong = self._strong(run)
        own = link.article or of_seen or self._words[run[0]].low in vocabulary.STRONG
        if head != "friends" and strong and own:
            return False
        return not (strong and link.word in {"for", "on", "to"})

    def _of_seen(self, draft: _Draft) -> bool:
        """Say whether the name has a head with "of" behind it."""
        headed = False
        for run, link in zip(draft.runs, draft.links, strict=False):
            headed = headed or bool(self._heads(run))
            if headed and link.kind == "of":
                return True
        return False

    def _accepts_and(self, draft: _Draft, link: _Link, run: tuple[int, int]) -> bool:
        headed = self._heads(run)
        listed = self._all_common(run)
        if self._head(draft) is not None and not self._may_be_subject(draft):
            if {self._words[draft.runs[-1][1] - 1].low} <= _COLLECTIONS:
                return self._words[run[1] - 1].low in _COLLECTIONS and not link.article
            if link.word == "&" and not headed:
                return True
            subjects = self._of_seen(draft) and not self._strong(run)
            return not link.article and ((subjects and listed) or self._spelt_out(draft, run))
        if self._spelt_out(draft, run):
            return True
        return not link.article and self._joins_before(draft, link, run, headed=bool(headed))

    def _spelt_out(self, draft: _Draft, run: tuple[int, int]) -> bool:
        """Say whether the short form in brackets behind a run is that of all since the first."""
        inside = bracketed(self._words, run[1])
        if inside is None:
            return False
        whole = parts(" ".join(w.said for w in self._words[draft.runs[0][0] : run[1]]))
        behind = parts(" ".join(w.said for w in self._words[run[0] : run[1]]))
        short = inside[0].replace(" ", "")
        return cost(short, whole) < cost(short, behind) and cost(short, whole) <= 1

    def _may_be_subject(self, draft: _Draft) -> bool:
        """Say whether a run of heads is a subject here: "Engineering and Physical Sciences"."""
        [first, *more] = draft.runs
        lows = [self._words[at].low for at in range(*first)]
        return (
            not more
            and not draft.short
            and all(low in vocabulary.WEAK for low in lows)
            and not (first[0] > 0 and self._words[first[0] - 1].low in {"our", "its", "their"})
        )

    def _joins_before(
        self, draft: _Draft, link: _Link, run: tuple[int, int], *, headed: bool
    ) -> bool:
        """Say whether what stands before an "and" is of the name whose head stands behind it."""
        first, stop = draft.runs[0]
        if link.word == "&":
            return True
        if not headed or self._words[run[1] - 1].low not in vocabulary.HEADS:
            return False
        if self._words[stop - 1].possessive or self._words[run[0]].low in _AND_SONS:
            return True
        if self._given(first, stop) and self._given(run[0], run[0] + 1):
            return True
        if self._regional(first, stop):
            local = first > 0 and self._words[first - 1].low in vocabulary.LOCATIVE
            return not local and self._words[run[1] - 1].low in _OF_REGIONS
        if self._words[run[0]].low in vocabulary.HEADS or self._ground.in_place(run[0]):
            return False
        begins = self._words[run[0]]
        return self._all_common((first, stop)) and self._ground.common(begins)

    def _regional(self, first: int, stop: int) -> bool:
        """Say whether a run is a place, "northern" and the like before it skipped."""
        while first < stop - 1 and self._words[first].low in _DIRECTIONS:
            first += 1
        inside = all(self._ground.in_place(at) for at in range(first, stop))
        return inside or (
            self._words[first].low not in self._ground.lower
            and self._ground.local(first, stop, self._words)
        )

    def _given(self, first: int, stop: int) -> bool:
        """Say whether a run is a given name: "Ann and Bob Example Foundation"."""
        return stop - first == 1 and self._words[first].low in given_names()

    def _accepts_comma(self, draft: _Draft, link: _Link, run: tuple[int, int]) -> bool:
        """Say whether a comma goes on with the subjects of a part, up to the last "and"."""
        if self._head(draft) not in vocabulary.PARTS or not any(
            one.kind == "of" for one in draft.links
        ):
            return False
        if link.kind == "comma and":
            return any(one.kind == "comma" for one in draft.links) and self._is_subject(run)
        if not self._is_subject(run):
            return False
        if any(self._words[at].said == "&" for at in (run[1],) if at < len(self._words)):
            return True
        ahead = self._link(run[1])
        while ahead is not None and ahead.kind == "comma":
            following = (ahead.start, self.run_end(ahead.start))
            if not self._is_subject(following):
                return False
            ahead = self._link(following[1])
        if ahead is None or ahead.kind not in {"and", "comma and"}:
            return False
        return self._is_subject((ahead.start, self.run_end(ahead.start)))

    def _is_subject(self, run: tuple[int, int]) -> bool:
        strong = any(self._words[at].low in vocabulary.STRONG for at in range(*run))
        return not strong and self._all_common(run)

    # --- heads -----------------------------------------------------------------------------

    def _heads(self, run: tuple[int, int]) -> list[int]:
        return [at for at in range(*run) if self._is_head(at)]

    def _is_head(self, at: int) -> bool:
        word = self._words[at]
        if word.low in vocabulary.LEGAL and word.low not in vocabulary.STRONG:
            return at > 0 and joined(self._words, at) and (word.shouted or word.low in _WRITTEN_SO)
        return word.low in vocabulary.HEADS or compound(word.low)

    def _strong(self, run: tuple[int, int]) -> bool:
        return any(
            self._words[at].low not in vocabulary.WEAK for at in range(*run) if self._is_head(at)
        )

    def _head(self, draft: _Draft) -> str | None:
        """Return the head of a name so far: what stands before the first "of", else the last."""
        for (first, stop), link in zip(draft.runs, [*draft.links, None], strict=True):
            heads = self._heads((first, stop))
            if heads and (link is None or link.kind == "of"):
                return self._words[heads[-1]].low
        heads = [at for run in draft.runs for at in self._heads(run)]
        return self._words[heads[-1]].low if heads else None

    def _all_common(self, run: tuple[int, int]) -> bool:
        return all(
            self._ground.common(self._words[at]) and not self._ground.in_place(at)
            for at in range(*run)
        )

    # --- where a name ends -----------------------------------------------------------------

    def _finish(self, draft: _Draft) -> Body | None:
        """Return the name with what does not belong to it cut off; `None` where no head is left."""
        runs, links = draft.runs, draft.links
        while runs:
            head = self._head(_Draft(runs, links))
            if head is None:
                return None
            kept = self._cut(runs[-1], behind_of=bool(links) and links[-1].kind != "bracket")
            if kept > runs[-1][0]:
                whole = kept == runs[-1][1]
                runs = [*runs[:-1], (runs[-1][0], kept)]
                return self._body(
                    _Draft(runs, links, draft.short, draft.stop if whole else kept, draft.after)
                )
            runs, links = runs[:-1], links[:-1]
        return None

    def _cut(self, run: tuple[int, int], *, behind_of: bool) -> int:
        """Return where the last run of a name ends."""
        first, stop = run
        ends = vocabulary.THINGS if behind_of else vocabulary.THINGS | vocabulary.SITES
        things = [at for at in range(first, stop) if self._words[at].low in ends]
        heads = [at for at in self._heads(run) if not (things and at + 1 in things)]
        strong = [at for at in heads if self._words[at].low not in vocabulary.WEAK]
        if not heads:
            if not behind_of:
                return first
            return things[0] if things else stop
        last = (strong or heads)[-1] if things else heads[-1]
        if last in things:
            return first
        if last == first and not behind_of and not compound(self._words[last].low):
            return (
                next((at for at in things if at > last), stop)
                if self._head_first(run, heads)
                else self._place_end(last + 1, stop)
            )
        if self._head_first(run, heads):
            return next((at for at in things if at > last), stop)
        end = last + 1
        while end < stop and end - last <= _PROPER_TAIL and self._is_proper(end):
            end += 1
        return end

    def _place_end(self, at: int, stop: int) -> int:
        while at < stop and (
            self._ground.in_place(at) or self._ground.local(at, at + 1, self._words)
        ):
            at += 1
        return at

    def _head_first(self, run: tuple[int, int], heads: list[int]) -> bool:
        """Say whether a name begins with its head, as in French or Malay: "Institut Pasteur"."""
        first, stop = run
        behind = range(heads[-1] + 1, stop)
        if not behind or heads[0] > first + 1:
            return False
        return any(not is_listed(self._words[at].low) for at in behind)

    def _is_proper(self, at: int) -> bool:
        word = self._words[at]
        if word.low in vocabulary.THINGS or word.low in vocabulary.GENERIC:
            return False
        return self._ground.in_place(at) or word.low not in self._ground.lower

    # --- what is left ----------------------------------------------------------------------

    def _body(self, draft: _Draft) -> Body | None:
        words, numbers = self._words, tuple(self._with_links(draft))
        head = self._head(draft)
        if head is None:
            return None
        stop = draft.stop
        while stop > numbers[-1] + 1 and not draft.short:
            stop -= 1
        said = [words[at] for at in numbers if words[at].low not in vocabulary.OF]
        own = [
            w
            for w in said
            if w.low not in vocabulary.HEADS | vocabulary.GENERIC | vocabulary.ARTICLES
            and w.low not in vocabulary.AND
        ]
        first = draft.runs[0][0]
        common_left = first > 0 and words[first - 1].low in _COMMON_LEFT and joined(words, first)
        plural = head in _KINDS and words[numbers[-1]].low == head
        bare = [w for w in said if w.low not in vocabulary.ARTICLES | vocabulary.AND]
        few = len([w for w in bare if w.low != "nhs"]) <= _FEW
        alone = not own and few and not draft.short and not self._of_seen(draft)
        if common_left and words[first - 1].low != "our":
            kind = words[first - 1].low in {"a", "an"} and all(map(self._ground.common, own))
            if kind or not self._has_name(own, numbers):
                return None
        if plural and not self._has_name(own, numbers):
            return None
        if head in vocabulary.WEAK and self._describes(draft.stop):
            return None
        strong = head not in vocabulary.WEAK or any(
            words[at].low in vocabulary.STRONG for at in numbers
        )
        short = draft.short if self._stands_for(draft.short, numbers) else ""
        named = self._has_name(own, numbers)
        sure = strong or bool(short) or named or self._long_enough(numbers)
        return Body(first, stop, numbers, short, head, sure and not alone, alone, draft.after)

    def _long_enough(self, numbers: Sequence[int]) -> bool:
        """Say whether common words make up a name, as in "Somewhere Voluntary Action"."""
        last = self._words[numbers[-1]]
        begins = numbers[0] == 0 or self._words[numbers[0]].gap[:1] in {".", "!", "?"}
        subject = any(self._words[at].low in {"for", "of"} for at in numbers[1:])
        head = (
            last
            if not subject
            else next(
                (self._words[at] for at in numbers if self._words[at].low in vocabulary.HEADS), last
            )
        )
        return len(numbers) >= _LONG and head.low in _BODIES and not begins

    def _describes(self, stop: int) -> bool:
        """Say whether a name tells of a thing behind it: "Outstanding Services award"."""
        words = self._words
        return stop < len(words) and joined(words, stop) and words[stop].low in vocabulary.THINGS

    def _stands_for(self, short: str, numbers: Sequence[int]) -> bool:
        """Say whether a short form begins as the name does: else it is a longer text's."""
        return bool(short) and self._words[numbers[0]].low[:1] == short[:1].lower()

    def _with_links(self, draft: _Draft) -> list[int]:
        """Return the numbers of a name's words, linking words included, brackets not."""
        numbers: list[int] = []
        for at, (first, stop) in enumerate(draft.runs):
            if at and draft.links[at - 1].kind != "bracket":
                between = range(draft.runs[at - 1][1], first)
                numbers += [n for n in between if not _in_brackets(self._words, n)]
            numbers += range(first, stop)
        return numbers

    def _has_name(self, own: Sequence[Token], numbers: Sequence[int]) -> bool:
        """Say whether a name holds a word that is no common one, or a place."""
        places = any(
            self._ground.in_place(at)
            or (
                self._words[at].low not in self._ground.lower
                and self._words[at].low not in vocabulary.HEADS
                and self._ground.local(at, at + 1, self._words)
            )
            for at in numbers
        )
        return places or any(not self._ground.common(word) or word.shouted for word in own)


_RANKS = frozenset("city borough county district town royal metropolitan".split())
_LANDS = frozenset(
    "uk england scotland wales ireland britain europe international usa worldwide".split()
)
_DIRECTIONS = frozenset(
    "north south east west northern southern eastern western central great greater new mid the".split()
)
_COLLECTIONS = frozenset(
    "museum museums gallery galleries library libraries archive archives".split()
)
_AND_SONS = frozenset("sons son daughters co company brothers bros nephew partners".split())
_OF_REGIONS = frozenset(
    "trust council authority board partnership service services alliance network".split()
)
_WRITTEN_SO = frozenset("limited plc ltd inc gmbh incorporated corp pty pte".split())
_KINDS = frozenset(
    "universities hospitals schools councils museums galleries libraries charities companies colleges clubs organisations".split()
)


def _is_camel(word: Token) -> bool:
    """Say whether a word has capitals inside, and is no short form: "OpenStreetMap"."""
    inner = word.said[1:]
    return any(letter.isupper() for letter in inner) and any(l.islower() for l in inner[:-1])


def compound(low: str) -> bool:
    """Say whether a word ends in a head, as German and Dutch ones do: "Kunststiftung"."""
    return low.endswith(vocabulary.ENDINGS) and not is_listed(low)


def _in_brackets(words: Sequence[Token], at: int) -> bool:
    return words[at].gap.endswith("(")


def bracketed(words: Sequence[Token], at: int) -> tuple[str, int] | None:
    """Return the short form in brackets at a word, and the number of the word behind; else `None`.

    "(PHU)", and "(AB Centre)" with one word of the name.
    """
    if at >= len(words) or words[at].gap not in {" (", " ["} or not words[at].capital:
        return None
    for stop in (at + 1, at + 2):
        behind = words[stop].gap if stop < len(words) else ")"
        if behind[:1] in {")", "]"}:
            said = " ".join(word.said for word in words[at:stop])
            capitals = sum(letter.isupper() for letter in words[at].said)
            fits = capitals > 1 and len(words[at].said) <= _LONGEST_SHORT
            return (said, stop) if fits else None
    return None
