from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest

from indexer.build import Summary
from indexer.index.store import Generation, Manifest, SourceEntry
from indexer.model import (
    Answer,
    Direct,
    Hit,
    IndexInfo,
    Mark,
    Omission,
    Page,
    Passage,
    Query,
    Relaxed,
    Snippet,
    Span,
)
from indexer.render import terminal as render

PEARS = Passage(
    id="pears-1",
    title="Pears",
    path=("Garden", "Fruit"),
    theme="Fruit",
    text="They are green.",
    blocks=(),
    sentences=(),
    links=(),
    source="garden.md",
    position=1,
    anchor="pears",
    url="https://example.org/garden#pears",
)
HIT = Hit(
    row=1,
    passage=PEARS,
    score=1.234,
    keyword_score=7.94,
    semantic_score=0.611,
    matched_by=("words", "meaning"),
    close=True,
    snippet=Snippet(
        "They are green and soft.",
        (Mark(0, 24, "meaning"), Mark(9, 14, "word"), Mark(19, 23, "word")),
    ),
)
ANSWER = Answer(
    query=Query("green"),
    searched="green",
    corrections=(),
    acronyms=(),
    state="strong",
    reason="1 passage matches on words and on meaning",
    direct=None,
    total=1,
    total_exact=True,
    hits=(HIT,),
    relaxed=None,
    nearest=(),
    facets=(),
    notices=(),
    index=IndexInfo("000001-00000000", "2026-11-23T05:00:00Z", "words", "int8", 2),
    took_ms=1.0,
)


def shown(answer: Answer) -> list[str]:
    return click.unstyle(render.answer(answer)).splitlines()


def test_the_fact_that_is_asked_for_comes_before_the_hits() -> None:
    card = Direct("how many", "Two", Snippet("*Two pears."), Span(0, 10), HIT.passage)
    assert shown(replace(ANSWER, direct=card))[1:7] == [
        "",
        "  Two",
        "    *Two pears.",
        "    in Pears",
        "",
        " 1. Pears",
    ]


def test_a_hit_says_title_theme_sentence_reason_and_address() -> None:
    assert shown(ANSWER) == [
        "1 passage matches on words and on meaning",
        "",
        " 1. Pears",
        "    Fruit",
        "    They are *green* and *soft*.",
        "    by its words and its meaning (score 1.23: words 7.9, meaning 0.61)",
        "    https://example.org/garden#pears",
    ]


def test_what_a_hit_has_not_is_not_shown() -> None:
    bare = replace(
        HIT,
        passage=replace(PEARS, theme=None, url=None, introduction=True),
        matched_by=("meaning",),
        snippet=Snippet(""),
    )
    assert shown(replace(ANSWER, hits=(bare,)))[2:] == [
        " 1. Pears (introduction)",
        "    by its meaning (score 1.23: words 7.9, meaning 0.61)",
    ]


def test_less_close_hits_stand_apart_below_the_others() -> None:
    far = replace(HIT, close=False)
    lines = shown(replace(ANSWER, hits=(HIT, far, far), total=3))
    assert lines.count("Less close matches:") == 1
    assert lines.index(" 1. Pears") < lines.index("Less close matches:") < lines.index(" 2. Pears")
    assert "Less close matches:" not in shown(ANSWER)


def test_what_answers_without_the_quotes_stands_under_a_line_that_says_so() -> None:
    relaxed = Relaxed("green", "strong", "1 passage matches on words", 1, (HIT,))
    silent = replace(ANSWER, state="none", total=0, hits=(), relaxed=relaxed, nearest=(PEARS,))
    lines = shown(silent)
    at = lines.index("Without the quotes: 1 passage matches on words")
    assert lines[at + 2] == " 1. Pears"
    assert "You might be interested in:" not in lines


def test_a_weak_answer_and_notices_are_told() -> None:
    lines = shown(replace(ANSWER, state="weak", notices=("a quotation mark was ignored",)))
    assert lines[0] == "1 passage matches on words and on meaning - not a close match"
    assert lines[1] == "note: a quotation mark was ignored"


def test_corrections_and_short_forms_are_told_before_the_hits() -> None:
    answer = replace(
        ANSWER,
        searched="air pollution kenya",
        corrections=(("polution", "pollution"), ("kenia", "kenya")),
        acronyms=(("PHU", "Portsmouth Hospitals University"), ("A\x1b[1m", "B\x9bC")),
    )
    assert shown(answer)[:5] == [
        "1 passage matches on words and on meaning",
        "searched for: air pollution kenya (polution -> pollution, kenia -> kenya)",
        "PHU: Portsmouth Hospitals University",
        "A[1m: BC",
        "",
    ]


def test_no_answer_names_what_is_nearest() -> None:
    none = replace(ANSWER, state="none", reason="nothing", total=0, hits=(), nearest=(PEARS,))
    assert shown(none) == ["nothing", "", "You might be interested in:", "  - Pears"]


