"""Reads the file in which people say what short forms stand for, or that one stands for nothing.

PHU = "Portsmouth Hospitals University NHS Trust"
"PB Centre" = ["Portsmouth-Brawijaya Centre", "Portsmouth-Brawijaya Centre for Global Health"]
PM = []    # not a short form here
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from indexer.errors import SourceError


def read_overrides(path: Path) -> dict[str, tuple[str, ...]]:
    """Read a TOML file of short forms, each with its long form, a list of them, or `[]` for none.

    Raises
    ------
    SourceError
        Naming the file, the key at fault and the way out.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        message = f"cannot read the acronyms in {path}: {reason}; give a TOML file in UTF-8"
        raise SourceError(message) from error
    except tomllib.TOMLDecodeError as error:
        message = f'{path} is not TOML: {error}; write lines such as PHU = "its long form"'
        raise SourceError(message) from error
    return {key: _forms(path, key, value) for key, value in table.items()}


def _forms(path: Path, key: str, value: object) -> tuple[str, ...]:
    given = value if isinstance(value, list) else [value]
    forms = tuple(" ".join(form.split()) for form in given if isinstance(form, str))
    if not key.strip() or len(forms) < len(given) or not all(forms):
        message = (
            f"{path}: {key!r} has {value!r}; "
            f'write {key or "SHORT"} = "its long form", a list of such texts, or [] to remove it'
        )
        raise SourceError(message)
    return forms
