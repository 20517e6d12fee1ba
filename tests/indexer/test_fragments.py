from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index import fragments
from indexer.index.fragments import (
    LONGEST_PAGE,
    Directives,
    Fragments,
    PageText,
    alone,
    plain,
    read,
)
from indexer.index.units import Unit, units
from indexer.model import Block, Page, Passage, Section, Span
from indexer.split import split_page
from tests.indexer.made import passages as made_of
from tests.indexer.made import thing
from tests.indexer.read.growth import assert_in_proportion


def page(*paragraphs: str) -> tuple[Passage, ...]:
    """Every paragraph as a passage of one page, titled 1, 2, ..."""
    things = tuple(
        Section(str(number), 1, (Block("paragraph", paragraph),))
        for number, paragraph in enumerate(paragraphs, 1)
    )
    return split_page(Page("page.html", "Partners", None, "0" * 64, things, ready=True))


def fragment(made: Passage, sentence: Span, words: PageText | None) -> str | None:
    return Directives(made, words).of(sentence)


def directive(passages: tuple[Passage, ...], passage: int, sentence: int = 0) -> str | None:
    """The directive of a passage's sentence as a person reads it."""
    made = passages[passage]
    found = fragment(made, made.sentences[sentence], read(passages))
    return None if found is None else unquote(found.removeprefix(":~:text="))


LONG = "Nurses from Portsmouth and Nairobi teach each other how to care for children with asthma."


def test_a_short_sentence_is_quoted_whole() -> None:
    (made,) = page("It began in 2018. Air pollution harms children.")
    assert fragment(made, made.sentences[1], read([made])) == (
        ":~:text=Air%20pollution%20harms%20children."
    )


def test_a_long_sentence_is_quoted_by_its_first_and_last_words() -> None:
    (made,) = page(LONG)
    assert fragment(made, made.sentences[0], read([made])) == (
        ":~:text=Nurses%20from%20Portsmouth%20and,for%20children%20with%20asthma."
    )


def test_signs_that_part_a_directive_are_encoded() -> None:
    (made,) = page("Low-cost care, R&D at “Hôpital” 100%.")
    assert fragment(made, made.sentences[0], read([made])) == (
        ":~:text=Low%2Dcost%20care%2C%20R%26D%20at%20%E2%80%9CH%C3%B4pital%E2%80%9D%20100%25."
    )


def test_more_words_are_quoted_where_an_earlier_place_begins_alike() -> None:
    earlier = "Nurses from Portsmouth and Kenya meet."
    assert directive(page(earlier, LONG), 1) == LONG  # 15 words: no room for 8 at each end
    longer = LONG[:-1] + " at home and at school."
    assert directive(page(earlier, longer), 1) == (
        "Nurses from Portsmouth and Nairobi teach each other,"
        "children with asthma at home and at school."
    )


def test_a_later_place_that_is_alike_changes_nothing() -> None:
    assert directive(page(LONG, LONG), 0) == "Nurses from Portsmouth and,for children with asthma."


def test_the_end_is_the_first_place_after_the_start() -> None:
    (made,) = page(
        "We work with the city of York on roads and parks, and with the city of York on clean air "
        "as it was before the city of York."
    )
    assert directive((made,), 0) == (
        "We work with the city of York on,as it was before the city of York."
    )


def test_what_stands_before_tells_equal_sentences_apart() -> None:
    passages = page(
        "Kenya: it is free.", "We meet in Leeds. It is free. Come along.", "It is free."
    )
    assert directive(passages, 1, 1) == "in Leeds.-,It is free."


def test_what_stands_after_tells_equal_first_sentences_apart() -> None:
    passages = page("It is free. Do come.", "It is free. Bring a friend.")
    assert directive(passages, 1, 0) == "It is free.,-Bring a"


def test_context_is_never_taken_from_another_block() -> None:
    assert directive(page("It is free.", "It is free."), 1) is None


def test_a_heading_that_says_the_same_comes_first() -> None:
    things = (Section("Caring for children", 1, (Block("paragraph", "Caring for children."),)),)
    (made,) = split_page(Page("a", "A", None, "0", things, ready=True))
    assert fragment(made, made.sentences[0], read([made])) is None


def test_lines_and_cells_are_quoted_apart() -> None:
    blocks = (
        Block("paragraph", "Mill House\nQuay Lane\nBrest"),
        Block("row", "Monday · 9 to 12 · – · by the gate"),
    )
    made = split_page(Page("page.html", "Inn", None, "0" * 64, (Section("Inn", 1, blocks),)))
    assert directive(made, 0, 0) == "Mill House,Brest"
    assert directive(made, 0, 1) == "Monday,by the gate"


