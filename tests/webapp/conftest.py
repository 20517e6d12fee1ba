from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fakes import Engines
from tests.webapp.harbour import open_records
from tests.webapp.served import working
from webapp.app import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from indexer.search.engine import Engine


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An index of 130 things under one theme, of one page: more than are looked at closely."""
    thing = {"text": "x", "theme": "Many"}
    things = (thing | {"_id": f"{n}", "title": f"Thing {n}"} for n in range(130))
    return open_records(tmp_path_factory.mktemp("many"), *things)


@pytest.fixture
def engines(harbour: Engine) -> Engines:
    """What a test may exchange the engine of; it makes its own application of it."""
    return Engines(harbour)


@pytest.fixture(scope="session")
def harbour_server(harbour_index: Path) -> Iterator[str]:
    """The address of a real server of that index, with two workers; all tests ask the same."""
    with working(harbour_index, words=True, workers=2) as server:
        yield server[0]


@pytest.fixture(scope="session")
def client(harbour: Engine) -> FlaskClient:
    """A client of one application for all tests: its templates are compiled once."""
    return create_app(Engines(harbour)).test_client()
