from __future__ import annotations

import pytest

from indexer.errors import AlongsideError
from webapp.settings import Settings, SettingsError


def test_the_defaults_are_those_of_the_contract() -> None:
    settings = Settings()
    assert (settings.max_query_characters, settings.default_limit, settings.max_limit) == (
        500,
        10,
        100,
    )
    assert settings.cors_origins == ("*",)


def test_an_environment_sets_what_it_names_and_nothing_else() -> None:
    environment = {
        "ALONGSIDE_MAX_LIMIT": "20",
        "ALONGSIDE_CORS_ORIGINS": "https://a.example/, https://b.example",
        "ALONGSIDE_INDEX": ".alongside",
        "MAX_OFFSET": "3",
    }
    assert Settings.from_environment(environment) == Settings(
        max_limit=20, cors_origins=("https://a.example", "https://b.example")
    )


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("ALONGSIDE_MAX_LIMIT", "many", "ALONGSIDE_MAX_LIMIT is 'many'"),
        ("ALONGSIDE_RETRY_AFTER", "0", "retry_after is 0"),
        ("ALONGSIDE_DEFAULT_LIMIT", "101", "default_limit is 101"),
        ("ALONGSIDE_CORS_ORIGINS", "https://a.example, b.example", "cors_origins has 'b.example'"),
    ],
)
def test_a_value_that_cannot_be_is_named(variable: str, value: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named) as raised:
        Settings.from_environment({variable: value})
    assert isinstance(raised.value, AlongsideError)