def test_context_is_taken_from_the_same_line_alone() -> None:
    made = page("Tides\nIt is shut. It is shut.")
    assert directive(made, 0, 1) == "is shut.-,It is shut."
    assert directive(made, 0, 0) == "Tides,It is shut."


def test_a_row_that_is_a_thing_is_found_by_its_cells_without_their_labels() -> None:
    table = (
        *(Block("columns", "Choir · Led by · Level"), Block("row", "Sea choir · Ann Lee · Open")),
        *(Block("row", "Mill choir · Bo Hay · Open"), Block("row", "Boys · Cy Ray · Closed")),
    )
    made = split_page(Page("page.html", "Sing", None, "0" * 64, (Section("Sing", 1, table),)))
    assert [directive(made, 1, at) for at in range(3)] == [
        "Mill choir",
        "Bo Hay",
        "Mill choir,Open",
    ]


def test_one_word_alone_is_no_directive() -> None:
    assert directive(page("Malaria."), 0) is None
    assert directive(page("Malaria. We treat it."), 0) == "Malaria.,-We treat"


def test_words_are_matched_whole() -> None:
    passages = page("Start in schools here.", "Art in schools.")
    assert directive(passages, 1) == "Art in schools."


def test_case_and_accents_make_no_difference_to_browsers() -> None:
    assert directive(page("HOPITAL du Nord.", "Hôpital du nord."), 1) is None


def test_a_range_outside_every_block_has_none() -> None:
    (made,) = page("One sentence here.")
    two = page("One here.\nTwo there.")[0]
    beyond = Span(0, len(made.text) + 1)
    assert fragment(made, beyond, read([made])) is None
    assert fragment(two, two.sentences[0], read([two])) is not None


def test_a_part_of_a_sentence_is_quoted_by_its_whole_words() -> None:
    (made,) = page("The air of Kenya and the limbs of Jordan.")
    part = Span(made.text.index("nya"), len(made.text))
    assert fragment(made, part, read([made])) == ":~:text=and%20the%20limbs%20of%20Jordan."


def test_a_page_too_long_to_look_through_is_quoted_at_more_length() -> None:
    many = page(*["word " * 10_000] * (LONGEST_PAGE // 50_000 + 1))
    assert read(many) is None
    (made,) = page("It began in 2018. " + LONG)
    short = fragment(made, made.sentences[0], alone(made))
    long = fragment(made, made.sentences[1], alone(made))
    assert unquote(short or "") == (":~:text=It began in 2018.,-Nurses from Portsmouth and")
    assert unquote(long or "").startswith(":~:text=Nurses from Portsmouth and Nairobi teach each")
    (few,) = page("Too short.")
    assert fragment(few, few.sentences[0], alone(few)) is None
    assert alone(page("word " * LONGEST_PAGE)[0]) is None
    assert fragment(made, made.sentences[0], None) is None


def test_each_block_is_read_once_however_many_sentences_it_has() -> None:
    def write(size: int) -> list[str | None]:
        (made,) = page(" ".join(f"Ferry {number} sails at noon." for number in range(size)))
        found = Directives(made, read([made]))
        return [found.of(sentence) for sentence in made.sentences]

    assert_in_proportion(write, 500)


WORDS = ["air", "kenya", "Kenya.", "X-ray,", "of", "the", "–", "“limbs”", "É", "日本語"]
said = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40), min_size=1, max_size=4)


def browsed(passages: tuple[Passage, ...], written: str) -> tuple[int, int] | None:
    """Where the plain reading of the specification lands, in the words of the page.

    Slower and simpler than the module under test: lists of words, every place tried in order.
    """
    parts = written.removeprefix(":~:text=").split(",")
    prefix = unquote(parts.pop(0)[:-1]) if parts[0].endswith("-") else ""
    suffix = unquote(parts.pop()[1:]) if parts[-1].startswith("-") else ""
    start, end = unquote(parts[0]), unquote(parts[1]) if len(parts) > 1 else ""
    lines = [line.split() for line in (read(passages) or PageText("", {})).words.split("\n")]
    before, first, last, after = (plain(text).split() for text in (prefix, start, end, suffix))
    whole = [*before, *first, *after]
    for number, line in enumerate(lines):
        for at in range(len(line)):
            if line[at : at + len(whole)] != whole:
                continue
            begin = at + len(before)
            ends = range(begin + len(first), len(line))
            finish = next((e for e in ends if line[e : e + len(last)] == last), None)
            return (number, begin) if not last or finish is not None else None
    return None


