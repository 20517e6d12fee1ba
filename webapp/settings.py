"""Says what a deployment may set, with its defaults, and nothing about how it is used.

====================  ================================  =========  ============================
setting               environment                       default    what it bounds
====================  ================================  =========  ============================
max_query_characters  ALONGSIDE_MAX_QUERY_CHARACTERS    500        characters of a question
default_limit         ALONGSIDE_DEFAULT_LIMIT           10         hits where none are asked for
max_limit             ALONGSIDE_MAX_LIMIT               100        hits of one answer
max_offset            ALONGSIDE_MAX_OFFSET              1,000,000  hits that can be passed over
max_themes            ALONGSIDE_MAX_THEMES              50         themes of one query
retry_after           ALONGSIDE_RETRY_AFTER             5          seconds to wait after a 503
cors_origins          ALONGSIDE_CORS_ORIGINS            ``*``      origins, with commas between,
                                                                   whose pages may read the API
====================  ================================  =========  ============================
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Self

from indexer.errors import AlongsideError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "ALONGSIDE_"


class SettingsError(AlongsideError):
    """A setting has a value that it cannot have."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment may set; the table at the head of this module says what each is.

    Raises
    ------
    SettingsError
        Where a value is out of its range.
    """

    max_query_characters: int = 500
    default_limit: int = 10
    max_limit: int = 100
    max_offset: int = 1_000_000
    max_themes: int = 50
    retry_after: int = 5
    cors_origins: tuple[str, ...] = ("*",)

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int) and value < 1:
                raise SettingsError(f"{field.name} is {value}: give a whole number of at least 1")
        if self.default_limit > self.max_limit:
            raise SettingsError(
                f"default_limit is {self.default_limit}, above max_limit ({self.max_limit}): "
                "lower the one or raise the other"
            )

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


def _parsed(variable: str, value: str) -> int | tuple[str, ...]:
    if variable == f"{PREFIX}CORS_ORIGINS":
        return _origins(value)
    try:
        return int(value)
    except ValueError:
        raise SettingsError(f"{variable} is {value!r}: give a whole number") from None


def _origins(value: str) -> tuple[str, ...]:
    return tuple(origin.strip().rstrip("/") for origin in value.split(",") if origin.strip())
