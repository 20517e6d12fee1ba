"""Learns what short forms stand for: from the definitions of many texts, and from a file.

Definitions are counted, and the most frequent long form comes first. Long forms of the same terms
are one. In the file people write

    PHU = "Portsmouth Hospitals University NHS Trust"
    "PB Centre" = ["Portsmouth-Brawijaya Centre", "Portsmouth-Brawijaya Centre for Global Health"]
    PM = []    # not a short form here
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from indexer import text
from indexer.acronyms.define import Definition, definitions, singular
from indexer.errors import SourceError

Terms = tuple[str, ...]

ARTICLES = frozenset({"a", "an", "the"})


def learn_acronyms(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return each short form that the texts define with its long forms."""
    found = [definition for one in texts for definition in definitions(one)]
    return _ranked(_with_names(found, texts))


def terms_of(written: str) -> Terms:
    """Return the terms by which a long form is compared."""
    found = text.words(written)
    return tuple(term(written, word) for word in found if word.term not in ARTICLES)


def term(written: str, word: text.Word) -> str:
    """Return a word's term, that of the singular for "RNAs", which no stemmer knows."""
    bare = singular(written[word.start : word.end]) if written[word.end - 1] == "s" else ""
    return text.term(bare) if bare else word.term


def _with_names(found: Sequence[Definition], texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield short and long forms, with what follows the parentheses where it belongs to the name.

    It does not where the texts write it behind the short form: "AIR Network" says that AIR is
    without the network.
    """
    behind = {f"{one.short} {one.more.split()[0]}" for one in found if one.more}
    pattern = re.compile("|".join(rf"\b{re.escape(words)}\b" for words in sorted(behind)))
    apart = {match for one in texts for match in pattern.findall(one)} if behind else set()
    for one in found:
        if not one.more or f"{one.short} {one.more.split()[0]}" in apart:
            yield one.short, one.long
    for one in found:
        if one.more and f"{one.short} {one.more.split()[0]}" not in apart:
            yield one.short, one.long + one.more


def _ranked(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return each short form's long forms, most frequent first, then the first seen.

    Long forms of the same terms are one, written as it is most often.
    """
    written: defaultdict[str, defaultdict[Terms, Counter[str]]]
    written = defaultdict(lambda: defaultdict(Counter))
    for short, long in pairs:
        one = text.collapse(long)
        written[short][terms_of(one)][one] += 1
    return {
        short: tuple(
            forms.most_common(1)[0][0]
            for forms in sorted(same.values(), key=lambda forms: -forms.total())
        )
        for short, same in written.items()
    }


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
    entries = value if isinstance(value, list) else [value]
    forms = tuple(" ".join(form.split()) for form in entries if isinstance(form, str))
    if not key.strip() or len(forms) < len(entries) or not all(forms):
        message = (
            f"{path}: {key!r} has {value!r}; "
            f'write {key or "SHORT"} = "its long form", a list of such texts, or [] to remove it'
        )
        raise SourceError(message)
    return forms
