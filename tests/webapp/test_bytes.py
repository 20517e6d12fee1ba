"""Sends bytes that no browser sends: whatever comes is answered or refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from flask.testing import FlaskClient

_names = st.sampled_from(
    [
        "q",
        "limit",
        "offset",
        "mode",
        "theme",
        "place",
        "kind",
        "role",
        "exclude",
        "correct",
        "as-typed",
        "x",
        "q%00",
    ]
)


@given(st.lists(st.tuples(_names, st.binary(max_size=40)), max_size=4))
def test_any_parameters_are_answered_or_refused(
    client: FlaskClient, pairs: list[tuple[str, bytes]]
) -> None:
    query = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in pairs)
    service = client.get(f"/api/v1/search?{query}")
    assert service.status_code in (200, 400)
    assert service.is_json
    for path in ("/", "/compare", "/collaborators", "/places", "/network", "/browse", "/pages/"):
        person = client.get(f"{path}?{query}")
        assert person.status_code in (200, 400, 404)
        assert person.mimetype == "text/html"


@pytest.mark.parametrize(
    "root",
    ["/pages/", "/passages/", "/collaborators/", "/api/v1/passages/", "/problems/", "/x"],
)
@given(raw=st.binary(min_size=1, max_size=40))
def test_any_path_is_found_or_not(client: FlaskClient, root: str, raw: bytes) -> None:
    response = client.get(root + quote_from_bytes(raw))
    assert response.status_code in (200, 404)
    response.close()