def test_hits_are_counted_from_the_offset_and_the_rest_is_told() -> None:
    lines = shown(replace(ANSWER, query=Query("green", offset=4), total=9))
    assert lines[2] == " 5. Pears"
    assert lines[-1] == "4 more: --limit 9"


def test_what_would_steer_a_terminal_is_left_out() -> None:
    evil = replace(
        PEARS,
        title="\x1b[31mPears\x1b]0;x\x07\r\nand",
        theme="\x9b2JFruit",
        url="https://example.org/\x1b[0m",
    )
    hit = replace(HIT, passage=evil, snippet=Snippet("a\x1bb\x00c\nd", ()))
    unsure = replace(ANSWER, state="none", hits=(hit,), nearest=(evil,))
    text = click.unstyle(render.answer(unsure))
    assert all(char == "\n" or char.isprintable() for char in text)
    assert "    abc d" in text.splitlines(), "lines stay apart"


def test_long_sentences_are_wrapped_and_keep_their_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    said = " ".join(f"word{number}" for number in range(40)) + " " + "x" * 90
    lines = shown(replace(ANSWER, hits=(replace(HIT, snippet=Snippet(said)),)))
    wrapped = [line for line in lines if line.startswith("    word") or "xxx" in line]
    assert " ".join(line.strip() for line in wrapped) == said
    assert all(len(line) <= 40 for line in wrapped[:-1])


@pytest.mark.parametrize(("columns", "filled"), [("60", 60), ("300", 100)])
def test_at_most_a_hundred_columns_are_filled(
    monkeypatch: pytest.MonkeyPatch, columns: str, filled: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert render.width() == filled


def test_an_outline_shows_groups_sizes_and_what_was_left_out() -> None:
    introduction = replace(
        PEARS, title="Fruit", path=("Garden",), introduction=True, text="What hangs on trees."
    )
    roots = replace(PEARS, title="Beets", path=("Garden", "Roots"), text="Dark.")
    page = Page(
        source="garden.md",
        title="Garden",
        url=None,
        digest="0",
        sections=(),
        dropped=(Omission("Home\nContact " * 20, "navigation"),),
    )
    outline = render.outline(page, (introduction, PEARS, roots), len)
    assert click.unstyle(outline).splitlines() == [
        "garden.md: Garden",
        "2 passages, 1 introductions",
        "",
        "[Fruit]",
        "  - (introduction)  4 words, 20 tokens",
        "  - Pears  3 words, 15 tokens",
        "[Roots]",
        "  - Beets  1 words, 5 tokens",
        "",
        "left out (1):",
        "  - navigation: Home Contact Home Contact Home Contact Home Contact Home ...",
    ]


def test_without_a_model_sizes_are_in_words_alone() -> None:
    page = Page("garden.md", "Garden", None, "0", ())
    outline = click.unstyle(render.outline(page, (PEARS,), None))
    assert outline.endswith("  - Pears  3 words")


def test_measures_stand_in_a_table_with_gaps_where_nothing_was_asked() -> None:
    def measured(ndcg: float | None) -> dict[str, Any]:
        return {
            "ndcg@10": ndcg,
            "mrr@10": 1.0,
            "recall@100": 1.0,
            "ndcg@10_after_gate": 0.5,
            "by_kind": {
                "topic": {"queries": 3, "ndcg@10": ndcg, "ndcg@10_after_gate": 0.5, "answered": 1.0}
            },
            "sentences": {"queries": 0},
            "unanswered": {},
            "none_kept_silent": None,
            "answerable_answered": 0.5,
        }

    lines = render.measures({"hybrid": measured(0.95), "keyword": measured(None)}).splitlines()
    assert lines[0].split() == ["hybrid", "keyword"]
    assert lines[1].split() == ["ndcg@10", "0.9500", "-"]
    assert lines[5].split() == ["none_kept_silent", "-", "-"]
    at = lines.index("ndcg@10 by kind")
    assert lines[at + 1] == f"{'topic (3)':24}{'0.9500':>12}{'-':>12}"


def test_a_summary_says_what_was_indexed_and_what_was_encoded_anew() -> None:
    manifest = Manifest(
        built_at="2026-11-23T05:00:00Z",
        content="",
        model="words",
        model_digest="",
        precision="int8",
        dimensions=64,
        passages=5,
        units=9,
        floor=0.2,
        probes={},
        themes=(),
        sources=(SourceEntry("garden.md", None, "", 5),) * 2,
        coverage_floor=0.5,
        evidence_floor=0.4,
    )
    generation = Generation("000002-0000abcd", Path(), manifest)
    assert render.summary(Summary(generation, changed=True, encoded=3), 1.26) == (
        "indexed 5 passages of 2 sources: 9 vectors, 3 encoded anew, words int8 "
        "(generation 000002-0000abcd, 1.3 s)"
    )
    assert render.summary(Summary(generation, changed=False, encoded=0), 0.5) == (
        "up to date: 5 passages of 2 sources (generation 000002-0000abcd, 0.5 s)"
    )
