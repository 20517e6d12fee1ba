"""What a deployment may set, with its defaults, and nothing about how it is used.

Each is read from the environment under its name in capitals, behind `ALONGSIDE_`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from typing import Any, Self

from indexer.errors import AlongsideError

PREFIX = "ALONGSIDE_"
THREADS = 4  # requests that a process answers at once, where the command says nothing else
# What is read elsewhere: by the command, the encoder's cache, the tests.
_OTHERS = ("INDEX", "CACHE", "RENEW", "CASES", "EXAMPLES", "BENCH_PLAIN")
# What Kubernetes tells every container of a service that is called so.
_SERVICE = re.compile(r"_SERVICE_(HOST|PORT)(_\w+)?$|_PORT_\d+_(TCP|UDP|SCTP)_(PROTO|PORT|ADDR)$")
_PORT = re.compile(r"_PORT(_\d+_(TCP|UDP|SCTP))?$")
_ADDRESS = re.compile(r"(tcp|udp|sctp)://")
_MAY_BE_NONE = ("queries_per_minute", "trusted_proxies")
_LOG_FORMATS = ("auto", "json", "text")
_ORIGIN = re.compile(r"https?://[^/?#\s]+")
_ADDRESS_OF_OURS = re.compile(r"https?://[^/?#\s]+(/[^?#\s]*)?")


class SettingsError(AlongsideError):
    """A setting has a value that it cannot have."""


def _of(default: Any, what: str) -> Any:  # noqa: ANN401 - as `field` itself is typed
    """Return a field with what it is, for whoever asks the command."""
    return field(default=default, metadata={"what": what})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment may set; README.md says more of each.

    Raises
    ------
    SettingsError
        Where a value is out of its range.
    """

    max_query_characters: int = _of(500, "characters of the longest question")
    default_limit: int = _of(10, "hits where none are asked for")
    max_limit: int = _of(100, "the most hits of one answer")
    max_offset: int = _of(1_000_000, "the most hits that can be passed over")
    max_values: int = _of(50, "the most values of one filter")
    max_batch: int = _of(100, "the most queries of one request")
    max_export: int = _of(10_000, "the most results of one export")
    max_seconds: int = _of(10, "seconds that one query may take, its waiting included")
    max_body_bytes: int = _of(1_048_576, "bytes of the largest body")
    queries_per_minute: int = _of(3_000, "queries of one client, this machine apart; 0: any")
    trusted_proxies: int = _of(0, "proxies in front whose X-Forwarded headers hold")
    retry_after: int = _of(5, "seconds to wait after a 503")
    max_waiting: int = _of(64, "requests that wait in a process; then the oldest is sent away")
    public_url: str = _of("", "the address that clients know; else what they asked for")
    cors_origins: tuple[str, ...] = _of(
        ("*",), "whose pages may read the API: origins, commas between"
    )
    query_log: str = _of("", "a file that counts questions, without anybody's data")
    access_log: str = _of("", "a file for a line of JSON a request, or -")
    log_format: str = _of("auto", "json, text, or auto: text on a terminal")

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            least = 0 if one.name in _MAY_BE_NONE else 1
            if isinstance(value, int) and value < least:
                raise SettingsError(
                    f"{one.name} is {value}: give a whole number of at least {least}"
                )
        if self.public_url and not _ADDRESS_OF_OURS.fullmatch(self.public_url):
            raise SettingsError(
                f"public_url is {self.public_url!r}: give scheme and host, as in "
                "https://search.example.org, and the path below which it lies, if any"
            )
        for origin in self.cors_origins:
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                raise SettingsError(
                    f"cors_origins has {origin!r}: give scheme and host, as in "
                    "https://www.example.org, or * for all"
                )
        if self.log_format not in _LOG_FORMATS:
            raise SettingsError(
                f"log_format is {self.log_format!r}: give one of {', '.join(_LOG_FORMATS)}"
            )
        if self.default_limit > self.max_limit:
            raise SettingsError(
                f"default_limit is {self.default_limit}, above max_limit ({self.max_limit}): "
                "lower the one or raise the other"
            )

    @property
    def largest_batch(self) -> int:
        """How many queries a request may hold: no more than its client may ask in a minute."""
        return min(self.max_batch, self.queries_per_minute or self.max_batch)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Return the settings that an environment names, the defaults for the others.

        Raises
        ------
        SettingsError
            Where a value cannot be used, or a variable behind the prefix is none of these.

        >>> Settings.from_environment({"ALONGSIDE_MAX_LIMIT": "20"}).max_limit
        20
        """
        names = {PREFIX + one.name.upper(): one for one in fields(cls)}
        given: dict[str, Any] = {}
        for variable, value in environment.items():
            if variable in names:
                one = names[variable]
                given[one.name] = _parsed(variable, value, one.default)
            elif variable.startswith(PREFIX) and not _is_others(variable, value):
                raise SettingsError(f"{variable} is no setting: {_meant(variable, names)}")
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as it is: its variable, its value as one gives it, where from, and what it is."""

    variable: str
    value: str
    given: bool  # by the environment
    what: str


def tell(environment: Mapping[str, str]) -> list[Setting]:
    """Return all settings as an environment makes them; raises as `from_environment` does."""
    made = Settings.from_environment(environment)
    told = []
    for one in fields(Settings):
        variable, value = PREFIX + one.name.upper(), getattr(made, one.name)
        shown = ",".join(value) if isinstance(value, tuple) else str(value)
        told.append(Setting(variable, shown, variable in environment, str(one.metadata["what"])))
    return told


def _is_others(variable: str, value: str) -> bool:
    """Tell whether a variable is known, and is no setting: a command's, a test's, Kubernetes'."""
    own = variable.removeprefix(PREFIX)
    return (
        own in _OTHERS
        or own.startswith("TEST_")
        or bool(_SERVICE.search(variable) or (_PORT.search(variable) and _ADDRESS.match(value)))
    )


def _meant(variable: str, names: Iterable[str]) -> str:
    close = get_close_matches(variable, [*names, *(PREFIX + one for one in _OTHERS)], 1, 0.8)
    return f"did you mean {close[0]}?" if close else "see alongside settings"


def _parsed(variable: str, value: str, default: object) -> int | str | tuple[str, ...]:
    """Return a value of the type that its default has."""
    if variable == f"{PREFIX}PUBLIC_URL":
        return value.strip().rstrip("/")
    if isinstance(default, str):
        return value
    if isinstance(default, tuple):
        return tuple(one.strip().rstrip("/") for one in value.split(",") if one.strip())
    try:
        return int(value)
    except ValueError:
        raise SettingsError(f"{variable} is {value!r}: give a whole number") from None
