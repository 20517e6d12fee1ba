from __future__ import annotations

import pytest

from indexer.errors import AlongsideError
from tests.indexer.commands import invoke
from webapp.settings import Settings, SettingsError, tell


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


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        ("ALONGSIDE_MAX_LIMITS", "did you mean ALONGSIDE_MAX_LIMIT?"),
        ("ALONGSIDE_INDX", "did you mean ALONGSIDE_INDEX?"),
        ("ALONGSIDE_COLOUR_OF_IT", "see alongside settings"),
    ],
)
def test_an_unknown_variable_is_an_error_that_says_what_was_meant(variable: str, said: str) -> None:
    with pytest.raises(SettingsError, match=f"{variable} is no setting: {said}".replace("?", ".")):
        Settings.from_environment({variable: "1"})


def test_what_kubernetes_and_the_command_set_is_known() -> None:
    told = {
        "ALONGSIDE_PORT": "tcp://10.0.0.1:8000",
        "ALONGSIDE_PORT_8000_TCP": "tcp://10.0.0.1:8000",
        "ALONGSIDE_PORT_8000_TCP_ADDR": "10.0.0.1",
        "ALONGSIDE_PORT_8000_TCP_PROTO": "tcp",
        "ALONGSIDE_SERVICE_HOST": "10.0.0.1",
        "ALONGSIDE_SERVICE_PORT_HTTP": "8000",
        "ALONGSIDE_INDEX": "/data",
        "ALONGSIDE_CACHE": "/cache",
    }
    assert Settings.from_environment(told) == Settings()
    with pytest.raises(SettingsError, match="ALONGSIDE_PORT is no setting"):
        Settings.from_environment({"ALONGSIDE_PORT": "8000"})


def test_settings_are_told_with_where_they_are_from() -> None:
    told = {one.variable: one for one in tell({"ALONGSIDE_MAX_LIMIT": "20"})}
    assert (told["ALONGSIDE_MAX_LIMIT"].value, told["ALONGSIDE_MAX_LIMIT"].given) == ("20", True)
    assert (told["ALONGSIDE_CORS_ORIGINS"].value, told["ALONGSIDE_CORS_ORIGINS"].given) == (
        "*",
        False,
    )
    listed = invoke("settings", env={"ALONGSIDE_MAX_LIMIT": "20"}).output
    assert "ALONGSIDE_MAX_LIMIT=20  (environment; the most hits of one answer)" in listed
    assert "ALONGSIDE_RETRY_AFTER=5  (default; " in listed
    helped = invoke("serve", "--help").output
    assert all(variable in helped for variable in told)
