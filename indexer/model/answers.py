"""Names what is answered to a question: passages, with what they can be narrowed by.

What stands in the passages of an answer, `Words` and `Sentences`, is kept as columns: an array
operation has its price. The entries of several passages lie one after the other; those of passage
`i` of them begin at `cuts[i]` and end before `cuts[i + 1]`. Spans are characters of its own text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indexer.model.pages import Passage, Span
from indexer.model.queries import FacetName, Fact, Query

State = Literal["strong", "weak", "none"]
MarkKind = Literal["word", "meaning"]
Leg = Literal["words", "meaning"]
SuggestionKind = Literal["title", "organisation", "person", "place", "question", "word"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of a snippet that matched: a word, or the sentence nearest in meaning."""

    start: int
    end: int
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class Snippet:
    """An excerpt of a passage; marks are offsets into `text`, ordered by start.

    `sentence` is the range of the passage's text that the excerpt was chosen for.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    sentence: Span | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a hit's score came about: `score = (words + meaning + name) * prior` in hybrid mode.

    `meaning` is the mean of the cosines of best sentence, whole and title, after feedback from the
    first result, in [0, 1]; `words` what the keyword score adds to that, in [0, 1); `name` 1 where
    all words of the query stand side by side, as in a name; `prior` 1, or less for introductions.
    `coverage` is the share of the query's information that the passage's words hold, in [0, 1].
    """

    words: float
    meaning: float
    name: float
    prior: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Admittance:
    """How a passage stands to a question: whether it is part of the answer, and what it lacks.

    Parameters
    ----------
    passage
        The one that was asked about.
    admitted
        Whether it is part of the answer, filters included.
    rank
        Its place among the `total` admitted passages, or the one that it would have, from 1;
        `None` where it was too far off to be ranked, or is ruled out.
    total
        Number of admitted passages.
    lacks
        The question's words that it does not hold, nor what says the same, as they were searched.
    coverage
        The share of the question's information that its words hold, in [0, 1]; `None` where it was
        too far off for that to be kept, which is less than `needed`.
    needed
        From which share on words admit.
    cosine
        Of its nearest sentence, or of the whole; `None` where meaning is not asked.
    floor
        From which cosine on meaning admits.
    excluded_by
        The conditions and filters that rule it out, as they were typed.
    evidence
        What coverage and cosine make together; `None` where one leg alone is asked, or the passage
        was too far off.
    least
        From which evidence on a passage is admitted here.
    """

    passage: Passage
    admitted: bool
    rank: int | None
    total: int
    lacks: tuple[str, ...]
    coverage: float | None
    needed: float
    cosine: float | None
    floor: float
    excluded_by: tuple[str, ...]
    evidence: float | None
    least: float

    @property
    def reason(self) -> str:
        """The same in a line."""
        if self.admitted:
            first = f"result {self.rank} of {self.total}"
        else:
            first = "ruled out" if self.excluded_by else "not a result"
        return "; ".join([first, *self._reasons()])

    def _reasons(self) -> Iterator[str]:
        if self.excluded_by:
            yield f"it does not meet {' and '.join(self.excluded_by)}"
        if self.lacks:
            yield f"it does not hold {' or '.join(f'“{word}”' for word in self.lacks)}"
        together = self.evidence is not None
        if self.coverage is not None:
            enough = "" if together else f" ({self.needed:.0%} is enough)"
            yield f"its words hold {self.coverage:.0%} of the question{enough}"
        if self.cosine is not None:
            enough = "" if together else f" ({self.floor:.2f} is enough)"
            yield f"in meaning it comes to {self.cosine:.2f}{enough}"
        if together:
            yield f"together that is {self.evidence:.2f} ({self.least:.2f} is enough)"
        if self.rank and not self.admitted and not self.excluded_by:
            yield f"admitted, it would be result {self.rank} of {self.total + 1}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers, with both legs' absolute scores.

    `row` is the passage's place in the index, `[0, n)`. `score` is what the ranking is ordered by;
    `keyword_score` is a BM25 sum (0 where no word matched); `semantic_score` a cosine in [-1, 1].
    `explanation` says how the score came about. `matched_by` names the legs whose evidence admits
    it, never empty. `close` says whether it answers; one that only touches on the question stands
    below all that do. `fragment` is what an address ends with to land on the snippet's sentence
    (`:~:text=...`), where its words lead there.
    """

    row: int
    passage: Passage
    score: float
    keyword_score: float
    semantic_score: float
    matched_by: tuple[Leg, ...]
    close: bool
    snippet: Snippet
    fragment: str | None = None
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Direct:
    """What answers a question of fact by itself: a sentence of a passage, quoted.

    Parameters
    ----------
    fact
        The kind of fact that is asked for.
    value
        What in the sentence is that fact, as it is written there ("founded in" is left out, "2014"
        is not); `None` where the sentence says it as a whole.
    snippet
        The sentence, with marks.
    sentence
        Its range of the passage's text.
    passage
        Where it stands.
    fragment
        What an address ends with to land on it, where its words lead there.
    """

    fact: Fact
    value: str | None
    snippet: Snippet
    sentence: Span
    passage: Passage
    fragment: str | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value that an answer can be narrowed by.

    Parameters
    ----------
    value
        The theme or name; empty for passages without a theme.
    count
        How many of all admitted passages have it.
    selected
        Whether the query asks for it.
    adds
        How many passages switching it on would add: above 0 only beside selected values of its own
        facet, since any of those may match.
    within
        For a place in a country, the country's name.
    """

    value: str
    count: int
    selected: bool = False
    adds: int = 0
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """What an answer can be narrowed by: selected values first, then by count and name.

    `left_out` counts the values beyond the most frequent; themes are never left out, so that their
    counts sum to the answer's total.
    """

    name: FacetName
    values: tuple[FacetValue, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What answered: generation, when it was built (UTC), model, passages."""

    generation: str
    built_at: str
    model: str
    precision: str
    passages: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What is quoted of a passage that answers: its best sentences, or all of its text (`whole`).

    `fragment` is what an address ends with to land on it; `score` is the passage's, as a hit.
    """

    passage: Passage
    text: str
    whole: bool
    score: float
    fragment: str | None


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What answers once the quotes of a question are left out, where with them nothing does.

    Its fields are those of `Answer`; filters and all other conditions hold in it as well.
    """

    searched: str
    state: State
    reason: str
    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer to a query; rendered to JSON for services and to HTML for people.

    Parameters
    ----------
    query
        As asked.
    searched
        The text that was searched, after the query was read (slips corrected, operators set apart).
    corrections
        Words taken for slips, each with the word it was taken for.
    acronyms
        Short forms with what they were taken for.
    state
        `strong`, `weak` or `none`.
    reason
        Why that state, in words.
    direct
        The sentence or value that answers a question of fact; `None` where none clearly does.
    total
        Number of admitted passages, of which `hits` are a window: those that answer and those that
        only touch on the question.
    total_exact
        False where a large index looked at the sentences of the first passages only, so that a
        passage far behind them may have been left out.
    hits
        Ordered by `(-score, row)`; empty where `state` is `none`.
    relaxed
        Where the quotes of the question leave nothing: the answer without them, if there is any.
    nearest
        Where `state` is `none`: up to 3 passages that are near, and are not answers.
    facets
        What the answer can be narrowed by, in the order of `FACETS`, counted over all admitted
        passages.
    notices
        What the reader should know about how the query was read or answered; mostly empty.
    index
        What answered.
    took_ms
        Milliseconds from query to answer.
    """

    query: Query
    searched: str
    corrections: tuple[tuple[str, str], ...]
    acronyms: tuple[tuple[str, str], ...]
    state: State
    reason: str
    direct: Direct | None
    total: int
    total_exact: bool
    hits: tuple[Hit, ...]
    relaxed: Relaxed | None
    nearest: tuple[Passage, ...]
    facets: tuple[Facet, ...]
    notices: tuple[str, ...]
    index: IndexInfo
    took_ms: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be meant by the beginning that was typed.

    `id` is that of the passage of this title, or of the entity of this name; questions and words
    are only asked, and have none.
    """

    text: str
    kind: SuggestionKind
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `k` passages that are among some terms, in order.

    Of the `terms` that were looked for, `which` `(w,)` each word is; `spans` `(w, 2)`, where it
    begins and ends; `cuts` `(k + 1,)`, where each passage's words begin.
    """

    terms: tuple[str, ...]
    which: NDArray[np.intp]
    spans: NDArray[np.int32]
    cuts: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of `k` passages (pieces of very long ones), in order.

    `spans` `(s, 2)`, where each begins and ends; `cosines` `(s,) float32`, those with the query,
    all 0 where meaning was not asked; `apart` `(s,) float32`, the same once the title is taken out
    of both, a partial correlation; `bare` `(s,) bool`, which say nothing by themselves; `cuts`
    `(k + 1,)`, where each passage's sentences begin: only one without text has none.
    """

    spans: NDArray[np.int32]
    cosines: NDArray[np.float32]
    apart: NDArray[np.float32]
    bare: NDArray[np.bool_]
    cuts: NDArray[np.intp]
