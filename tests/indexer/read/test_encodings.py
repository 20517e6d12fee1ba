from __future__ import annotations

import pytest

from indexer.read.encodings import decode

FRENCH = "Une métropole où l’on respire : l’air du “Sahel” coûte 5 £."
JAPANESE = "大学の健康パートナーシップは、ケニアの大気汚染を研究しています。"


def _page(charset: str, text: str = FRENCH) -> str:
    return f'<!doctype html><html><head><meta charset="{charset}"></head><p>{text}</p></html>'


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252"],
)
def test_a_text_is_read_whatever_encoding_it_has(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding)) == FRENCH


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        ("Здоровье населения и исследования в университете Алматы.", "cp1251"),
        ("Zdrowie publiczne: współpraca z uniwersytetem w Łodzi, badania powietrza.", "cp1250"),
        ("大学的健康伙伴关系研究肯尼亚的空气污染。我们与医院合作。", "gb18030"),
    ],
)
def test_an_undeclared_encoding_is_guessed(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_guess_looks_where_the_text_leaves_ascii() -> None:
    text = "Clean water for all.\n" * 20_000 + JAPANESE + "\n" + "Clean water.\n" * 20_000
    assert decode(text.encode("shift_jis")) == text


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO-8859-1", "latin1", "us-ascii", "x-cp1252"])
def test_latin_1_means_windows_1252_as_on_the_web(label: str) -> None:
    assert decode(FRENCH.encode("cp1252"), label) == FRENCH
    assert FRENCH in decode(_page(label).encode("cp1252"))


def test_what_is_declared_inside_html_counts() -> None:
    page = _page("shift_jis", JAPANESE)
    assert decode(page.encode("shift_jis")) == page
    old = page.replace(
        '<meta charset="shift_jis">',
        "<meta http-equiv='Content-Type' content='text/html; charset=Shift_JIS'>",
    )
    assert decode(old.encode("shift_jis")) == old
    xml = '<?xml version="1.0" encoding="euc-jp"?><html><p>大学</p></html>'
    assert decode(xml.encode("euc_jp")) == xml


def test_a_declaration_in_a_comment_or_in_prose_does_not_count() -> None:
    hidden = '<!-- <meta charset="koi8-r"> --><p>Université</p>'
    assert decode(hidden.encode()) == hidden
    prose = 'Write <meta charset="koi8-r"> for Université.'
    assert decode(prose.encode()) == prose


def test_what_the_server_declares_outdoes_the_page() -> None:
    page = _page("koi8-r")
    assert decode(page.encode(), "utf-8") == page


def test_a_mark_outdoes_every_declaration() -> None:
    page = _page("koi8-r")
    assert decode(page.encode("utf-8-sig"), "windows-1251") == page


@pytest.mark.parametrize("label", ["utf-7", "hex", "rot13", "unicode_escape", "nonsense", "", "\0"])
def test_a_label_that_is_no_encoding_of_pages_is_passed_over(label: str) -> None:
    text = "Caf\\u00e9 +AGE- é"
    assert decode(text.encode(), label) == text


def test_a_wrong_declaration_does_not_cost_the_accents() -> None:
    assert decode(FRENCH.encode("cp1252"), "utf-8") == FRENCH
    assert decode(_page("utf-16").encode()) == _page("utf-16")


def test_accents_are_part_of_their_letters_however_they_are_spelt() -> None:
    assert decode("Mu\u0308hle, Cafe\u0301".encode()) == "Mühle, Café"


def test_a_few_western_letters_and_typed_quotes_are_read_as_such() -> None:
    said = "the “naïve” raft – a tööt in the café"
    assert decode(said.encode("cp1252"), "utf-8") == said


def test_a_few_broken_bytes_cost_only_themselves() -> None:
    content = FRENCH.encode() + b" \xff " + FRENCH.encode()
    assert decode(content) == f"{FRENCH} � {FRENCH}"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Une métropole où l’on respire : l’air du “Sahel” coûte 5 £.\n", "cp1252"),
        ("Zdrowie publiczne: współpraca z uniwersytetem w Łodzi, badania żywności.\n", "cp1250"),
    ],
)
def test_files_of_two_encodings_put_together_are_read_line_by_line(
    text: str, encoding: str
) -> None:
    first = "Café in Łódź\nClean water — for all.\n"
    assert decode(first.encode() + text.encode(encoding) * 5) == first + text * 5
    assert decode(text.encode(encoding) + first.encode()) == text + first


def test_every_byte_is_read_as_something() -> None:
    text = decode(bytes(range(1, 256)) * 3)
    assert text.count("abc") == 3
    assert "\0" not in decode(b"water\0well" + b" plain" * 20_000)
