"""Names what stands in the passages of an answer, as columns: an array operation has its price.

The entries of several passages lie one after the other; those of passage `i` of them begin at
`cuts[i]` and end before `cuts[i + 1]`. Spans are characters of the passage's own text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `k` passages that are among some terms, in order.

    Parameters
    ----------
    terms
        What was looked for.
    which
        Which of the terms each word is, `(w,)`.
    spans
        Where it begins and ends, `(w, 2)`.
    cuts
        Where each passage's words begin, `(k + 1,)`.
    """

    terms: tuple[str, ...]
    which: NDArray[np.intp]
    spans: NDArray[np.int32]
    cuts: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of `k` passages (pieces of very long ones), in order.

    Parameters
    ----------
    spans
        Where each begins and ends, `(s, 2)`.
    cosines
        With the query, `(s,) float32`; all 0 where meaning was not asked.
    bare
        Which say nothing by themselves, `(s,) bool`.
    cuts
        Where each passage's sentences begin, `(k + 1,)`; only one without text has none.
    """

    spans: NDArray[np.int32]
    cosines: NDArray[np.float32]
    bare: NDArray[np.bool_]
    cuts: NDArray[np.intp]
