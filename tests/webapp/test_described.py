"""What is sent is what is described: no field more, none less, and nothing refused unannounced.

`ALONGSIDE_CASES=2000` asks each endpoint that often; by itself it is 20 times.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.webapp.harbour import BIRDS
from tests.webapp.served import working
from tests.webapp.test_golden import ANSWERS, API

if TYPE_CHECKING:
    from flask.testing import FlaskClient


CASES = os.environ.get("ALONGSIDE_CASES", "20")


def test_endpoints_do_what_their_description_says(
    client: FlaskClient, harbour_index: Path, tmp_path: Path
) -> None:
    paths = client.get(f"{API}/openapi.json").json["paths"]
    asked = sum(len(methods) for methods in paths.values())
    asking = [Path(sys.executable).with_name("schemathesis"), "run", "--no-color"]
    asking += ["--phases", "examples,coverage,fuzzing", "--checks", "all"]
    asking += ["--max-examples", CASES, "--generation-deterministic"]
    with working(harbour_index, words=True) as (url, _):
        done = subprocess.run(
            [*asking, f"{url}{API[1:]}/openapi.json"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{asked} selected / {asked} total" in done.stdout


class Description:
    """The schemas of the document, with the fields of theirs that were seen."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.schemas = document["components"]["schemas"]
        self.seen: dict[str, set[str]] = {}

    def walk(self, value: object, schema: dict[str, Any]) -> None:
        """Hold a value to its schema, and note its fields."""
        if "$ref" in schema:
            self._body(value, schema["$ref"].rpartition("/")[2])
        elif choices := schema.get("anyOf"):
            if value is not None:
                self.walk(value, next(one for one in choices if one.get("type") != "null"))
        elif schema.get("type") == "array":
            assert isinstance(value, list)
            for each in value:
                self.walk(each, schema["items"])

    def _body(self, value: object, name: str) -> None:
        assert isinstance(value, dict), name
        schema = self.schemas[name]
        assert set(value) <= set(schema["properties"]), f"a field of {name} is not described"
        assert set(schema["required"]) <= set(value), f"a field of {name} is missing"
        self.seen.setdefault(name, set()).update(value)
        for field, each in value.items():
            self.walk(each, schema["properties"][field])


def test_every_field_described_is_sent_and_every_field_sent_is_described(
    client: FlaskClient,
) -> None:
    document = client.get(f"{API}/openapi.json").json
    description = Description(document)
    for path in (*ANSWERS.values(), f"{API}/passages/{BIRDS}"):
        place = path.partition("?")[0]
        if "export" in place or "openapi" in place:
            continue
        operation = _operation(document, place)
        body = operation["responses"]["200"]["content"]["application/json"]["schema"]
        description.walk(client.get(path).json, body)
    asked = {"queries": [{"q": "small tidde CHU"}]}
    batch = client.post(f"{API}/search", json=asked).json
    description.walk(batch, {"$ref": "#/components/schemas/BatchAnswer"})
    wrong = json.loads(client.get(f"{API}/search").data)
    description.walk(wrong, {"$ref": "#/components/schemas/Problem"})
    sent = set(description.schemas) - {"SearchQuery", "SearchBatch"}
    description.seen["Ready"].add("fault")  # only where a damaged generation was set aside
    for name in sent:
        assert description.seen.get(name) == set(description.schemas[name]["properties"]), name


def _operation(document: dict[str, Any], place: str) -> dict[str, Any]:
    """Return the operation whose path a request's place is, the plain before the variable."""
    parts = place.split("/")
    for path, methods in document["paths"].items():
        pattern = path.split("/")
        if len(pattern) == len(parts) and all(
            want == part or want.startswith("{") for want, part in zip(pattern, parts, strict=True)
        ):
            found: dict[str, Any] = methods["get"]
            return found
    return pytest.fail(f"{place} is not described")
