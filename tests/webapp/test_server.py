from __future__ import annotations

import json
import shutil
import signal
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.webapp.served import working

if TYPE_CHECKING:
    from pathlib import Path


def fetch(url: str) -> Any:
    with urlopen(url, timeout=60) as response:
        return json.load(response)


def test_a_real_index_is_served_and_serving_needs_no_torch(corpus_index: Path) -> None:
    with working(corpus_index) as (url, process):
        assert fetch(url + "health/ready")["status"] == "ready"
        answer = fetch(url + "api/v1/search?q=air+pollution+kenya")
        assert answer["answer"] == "strong"
        assert {
            "AIR" in hit["title"] or "Tupumue" in hit["title"] for hit in answer["hits"][:2]
        } == {True}
        for hit in answer["hits"]:
            passage = fetch(f"{url}api/v1/passages/{hit['id']}")
            assert passage["title"] == hit["title"]
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=60)
        assert (set(output.split()), process.returncode) == ({"False"}, 0)


def test_every_hit_of_a_real_index_is_read_in_place(corpus_index: Path) -> None:
    with working(corpus_index) as (url, _):
        for hit in fetch(url + "api/v1/search?q=health&limit=100")["hits"]:
            address, _, fragment = hit["url"].partition("#")
            anchor = fragment.partition(":~:")[0]
            with urlopen(address, timeout=60) as response:
                assert f'id="{anchor}"' in response.read().decode()


def test_a_folder_without_an_index_is_served_and_says_so(tmp_path: Path) -> None:
    with working(tmp_path, ALONGSIDE_RETRY_AFTER="7") as (url, process):
        assert fetch(url + "health/live") == {"status": "live"}
        with pytest.raises(HTTPError) as raised:
            fetch(url + "api/v1/search?q=a")
        with raised.value as refused:
            assert (refused.code, refused.headers["Retry-After"]) == (503, "7")
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
        assert "requests are answered 503 until there is an index" in errors
        assert "Traceback" not in errors


def test_a_wrong_setting_stops_it_before_it_listens(tmp_path: Path) -> None:
    with working(tmp_path, ALONGSIDE_MAX_LIMIT="many") as (url, process):
        _, errors = process.communicate(timeout=60)
        assert not url.startswith("http")
        assert "ALONGSIDE_MAX_LIMIT is 'many': give a whole number" in errors


def test_an_index_that_cannot_be_opened_stops_it_with_one_line(
    harbour_index: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "index"
    shutil.copytree(harbour_index, broken)
    for manifest in broken.glob("generations/*/manifest.json"):
        manifest.write_text("{")
    with working(broken, words=True, workers=2) as (url, process):
        _, errors = process.communicate(timeout=60)
    assert not url.startswith("http")
    assert errors.splitlines()[-1].count("cannot be read") == 1
    assert process.returncode == 1
