"""Says which capitalised words follow each other, where a run of them ends, and its heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.entities import words as vocabulary
from indexer.entities.given import given_names
from indexer.entities.ground import Ground
from indexer.entities.tokens import LONGEST, Token, joined
from indexer.entities.words import word_set
from indexer.spelling.english import is_listed

_ENGLISH_LINKS = word_set("of for and the a an in on to with by at from")
_SMALL = 3  # letters of words like "sur" and "des"
_LONGEST_LAND = 3  # letters of "UK" and "USA", which are no labels
_WRITTEN_SO = word_set("limited plc ltd inc gmbh incorporated corp pty pte")
Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Runs:
    """The words of one stretch; a run is a half-open range of them."""

    words: Sequence[Token]
    ground: Ground

    def begins(self, at: int) -> bool:
        """Say whether a name may begin at a word."""
        word = self.words[at]
        if not word.capital or at in self.ground.blocked or len(word.said) > LONGEST:
            return False
        if word.said in self.ground.shorts:
            return True
        if word.low in _ENGLISH_LINKS:
            return False
        if self._is_label(at):
            return False
        if word.low in vocabulary.ARTICLES and at + 1 < len(self.words):
            return self.words[at + 1].low not in vocabulary.HEADS
        return word.low not in vocabulary.LEADING or word.shouted

    def _is_label(self, at: int) -> bool:
        """Say whether a word in capitals heads a sentence that is not: "FUNDING Anytown Trust"."""
        words = self.words
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
        while stop < len(self.words) and self._goes_on(stop):
            if self.words[stop - 1].possessive and self._owns(at, stop):
                break
            stop += 1
        while stop > at + 1 and not self.words[stop - 1].capital and not self._is_foreign(stop - 1):
            stop -= 1
        return stop

    def _goes_on(self, at: int) -> bool:
        word = self.words[at]
        if at in self.ground.blocked or not joined(self.words, at) or len(word.said) > LONGEST:
            return False
        if word.capital:
            english = word.low in _ENGLISH_LINKS and not word.shouted
            return not english or self.ground.in_place(at)
        if self._is_foreign(at):
            return True
        hyphened = word.gap and not word.gap[0].isspace() and word.gap[0] not in "'’"
        behind = at + 1 < len(self.words) and joined(self.words, at + 1)
        return bool(hyphened or word.number) and behind and self.words[at + 1].capital

    def _is_foreign(self, at: int) -> bool:
        """Say whether a word in lower case goes on with a name in another language.

        "Institut français", "Musée national d'Histoire": no English word, behind a capital.
        """
        word = self.words[at]
        behind = self.words[at + 1].said[1:2] if at + 1 < len(self.words) else ""
        other = not is_listed(word.low) or behind in {"'", "’"}
        plain = len(word.low) > _SMALL and word.gap == " " and other
        head = any(self.words[n].low in vocabulary.ABROAD for n in range(max(0, at - 3), at))
        return plain and head

    def _owns(self, first: int, stop: int) -> bool:
        run = self.words[first:stop]
        if any(word.low in vocabulary.HEADS for word in run):
            return True
        if len(run) > 1 and self.regional(first, stop):
            return True
        return self.ground.one_place(first, stop) or (
            len(run) == 1 and run[0].said[:-2] in self.ground.shorts
        )

    def regional(self, first: int, stop: int) -> bool:
        """Say whether a run is a place, "northern" and the like before it skipped."""
        while first < stop - 1 and self.words[first].low in vocabulary.DIRECTIONS:
            first += 1
        inside = all(self.ground.in_place(at) for at in range(first, stop))
        return inside or (
            self.words[first].low not in self.ground.lower
            and self.ground.local(first, stop, self.words)
        )

    def given(self, first: int, stop: int) -> bool:
        """Say whether a run is a given name: "Ann and Bob Example Foundation"."""
        return stop - first == 1 and self.words[first].low in given_names()

    def heads(self, run: Run) -> list[int]:
        """Return the numbers of a run's head nouns."""
        return [at for at in range(*run) if self.is_head(at)]

    def is_head(self, at: int) -> bool:
        """Say whether a word is a head noun; a firm's form is one behind a name."""
        word = self.words[at]
        if word.low in vocabulary.LEGAL and word.low not in vocabulary.STRONG:
            return at > 0 and joined(self.words, at) and (word.shouted or word.low in _WRITTEN_SO)
        return word.low in vocabulary.HEADS or compound(word.low)

    def strong(self, run: Run) -> bool:
        """Say whether a run holds a head that makes a name by itself."""
        return any(
            self.words[at].low not in vocabulary.WEAK for at in range(*run) if self.is_head(at)
        )

    def all_common(self, run: Run) -> bool:
        """Say whether all words of a run are common ones, and no place."""
        return all(
            self.ground.common(self.words[at]) and not self.ground.in_place(at)
            for at in range(*run)
        )


def compound(low: str) -> bool:
    """Say whether a word ends in a head, as German and Dutch ones do: "Kunststiftung"."""
    return low.endswith(vocabulary.ENDINGS) and not is_listed(low)
