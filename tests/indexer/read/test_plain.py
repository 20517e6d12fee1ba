from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.model import Page
from indexer.read.plain import read_plain
from indexer.split import split_page
from tests.indexer.read.growth import assert_in_proportion

LAYOUTS = Path(__file__).parent / "layouts" / "plain"
SHARED = Path(__file__).parents[4] / "shared"
REAL_PAGE = SHARED / "pages" / "health-partnerships.txt"
JUDGED = SHARED / "judgements" / "passages.json"

MADE_TITLES = {"lost-heading": "The reef survey", "health-collaborations": "Sleepwell"}

needs_real_page = pytest.mark.skipif(
    not (REAL_PAGE.is_file() and JUDGED.is_file()), reason="../shared is not beside this checkout"
)


@dataclass(frozen=True)
class Piece:
    title: str
    theme: str | None
    introduction: bool
    starts: str
    ends: str


def read(text: str) -> Page:
    return read_plain(text, source="notes.txt", url=None, digest="0")


def read_file(path: Path) -> Page:
    return read(path.read_bytes().decode("utf-8"))


def pieces(page: Page) -> list[Piece]:
    found = []
    for made in split_page(page):
        texts = [made.text[block.start : block.end] for block in made.blocks] or [""]
        starts, ends = texts[0][:25], texts[-1][-25:]
        found.append(Piece(made.title, made.theme, made.introduction, starts, ends))
    return found


def things(page: Page) -> list[tuple[str, str | None]]:
    return [(piece.title, piece.theme) for piece in pieces(page) if not piece.introduction]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def section_words(page: Page) -> list[str]:
    return [
        word
        for section in page.sections
        for text in (section.title, *(block.text for block in section.blocks))
        for word in words(text)
    ]


def assert_nothing_lost(text: str, page: Page, made: str = "") -> None:
    """Compare words: each is in a section or dropped, once; those in sections keep their order.

    `made` is the title that was made for a lost heading, and so is no text of the page.
    """
    kept = section_words(page)
    for i in range(len(kept)):
        if made and kept[i : i + len(words(made))] == words(made):
            del kept[i : i + len(words(made))]
            break
    dropped = [word for each in page.dropped for word in words(each.text)]
    assert sorted(kept + dropped) == sorted(words(text))
    places = iter(words(text))
    assert all(word in places for word in kept), "the order of the text is not kept"


@pytest.mark.parametrize("name", sorted(path.stem for path in LAYOUTS.glob("*.txt")))
def test_layout_splits_as_a_reader_would_split_it(name: str) -> None:
    page = read_file(LAYOUTS / f"{name}.txt")
    expected = json.loads((LAYOUTS / f"{name}.json").read_text("utf-8"))
    assert [asdict(piece) for piece in pieces(page)] == expected


@pytest.mark.parametrize("name", sorted(path.stem for path in LAYOUTS.glob("*.txt")))
def test_layout_loses_no_word(name: str) -> None:
    path = LAYOUTS / f"{name}.txt"
    made = MADE_TITLES.get(name, "")
    assert_nothing_lost(path.read_text("utf-8-sig"), read_file(path), made)


@needs_real_page
def test_real_page_gives_its_items_under_their_themes() -> None:
    judged = json.loads(JUDGED.read_text("utf-8"))
    page = read_file(REAL_PAGE)
    assert things(page) == [(item["title"], item["theme"]) for item in judged]
    introductions = [piece.title for piece in pieces(page) if piece.introduction]
    assert introductions == [
        page.title,
        *dict.fromkeys(item["theme"] for item in judged if item["theme"]),
    ]


@needs_real_page
def test_real_page_drops_only_labels_and_captions() -> None:
    page = read_file(REAL_PAGE)
    assert {dropped.reason for dropped in page.dropped} == {"link label", "picture caption"}
    assert len([d for d in page.dropped if d.reason == "picture caption"]) == 3
    assert {d.text for d in page.dropped if d.reason == "link label"} == {
        "Find out more",
        "Read more",
    }
    text = REAL_PAGE.read_text("utf-8")
    lines = {line.strip().replace("\u00a0", " ") for line in text.split("\n")}
    made = [section.title for section in page.sections if section.title not in lines]
    assert len(made) == 1
    assert_nothing_lost(text, page, made[0])


