"""Texts that teach nothing, too little, too much of the same, or another language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from indexer.arrays import order as order_of
from indexer.build import build
from indexer.index.postings import Postings
from indexer.index.store import open_current
from indexer.model import MODES, Query
from indexer.query.parse import parse_query
from indexer.search import fusion
from indexer.search.engine import Engine
from indexer.search.fusion import Legs
from tests.fakes import WordEncoder
from tests.indexer import garden

FRENCH = {
    "Qualité de l’air à Lille": "Des capteurs mesurent la pollution de l’air près des écoles. "
    "Le Réseau des mesures urbaines (RMU) publie les résultats.",
    "Jardins partagés": "Les habitants cultivent des légumes et des fleurs au pied des immeubles.",
    "Soins dentaires": "Des étudiants soignent les dents des enfants dans une clinique à Amiens.",
    "Prothèses légères": "Un laboratoire fabrique des prothèses de bras à bas coût.",
    "Lecture du soir": "Des bénévoles lisent des contes aux enfants de la bibliothèque.",
}
INDONESIAN = {
    "Kualitas udara di Malang": "Kami mengukur polusi udara di dekat sekolah. "
    "Badan Udara Nasional (BUN) menerbitkan hasilnya.",
    "Kebun bersama": "Warga menanam sayuran dan bunga di antara rumah susun.",
    "Perawatan gigi": "Mahasiswa merawat gigi anak-anak di sebuah klinik di Jakarta.",
    "Lengan palsu": "Sebuah laboratorium membuat lengan palsu yang murah.",
    "Dongeng malam": "Relawan membacakan dongeng untuk anak-anak di perpustakaan.",
}
FRENCH_QUERIES = {
    "pollution de l'air": "Qualité de l’air à Lille",
    "qualite de l'air": "Qualité de l’air à Lille",
    "RMU": "Qualité de l’air à Lille",
    "legumes": "Jardins partagés",
    "dents des enfants": "Soins dentaires",
    "prothèses": "Prothèses légères",
    "contes pour les enfants": "Lecture du soir",
    "Amiens": "Soins dentaires",
}
INDONESIAN_QUERIES = {
    "polusi udara": "Kualitas udara di Malang",
    "BUN": "Kualitas udara di Malang",
    "sayuran": "Kebun bersama",
    "gigi anak-anak": "Perawatan gigi",
    "lengan palsu murah": "Lengan palsu",
    "dongeng": "Dongeng malam",
    "klinik di Jakarta": "Perawatan gigi",
}


def indexed(folder: Path, sections: Mapping[str, str]) -> Engine:
    build([garden.page(folder / "page.md", sections)], folder / "index")
    return Engine.open(folder / "index")


def titles(engine: Engine, query: str, **options: object) -> list[str]:
    answer = engine.search(Query(query, **options))  # type: ignore[arg-type]
    return [hit.passage.title for hit in answer.hits]


def plain_rank(folder: Path, encoder: WordEncoder, query: str, title: str) -> int:
    """Return a passage's rank by the terms' BM25 and the best whole cosine, nothing understood."""
    engine = Engine.open(folder / "index")
    generation = open_current(folder / "index").folder
    body = Postings(generation / "postings" / "body", len(engine.passages))
    vector = encoder.query(query)
    near = [encoder.query(f"{one.title} {one.text}") @ vector for one in engine.passages]
    nothing = np.zeros(len(near), np.bool_)
    keyword = body.scores(parse_query(query, engine.passages[0].language).terms)
    held = np.ones(len(near), np.float32)
    legs = Legs(keyword, held, np.float32(near), nothing, nothing, asked=4)
    order = order_of(fusion.fuse(legs), np.arange(len(near)))
    return [engine.passages[int(row)].title for row in order].index(title)


@pytest.mark.parametrize(
    ("page", "queries"), [(FRENCH, FRENCH_QUERIES), (INDONESIAN, INDONESIAN_QUERIES)]
)
def test_another_language_is_ranked_no_worse_than_plainly(
    tmp_path: Path, word_encoder: WordEncoder, page: dict[str, str], queries: dict[str, str]
) -> None:
    engine = indexed(tmp_path, page)
    for query, title in queries.items():
        ranked = [one.title for one, _ in engine.rank(engine.match(Query(query)))]
        assert ranked.index(title) <= plain_rank(tmp_path, word_encoder, query, title), query
        assert titles(engine, query)[0] == title
        assert engine.search(Query(query)).corrections == ()


@pytest.mark.usefixtures("word_encoder")
def test_short_forms_slips_and_places_of_another_language(tmp_path: Path) -> None:
    engine = indexed(tmp_path, FRENCH)
    answer = engine.search(Query("que fait le RMU"))
    assert answer.acronyms == (("RMU", "Réseau des mesures urbaines"),)
    assert engine.search(Query("prothéses legeres")).corrections == ()  # accents are no slips
    assert engine.search(Query("biblioteque")).corrections == (("biblioteque", "bibliotheque"),)
    assert titles(engine, "France", mode="keyword")[0] == "Qualité de l’air à Lille"


@pytest.mark.usefixtures("word_encoder")
def test_a_text_without_short_forms_and_places(tmp_path: Path) -> None:
    engine = indexed(tmp_path, garden.FRUIT | garden.ROOTS)
    assert titles(engine, "sweet apples")[0] == "Apples"
    for query in ("PM", "what does PM stand for", "partners in France", "NHS in East Africa"):
        answer = engine.search(Query(query, mode="keyword"))
        assert (answer.state, answer.acronyms, answer.corrections) == ("none", (), ())


@pytest.mark.usefixtures("word_encoder")
@pytest.mark.parametrize("text", ["They are red.", "", "!", "(AIR)", "AIR (AIR) AIR", "🍎 (🍎🍎)"])
def test_a_single_passage(tmp_path: Path, text: str) -> None:
    engine = indexed(tmp_path, {"Apples": text})
    for mode in MODES:
        assert titles(engine, "apples", mode=mode) == ["Apples"]
    assert titles(engine, "aples") == ["Apples"]
    assert titles(engine, "aples", mode="keyword", correct=False) == []
    assert titles(engine, "pears", mode="keyword") == []


@pytest.mark.usefixtures("word_encoder")
def test_a_thousand_passages_that_say_nearly_the_same(tmp_path: Path) -> None:
    sections = {
        f"Plot {number}": f"The Garden Lending Scheme (GLS) lends plot {number} in Leeds, England."
        for number in range(1000)
    }
    engine = indexed(tmp_path, sections)
    assert len(engine.passages) == 1000
    for mode in ("hybrid", "keyword"):
        assert titles(engine, "plot 437", mode=mode)[0] == "Plot 437"
    everywhere = engine.search(Query("GLS", mode="keyword"))
    assert (everywhere.total, everywhere.state) == (1000, "strong")
    # All alike, so they come in the order of the page.
    assert [hit.row for hit in everywhere.hits] == list(range(10))
    assert everywhere.acronyms == (("GLS", "Garden Lending Scheme"),)
    assert engine.search(Query("United Kingdom", mode="keyword")).total == 1000
    corrected = engine.search(Query("gardin scheme"))
    assert corrected.corrections == (("gardin", "garden"),)
    assert corrected.total >= 1000 or not corrected.total_exact


@pytest.mark.usefixtures("word_encoder")
def test_thousands_of_passages_that_say_nearly_the_same(tmp_path: Path) -> None:
    """A step that compares them all with one another would not end here."""
    lines = (
        json.dumps({"title": f"Plot {number}", "text": "Lent by the garden scheme."})
        for number in range(3_000)
    )
    source = tmp_path / "plots.jsonl"
    source.write_text("\n".join(lines))
    build([str(source)], tmp_path / "index")
    engine = Engine.open(tmp_path / "index")
    assert len({passage.id for passage in engine.passages}) == 3_000
    for mode in MODES:
        assert titles(engine, "plot 1370", mode=mode)[0] == "Plot 1370"
    # All alike, so they come in the order of the page, window by window.
    for offset in (0, 1_500, 2_990):
        window = engine.search(Query("garden scheme", mode="keyword", offset=offset))
        assert (window.total, window.total_exact) == (3_000, True)
        assert [hit.row for hit in window.hits] == list(range(offset, offset + 10))
    most = engine.search(Query("gardin scheme", limit=100))
    assert (most.corrections, most.total, len(most.hits)) == ((("gardin", "garden"),), 3_000, 100)
    ranking = [(-hit.score, hit.row) for hit in most.hits]
    assert ranking == sorted(ranking)
