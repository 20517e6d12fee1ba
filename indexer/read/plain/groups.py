"""Says which parts group those after them, where all headings of a plain text look alike.

Every choice of groups is a hypothesis about the page. The best one makes groups alike among
themselves and things alike among themselves: what is seen of the parts (an ending, a list, fields,
length, the manner of the heading) is then told in the fewest bits (minimum description length:
J. Rissanen, Modeling by shortest data description, 1978). That there are no groups is a
hypothesis as well, and the shortest to tell.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.read.plain.description import Observed, describe, observe
from indexer.read.plain.parts import Part

Choice = NDArray[np.bool_]

_STARTS, _PASSES = 3, 15
_LENGTHS, _SHORTEST = 24, 0.6
# Beyond this number of parts, a choice is taken as it was guessed.
_MOST_CLIMBED = 400


def find_groups(parts: Sequence[Part]) -> set[int]:
    """Return the places of the parts that group those after them."""
    if not parts:
        return set()
    seen = observe(parts)
    starts = np.array(_guesses(seen))
    lengths = describe(seen, starts)
    best, shortest = starts[0], lengths[0]
    for place in np.argsort(lengths, kind="stable")[:_STARTS]:
        choice, length = _climb(seen, starts[place], float(lengths[place]))
        if length < shortest:
            best, shortest = choice, length
    return {int(i) for i in np.flatnonzero(best)}


def _guesses(seen: Observed) -> list[Choice]:
    """Return choices to begin with: the empty parts, those with or without a trait, short ones."""
    found = [seen.must]
    found += [_allowed(seen, told > 0) for told in (*seen.present.T, *seen.absent.T)]
    words = seen.sizes[:, 0]
    limits = np.unique(np.quantile(words, np.linspace(0, _SHORTEST, _LENGTHS)))
    return found + [_allowed(seen, words <= most) for most in limits]


def _allowed(seen: Observed, wanted: Choice) -> Choice:
    """Return the choice nearest to a wanted one: of groups in a row, the last that may be one."""
    choice = (wanted & seen.may) | seen.must
    for i in range(len(choice) - 1):
        if choice[i] and choice[i + 1] and not seen.must[i]:
            choice[i] = False
    choice[1:] &= ~choice[:-1]
    return choice


def _climb(seen: Observed, choice: Choice, length: float) -> tuple[Choice, float]:
    """Improve a choice by one group more, less or one place later, as long as that helps."""
    flips = np.eye(len(choice), dtype=bool)
    later = flips[:-1] | flips[1:]
    for _ in range(_PASSES if len(choice) <= _MOST_CLIMBED else 0):
        near = choice ^ np.concatenate([flips, later])
        lengths = describe(seen, near)
        best = int(np.argmin(lengths))
        if lengths[best] >= length:
            break
        choice, length = near[best], float(lengths[best])
    return choice, length