def test_blank_text_has_no_sections() -> None:
    for text in ("", " \n\t\r\n", "\ufeff\f\n\u200b"):
        assert read(text).sections == ()


def test_text_without_headings_is_one_section() -> None:
    text = "The bridge was closed for repairs in May, and opened again before the fair in June.\n"
    page = read(text)
    assert [(s.title, s.level) for s in page.sections] == [("notes.txt", 1)]
    assert page.sections[0].blocks[0].text == text.strip()


def test_page_is_named_by_its_title_else_by_its_source() -> None:
    assert read("Bees of the fen\n\nThere are nine.\n").title == "Bees of the fen"
    assert read("1. Nests\n\nIn reed.\n\n2. Food\n\nMint.\n").title == "notes.txt"


def test_line_breaks_and_invisible_characters_change_nothing() -> None:
    plain = (
        "Bees\n\nThere are nine.\n\nMason bee\n\nNests in walls.\n\nLeafcutter\n\nCuts leaves.\n"
    )
    odd = "\ufeff" + plain.replace("Mason bee", "Mason\u00a0bee \u200b").replace("\n", "\r\n")
    assert read(odd).sections == read(plain).sections
    assert read(plain.replace("\n", "\r")).sections == read(plain).sections
    assert read(plain.replace("There are", "There\tare  ")).sections == read(plain).sections


def test_wrapped_and_unwrapped_text_are_the_same() -> None:
    loans = read_file(LAYOUTS / "museum-loans.txt")

    def written(width: int) -> str:
        lines = []
        for section in loans.sections:
            lines += [section.title, ("=-~"[section.level - 1]) * len(section.title), ""]
            for block in section.blocks:
                mark = "* " if block.kind == "item" else ""
                lines += textwrap.wrap(mark + block.text, width, subsequent_indent=" " * len(mark))
                lines.append("")
        return "\n".join(lines)

    unwrapped, wrapped = written(10_000), written(66)
    assert max(map(len, unwrapped.split("\n"))) > 140
    assert read(wrapped).sections == read(unwrapped).sections == loans.sections


def test_paragraph_goes_on_over_a_page_break() -> None:
    text = "Ferns\n\nThe royal fern grows in\n\n- 4 -\n\fwet woods and along ditches.\n"
    page = read(text)
    assert [b.text for b in page.sections[0].blocks] == [
        "The royal fern grows in wet woods and along ditches."
    ]
    assert [(d.text, d.reason) for d in page.dropped] == [("- 4 -", "page number")]


def test_bullets_of_every_kind_are_items() -> None:
    for bullet in ("•", "-", "*", "–", "‣", "▪", "1.", "a)", "•\n"):
        page = read(
            f"Tools\n\nBring these:\n\n{bullet} Rope\n{bullet} Saw\n\nCome early, please.\n"
        )
        kinds = [(b.kind, b.text.split()[-1]) for b in page.sections[0].blocks]
        assert kinds == [
            ("paragraph", "these:"),
            ("item", "Rope"),
            ("item", "Saw"),
            ("paragraph", "please."),
        ], bullet


def test_nested_bullets_are_items() -> None:
    page = read("Tools\n\nBring these.\n\n- Rope\n    - of hemp\n    * of flax\n- Saw\n")
    assert [b.text for b in page.sections[0].blocks if b.kind == "item"] == [
        "Rope",
        "of hemp",
        "of flax",
        "Saw",
    ]


def test_announcement_of_a_list_is_text() -> None:
    page = read("Tools\n\nWe lend.\n\nSaws\n\nFor wood.\n\nBenefits:\n\n- quick\n- quiet\n")
    assert [section.title for section in page.sections] == ["Tools", "Saws"]
    assert page.sections[1].blocks[1].text == "Benefits:"


def test_lines_that_end_with_a_colon_are_headings_where_there_are_no_others() -> None:
    page = read("Lost\n\nAsk at the desk.\n\nIn the hall:\n\nA glove.\n\nOutside:\n\nA bell.\n")
    assert [section.title for section in page.sections] == ["Lost", "In the hall", "Outside"]


