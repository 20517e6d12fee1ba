from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.webapp.fake import FakeEngine, FakeEngines
from webapp import create_app

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


@pytest.fixture
def fake_engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def engines(fake_engine: FakeEngine) -> FakeEngines:
    return FakeEngines(fake_engine)


@pytest.fixture
def app(engines: FakeEngines) -> Flask:
    return create_app(engines)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
