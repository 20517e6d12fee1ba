from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Block, Link, Mark, Section, Snippet
from indexer.search.engine import Engine
from tests.indexer.made import passage, passages
from webapp.pages.markup import Heading, Run, address, lines, marked, outline, parts, sentence

FERRY = (
    "Ferry times are elsewhere. The Pier Trust and the University of Brest work with us from "
    "Brest, in France. Lamplight Fund pays for the paper."
)


def test_a_word_within_the_nearest_sentence_is_marked_as_both() -> None:
    snippet = Snippet("Two tides. More.", (Mark(0, 10, "meaning"), Mark(4, 9, "word")))
    assert [(piece.text, piece.marks) for piece in marked(snippet)] == [
        ("Two ", ("meaning",)),
        ("tides", ("meaning", "word")),
        (".", ("meaning",)),
        (" More.", ()),
    ]


def test_a_table_has_rows_of_cells_in_which_links_and_marks_stay() -> None:
    blocks = (
        *(Block("paragraph", "We sing."), Block("columns", "Choir · Led by")),
        Block("row", "Sea choir · –", (Link(0, 9, "https://example.org/sea"),)),
    )
    (table,) = passages(Section("Choirs", 1, blocks))
    text, choirs = parts(
        table, [Mark(table.text.index("Sea"), table.text.index("Sea") + 3, "word")]
    )
    assert (text.kind, choirs.kind, choirs.headed) == ("paragraph", "table", True)
    assert [[_runs(cell) for cell in row] for row in choirs.rows] == [
        [[("Choir", None)], [("Led by", None)]],
        [[("Sea choir", "https://example.org/sea")], []],
    ]
    assert [piece.marks for piece in choirs.rows[1][0][0].pieces] == [("word",), ()]


def _runs(line: tuple[Run, ...]) -> list[tuple[str, str | None]]:
    return [("".join(piece.text for piece in run.pieces), run.url) for run in line]


def test_mentions_lead_to_their_pages_and_what_matched_is_marked_within_them(
    harbour: Engine,
) -> None:
    boats = harbour.passages[2]
    start = boats.text.index("Trust")
    marks = [Mark(start, start + 5, "word")]
    line = parts(boats, marks, lambda mention: f"/{mention.name[:4]}")[2].lines[0]
    assert _runs(line)[:4] == [
        ("Ferry times are elsewhere. The ", None),
        ("Pier Trust", "/Pier"),
        (" and the ", None),
        ("University of Brest", "/Univ"),
    ]
    assert [(piece.text, piece.marks) for piece in line[1].pieces] == [
        ("Pier ", ()),
        ("Trust", ("word",)),
    ]


def test_a_link_of_the_page_itself_comes_before_a_mention(harbour: Engine) -> None:
    boats = harbour.passages[2]
    start = boats.text.index("the University")
    link = Link(start, start + len("the University"), "https://example.org/u")
    line = parts(replace(boats, links=(link,)), (), lambda mention: "/" + mention.name)[2].lines[0]
    assert ("the University", "https://example.org/u") in _runs(line)
    assert "".join(text for text, _ in _runs(line)) == FERRY
    assert ("Pier Trust", "/Pier Trust") in _runs(line)


@given(
    st.text(max_size=30),
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["word", "meaning"]))
    ),
)
def test_marking_loses_no_character(text: str, ranges: list[tuple[int, int, str]]) -> None:
    marks = tuple(Mark(min(a, b), max(a, b), kind) for a, b, kind in ranges)
    assert "".join(piece.text for piece in marked(Snippet(text, marks))) == text


def test_items_of_one_list_stand_together_and_paragraphs_apart(harbour: Engine) -> None:
    boats = harbour.passages[2]
    assert [(part.kind, len(part.lines)) for part in parts(boats)] == [
        ("paragraph", 1),
        ("list", 2),
        ("paragraph", 1),
    ]
    assert _runs(parts(boats)[1].lines[1]) == [("Ask at the pier", None)]


def test_only_links_that_may_be_followed_are_links(harbour: Engine) -> None:
    assert _runs(parts(harbour.passages[4])[2].lines[0]) == [
        ("Run it, ", None),
        ("mail us", "mailto:harbour@example.org"),
        (", or ", None),
        ("see the page", "https://example.org/see?a=1&b=2"),
        (".", None),
    ]


def test_a_page_is_rebuilt_with_each_heading_once(harbour: Engine) -> None:
    stretches = outline([p for p in harbour.passages if p.source == "harbour.html"])
    above = [[heading.title for heading in stretch.above] for stretch in stretches]
    own = [stretch.heading for stretch in stretches]
    assert above == [[], [], [], [], ["Birds of the shore"]]
    assert own[:3] == [
        Heading("Harbour and shore", 1),
        Heading("Tides", 2),
        Heading("Tide tables for small boats", 3),
    ]


def test_headings_deeper_than_html_has_are_of_the_deepest_level() -> None:
    deep = replace(passage("Deep", "x"), path=tuple("abcdefgh"))
    (stretch,) = outline([deep])
    assert [heading.level for heading in stretch.above] == [1, 2, 3, 4, 5, 6, 6, 6]
    assert stretch.heading == Heading("Deep", 6)


def test_a_message_becomes_a_sentence_with_one_stop() -> None:
    assert sentence("did you mean q?") == "Did you mean q?"
    assert sentence("few words match") == "Few words match."


def test_whom_a_passage_names_stands_in_a_line_for_each_part(harbour: Engine) -> None:
    boats = lines(harbour.passages[2], harbour)
    assert [(line.label, [one.name for one in line.names]) for line in boats] == [
        ("With", ["Pier Trust", "University of Brest"]),
        ("Funded by", ["Lamplight Fund"]),
        ("In", ["Brest", "France"]),
    ]
    assert boats[0].names[0].path == "/collaborators/pier-trust"
    gates = lines(harbour.passages[3], harbour)
    assert [(line.label, line.names[0].name) for line in gates] == [
        ("With", "Pier Trust"),
        ("People", "Ada Quay"),
    ]


def test_a_part_that_is_a_guess_is_said_to_be_one(harbour: Engine) -> None:
    terns = lines(harbour.passages[4], harbour)
    assert [(line.label, line.names[0].name, line.names[0].sure) for line in terns] == [
        ("With", "Auk Society", False),
        ("Also mentioned", "Tern Club", True),
        ("In", "Europe", True),
    ]


def test_who_is_named_twice_stands_there_once(harbour: Engine) -> None:
    boats = harbour.passages[2]
    twice = replace(boats, mentions=boats.mentions + boats.mentions)
    assert lines(twice, harbour) == lines(boats, harbour)


def test_who_has_a_part_is_not_only_named_besides(harbour: Engine) -> None:
    boats = harbour.passages[2]
    named = replace(boats.mentions[0], role="named")
    assert lines(replace(boats, mentions=(named, *boats.mentions)), harbour) == lines(
        boats, harbour
    )


def test_who_has_no_page_is_not_linked(harbour: Engine) -> None:
    mention = replace(harbour.passages[2].mentions[0], name="Nobody")
    assert address(mention, harbour) is None
    assert lines(replace(harbour.passages[2], mentions=(mention,)), harbour) == ()