@given(said)
def test_a_directive_lands_on_its_sentence_or_is_left_out(paragraphs: list[list[str]]) -> None:
    passages = page(*(" ".join(words) for words in paragraphs))
    for number, made in enumerate(passages):
        for sentence in made.sentences:
            found = fragment(made, sentence, read(passages))
            if found is None:
                continue
            assert re.fullmatch(r":~:text=[\w.~%]+-?(,-?[\w.~%]+){0,3}", found, re.ASCII)
            before = plain(made.text[: sentence.start]).split()
            # Each passage is two lines, its title and its block.
            assert browsed(passages, found) == (2 * number + 1, len(before))


LONGEST = 12
MADE = (
    *made_of(
        thing("Kenya", "It is free. It began in Kenya."),
        thing("Leeds", "It is free. We meet in Leeds."),
        thing("Malaria"),
    ),
    *made_of(thing("York", "It is free."), source="other.jsonl"),
)


def tokens(text: str) -> int:
    return len(text.split())


def page_of(passage: Passage) -> list[Passage]:
    return [one for one in MADE if one.source == passage.source]


def write(folder: Path, made: Sequence[Passage], listed: Sequence[Sequence[Unit]]) -> None:
    writer = fragments.Writer()
    for passage, of_one in zip(made, listed, strict=True):
        words = read(one for one in made if one.source == passage.source)
        writer.add(fragments.of_units(passage, words, of_one))
    writer.write(folder)


@pytest.fixture
def listed() -> list[list[Unit]]:
    return [units(one, tokens, LONGEST) for one in MADE]


@pytest.fixture
def opened(tmp_path: Path, listed: list[list[Unit]]) -> Fragments:
    write(tmp_path, MADE, listed)
    return Fragments(tmp_path)


def all_of(opened: Fragments, listed: list[list[Unit]]) -> list[str | None]:
    spans = [
        (one.text, unit.span) for one, found in zip(MADE, listed, strict=True) for unit in found
    ]
    return [opened.of(number, *span) for number, span in enumerate(spans)]


def test_each_sentence_has_the_directive_that_its_page_gives(
    opened: Fragments, listed: list[list[Unit]]
) -> None:
    number = 0
    for passage, of_one in zip(MADE, listed, strict=True):
        words = read(page_of(passage))
        for unit in of_one:
            made = fragment(passage, unit.span, words) if unit.sentence else None
            assert opened.of(number, passage.text, unit.span) == made
            number += 1


def test_equal_sentences_are_told_apart_on_one_page_and_not_between_pages(
    opened: Fragments, listed: list[list[Unit]]
) -> None:
    said = all_of(opened, listed)
    assert said[1] == ":~:text=It%20is%20free."
    assert said[4] == ":~:text=It%20is%20free.,-We%20meet"
    assert said[-1] == ":~:text=It%20is%20free."


def test_what_is_no_sentence_leads_nowhere(opened: Fragments, listed: list[list[Unit]]) -> None:
    flat = [unit for of_one in listed for unit in of_one]
    said = zip(flat, all_of(opened, listed), strict=True)
    assert [directive for unit, directive in said if not unit.sentence] == [None] * 3


def test_an_index_without_a_sentence_opens(tmp_path: Path) -> None:
    made = made_of(thing("Malaria"))
    write(tmp_path, made, [units(made[0], tokens, LONGEST)])
    assert Fragments(tmp_path).of(0, "", Span(0, 0)) is None


@pytest.mark.parametrize("before", ["", "Harbour", "Harbour " * 40])
def test_what_is_read_back_is_what_was_found_wherever_it_begins(
    tmp_path: Path, before: str
) -> None:
    long = " ".join(f"{'a' * 40}{number}" for number in range(10))
    made = made_of(thing("Kenya", f"{before} We meet.Then (it) began. {long}. We meet."))
    listed = [units(made[0], tokens, 100)]
    write(tmp_path, made, listed)
    opened, words = Fragments(tmp_path), read(made)
    for number, unit in enumerate(listed[0]):
        found = fragment(made[0], unit.span, words) if unit.sentence else None
        assert opened.of(number, made[0].text, unit.span) == found