def test_rows_of_a_table_are_text() -> None:
    prices = "Ticket    Price\n\nAdult     £5\n\nChild     £2\n"
    page = read(f"Hall\n\nIt is old.\n\nPrices\n\nPay here.\n\n{prices}\nHours\n\nTen to four.\n")
    assert [section.title for section in page.sections] == ["Hall", "Prices", "Hours"]


def test_contents_list_is_dropped() -> None:
    body = "Cats\n\nThey purr.\n\nDogs\n\nThey bark.\n\nHens\n\nThey cluck.\n"
    page = read(f"Animals\n\nContents\nCats .... 2\nDogs .... 3\nHens .... 4\n\n{body}")
    assert [section.title for section in page.sections] == ["Animals", "Cats", "Dogs", "Hens"]
    assert [d.reason for d in page.dropped] == ["table of contents"] * 4


def test_running_headers_and_page_numbers_are_dropped() -> None:
    leaf = "{n}\n\fYearbook of the fen\n\n{name}\n\nIt grows by the water, where nobody mows.\n\n"
    text = "Plants of the fen\n\nAll that we found.\n\n" + "".join(
        leaf.format(n=n, name=name) for n, name in enumerate(["Sedge", "Reed", "Mint"], start=1)
    )
    page = read(text)
    assert [s.title for s in page.sections] == ["Plants of the fen", "Sedge", "Reed", "Mint"]
    assert {d.reason for d in page.dropped} == {"page number", "running header"}


def test_links_of_the_site_are_dropped_at_the_ends_only() -> None:
    body = "The Club\n\nWe ride.\n\nContact us\n\nBy post, please.\n\nRides\n\nOn Sundays.\n"
    page = read(f"Home | Rides | Contact\n\n{body}\n© The Club\nPrivacy\nWeb design by Flo\n")
    assert page.sections == read(body).sections
    assert [section.title for section in page.sections] == ["The Club", "Contact us", "Rides"]
    assert [(d.text, d.reason) for d in page.dropped] == [
        ("Home | Rides | Contact", "link of the site"),
        ("© The Club", "copyright line"),
        ("Privacy", "footer"),
        ("Web design by Flo", "footer"),
    ]


def test_name_of_a_site_link_may_be_a_title() -> None:
    page = read("About us\n\nWe ride.\n\nHelp\n\nAsk the chair. We are a registered charity.\n")
    assert [section.title for section in page.sections] == ["About us", "Help"]
    assert page.dropped == ()


def test_credit_makes_a_line_a_caption_wherever_it_stands() -> None:
    page = read("Ferns\n\nRoyal fern\nBy the weir. Photo: A. Poe\n\nIt is tall.\n")
    assert [block.text for block in page.sections[-1].blocks] == ["It is tall."]
    assert [(d.text, d.reason) for d in page.dropped] == [
        ("By the weir. Photo: A. Poe", "picture caption")
    ]


def test_thing_that_lost_its_ending_is_no_group() -> None:
    rides = ["Weir Ride", "Hill Ride", "Moor Ride", "Night Ride", "Fen Ride", "Coast Ride"]
    text = "".join(
        f"{name}\n\nWe meet at nine by the fountain and are back for tea, ride {name}.\n\n"
        + ("" if name == "Moor Ride" else "Read more\n\n")
        for name in rides
    )
    page = read(f"Rides\n\nAll rides are free.\n\n{text}")
    assert things(page) == [(name, None) for name in rides]


def test_questions_are_headings_and_their_answers_are_not() -> None:
    page = read("Help\n\nAsk us.\n\nQ: Is it free?\n\nA: Yes.\n\nQ: Is it open?\n\nA: Most days.\n")
    assert [section.title for section in page.sections[1:]] == ["Q: Is it free?", "Q: Is it open?"]
    assert page.sections[1].blocks[0].text == "A: Yes."


