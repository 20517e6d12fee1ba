"""What is known of languages: a data file (`.toml`) each, and which of them a text is written in.

A file says what its language's texts are analysed by, and, as far as they are known, the words by
which people ask in it, by which its texts tell facts and roles, and everyday questions:

    name                how people call it
    stemmer             Snowball's, if it has one
    reads_accents       whether that needs the accents, which other words are compared without
    endings             what is replaced in a word before it is stemmed, in order, by what
    function_words      words that join others and say nothing of a subject
    references          words of the labels under which texts refer elsewhere ("See also")
    elided              what an apostrophe parts from the word behind it: "l" of "l'air"
    shortened           words with a stop behind which a sentence goes on, whatever follows
    ordinals            whether a number with a stop is "the second": it ends no sentence either
    letters             the range of letters that tell it, of those that part no words by spaces
    asking              how people ask for facts (`indexer.query.asking`)
    facts               what facts look like in its texts (`indexer.search.facts`)
    roles               how its texts tell who pays, leads, works along (`indexer.entities.cues`)
    off_topic           questions about everyday things (`indexer.encode.off_topic`)
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from indexer.errors import LanguageError

ENGLISH = "en"
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 4_000  # characters of a text that tell its language
# Of a text's words, so many are function words of its language, weighed by how many languages
# share them, and so many times as many as of any other. Of 6,826 passages of nine English sources 9
# are of no language so and none of another, as py3langid has it in six times the time. Of 707
# questions in five languages 2 are of another and 243 of none, which the words that an index holds
# decide; py3langid takes 51 for another, 45 of them English.
_LEAST, _CLEAR = 0.08, 1.3
FEWEST = 8  # words; fewer may be a name in another language
_OF_LETTERS = 0.1  # of all letters, those that tell a language; Japanese has Chinese ones as well


@dataclass(frozen=True, slots=True)
class Language:
    """A language, as its file has it."""

    code: str
    name: str
    stemmer: str | None = None
    reads_accents: bool = False
    endings: tuple[tuple[re.Pattern[str], str], ...] = ()
    function_words: frozenset[str] = frozenset()  # in lower case, without accents
    references: str = ""
    elided: str = ""  # a regular expression, with the apostrophe that stands behind
    shortened: tuple[str, ...] = ()
    ordinals: bool = False
    letters: str = ""
    asking: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, Any] = field(default_factory=dict)
    off_topic: tuple[str, ...] = ()


@cache
def codes() -> tuple[str, ...]:
    """Return the codes (ISO 639-1) of the languages that have a file, in alphabetical order."""
    files = resources.files(__name__).iterdir()
    return tuple(sorted(file.name[:-5] for file in files if file.name.endswith(".toml")))


@cache
def of(code: str) -> Language:
    """Return a language by its code; `LanguageError` where it has no file.

    >>> of("fr").name, "l" in of("fr").function_words
    ('French', True)
    """
    if code not in codes():
        message = f"there is no language {code!r}: give one of {', '.join(codes())}"
        raise LanguageError(message)
    table = _table(code)
    words = table.get("function_words", "").split()
    return Language(
        code=code,
        name=table["name"],
        stemmer=table.get("stemmer"),
        reads_accents=table.get("reads_accents", False),
        endings=tuple((re.compile(end), other) for end, other in table.get("endings", ())),
        function_words=frozenset(forms for word in words for forms in (word, _plain(word))),
        references=table.get("references", ""),
        elided=_elided(table.get("elided", "").split()),
        shortened=tuple(table.get("shortened", "").split()),
        ordinals=table.get("ordinals", False),
        letters=table.get("letters", ""),
        asking=table.get("asking", {}),
        facts=table.get("facts", {}),
        roles=table.get("roles", {}),
        off_topic=tuple(table.get("off_topic", ())),
    )


@cache
def _table(code: str) -> Mapping[str, Any]:
    file = resources.files(__name__) / f"{code}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _elided(parted: Iterable[str]) -> str:
    longest = "|".join(sorted(parted, key=len, reverse=True))
    return rf"\b(?i:{longest})(?=['’][^\W\d_])" if longest else ""


def _plain(word: str) -> str:
    """Return a word in lower case without accents, as words are compared (`indexer.text.fold`)."""
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in folded if not unicodedata.combining(c))


def detect(texts: Iterable[str], among: Iterable[str] = (), fewest: int = FEWEST) -> str | None:
    """Return the code of the language of some texts; `None` where it is not clear.

    `among` are the languages it may be; all, where none are given. In fewer words than `fewest`
    none is clear.

    >>> detect(["Who pays for the boats, and when is the money given to the crews?"])
    'en'
    >>> detect(["Qui paie les bateaux, et quand l'argent est-il donné aux équipages ?"])
    'fr'
    """
    sample = ""
    for one in texts:
        sample += f"{one[: _SAMPLE - len(sample)]}\n"
        if len(sample) >= _SAMPLE:
            break
    return _by_letters(sample) or _by_words(sample, tuple(among) or codes(), fewest)


def _by_letters(sample: str) -> str | None:
    """Return the language whose letters a text has; English has none that tell it."""
    if sample.isascii():
        return None
    letters = sum(map(str.isalpha, sample)) or 1
    for code in codes():  # Chinese is the last one
        telling = of(code).letters
        if telling and len(re.findall(f"[{telling}]", sample)) >= _OF_LETTERS * letters:
            return code
    return None


def _by_words(sample: str, among: tuple[str, ...], fewest: int) -> str | None:
    known = _knowing()
    found: defaultdict[str, float] = defaultdict(float)
    written = _WORD.findall(sample.casefold())
    for word in written:
        for code in known.get(word, ()):
            found[code] += 1 / len(known[word])
    ranked = [(found[code], code) for code in among]
    (most, best), (second, _) = sorted([*ranked, (0.0, ""), (0.0, "")], reverse=True)[:2]
    clear = most >= max(_LEAST * len(written), _CLEAR * second)
    return best if clear and most and len(written) >= fewest else None


@cache
def _knowing() -> Mapping[str, tuple[str, ...]]:
    """Return each function word, as it is written, with the languages that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for code in codes():
        for word in dict.fromkeys(_table(code).get("function_words", "").casefold().split()):
            found[word] = (*found.get(word, ()), code)
    return found
