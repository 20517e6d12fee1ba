from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.errors import JudgementsError
from indexer.evaluate.judged import JudgedQuery, Place, questions_beside, read_judgements
from indexer.model import Span
from tests.indexer.garden import FRUIT, page


def test_a_file_of_judged_queries(tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl"
    first = {"id": "a", "kind": "topic", "query": "smoke\u2028haze", "relevant": {"Air": 2}}
    second = {"query": "bread", "kind": "none"}
    lines = [json.dumps(one, ensure_ascii=False) for one in (first, second)]
    path.write_text("\ufeff" + "\r\n\r\n".join(lines) + "\n", encoding="utf-8")
    assert read_judgements(path) == [
        JudgedQuery("a", "smoke\u2028haze", "topic", {"Air": 2}),
        JudgedQuery("3", "bread", "none", {}),
    ]


def test_a_query_may_judge_sentences_by_words_or_by_their_place(tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl"
    raw = {
        "id": "a",
        "query": "when did it open",
        "kind": "fact",
        "relevant": {"School": 2},
        "sentence": ["opened in 1910", ["School", 19, 36]],
        "fact": "date",
        "part": "look",
    }
    other = {"id": "b", "query": "its fee", "kind": "absent", "relevant": {"School": 2}}
    path.write_text(f"{json.dumps(raw)}\n{json.dumps(other)}", encoding="utf-8")
    sentences = ("opened in 1910", Place("School", Span(19, 36)))
    first, second = read_judgements(path)
    assert first == JudgedQuery(
        "a", "when did it open", "fact", {"School": 2}, sentences, "date", "look"
    )
    assert first.answerable
    assert not second.answerable  # what is asked for is absent
    assert read_judgements(path, part="look") == [first]
    with pytest.raises(JudgementsError, match="no judged query of the part 'measure'"):
        read_judgements(path, part="measure")


def test_several_lists_are_one(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(f'{{"id": "{name[0]}", "query": "air"}}', encoding="utf-8")
    assert [one.id for one in read_judgements(tmp_path / "a", tmp_path / "b")] == ["a", "b"]
    (tmp_path / "c").write_text('{"id": "a", "query": "smoke"}', encoding="utf-8")
    with pytest.raises(JudgementsError, match=r"/a and .*/c: two queries of the id 'a'"):
        read_judgements(tmp_path / "a", tmp_path / "c")


QUERIES = '{"_id": "1", "text": "smoke"}\n{"_id": 2, "text": "teeth"}\n{"_id": "3", "text": "?"}\n'


def collection(folder: Path, qrels: str, queries: str = QUERIES) -> Path:
    (folder / "qrels").mkdir()
    (folder / "queries.jsonl").write_text(queries, encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    return folder


@pytest.mark.parametrize("heading", ["query-id\tcorpus-id\tscore\n", ""])
def test_a_folder_of_a_public_collection(tmp_path: Path, heading: str) -> None:
    folder = collection(tmp_path, heading + "1\tA\t1\n1\tB\t0\n2\tC\t2\n\n")
    assert read_judgements(folder) == [
        JudgedQuery("1", "smoke", None, {"A": 1, "B": 0}),
        JudgedQuery("2", "teeth", None, {"C": 2}),
    ]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ('{"query": "a"}\n{"query": ', 2, "not JSON"),
        ("[1]", 1, "expected an object, found list"),
        ('\n{"text": "a"}', 2, "the text field 'query' is missing"),
        ('{"query": "a", "relevant": ["Air"]}', 1, "'relevant' is not an object of names"),
        ('{"query": "a", "relevant": {"Air": "high"}}', 1, "'relevant' is not an object of names"),
        ('{"query": "a", "sentence": "It is."}', 1, "'sentence' is not a list: 'It is.'"),
        ('{"query": "a", "sentence": [""]}', 1, "a judged sentence is words of it"),
        ('{"query": "a", "sentence": [["Air", 7, 5]]}', 1, "a judged sentence is words of it"),
        ('{"query": "a", "fact": "time"}', 1, "'fact' is 'time'; it may be date, duration"),
        ('{"query": "a", "part": 1}', 1, "'part' is 1; it may be look, measure"),
    ],
)
def test_an_error_names_file_and_line(
    tmp_path: Path, content: str, line: int, message: str
) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(JudgementsError) as raised:
        read_judgements(path)
    assert str(raised.value).startswith(f"{path}:{line}: {message}")


@pytest.mark.parametrize("wrong", ["1\tA", "1\tA\tx", "1 0 A 1"])
def test_an_error_in_a_collection_names_file_and_line(tmp_path: Path, wrong: str) -> None:
    folder = collection(tmp_path, f"query-id\tcorpus-id\tscore\n1\tA\t1\n{wrong}\n")
    with pytest.raises(JudgementsError, match=r"test\.tsv:3: expected query, document and grade"):
        read_judgements(folder)


def test_a_file_that_is_not_there_or_holds_nothing(tmp_path: Path) -> None:
    with pytest.raises(JudgementsError, match=r"absent\.jsonl cannot be read .*; name a \.jsonl"):
        read_judgements(tmp_path / "absent.jsonl")
    with pytest.raises(JudgementsError, match=r"qrels.test\.tsv cannot be read"):
        read_judgements(tmp_path)
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(JudgementsError, match=r"empty\.jsonl holds no judged query"):
        read_judgements(tmp_path / "empty.jsonl")


def test_two_queries_of_one_id_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_text('{"id": "a", "query": "x"}\n{"id": "a", "query": "y"}', encoding="utf-8")
    with pytest.raises(JudgementsError, match="two queries of the id 'a'"):
        read_judgements(path)


def test_questions_beside_a_source_are_those_with_an_answer_and_without_a_slip(
    tmp_path: Path,
) -> None:
    kinds = {"red fruit": "topic", "red friut": "typo", "tyres": "none", "sweet": None}
    lines = [json.dumps({"query": text, "kind": kind}) for text, kind in kinds.items()]
    (tmp_path / "judgements.jsonl").write_text("\n".join(lines), encoding="utf-8")
    source = page(tmp_path / "fruit.md", FRUIT)
    told: list[str] = []
    for sources in ([source], [str(tmp_path)], [source, str(tmp_path), "-", "https://a.example/"]):
        found = questions_beside(sources, lambda name, why: told.append(f"{name} {why}"))
        assert found == ("red fruit", "sweet")
    assert told == []


def test_a_list_that_cannot_be_read_is_told_and_no_question(tmp_path: Path) -> None:
    (tmp_path / "judgements.jsonl").write_text("red fruit", encoding="utf-8")
    told: list[str] = []
    assert questions_beside([str(tmp_path)], lambda _, why: told.append(why)) == ()
    assert len(told) == 1
    assert "judgements.jsonl:1: not JSON" in told[0]