def test_bare_addresses_are_links() -> None:
    page = read("Bees\n\nSee https://bees.example/a?b=1, or (http://x.example/y_(z)).\n")
    block = page.sections[0].blocks[0]
    assert [block.text[link.start : link.end] for link in block.links] == [
        link.url for link in block.links
    ]
    assert [link.url for link in block.links] == [
        "https://bees.example/a?b=1",
        "http://x.example/y_(z)",
    ]
    assert (
        read("Bees\n\nNeither http nor https:// leads anywhere.\n").sections[0].blocks[0].links
        == ()
    )


@pytest.mark.parametrize(
    ("paragraph", "name"),
    [
        ("Redstart (a small bird) is counted each May in many gardens.", "Redstart"),
        ("The Fen Survey was started in 1980. It goes on.", "The Fen Survey"),
        ("The otter count, which began in 1999, has found six holts.", "The otter count"),
    ],
)
def test_lost_heading_is_named_by_the_subject(paragraph: str, name: str) -> None:
    thing = "{0}\n\nWe count the {0} by night with lamps and nets.\n\nRead more\n\n"
    counts = [thing.format(animal) for animal in ("Moths", "Newts", "Bats", "Slugs")]
    page = read(
        "Counts\n\nWhat we count.\n\n" + "".join([*counts[:2], paragraph, "\n\n", *counts[2:]])
    )
    assert [piece.title for piece in pieces(page)][1:] == ["Moths", "Newts", name, "Bats", "Slugs"]


@pytest.mark.parametrize("label", ["Find out more", "Learn more »", "READ MORE", "Apply now"])
def test_label_of_a_link_is_no_text(label: str) -> None:
    page = read(f"Bees\n\nThere are nine.\n\n{label}\n\nWasps\n\nThere are two.\n\n{label}\n")
    assert [section.title for section in page.sections] == ["Bees", "Wasps"]
    assert [(d.text, d.reason) for d in page.dropped] == [(label, "link label")] * 2


def test_headings_that_call_and_have_text_are_no_labels() -> None:
    page = read("Courses\n\nFor all.\n\nLearn to knit\n\nWith wool.\n\nLearn to sew\n\nBy hand.\n")
    assert [section.title for section in page.sections] == [
        "Courses",
        "Learn to knit",
        "Learn to sew",
    ]


@pytest.mark.parametrize(
    "line", ["Contact: Jo Hill", "Live from the studio now", "How do I apply online?"]
)
def test_field_title_or_question_is_no_label(line: str) -> None:
    page = read(f"Bees\n\nThere are nine.\n\n{line}\n\nAsk the keeper of the hives.\n")
    assert line in {text for s in page.sections for text in (s.title, *(b.text for b in s.blocks))}


@pytest.mark.parametrize(
    ("line", "caption"),
    [
        ("A woman reading in a park", True),
        ("Two volunteers holding a net", True),
        ("Jazz in the Park", False),
        ("Improving the care of rivers", False),
    ],
)
def test_captions_are_told_from_headings(line: str, *, caption: bool) -> None:
    page = read(
        "The Club\n\nWe ride.\n\nRides\n\nOn Sundays from the fountain.\n\n"
        f"{line}\n\nBring a spare tube.\n"
    )
    assert [d.text for d in page.dropped] == [line] * caption
    assert (page.sections[-1].title == line) is not caption


@pytest.mark.parametrize(
    "numbers", ["1. 2. 3.", "I. II. III.", "(1) (2) (3)", "A. B. C.", "2.1 2.2 2.3"]
)
def test_numbers_of_headings_are_taken_off(numbers: str) -> None:
    text = "".join(
        f"{n} {t}\n\nWe lend it.\n\n"
        for n, t in zip(numbers.split(), ("Saws", "Axes", "Adzes"), strict=True)
    )
    page = read(f"Tools\n\nTo borrow.\n\n{text}")
    assert [section.title for section in page.sections] == ["Tools", "Saws", "Axes", "Adzes"]
    assert [d.text for d in page.dropped] == numbers.split()


