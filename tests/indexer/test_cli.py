from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from indexer.index import store
from tests.indexer.commands import ALONGSIDE, JUDGEMENTS, PAGE, invoke, run

AIR = "Air Pollution Interdisciplinary Research (AIR) Network"
ODD = {
    "empty": "",
    "space": "   ",
    "long": "air pollution " * 750,
    "one long word": "a" * 10_000,
    "emoji": "🫁🌍👩🏽‍🔬",
    "controls": "air\x07 \x1b[31mpollution\x7f",
    "right to left": "تلوث الهواء في كينيا \u202e",
    "punctuation": "?!... --- ()[]{} ***",
    "quotes": '"air pollution',
    "brackets": "(air [pollution} AND OR NOT ((",
    "operators": 'title: -"" -: theme:"" *:* ~ ^2 \\',
    "not UTF-8": os.fsdecode(b"air \xff\xfe"),
}


@pytest.fixture(scope="module")
def built(
    packaged_model: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    index = tmp_path_factory.mktemp("built") / "index"
    return index, run("index", PAGE, "--to", index, "--model", packaged_model)


def test_indexing_shows_progress_and_ends_with_a_summary(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    index, done = built
    manifest = store.open_current(index).manifest
    assert done.returncode == 0
    assert f"health-partnerships.html: {manifest.passages} passages" in done.stderr
    assert "encoding: 100%" in done.stderr
    assert "/s" in done.stderr
    assert done.stdout.startswith(f"indexed {manifest.passages} passages of 1 sources: ")
    again = invoke("index", PAGE, "--to", index)
    assert again.stdout.startswith(f"up to date: {manifest.passages} passages of 1 sources")


def test_verifying_names_each_damaged_file(
    built: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    index = tmp_path / "index"
    shutil.copytree(built[0], index)
    generation = store.open_current(index)
    whole = invoke("verify", index)
    assert whole.exit_code == 0
    assert whole.stdout.startswith(f"{generation.name} answers: ")
    assert whole.stdout.endswith("as they were written\n")
    altered, missing = (
        generation.folder / name for name in ("encoder/model.onnx", "names/rows.npy")
    )
    altered.write_bytes(altered.read_bytes()[:-1] + b"?")
    missing.unlink()
    damaged = invoke("verify", index)
    assert damaged.exit_code == 1
    assert damaged.stdout.splitlines() == [
        f"{altered} is truncated or altered; build the index again",
        f"{missing} is missing; build the index again",
    ]
    assert "there is no index in" in invoke("verify", tmp_path / "other").stderr


def test_searching_says_why_a_passage_is_not_among_the_results(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    asked = ("search", "air pollution Kenya", "--index", built[0], "--why-not")
    told = run(*asked, "The CoBra project")
    assert "The CoBra project: not a result; it does not hold “air” or “pollution”" in told.stdout
    assert json.loads(run(*asked, "Tupumue", "--json").stdout)["why_not"]["rank"] == 2
    refused = run(*asked, "Atlantis")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--why-not 'Atlantis': give the id or the title of a passage" in refused.stderr


def test_searching_shows_the_right_passages_first(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    done = run("search", "air pollution Kenya", "--index", built[0])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.index(f" 1. {AIR}") < done.stdout.index(" 2. Tupumue")
    assert "\x1b" not in done.stdout, "no colours where nobody sees them"


def test_the_index_is_found_by_the_environment(corpus_index: Path, tmp_path: Path) -> None:
    env = {**os.environ, "ALONGSIDE_INDEX": str(corpus_index)}
    assert AIR in run("search", "air pollution", env=env, cwd=tmp_path).stdout


def test_json_is_what_the_contract_says(corpus_index: Path) -> None:
    done = invoke(
        "search", "air pollution Kenya", "--index", corpus_index, "--json", "--limit", "1"
    )
    answer = json.loads(done.stdout)
    assert answer["query"] == {
        "text": "air pollution Kenya",
        "searched": "air pollution Kenya",
        "corrections": [],
        "acronyms": [],
        "mode": "hybrid",
    }
    assert (answer["answer"], answer["limit"], answer["offset"]) == ("strong", 1, 0)
    assert answer["total"] > 1
    assert answer["total_exact"] is True
    [hit] = answer["hits"]
    assert hit["title"] == AIR
    assert hit["matched_by"] == ["words", "meaning"]
    assert set(hit) >= {"id", "theme", "score", "keyword_score", "semantic_score", "url", "source"}
    marks = hit["snippet"]["marks"]
    assert {hit["snippet"]["text"][m["start"] : m["end"]] for m in marks if m["kind"] == "word"} & {
        "air",
        "pollution",
        "Kenya",
    }
    assert set(answer["index"]) == {"generation", "built_at", "model", "passages"}
    assert answer["took_ms"] > 0


@pytest.mark.parametrize("mode", ["hybrid", "keyword", "semantic"])
def test_each_mode_answers_by_its_own_legs(corpus_index: Path, mode: str) -> None:
    done = invoke("search", "air pollution", "--index", corpus_index, "--json", "--mode", mode)
    legs = {leg for hit in json.loads(done.stdout)["hits"] for leg in hit["matched_by"]}
    assert (
        legs
        == {"hybrid": {"words", "meaning"}, "keyword": {"words"}, "semantic": {"meaning"}}[mode]
    )


@pytest.mark.parametrize("query", ODD.values(), ids=ODD.keys())
def test_no_query_is_an_error(corpus_index: Path, query: str) -> None:
    for form in ([], ["--json"], ["--mode", "keyword"], ["--mode", "semantic"]):
        done = invoke("search", "--index", corpus_index, *form, "--", query)
        assert (done.exit_code, done.exception, done.stderr) == (0, None, "")
        assert done.stdout.strip()
        if form == ["--json"]:
            assert json.loads(done.stdout)["answer"] in {"strong", "weak", "none"}
        assert "\x07" not in done.stdout


def test_odd_queries_as_real_arguments(corpus_index: Path) -> None:
    for query, form in (("not UTF-8", []), ("not UTF-8", ["--json"]), ("emoji", []), ("empty", [])):
        done = run("search", "--index", corpus_index, *form, "--", ODD[query])
        assert (done.returncode, done.stderr) == (0, "")


def test_gibberish_has_no_answer(corpus_index: Path) -> None:
    done = invoke("search", "wxqz vbnrt plkjh", "--index", corpus_index, "--json")
    answer = json.loads(done.stdout)
    assert (answer["answer"], answer["total"], answer["hits"]) == ("none", 0, [])


def test_a_terminal_without_the_characters_gets_others(corpus_index: Path) -> None:
    env = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = run("search", "partnership", "--index", corpus_index, env=env, encoding="latin-1")
    assert (done.returncode, done.stderr) == (0, "")


def test_whoever_reads_one_line_only_is_left_in_peace(corpus_index: Path) -> None:
    search = [ALONGSIDE, "search", "health"]
    for lines, form in ((1, "--limit=50"), (0, "--json")):
        line = f'"$0" "$@" | head -n {lines}'
        done = subprocess.run(
            ["bash", "-c", f"set -o pipefail; {line}", *search, form, "--index", corpus_index],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert len(done.stdout.splitlines()) == lines


def test_inspecting_shows_outline_and_sizes() -> None:
    done = invoke("inspect", PAGE)
    assert done.exit_code == 0
    assert done.stdout.startswith("health-partnerships.html: ")
    line = next(line for line in done.stdout.splitlines() if f"- {AIR}" in line)
    assert " words, " in line
    assert line.endswith(" tokens")


def test_inspecting_as_json_gives_a_line_a_passage() -> None:
    objects = [json.loads(line) for line in invoke("inspect", PAGE, "--json").stdout.splitlines()]
    wanted = {"id", "title", "theme", "text", "url", "introduction", "words", "tokens"}
    assert all(set(one) >= wanted for one in objects)
    assert sum(not one["introduction"] for one in objects) == 25
    assert len({one["id"] for one in objects}) == len(objects)
    [air] = [one for one in objects if one["title"] == AIR]
    assert air["tokens"] > air["words"] > 50
    assert air["url"] is None


def test_inspecting_tells_who_is_named_where(tmp_path: Path) -> None:
    text = "# Boats\n\n## Boat\n\nWe work with Anytown Museum. Zzyx Trust was in Kenya.\n"
    [boat] = map(json.loads, invoke("inspect", "-", "--json", input=text).stdout.splitlines())
    assert [(one["name"], one["role"]) for one in boat["organisations"]] == [
        ("Anytown Museum", "partner"),
        ("Zzyx Trust", "partner"),
    ]
    for one in (*boat["organisations"], *boat["funders"], *boat["people"], *boat["places"]):
        assert boat["text"][one["start"] : one["end"]] == one["text"]
    shown = invoke("inspect", "-", "--mentions", input=text).stdout
    assert "partner?" in shown
    path = tmp_path / "mentions.toml"
    path.write_text(shown[shown.index("# What") :].replace('"partner"', '"funder"'))
    again = invoke("inspect", "-", "--json", "--mentions-file", path, input=text).stdout
    assert [one["name"] for one in json.loads(again)["funders"]] == ["Zzyx Trust"]


def test_a_public_address_is_given_to_each_passage() -> None:
    done = invoke("inspect", PAGE, "--json", "--url", "https://example.org/page")
    addresses = [json.loads(line)["url"] for line in done.stdout.splitlines()]
    assert all(address.startswith("https://example.org/page") for address in addresses)
    assert len(set(addresses)) == len(addresses)


def test_standard_input_is_a_source() -> None:
    done = invoke("inspect", "-", "--json", input="# Fruit\n\n## Apples\n\nThey are red.\n")
    assert [json.loads(line)["title"] for line in done.stdout.splitlines()] == ["Apples"]


def test_evaluating_gives_every_measure_for_every_mode(corpus_index: Path, tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    lines = JUDGEMENTS.read_text(encoding="utf-8").splitlines()
    none = '{"id": "n", "kind": "none", "query": "wxqz vbnrt", "relevant": {}}'
    few.write_text("\n".join([*lines[:5], none]), encoding="utf-8")
    report = json.loads(invoke("evaluate", few, "--index", corpus_index, "--json").stdout)
    assert list(report) == ["hybrid", "keyword", "semantic"]
    measures = {"ndcg@10", "mrr@10", "recall@100", "ndcg@10_after_gate"}
    gate = {"none_kept_silent", "answerable_answered", "unanswered"}
    for mode in report.values():
        assert set(mode) == measures | gate | {"by_kind", "sentences", "sentences_by_fact"}
        assert mode["none_kept_silent"] == 1
        assert set(mode["by_kind"]["topic"]) == measures | {"answered", "queries"}
    assert report["hybrid"]["mrr@10"] > 0.9
    table = invoke("evaluate", few, "--index", corpus_index).stdout
    assert table.splitlines()[0].split() == ["hybrid", "keyword", "semantic"]


def test_what_nobody_has_is_told_while_evaluating(corpus_index: Path, tmp_path: Path) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_text('{"query": "air", "relevant": {"No such passage": 2}}')
    done = invoke("evaluate", path, "--index", corpus_index, "--json")
    assert "judged as relevant, but not in the index: No such passage" in done.stderr
    assert json.loads(done.stdout)["hybrid"]["recall@100"] == 0


def test_tables_are_written_to_the_screen_or_to_a_file(corpus_index: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.csv"
    asked = ("search", "air pollution Kenya", "--index", corpus_index)
    done = run("export", *asked, "--format", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows[0]["title"] == AIR
    assert invoke("export", *asked, "--output", file).stdout == ""
    assert file.read_bytes().startswith(b"\xef\xbb\xbfrank,id,title")
    names = invoke("export", "mentions", "--index", corpus_index, "--format", "jsonl").stdout
    assert len(names.splitlines()) > 10
    company = invoke("export", "collaborators", "--index", corpus_index, "--format", "jsonl").stdout
    told = [json.loads(line) for line in company.splitlines()]
    assert {row["kind"] for row in told} >= {"organisation", "place"}
    rows_of = Counter(row["collaborator"] for row in told)
    assert all(rows_of[row["collaborator"]] == row["passages"] for row in told)  # none left out
    assert max(rows_of.values()) > 3


@pytest.mark.parametrize("asked", [("search",), ("mentions", "air")])
def test_a_table_is_asked_for_with_a_query_where_it_takes_one(asked: tuple[str, ...]) -> None:
    done = invoke("export", *asked)
    assert done.exit_code == 2
    assert f"export {asked[0]} takes" in done.stderr
