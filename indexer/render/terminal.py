"""Lays answers, outlines and measures out for a terminal; takes values and returns text."""

from __future__ import annotations

import itertools
import shutil
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from indexer.model import (
    ROLE_WORDS,
    Admittance,
    Answer,
    Collaborator,
    Collaborators,
    Direct,
    Hit,
    Omission,
    Page,
    Passage,
    Snippet,
)
from indexer.text import words

if TYPE_CHECKING:
    from indexer.build import Summary  # the write path, which answering does without

Tokens = Callable[[str], int]

_LEGS = {"words": "its words", "meaning": "its meaning"}
_UNPRINTABLE = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0))),
    **dict.fromkeys(b"\t\n\r", " "),
}


def width() -> int:
    """Return the columns to fill: the terminal's, at most 100."""
    return min(shutil.get_terminal_size((80, 24)).columns, 100)


def plain(text: str) -> str:
    """Return a text of unknown origin on one line, without what would steer a terminal."""
    return text.translate(_UNPRINTABLE)


def answer(found: Answer, why: Admittance | None = None) -> str:
    """Return an answer: its state and why, what was understood, the fact asked for, each hit.

    A hit has its title, its theme, the sentence that answers and the reason why it is there. Above
    them stands how a passage that was asked about, `why`, stands to the answer.
    """
    lines = [_said(found), *_understood(found)]
    lines += [f"note: {notice}" for notice in found.notices]
    lines += [f"{plain(why.passage.title)}: {plain(why.reason)}"] if why else []
    if found.direct:
        lines += ["", *_direct(found.direct)]
    lines += _hits(found.hits, found.query.offset)
    if found.relaxed:
        lines += ["", f"Without the quotes: {found.relaxed.reason}"]
        lines += _hits(found.relaxed.hits, found.query.offset)
    elif found.nearest:
        lines += ["", "You might be interested in:"]
        lines += [f"  - {plain(passage.title)}" for passage in found.nearest]
    rest = found.total - found.query.offset - len(found.hits)
    if rest > 0:
        lines += ["", f"{rest} more: --limit {min(found.total, 1000)}"]
    return "\n".join(lines)


def _hits(hits: Sequence[Hit], offset: int) -> list[str]:
    lines: list[str] = []
    ranked = enumerate(hits, start=offset + 1)
    for close, of in itertools.groupby(ranked, key=lambda one: one[1].close):
        lines += [] if close else ["", "Less close matches:"]
        for rank, hit in of:
            lines += ["", *_hit(rank, hit)]
    return lines


def collaborators(found: Collaborators) -> str:
    """Return who goes with a question: each with roles, places and the sentences that say so."""
    lines = [_said(found), *_understood(found)]
    lines += [f"note: {notice}" for notice in found.notices]
    offset = found.who.query.offset
    for rank, one in enumerate(found.found, start=offset + 1):
        lines += ["", *_collaborator(rank, one)]
    rest = found.total - offset - len(found.found)
    if rest > 0:
        lines += ["", f"{rest} more: --limit {min(found.total, 1000)}"]
    return "\n".join(lines)


def _collaborator(rank: int, one: Collaborator) -> list[str]:
    entity = one.entity
    named = ", ".join(
        ROLE_WORDS[role] if count == 1 else f"{ROLE_WORDS[role]} in {count}"
        for role, count in one.roles
    )
    counted = "1 passage" if one.passages == 1 else f"{one.passages} passages"
    where = f", {plain(', '.join(entity.places[:2]))}" if entity.places else ""
    lines = [f"{rank:2}. {click.style(plain(entity.name), bold=True)}"]
    about = f"{named or entity.kind}{'' if one.sure else ' (unsure)'}, {counted}{where}"
    lines.append(click.style(f"    {about}", dim=True))
    for evidence in one.evidence:
        lines.append(f"    {plain(evidence.passage.title)}")
        lines += _wrap(_marked(evidence.snippet), "      ")
    return lines


def _said(found: Answer | Collaborators) -> str:
    """Return how well a question is answered: why, and whether that only touches on it."""
    return click.style(found.reason, bold=True) + (
        " - not a close match" if found.state == "weak" else ""
    )


def _understood(found: Answer | Collaborators) -> list[str]:
    """Return what was searched where slips were corrected, and what short forms stand for."""
    lines = [f"{plain(short)}: {plain(long)}" for short, long in found.acronyms]
    if found.corrections:
        slips = ", ".join(f"{plain(typed)} -> {plain(word)}" for typed, word in found.corrections)
        lines.insert(0, f"searched for: {plain(found.searched)} ({slips})")
    return lines


def _direct(of: Direct) -> list[str]:
    """Return the fact that is asked for, the sentence that tells it, and where that stands."""
    lines = [f"  {click.style(plain(of.value), bold=True)}"] if of.value else []
    lines += _wrap(_marked(of.snippet))
    lines.append(click.style(f"    in {plain(of.passage.title)}", dim=True))
    return lines


