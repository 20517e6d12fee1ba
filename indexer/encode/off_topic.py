"""Everyday questions about something else: what a model finds near that is no answer.

The floor for cosines is learned from them when an index is built, for this corpus and this model;
they also warm what answers, and are among the texts that an exported model is checked by.
"""

from __future__ import annotations

from indexer.arrays import Scores

# Everyday questions from many walks of life. A corpus may answer one or two of them: that moves the
# mean of thirty little, and `FLOOR_RANGE` bounds what it does to the floor.
QUESTIONS: tuple[str, ...] = (
    "how to roast a chicken",
    "cheap flights to Barcelona in May",
    "rugby fixtures next season",
    "how to invest in gold coins",
    "who won the song contest last year",
    "best laptop for video editing",
    "how do I change a bicycle tyre",
    "council tax payment dates",
    "Viking ships in museums",
    "proof of the prime number theorem",
    "train timetable from Leeds to York",
    "how to prune apple trees in winter",
    "second hand cars under five thousand",
    "learn to play the guitar chords",
    "weather forecast for the weekend",
    "home insurance quote",
    "plot summary of a crime novel",
    "chess openings for beginners",
    "passport renewal application form",
    "recipe for vegetable curry",
    "knitting pattern for a scarf",
    "opening hours of the supermarket",
    "volcanoes on the moons of Jupiter",
    "grammar of ancient Greek verbs",
    "where to charge an electric car",
    "cinema listings near me tonight",
    "how to train a puppy to sit",
    "student railcard discount",
    "paint colours for a small kitchen",
    "tax return deadline for freelancers",
    "history of the Roman aqueducts",
    "wxyk plorm dwaght uiop",
)
# The floor stands this many standard deviations above the mean of the probes' best cosines. Chosen
# on two partnerships pages and their judged queries. Of those without an answer were kept silent,
# and of the others answered, with 2: 84 to 88 % and 97 to 100 %; with 2.25: 84 to 100 % and 95 to
# 100 %; with 2.5: 90 to 100 % and 93 to 98 %. On the real page only 2.2 to 2.3 lose neither.
FLOOR_DEVIATIONS = 2.25
FLOOR_RANGE = (0.2, 0.5)  # of a cosine; what is learned outside of it says more of the probes


def learn_floor(best_cosines: Scores) -> float:
    """Return the floor for cosines, given each probe's best cosine in the corpus, `(p,) float32`.

    >>> learn_floor(np.float32([0.1, 0.2, 0.3, 0.2]))    # 0.2 + 2.25 * 0.0707
    0.3591
    """
    floor = float(best_cosines.mean() + FLOOR_DEVIATIONS * best_cosines.std())
    return round(min(max(floor, FLOOR_RANGE[0]), FLOOR_RANGE[1]), 4)
