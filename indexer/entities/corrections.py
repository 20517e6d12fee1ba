"""Reads the file in which people correct what names were found; what it says wins.

It is called `mentions.toml` in a folder that is indexed, or given with `--mentions-file`:

    own = ["University of Anytown"]          # whose page it is: no collaborator of its own
    ignore = ["Chirper"]                     # no name here

    [organisations."Anytown Hospitals Trust"]
    also = ["AHT", "the Trust"]              # other ways to write it: these are all one
    in = ["Anytown", "England", "United Kingdom"]     # where it is, nearest first

    [organisations."Acme"]                   # adds a name that is not found
    role = "funder"                          # partner, leader, funder or named, wherever it is

    [organisations."Acme Foundation"]
    apart = true                             # is joined with no other

    [people."Amina Odhiambo"]

    [places."Mercia"]
    in = ["England", "United Kingdom"]

    [[roles]]                                # in one passage, by its title or id
    passage = "The Lighthouse project"
    name = "Acme"
    role = "partner"                         # also "none": it is not meant there
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar

from indexer.errors import SourceError
from indexer.model import ROLES, NameKind, Role

_KINDS: Mapping[str, NameKind] = {
    "organisations": "organisation", "people": "person", "places": "place",
}  # fmt: skip
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True)
class NameCorrection:
    """A name that people gave."""

    name: str
    kind: NameKind
    also: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    role: Role | None = None
    apart: bool = False

    @property
    def forms(self) -> tuple[str, ...]:
        """All ways to write it."""
        return (self.name, *self.also)


@dataclass(frozen=True, slots=True)
class RoleCorrection:
    """The role that people gave a name in one passage; `none` where it is not meant."""

    passage: str
    name: str
    role: Role | Literal["none"]


@dataclass(frozen=True, slots=True)
class Corrections:
    """What people say of the names in an index."""

    own: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    names: tuple[NameCorrection, ...] = ()
    roles: tuple[RoleCorrection, ...] = ()

    def of(self, *kinds: NameKind) -> list[NameCorrection]:
        """Return the names that are borne by some kinds."""
        return [one for one in self.names if one.kind in kinds]


def read_corrections(paths: Iterable[Path]) -> Corrections:
    """Read files of corrections; a `SourceError` names the file, the key at fault, the way out."""
    read = [_read(path) for path in paths]
    return Corrections(
        tuple(name for one in read for name in one.own),
        tuple(name for one in read for name in one.ignore),
        tuple(name for one in read for name in one.names),
        tuple(role for one in read for role in one.roles),
    )


def _read(path: Path) -> Corrections:
    table = _table(path)
    _check_keys(path, "", table, sorted({"own", "ignore", "roles", *_KINDS}))
    for part in _KINDS:
        if not isinstance(table.setdefault(part, {}), dict):
            _refuse(path, part, table[part], f'write [{part}."a name"] and its lines below')
    if not isinstance(table.setdefault("roles", []), list):
        _refuse(path, "roles", table["roles"], "write [[roles]] with passage, name and role")
    return Corrections(
        _texts(path, "own", table.get("own", [])),
        _texts(path, "ignore", table.get("ignore", [])),
        tuple(
            _given(path, part, name, entry)
            for part in _KINDS
            for name, entry in table[part].items()
        ),
        tuple(_role(path, entry) for entry in table["roles"]),
    )


def _check_keys(path: Path, prefix: str, table: Mapping[str, Any], known: Sequence[str]) -> None:
    for key in table:
        if key not in known:
            _refuse(path, prefix + key, table[key], f"the keys are {', '.join(known)}")


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        message = f"cannot read the corrections in {path}: {reason}; give a TOML file in UTF-8"
        raise SourceError(message) from error
    except tomllib.TOMLDecodeError as error:
        message = f'{path} is not TOML: {error}; write lines such as own = ["a name"]'
        raise SourceError(message) from error


def _given(path: Path, part: str, name: str, entry: object) -> NameCorrection:
    key = f"{part}.{name}"
    if not isinstance(entry, dict) or not name.strip():
        _refuse(path, key, entry, f'write [{part}."{name or "a name"}"] and its lines below')
    _check_keys(path, f"{key}.", entry, ("also", "in", "role", "apart"))
    apart = entry.get("apart", False)
    if not isinstance(apart, bool):
        _refuse(path, f"{key}.apart", apart, "write true or false")
    return NameCorrection(
        _line(name),
        _KINDS[part],
        _texts(path, f"{key}.also", entry.get("also", [])),
        _texts(path, f"{key}.in", entry.get("in", [])),
        _one_of(path, f"{key}.role", entry["role"], ROLES) if "role" in entry else None,
        apart,
    )


def _role(path: Path, entry: object) -> RoleCorrection:
    if not isinstance(entry, dict) or entry.keys() != {"passage", "name", "role"}:
        _refuse(path, "roles", entry, "give each of [[roles]] just passage, name, role")
    for key in ("passage", "name"):
        if not isinstance(entry[key], str) or not entry[key].strip():
            _refuse(path, f"roles.{key}", entry[key], "write a text")
    roles: tuple[Role | Literal["none"], ...] = (*ROLES, "none")
    role = _one_of(path, "roles.role", entry["role"], roles)
    return RoleCorrection(_line(entry["passage"]), _line(entry["name"]), role)


def _one_of(path: Path, key: str, value: object, roles: Sequence[_R]) -> _R:
    found = [role for role in roles if role == value]
    if not found:
        _refuse(path, key, value, f"write one of {', '.join(map(str, roles))}")
    return found[0]


def _texts(path: Path, key: str, value: object) -> tuple[str, ...]:
    given = value if isinstance(value, list) else [value]
    texts = tuple(_line(one) for one in given if isinstance(one, str))
    if len(texts) < len(given) or not all(texts):
        _refuse(path, key, value, f'write {key.rpartition(".")[2]} = ["a name", "another"]')
    return texts


def _line(text: str) -> str:
    return " ".join(text.split())


def _refuse(path: Path, key: str, value: object, way_out: str) -> NoReturn:
    message = f"{path}: {key} has {value!r}; {way_out}"
    raise SourceError(message)