def _hit(rank: int, hit: Hit) -> list[str]:
    passage = hit.passage
    title = click.style(plain(passage.title), bold=True)
    lines = [f"{rank:2}. {title}" + (" (introduction)" if passage.introduction else "")]
    if passage.theme:
        lines.append(f"    {plain(passage.theme)}")
    reason = " and ".join(_LEGS[leg] for leg in hit.matched_by)
    scores = (
        f"score {hit.score:.2f}: words {hit.keyword_score:.1f}, meaning {hit.semantic_score:.2f}"
    )
    lines += _wrap(_marked(hit.snippet))
    lines.append(click.style(f"    by {reason} ({scores})", dim=True))
    if passage.url:
        lines.append(click.style(f"    {plain(passage.url)}", dim=True))
    return lines


def _wrap(text: str, indent: str = "    ") -> list[str]:
    return textwrap.wrap(
        text, width(), initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )


def _marked(snippet: Snippet) -> str:
    """Return the excerpt with matched words between asterisks, which pipes and logs keep."""
    parts, end = [], 0
    for mark in snippet.marks:
        if mark.kind == "word":
            parts += [snippet.text[end : mark.start], f"*{snippet.text[mark.start : mark.end]}*"]
            end = mark.end
    return plain("".join([*parts, snippet.text[end:]]))


def outline(page: Page, passages: Sequence[Passage], tokens: Tokens | None) -> str:
    """Return how a page splits: its outline with sizes, then what was dropped and why."""
    things = sum(not passage.introduction for passage in passages)
    lines = [
        click.style(f"{plain(page.source)}: {plain(page.title)}", bold=True),
        f"{things} passages, {len(passages) - things} introductions",
        "",
    ]
    above: tuple[str, ...] = ()
    for passage in passages:
        groups = passage.path[1:]
        if passage.introduction and passage.path:
            groups = (*groups, passage.title)
        lines += [
            "  " * depth + f"[{plain(heading)}]"
            for depth, heading in enumerate(groups)
            if groups[: depth + 1] != above[: depth + 1]
        ]
        above = groups
        name = "(introduction)" if passage.introduction else plain(passage.title)
        lines.append("  " * len(groups) + f"- {name}  {_size(passage, tokens)}")
    return "\n".join(lines + _dropped(page.dropped))


def _size(passage: Passage, tokens: Tokens | None) -> str:
    counted = f"{len(words(passage.text, passage.language))} words"
    if tokens:
        counted += f", {tokens(passage.text)} tokens"
    return click.style(counted, dim=True)


def _dropped(dropped: Sequence[Omission]) -> list[str]:
    if not dropped:
        return []
    lines = ["", f"left out ({len(dropped)}):"]
    for one in dropped:
        text = textwrap.shorten(plain(one.text), 60, placeholder=" ...")
        lines.append(f"  - {one.reason}: {text}")
    return lines


_MEASURES = (
    "ndcg@10",
    "mrr@10",
    "recall@100",
    "ndcg@10_after_gate",
    "none_kept_silent",
    "answerable_answered",
)
_SENTENCES = ("passage_first", "sentence_first", "card", "card_right")


def measures(report: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a table of every measure for every mode, then by kind of query and of fact."""
    modes = list(report.values())
    first = modes[0]

    def rows(*path: str, of: Sequence[str]) -> list[str]:
        return [_row(name, [_at(mode, *path).get(name) for mode in modes]) for name in of]

    head = f"{'':24}" + "".join(f"{mode:>12}" for mode in report)
    lines = [head, *rows(of=_MEASURES)]
    for measure in ("ndcg@10", "ndcg@10_after_gate", "answered"):
        if first["by_kind"]:
            lines += ["", f"{measure} by kind", *_by(modes, "by_kind", measure)]
    judged = first["sentences"]["queries"]
    if judged:
        lines += ["", f"judged sentences ({judged})", *rows("sentences", of=_SENTENCES)]
        for measure in ("sentence_first", "card"):
            lines += ["", f"{measure} by fact", *_by(modes, "sentences_by_fact", measure)]
    for kind, found in first["unanswered"].items():
        measured = [name for name in found if name != "queries"]
        lines += ["", f"{kind} ({found['queries']})", *rows("unanswered", kind, of=measured)]
    return "\n".join(lines)


def _at(mode: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    for name in path:
        mode = mode[name]
    return mode


def _by(modes: Sequence[Mapping[str, Any]], what: str, measure: str) -> list[str]:
    return [
        _row(f"{name} ({found['queries']})", [mode[what][name][measure] for mode in modes])
        for name, found in modes[0][what].items()
    ]


def _row(name: str, values: Sequence[float | None]) -> str:
    shown = ("-" if value is None else f"{value:.4f}" for value in values)
    return f"{name:24}" + "".join(f"{value:>12}" for value in shown)


def summary(done: Summary, seconds: float) -> str:
    """Return what a build did."""
    manifest = done.generation.manifest
    counts = f"{manifest.passages} passages of {len(manifest.sources)} sources"
    if not done.changed:
        return f"up to date: {counts} (generation {done.generation.name}, {seconds:.1f} s)"
    vectors = f"{manifest.units} vectors, {done.encoded} encoded anew"
    encoder = f"{manifest.model} {manifest.precision}"
    return (
        f"indexed {counts}: {vectors}, {encoder} "
        f"(generation {done.generation.name}, {seconds:.1f} s)"
    )
