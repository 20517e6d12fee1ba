"""Says how much it takes to tell what is seen of a page's parts, given which of them are groups.

The length of a description is -log of its probability, in nats. A trait is told once for the
groups and once for the things, each by a Beta-Bernoulli code (Krichevsky and Trofimov, 1981: a
share of which nothing is known costs B(n1 + 1/2, n0 + 1/2) / B(1/2, 1/2)); a length likewise by a
normal distribution whose mean and variance are not known (normal-inverse-gamma). The choice itself
is told by how many groups there are, and how the things can be spread over them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import lgamma, log, pi

import numpy as np
from numpy.typing import NDArray

from indexer.read.plain.features import find_fields, find_opening, find_traits, introduces, is_bare
from indexer.read.plain.parts import Part

Choices = NDArray[np.bool_]  # shape (choices, parts): whether a part is a group
Floats = NDArray[np.float64]

_LEAST_SHARE, _MOST_FIELDS = 0.3, 40
# What it costs, in nats, that things come before the first group, that there is only one group (and
# it has text), that a group has one thing only, that introductions are longer than things (for each
# e-fold, from a fifth below equal on), that all of them have several paragraphs where no thing
# has. Set on pages with known groups, flattened; broad optima.
_LEADING, _LONE, _SINGLE, _LONG, _EQUAL, _SEVERAL = 1.0, 2.0, 1.5, 2.0, 0.2, 3.0
_LONGEST = log(2)  # introductions are at most twice as long as things
# What is expected of a normal distribution counts as so many observations.
_MEAN_WEIGHT, _SHAPE = 0.2, 2.0
_LEAST_VARIANCE = 0.05


@dataclass(frozen=True, slots=True)
class Observed:
    """What is seen of parts, in arrays whose first axis is the part.

    `present` and `absent`, shape (parts, traits), are 1 where a trait is so and where it is not.
    `sizes`, shape (parts, 2), are log(1 + n) of a text's words and a title's characters; `sized`
    is 0 where there is no text, else 1; `several`, shape (parts,), is 1 where there are several
    paragraphs. `may` tells which parts can be groups, `must` which are.
    """

    present: Floats
    absent: Floats
    sizes: Floats
    sized: Floats
    several: Floats
    may: NDArray[np.bool_]
    must: NDArray[np.bool_]


def observe(parts: Sequence[Part]) -> Observed:
    """Return what is seen of one part or more."""
    fields = [find_fields(part) for part in parts]
    common = _common(fields)
    openings = [find_opening(part.title) for part in parts]
    shared = Counter(openings)
    traits = [
        find_traits(part)
        | {f"field {name}": name in found for name in common}
        | {"shared opening": shared[opening] > 1}
        for part, found, opening in zip(parts, fields, openings, strict=True)
    ]
    names = _telling(traits)
    must = np.array([_is_empty_group(parts, i) for i in range(len(parts))])
    may = must | [
        is_bare(part) and introduces(part) and found.isdisjoint(common)
        for part, found in zip(parts, fields, strict=True)
    ]
    may[-1] = False
    return Observed(
        present=np.array([[found.get(name) is True for name in names] for found in traits], float),
        absent=np.array([[found.get(name) is False for name in names] for found in traits], float),
        sizes=np.log1p([[part.words, len(part.title)] for part in parts]),
        sized=np.array([[bool(part.units), True] for part in parts], float),
        several=np.array([part.paragraphs > 1 for part in parts], float),
        may=may,
        must=must,
    )


def _common(fields: Sequence[set[str]]) -> list[str]:
    """Return the names of fields that many parts have."""
    counts = Counter(name for found in fields for name in sorted(found))
    least = max(2, _LEAST_SHARE * len(fields))
    return [name for name, count in counts.most_common(_MOST_FIELDS) if count >= least]


def _telling(traits: Sequence[dict[str, bool]]) -> list[str]:
    """Return the names of the traits in which parts differ."""
    told = {pair for found in traits for pair in found.items()}
    return sorted(name for name, so in told if so and (name, False) in told)


def _is_empty_group(parts: Sequence[Part], i: int) -> bool:
    """Return whether a heading stands right above another one, which has text or an ending."""
    if i + 1 == len(parts) or parts[i].units or not is_bare(parts[i]):
        return False
    return bool(parts[i + 1].units) or not is_bare(parts[i + 1])


def describe(seen: Observed, choices: Choices) -> Floats:
    """Return the length of the description under each choice, infinite where it cannot be.

    Parameters
    ----------
    seen
        What is seen of n parts.
    choices
        Shape (m, n): whether a part is a group.

    Returns
    -------
    array, shape (m,)
        Lengths in nats; comparable between choices of one page, and else of no meaning.
    """
    groups = choices.astype(float)
    costs = _structure(choices)
    costs += _LONE * ((choices.sum(axis=1) == 1) & (choices & ~seen.must).any(axis=1))
    for chosen in (groups, 1 - groups):
        costs += beta_code(chosen @ seen.present, chosen @ seen.absent).sum(axis=1)
        costs += _normal_code(seen, chosen).sum(axis=1)
    longer = _mean_length(seen, groups) - _mean_length(seen, 1 - groups)
    costs += _LONG * np.maximum(0, longer + _EQUAL)
    more = _share(seen.several, groups) - _share(seen.several, 1 - groups)
    costs += _SEVERAL * np.maximum(0, more)
    return np.where(_can_be(seen, choices) & (longer <= _LONGEST), costs, np.inf)


def _can_be(seen: Observed, choices: Choices) -> NDArray[np.bool_]:
    in_row = (choices[:, :-1] & choices[:, 1:]).any(axis=1)
    left_out = (choices & ~seen.may).any(axis=1) | (~choices & seen.must).any(axis=1)
    enough = 2 * choices.sum(axis=1) <= choices.shape[1]
    return np.asarray(~in_row & ~left_out & enough)


def _mean_length(seen: Observed, chosen: Floats) -> Floats:
    """Return the mean log length of the chosen parts' texts; the other parts' where none has any.

    So texts that are not there are neither longer nor shorter than others.
    """
    sized, sizes = seen.sized[:, 0], seen.sizes[:, 0] * seen.sized[:, 0]
    counts = chosen @ sized
    rest = np.maximum(sized.sum() - counts, 1)
    means = (chosen @ sizes) / np.maximum(counts, 1)
    return np.asarray(np.where(counts > 0, means, (sizes.sum() - chosen @ sizes) / rest))


def _share(trait: Floats, chosen: Floats) -> Floats:
    return np.asarray((chosen @ trait) / np.maximum(chosen.sum(axis=1), 1))


def _structure(choices: Choices) -> Floats:
    """Return what it takes to tell the choice: k groups, n - k things, each group with some."""
    n, k = choices.shape[1], choices.sum(axis=1).astype(float)
    first = choices[:, 0]
    spread = _log_choose(n - k - first, k - first)
    pairs = np.pad(choices, ((0, 0), (0, 2)), constant_values=True)[:, 2:]
    single = (choices & pairs).sum(axis=1)
    told = log(max(n / 2, 1)) + spread + _LEADING * ~first + _SINGLE * single
    return np.where(k > 0, told, 0.0)


def _log_choose(n: Floats, k: Floats) -> Floats:
    k = np.clip(k, 0, np.maximum(n, 0))
    return _log_gamma(n + 1) - _log_gamma(k + 1) - _log_gamma(np.maximum(n - k, 0) + 1)


def beta_code(so: Floats, not_so: Floats) -> Floats:
    """Return -log B(so + 1/2, not_so + 1/2) / B(1/2, 1/2)."""
    together = _log_gamma(so + 0.5) + _log_gamma(not_so + 0.5) - _log_gamma(so + not_so + 1)
    return np.asarray(log(pi) - together)


def _normal_code(seen: Observed, chosen: Floats) -> Floats:
    """Return -log of the marginal likelihood of the chosen parts' sizes, shape (choices, 2)."""
    all_counts = np.maximum(seen.sized.sum(axis=0), 1)
    expected = (seen.sizes * seen.sized).sum(axis=0) / all_counts
    off = (seen.sizes - expected) * seen.sized
    spread = _SHAPE / 2 * np.maximum((off**2).sum(axis=0) / all_counts, _LEAST_VARIANCE)
    n, total, squares = chosen @ seen.sized, chosen @ off, chosen @ off**2
    weight, shape = _MEAN_WEIGHT + n, _SHAPE + n / 2
    rest = spread + np.maximum(squares - total**2 / weight, 0) / 2
    return np.asarray(
        shape * np.log(rest)
        - _SHAPE * np.log(spread)
        - _log_gamma(shape)
        + lgamma(_SHAPE)
        + np.log(weight / _MEAN_WEIGHT) / 2
        + n * log(2 * pi) / 2
    )


def _log_gamma(values: Floats) -> Floats:
    """Return log gamma of halves of whole numbers, each computed once."""
    doubled = np.rint(2 * values).astype(int)
    table = np.array([0.0, *(lgamma(i / 2) for i in range(1, int(doubled.max(initial=1)) + 1))])
    return np.asarray(table[np.maximum(doubled, 1)])
