"""What a deployment may set, with its defaults, and nothing about how it is used.

Each is read from the environment under its name in capitals, behind `ALONGSIDE_`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from indexer.errors import AlongsideError

PREFIX = "ALONGSIDE_"
_MAY_BE_NONE = ("queries_per_minute", "trusted_proxies")
_LOG_FORMATS = ("auto", "json", "text")
_TEXTS = ("query_log", "access_log", "log_format")
_ORIGIN = re.compile(r"https?://[^/?#\s]+")


class SettingsError(AlongsideError):
    """A setting has a value that it cannot have."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment may set; README.md says more of each.

    Raises
    ------
    SettingsError
        Where a value is out of its range.
    """

    max_query_characters: int = 500
    default_limit: int = 10  # hits where none are asked for
    max_limit: int = 100  # hits of one answer
    max_offset: int = 1_000_000  # hits that can be passed over
    max_values: int = 50  # values of one filter
    max_batch: int = 100  # queries of one request
    max_export: int = 10_000  # results of one export
    max_seconds: int = 10  # to find what answers one query
    max_body_bytes: int = 1_048_576
    queries_per_minute: int = 3_000  # of one client, those of this machine apart; 0: any
    trusted_proxies: int = 0  # proxies in front whose X-Forwarded headers hold
    retry_after: int = 5  # seconds to wait after a 503
    max_waiting: int = 64  # requests that wait in a worker; with more the oldest is sent away
    public_url: str = ""  # the address that clients know; else what they asked for
    cors_origins: tuple[str, ...] = ("*",)  # whose pages may read the API
    query_log: str = ""  # a file that counts questions, without anybody's data
    access_log: str = ""  # a file for a line of JSON a request, or -
    log_format: str = "auto"  # json, text, or auto: text on a terminal

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            least = 0 if field.name in _MAY_BE_NONE else 1
            if isinstance(value, int) and value < least:
                raise SettingsError(
                    f"{field.name} is {value}: give a whole number of at least {least}"
                )
        if self.public_url and not _ORIGIN.fullmatch(self.public_url):
            raise SettingsError(
                f"public_url is {self.public_url!r}: give scheme and host, as in "
                "https://search.example.org"
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

        >>> Settings.from_environment({"ALONGSIDE_MAX_LIMIT": "20"}).max_limit
        20
        """
        names = {PREFIX + field.name.upper(): field.name for field in fields(cls)}
        given: dict[str, Any] = {
            names[variable]: _parsed(variable, value)
            for variable, value in environment.items()
            if variable in names
        }
        return cls(**given)


def _parsed(variable: str, value: str) -> int | str | tuple[str, ...]:
    if variable == f"{PREFIX}PUBLIC_URL":
        return value.strip().rstrip("/")
    if variable.removeprefix(PREFIX).lower() in _TEXTS:
        return value
    if variable == f"{PREFIX}CORS_ORIGINS":
        return tuple(one.strip().rstrip("/") for one in value.split(",") if one.strip())
    try:
        return int(value)
    except ValueError:
        raise SettingsError(f"{variable} is {value!r}: give a whole number") from None