def test_what_stands_before_and_behind_the_numbers_is_as_high_as_they_are() -> None:
    said = "It tells in a few words what was done, and why it was done at all."
    names = ("The mill", "Abstract", "1. Stones", "1.1. Old", "2. Rye", "2.1. Sown", "References")
    page = read("\n\n".join(f"{name}\n\n{said}" for name in names))
    assert [(section.title, section.level) for section in page.sections] == [
        ("The mill", 1),
        *(("Abstract", 2), ("Stones", 2), ("Old", 3), ("Rye", 2), ("Sown", 3), ("References", 2)),
    ]


def test_figure_within_a_name_is_no_number() -> None:
    page = read("Tools\n\nTo use.\n\n3D printing\n\nWe print.\n\n2019 fair\n\nIt was wet.\n")
    assert [section.title for section in page.sections] == ["Tools", "3D printing", "2019 fair"]


TEXTS = st.lists(
    st.sampled_from(
        [
            "Oak",
            "Work in the town",
            "PART ONE",
            "1. Ash",
            "1.1 Elm",
            "2) Fir",
            "a) Yew",
            "• item",
            "- item two",
            "*",
            "o",
            "•",
            "Find out more",
            "Read more »",
            "Contact: Jo",
            "Benefits:",
            "====",
            "* * *",
            "---",
            "Back to top",
            "12",
            "Page 3 of 9",
            "A man standing in a field",
            "Is it open?",
            "Q: Why?",
            "# Hash",
            "## Two",
            "**Bold**",
            "== Wiki ==",
            "© 2024 Fen",
            "Home > A > B",
            "Project 4: Sea wall",
            "Contents",
            "well-",
            "a_b __c__",
            "The fen is wet, and it has been since the sea came in over the old wall in March.",
            "so it goes on without a",
            "end of a wrapped line that is broken near column sixty-",
            "",
            "",
            "",
            "\x0c",
            "\u200b",
            "  indented text of some length",
            "\tTabbed\ttext",
            "٣. نص",
            "日本語の見出し",
        ]
    )
    | st.text(max_size=30),
    max_size=40,
).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
@example("*\n\n-\n•")
@example("1. A\n\n1. A\n\n1. A")
def test_no_word_is_lost_or_moved(text: str) -> None:
    page = read(text)
    levels = [section.level for section in page.sections]
    assert all(below <= above + 1 for above, below in pairwise(levels))
    dropped = [word for each in page.dropped for word in words(each.text)]
    seen = words(re.sub("[\u200b\u2060\ufeff\u00ad]", "", text))
    assert Counter(seen) <= Counter(section_words(page) + dropped)
    # The titles of parts that have no heading are made; their blocks are the text as it stands.
    blocks = [word for s in page.sections for block in s.blocks for word in words(block.text)]
    assert Counter(blocks + dropped) <= Counter(seen)
    places = iter(seen)
    assert all(word in places for word in blocks)
    assert all(each.reason for each in page.dropped)


@pytest.mark.parametrize(
    ("piece", "end"),
    [("word ", ""), ("=", ""), ("(", ""), ("a.b", ""), ("A: ", ""), ("http://", ""), ("1.", ""),
     ("# ", ""), ("**a", ""), ("• ", ""), ("- ", ""), (")", "https://a.example/"), ("[", "]")],
)  # fmt: skip
def test_a_long_line_takes_time_in_proportion(piece: str, end: str) -> None:
    def work(size: int) -> None:
        page = read(f"Title\n\nText of the page.\n\n{end}{piece * size}{end}\n\nHeading\n\nText.\n")
        assert page.sections[0].title == "Title"

    assert_in_proportion(work, 20_000)


@pytest.mark.parametrize(
    "lines",
    [
        "* * *\n\n",
        "- \n",
        "\fso it goes on\n\n",
        "Find out more\n\n",
        "Heading\n\n",
        "A: b\n\n",
        "1. Item\n\n",
        "• \n\n",
        "A line\nof text and so\non with the\n",
        "===\n",
        "One\n\n\nTwo.\n\n",
        "Heading\n\nA paragraph of this thing.\n\n• an item\n\nFind out more\n\n",
    ],
)
def test_many_lines_take_time_in_proportion(lines: str) -> None:
    assert_in_proportion(lambda size: read(f"Title\n\nText of the page.\n\n{lines * size}"), 400)
