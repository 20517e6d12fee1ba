"""Completes what is being typed: titles, collaborators, places, past questions, words of the index.

    typed "polution net"
      -> words           pollu*, net*          each the beginning of a word, one slip mended
      -> entries         those holding both    one array of entries a range of words
      -> order           (slip or inner word, kind, -count, length, text)

An entry is a way to write something: a collaborator has one for each of its names. Entries are
numbered by their keys (folded words, a leading "the" aside), so that those which begin with the
whole of what was typed are one range. The words lie sorted, so those with one beginning are one
range as well. A slip is a letter left out, one too many, another one in its place, or two
neighbours swapped (optimal string alignment, Damerau 1964): at each letter only those letters are
tried that some word goes on with, so the cost grows with the length of what was typed, not with the
number of words.

Files of a folder: `texts.txt`, what each of the `n` entries shows, one after the other, ascending
by keys; `begins.npy` `(n + 1,)`, the byte each begins at; `kinds.npy` `(n,) uint8`, what each is,
by its position in `_KINDS`; `leads.npy` `(n,)`, the row of a title's passage, or the position of a
name's id among the `ids` of `entries.json`, which has the `keys` as well that are not what their
texts are folded to; `order.npy` `(n,)`, each entry's rank by kind, count, length and text;
`words.txt`, the distinct words of the keys, sorted, one a line; `starts.npy` `(w + 1,)` and
`holding.npy` `(m,)`: word `i` stands in the entries `holding[starts[i]:starts[i + 1]]`.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from numpy.typing import NDArray

from indexer import arrays, languages, text
from indexer.arrays import Mask
from indexer.index.names import words
from indexer.model import Entity, Passage, Suggestion, SuggestionKind

if TYPE_CHECKING:
    from _typeshed import SupportsLenAndGetItem

Range = tuple[int, int]
"""Half-open positions `[low, high)` among sorted words."""

# Typing fewer letters than this, anything is one slip away from something.
SHORTEST = 4
_LAST = chr(0x10FFFF)
# Suggestions that plain words may take from named things, of 8 that are asked for: typing "pol"
# should offer "policy", and not only that.
WORDS = 3
_OF = 8
_FEWEST = 3  # letters of a word that is worth completing
_POSSESSIVE = re.compile(r"['’]s?$")

# Named things lead to what they name; questions and words are only asked.
_KINDS: tuple[SuggestionKind, ...] = get_args(SuggestionKind)
_BEHIND: Mapping[SuggestionKind, int] = {"question": 1, "word": 2}
# How an entry begins with what was typed where it does not begin with the whole of it (0).
_INNER, _SLIP = 1, 2


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    text: str
    kind: SuggestionKind
    count: int
    row: int = 0  # of a title's passage
    id: str | None = None  # of an entity

    @property
    def order(self) -> tuple[int, int, int, str, str]:
        return _BEHIND.get(self.kind, 0), -self.count, len(self.text), self.text, self.kind


def write(
    folder: Path,
    passages: Sequence[Passage],
    entities: Sequence[Entity],
    questions: Sequence[str] = (),
) -> None:
    """Write what can be completed into an existing folder."""
    asked = {_key(one): one for one in reversed(questions)}
    named = [*_titles(passages), *_names(passages, entities)]
    named += [_Entry(key, one, "question", 1) for key, one in asked.items()]
    taken = {entry.key for entry in named}
    plain = [entry for entry in _words(passages) if entry.key not in taken]
    entries = [one for one in (*named, *plain) if one.key]
    entries.sort(key=lambda one: (one.key, one.order))
    ids = {one.id: at for at, one in enumerate(entities)}
    about = {
        "ids": list(ids),
        "keys": {at: one.key for at, one in enumerate(entries) if one.key != _key(one.text)},
    }
    (folder / "entries.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    leads = [one.row if one.id is None else ids[one.id] for one in entries]
    arrays.save(
        folder,
        begins=arrays.narrow(
            arrays.write_texts(folder / "texts.txt", (one.text.encode() for one in entries))
        ),
        kinds=np.array([_KINDS.index(one.kind) for one in entries], np.uint8),
        leads=arrays.narrow(np.array(leads, np.int64)),
    )
    order = np.empty(len(entries), np.int32)
    order[sorted(range(len(entries)), key=lambda at: entries[at].order)] = np.arange(len(entries))
    holding: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        for word in dict.fromkeys(entry.key.split()):
            holding[word].append(number)
    (folder / "words.txt").write_text("\n".join(sorted(holding)), encoding="utf-8", newline="\n")
    held = [np.array(holding[word], np.int32) for word in sorted(holding)]
    none = np.empty(0, np.int32)
    arrays.save(
        folder,
        order=arrays.narrow(order),
        starts=arrays.narrow(arrays.starts(map(len, held))),
        holding=arrays.narrow(np.concatenate([none, *held])),
    )


def _key(written: str) -> str:
    return " ".join(words(written))


def _titles(passages: Sequence[Passage]) -> Iterator[_Entry]:
    """Yield each title once, for the first passage that has it."""
    counts = Counter(_key(passage.title) for passage in passages)
    for row, passage in enumerate(passages):
        key = _key(passage.title)
        if count := counts.pop(key, 0):
            yield _Entry(key, passage.title, "title", count, row=row)


def _names(passages: Sequence[Passage], entities: Sequence[Entity]) -> Iterator[_Entry]:
    counts = Counter(
        name for passage in passages for name in {(m.kind, m.name) for m in passage.mentions}
    )
    for one in entities:
        for key in dict.fromkeys(map(_key, (one.name, *one.also))):
            yield _Entry(key, one.name, one.kind, counts[one.kind, one.name], id=one.id)


def _words(passages: Sequence[Passage]) -> Iterator[_Entry]:
    """Yield the words of the passages, of one stem the form that is written most often."""
    written: dict[str, Counter[str]] = defaultdict(Counter)  # by language
    holding: Counter[str] = Counter()
    for passage in passages:
        whole = f"{passage.title}\n{passage.text}"
        written[passage.language].update(text.written(whole, passage.language))
        holding.update(text.terms(whole, passage.language))
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    functions: frozenset[str] = frozenset()
    for language, words_of in written.items():
        functions |= languages.of(language).function_words
        for word, count in words_of.items():
            if term := text.term(word, language):
                forms[term][_POSSESSIVE.sub("", word)] += count
    for term, counts in forms.items():
        form = min(counts, key=lambda one: (-counts[one], one.swapcase()))
        key = text.fold(form)
        if len(key) >= _FEWEST and key.isalpha() and key not in functions:
            yield _Entry(key, form, "word", holding[term])


class _Keys:
    """The keys of entries, ascending, each made of its text when it is asked for."""

    def __init__(self, texts: arrays.Texts, others: Mapping[str, str]) -> None:
        self._texts, self._others = texts, others

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, at: int) -> str:
        return self._others.get(str(at)) or _key(self._texts[at].decode())


class Completions:
    """What can be completed in one index; immutable, safe to share among threads.

    `questions` are the past questions among it, in alphabetical order. `passages` are those of the
    index, to which titles lead.
    """

    def __init__(self, folder: Path, passages: Sequence[Passage]) -> None:
        self._passages = passages
        about = json.loads((folder / "entries.json").read_text(encoding="utf-8"))
        self._ids: list[str] = about["ids"]
        begins, self._kinds, self._leads = arrays.load(folder, "begins", "kinds", "leads")
        self._texts = arrays.Texts(folder / "texts.txt", begins)
        self._keys = _Keys(self._texts, about["keys"])
        self._words = (folder / "words.txt").read_text(encoding="utf-8").split("\n")
        self._order: NDArray[Any]
        self._order, self._starts, self._holding = arrays.load(folder, "order", "starts", "holding")
        self._plain = self._kinds == _KINDS.index("word")
        asked = np.flatnonzero(self._kinds == _KINDS.index("question")).tolist()
        self.questions = tuple(self._texts[at].decode() for at in asked)

    def of(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Return at most `limit` suggestions for what was typed, the best first.

        Those that begin with all of it come first, then those with words that begin so, then those
        with a slip; among these, named things before questions before words, then by how many
        passages have them, the shorter before the longer, by text. Of several words, the last is
        completed to a word of the index only where nothing named holds them all.
        """
        said = words(typed)
        if not said:
            return ()
        begun = [self._begun(word) for word in said]
        ranks = self._order + np.int64(max(how for _, how in begun) * len(self._keys))
        low, high = beginning(self._keys, " ".join(said))
        ranks[low:high] = self._order[low:high]
        holding_all = np.logical_and.reduce([holding for holding, _ in begun])
        named = self._first(holding_all & ~self._plain, ranks, limit)
        plain: dict[Suggestion, int] = {}
        if len(said) == 1 or not named:
            ends = self._first(begun[-1][0] & self._plain, ranks, limit)
            room = max(limit * WORDS // _OF, limit - len(named))
            plain = dict(list(_ended(typed, ends).items())[:room])
        chosen = [*list(named.items())[: limit - len(plain)], *plain.items()]
        return tuple(suggestion for suggestion, _ in sorted(chosen, key=lambda one: one[1]))

    def titled(self, title: str) -> str | None:
        """Return the id of the first passage of a title, `None` where there is none.

        Titles are told apart by their words, not by case or punctuation.
        """
        key = _key(title)
        same = range(bisect_left(self._keys, key), bisect_right(self._keys, key))
        shown = map(self._suggestion, same)
        return next((one.id for one in shown if one.kind == "title"), None)

    def _suggestion(self, at: int) -> Suggestion:
        kind, lead, leads_to = _KINDS[self._kinds[at]], int(self._leads[at]), None
        if kind == "title":
            leads_to = self._passages[lead].id
        elif kind not in _BEHIND:
            leads_to = self._ids[lead]
        return Suggestion(self._texts[at].decode(), kind, leads_to)

    def _begun(self, word: str) -> tuple[Mask, int]:
        """Return which entries hold a word that begins so, `(n,) bool`, and how it does."""
        exact = beginning(self._words, word)
        found = exact[0] < exact[1]
        mask = np.zeros(len(self._keys), np.bool_)
        for low, high in (exact,) if found else nearly(self._words, word):
            mask[self._holding[self._starts[low] : self._starts[high]]] = True
        return mask, _INNER if found else _SLIP

    def _first(self, found: Mask, ranks: NDArray[np.int64], limit: int) -> dict[Suggestion, int]:
        """Return the first distinct suggestions among the entries found, with their ranks."""
        numbers = np.flatnonzero(found)
        first: dict[Suggestion, int] = {}
        for at in numbers[np.argsort(ranks[numbers])]:
            # Made when it is shown: made of every entry, they would double what opening takes.
            first.setdefault(self._suggestion(at), int(ranks[at]))
            if len(first) == limit:
                break
        return first


def _ended(typed: str, ends: dict[Suggestion, int]) -> dict[Suggestion, int]:
    """Return what was typed with its last word completed; nothing where that was finished."""
    last = text.words(typed)[-1]
    if last.end < len(typed):
        return {}
    written = text.fold(typed[last.start :])
    return {
        replace(end, text=typed[: last.start] + end.text): rank
        for end, rank in ends.items()
        if text.fold(end.text) != written
    }


def beginning(words: SupportsLenAndGetItem[str], start: str, within: Range | None = None) -> Range:
    """Return the range of the sorted words that begin with `start`; an empty one if none does.

    >>> beginning(["air", "airway", "art"], "ai")
    (0, 2)
    """
    low, high = within or (0, len(words))
    first = bisect_left(words, start, low, high)
    return first, bisect_left(words, start + _LAST, first, high)


def nearly(words: Sequence[str], start: str) -> tuple[Range, ...]:
    """Return the ranges of the words that begin with `start` but for one slip, ascending.

    They may overlap, since "pol" and "poll" both begin "pollution"; none of a short `start`.

    >>> nearly(["pollution", "potion"], "polu")   # "pollu", the second l left out
    ((0, 1),)
    """
    if len(start) < SHORTEST:
        return ()
    found = set(_mended(words, start))
    return tuple(sorted((low, high) for low, high in found if low < high))


def _mended(words: Sequence[str], start: str) -> Iterator[Range]:
    here: Range = (0, len(words))
    for at, letter in enumerate(start):
        before, rest = start[:at], start[at + 1 :]
        yield beginning(words, before + rest, here)
        if rest:
            yield beginning(words, before + rest[0] + letter + rest[1:], here)
        for other in _next_letters(words, at, here):
            if other != letter:
                yield beginning(words, before + other + rest, here)
                yield beginning(words, before + other + letter + rest, here)
        here = beginning(words, before + letter, here)
        if here[0] == here[1]:
            return


def _next_letters(words: Sequence[str], at: int, within: Range) -> Iterator[str]:
    """Yield each letter that words of a range, alike before it, go on with at a position."""
    low, high = within
    while low < high:
        letter = words[low][at : at + 1]
        if letter:
            yield letter
        low = bisect_left(words, words[low][:at] + letter + _LAST, low, high) if letter else low + 1
