"""Says which runs of capitals belong to one name: those that "of", "and" and commas join."""

from __future__ import annotations

from indexer.acronyms.align import cost, parts
from indexer.entities import words as vocabulary
from indexer.entities.given import given_names
from indexer.entities.links import Draft, Link, bracketed, head_of, link_after, of_seen
from indexer.entities.runs import Run, Runs
from indexer.entities.words import word_set

_SUBJECT_LINKS = frozenset(["on", "to", "against"])  # only where a subject was named before
_COLLECTIONS = word_set(
    """
    museum museums gallery galleries library libraries archive archives
    """
)
_AND_SONS = word_set("sons son daughters co company brothers bros nephew partners")
_OF_REGIONS = word_set(
    """
    trust council authority board partnership service services alliance network
    """
)
_RANKS = word_set("city borough county district town royal metropolitan")


def accepts(runs: Runs, draft: Draft, link: Link, run: Run) -> bool:
    """Say whether a run that a link joins to a name belongs to it."""
    if link.kind == "of":
        return _accepts_of(runs, draft, link, run)
    if link.kind == "and":
        return _accepts_and(runs, draft, link, run)
    if link.kind == "at":  # "University of Texas at Austin"
        return (
            head_of(runs, draft) == "university"
            and of_seen(runs, draft)
            and not link.article
            and not runs.heads(run)
            and run[1] - run[0] == 1
        )
    return _accepts_comma(runs, draft, link, run)


def _accepts_of(runs: Runs, draft: Draft, link: Link, run: Run) -> bool:
    last = draft.runs[-1][1] - 1
    if runs.ground.one_place(last, run[0] + 1):
        return True
    head = head_of(runs, draft)
    if head is None:
        single = len(draft.runs) == 1 and runs.is_head(run[1] - 1)
        rank = runs.words[last].low in _RANKS and link.word == "of"
        named = runs.words[last].low in given_names() and link.word in vocabulary.PARTICLES
        return single and (rank or named)
    seen = of_seen(runs, draft)
    before = runs.words[last].low in vocabulary.HEADS
    if link.word in _SUBJECT_LINKS and not (seen or (link.word != "to" and before)):
        return False
    head_first = runs.words[draft.runs[0][0]].low in vocabulary.HEADS
    if not (before or head_first or seen or draft.short):
        return False
    if head == "friends" or not runs.strong(run):
        return True
    own = link.article or seen or runs.words[run[0]].low in vocabulary.STRONG
    return not own and link.word not in {"for", "on", "to"}


def _accepts_and(runs: Runs, draft: Draft, link: Link, run: Run) -> bool:
    headed = runs.heads(run)
    listed = runs.all_common(run)
    if head_of(runs, draft) is not None and not _may_be_subject(runs, draft):
        if {runs.words[draft.runs[-1][1] - 1].low} <= _COLLECTIONS:
            return runs.words[run[1] - 1].low in _COLLECTIONS and not link.article
        if link.word == "&" and not headed:
            return True
        subjects = of_seen(runs, draft) and not runs.strong(run)
        return not link.article and ((subjects and listed) or _spelt_out(runs, draft, run))
    if _spelt_out(runs, draft, run):
        return True
    return not link.article and _joins_before(runs, draft, link, run, headed=bool(headed))


def _may_be_subject(runs: Runs, draft: Draft) -> bool:
    """Say whether a run of heads is a subject here: "Engineering and Physical Sciences"."""
    [first, *more] = draft.runs
    lows = [runs.words[at].low for at in range(*first)]
    return (
        not more
        and not draft.short
        and all(low in vocabulary.WEAK for low in lows)
        and not (first[0] > 0 and runs.words[first[0] - 1].low in {"our", "its", "their"})
    )


def _joins_before(runs: Runs, draft: Draft, link: Link, run: Run, *, headed: bool) -> bool:
    """Say whether what stands before an "and" is of the name whose head stands behind it."""
    if link.word == "&":
        return True
    first, stop = draft.runs[0]
    begins, ends = runs.words[run[0]], runs.words[run[1] - 1]
    if not headed or ends.low not in vocabulary.HEADS:
        return False
    given = runs.given(first, stop) and runs.given(run[0], run[0] + 1)
    if given or runs.words[stop - 1].possessive or begins.low in _AND_SONS:
        return True
    if runs.regional(first, stop):
        local = first > 0 and runs.words[first - 1].low in vocabulary.LOCATIVE
        return not local and ends.low in _OF_REGIONS
    subject = begins.low not in vocabulary.HEADS and not runs.ground.in_place(run[0])
    return subject and runs.all_common((first, stop)) and runs.ground.common(begins)


def _spelt_out(runs: Runs, draft: Draft, run: Run) -> bool:
    """Say whether the short form in brackets behind a run is that of all since the first."""
    inside = bracketed(runs.words, run[1])
    if inside is None:
        return False
    whole = parts(" ".join(w.said for w in runs.words[draft.runs[0][0] : run[1]]))
    behind = parts(" ".join(w.said for w in runs.words[run[0] : run[1]]))
    short = inside[0].replace(" ", "")
    return cost(short, whole) < cost(short, behind) and cost(short, whole) <= 1


def _accepts_comma(runs: Runs, draft: Draft, link: Link, run: Run) -> bool:
    """Say whether a comma goes on with the subjects of a part, up to the last "and"."""
    kinds = {one.kind for one in draft.links}
    if head_of(runs, draft) not in vocabulary.PARTS or "of" not in kinds:
        return False
    if not _is_subject(runs, run):
        return False
    if link.kind == "comma and":
        return "comma" in kinds
    if run[1] < len(runs.words) and runs.words[run[1]].said == "&":
        return True
    return _ends_with_and(runs, run)


def _ends_with_and(runs: Runs, run: Run) -> bool:
    """Say whether the list of subjects that a run stands in ends with "and" and one more."""
    ahead = link_after(runs, run[1])
    while ahead is not None:
        following = (ahead.start, runs.run_end(ahead.start))
        if not _is_subject(runs, following):
            return False
        if ahead.kind != "comma":
            return ahead.kind in {"and", "comma and"}
        ahead = link_after(runs, following[1])
    return False


def _is_subject(runs: Runs, run: Run) -> bool:
    strong = any(runs.words[at].low in vocabulary.STRONG for at in range(*run))
    return not strong and runs.all_common(run)
