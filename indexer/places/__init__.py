"""Which places a text names, and what lies above each of them: country, region, continent.

Used twice, by two paths that share little: `locate` reads passages while an index is built, with
the world's cities in memory; a `Gazetteer` reads queries from a small table that the build wrote.
"""

from __future__ import annotations

from indexer.places.gazetteer import Gazetteer, NamedPlace
from indexer.places.place import Place, countries, key, keys
from indexer.places.recognise import find, locate
from indexer.places.world import by_domain, country, country_of, is_country, is_name, villages

__all__ = [
    "Gazetteer",
    "NamedPlace",
    "Place",
    "by_domain",
    "countries",
    "country",
    "country_of",
    "find",
    "is_country",
    "is_name",
    "key",
    "keys",
    "locate",
    "villages",
]
