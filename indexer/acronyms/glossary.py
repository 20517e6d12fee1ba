"""Knows what short forms stand for, and finds either form in a query.

Short forms are compared as they are written, since NEWS is not news and AIR is not air; long forms
by their terms in order, without articles. A plural is the same short form: SME and SMEs. They are
learned from the definitions of many texts, the most frequent long form first; and in a file people
may write what wins over that:

    PHU = "Portsmouth Hospitals University NHS Trust"
    "PB Centre" = ["Portsmouth-Brawijaya Centre", "Portsmouth-Brawijaya Centre for Global Health"]
    PM = []    # not a short form here
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from indexer import text
from indexer.acronyms.align import initials
from indexer.acronyms.define import Definition, definitions, singular
from indexer.errors import SourceError

Terms = tuple[str, ...]
LongForms = Mapping[str, tuple[str, ...]]

ARTICLES = frozenset({"a", "an", "the"})
_MOST = 3  # long forms that a short form in a query brings; more would say everything and nothing
_SHOUTED = 6  # letters from which a word all in capitals is a word, and no short form
_NUMBERED = re.compile(r"\b([^\W\d_a-z][^\W\d_]{2,9})( ?)(\d)\b")


@dataclass(frozen=True, slots=True)
class Acronym:
    """A short form (without plural ending) and what it stands for, as the texts write it."""

    short: str
    long: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """A form found in a query, and the other one that says the same.

    `written` is `query[start:end]`; `short` the short form of the two; `other` the one that is not
    written there.
    """

    written: str
    start: int
    end: int
    short: str
    other: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """Short forms, each with its long forms, the most frequent first."""

    longs: LongForms
    _shorts: Mapping[Terms, list[str]] = field(repr=False, compare=False)
    _folded: Mapping[str, str] = field(repr=False, compare=False)
    _words: Mapping[str, int] = field(repr=False, compare=False)  # of a form that begins so
    _terms: Mapping[str, int] = field(repr=False, compare=False)

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Self:
        """Learn what texts define; headings and bodies may be given apart or joined by a line.

        >>> Glossary.learn(["Rare genetic diseases (RGDs) affect 1 in 17 people."]).longs
        {'RGD': ('Rare genetic diseases',)}
        """
        known = list(texts)
        found = [definition for one in known for definition in definitions(one)]
        longs = _ranked(_with_names(found, known))
        return cls.of(_versions(longs, known) | longs)

    @classmethod
    def of(cls, longs: Mapping[str, Sequence[str]]) -> Self:
        """Return a glossary of short forms, each with its long forms; of those that have any."""
        ordered = {short: tuple(longs[short]) for short in sorted(longs) if longs[short]}
        shorts: defaultdict[Terms, list[str]] = defaultdict(list)
        words: Counter[str] = Counter()
        first_terms: Counter[str] = Counter()
        for short, forms in ordered.items():
            first, *others = [short[w.start : w.end] for w in text.words(short)] or [short]
            words[first] = max(1 + len(others), words[first])
            for terms in filter(None, map(_terms_of, forms)):
                shorts[terms].append(short)
                first_terms[terms[0]] = max(len(terms), first_terms[terms[0]])
        folded = {text.fold(short): short for short in reversed(ordered)}
        return cls(ordered, dict(shorts), folded, words, first_terms)

    def merged(self, overrides: LongForms) -> Self:
        """Return a glossary where the given short forms have the given long forms, or none."""
        ruled = {singular(short): forms for short, forms in overrides.items()}
        return self.of({**self.longs, **ruled})

    def with_names(self, names: Iterable[str], known: Callable[[str], bool]) -> Self:
        """Return a glossary that also knows names by their initials, as people ask for them.

        Only by those that are neither a short form nor `known`, as words or from the texts, which
        mean something else by them.

        >>> glossary = Glossary.of({}).with_names(["King's College London"], lambda _: False)
        >>> glossary.longs
        {'KCL': ("King's College London",)}
        """
        called: defaultdict[str, list[str]] = defaultdict(list)
        for name in names:
            called[initials(name)].append(name)
        new = {
            short: tuple(of)
            for short, of in called.items()
            if short and self.spelt_like(short) is None and not known(short)
        }
        return self.of({**self.longs, **new}) if new else self

    def is_acronym(self, token: str) -> bool:
        """Return whether a token, as written in a text, is one of the short forms, or its plural.

        >>> glossary = Glossary.of({"NEWS": ["National Early Warning Score"]})
        >>> glossary.is_acronym("NEWS"), glossary.is_acronym("news")
        (True, False)
        """
        return self._short(token) is not None

    def spelt_like(self, token: str) -> str | None:
        """Return the short form that a token is spelt like in any case, perhaps in the plural.

        Of several that only their case tells apart it is the first in order of their letters.

        >>> glossary = Glossary.of({"eGFR": ["filtration rate"], "EGFR": ["a receptor"]})
        >>> glossary.spelt_like("egfrs")
        'EGFR'
        """
        folded = text.fold(token)
        return self._folded.get(folded) or self._folded.get(folded.removesuffix("s"))

    def expand(self, query: str) -> tuple[Expansion, ...]:
        """Return the other form for every short and long form in a query, in order.

        A short form brings its most frequent long forms, `_MOST` at most, unless the query says
        itself what it stands for. Nothing is brought that the query holds already. In a query
        shouted in capitals no word is taken for a short form. Of long forms that overlap, the
        longest counts.

        >>> Glossary.of({"PM": ["particulate matter"]}).expand("effects of PM at 5 pm")
        (Expansion(written='PM', start=11, end=13, short='PM', other='particulate matter'),)
        """
        found = text.words(query)
        shorts = [] if self._is_shouted(query, found) else list(self._shorts_in(query, found))
        longs = list(self._longs_in(query, found))
        if shorts:
            written, defined = {e.short for e in shorts}, {d.short for d in definitions(query)}
            longs = [one for one in longs if one.short not in written]
            shorts = [one for one in shorts if one.short not in defined]
        return tuple(sorted([*shorts, *longs], key=lambda one: one.start))

    def stands_for(self, written: str, *, any_case: bool) -> Acronym | None:
        """Return a short form with its most frequent long form; `None` where it is none.

        >>> glossary = Glossary.of({"PM": ["particulate matter"]})
        >>> glossary.stands_for("pm", any_case=True), glossary.stands_for("pm", any_case=False)
        (Acronym(short='PM', long='particulate matter'), None)
        """
        short = self._short(written) or (self.spelt_like(written) if any_case else None)
        return Acronym(short, self.longs[short][0]) if short else None

    def _short(self, written: str) -> str | None:
        """Return the short form that is written, perhaps in the plural or as a possessive."""
        if written in self.longs:
            return written
        if not written.endswith(("s", "'", "’")):
            return None
        bare = text.strip_possessive(written)
        return next((form for form in (bare, singular(bare)) if form in self.longs), None)

    def _is_shouted(self, query: str, found: Sequence[text.Word]) -> bool:
        return query.isupper() and any(
            word.end - word.start >= _SHOUTED and not self.is_acronym(query[word.start : word.end])
            for word in found
        )

    def _shorts_in(self, query: str, found: Sequence[text.Word]) -> Iterator[Expansion]:
        reach = [self._words.get(query[word.start : word.end], 1) for word in found]
        runs = text.longest_runs(
            reach, lambda first, stop: self._short(query[found[first].start : found[stop - 1].end])
        )
        for first, stop, short in runs:
            start, end = found[first].start, found[stop - 1].end
            if query[start:end] not in self.longs:
                end = start + len(text.strip_possessive(query[start:end]))
            for other in self.longs[short][:_MOST]:
                yield Expansion(query[start:end], start, end, short, other)

    def _longs_in(self, query: str, found: Sequence[text.Word]) -> Iterator[Expansion]:
        words = [word for word in found if word.term not in ARTICLES]
        terms = tuple(_term(query, word) for word in words)

        reach = [self._terms.get(term, 0) for term in terms]
        runs = text.longest_runs(reach, lambda first, stop: self._shorts.get(terms[first:stop]))
        for first, stop, shorts in runs:
            start, end = words[first].start, words[stop - 1].end
            for short in shorts:
                yield Expansion(query[start:end], start, end, short, short)


def _terms_of(written: str) -> Terms:
    """Return the terms by which a long form is compared."""
    found = text.words(written)
    return tuple(_term(written, word) for word in found if word.term not in ARTICLES)


def _term(written: str, word: text.Word) -> str:
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

    def goes_on(one: Definition) -> bool:
        return bool(one.more) and f"{one.short} {one.more.split()[0]}" not in apart

    for one in sorted(found, key=goes_on):
        yield one.short, one.long + (one.more if goes_on(one) else "")


def _ranked(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return each short form's long forms, most frequent first, then the first seen.

    Long forms of the same terms are one, written as it is most often.
    """
    written: defaultdict[str, defaultdict[Terms, Counter[str]]]
    written = defaultdict(lambda: defaultdict(Counter))
    for short, long in pairs:
        one = text.collapse(long)
        written[short][_terms_of(one)][one] += 1
    return {
        short: tuple(
            forms.most_common(1)[0][0]
            for forms in sorted(same.values(), key=lambda forms: -forms.total())
        )
        for short, same in written.items()
    }


def _versions(longs: LongForms, texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return what a later version of a thing stands for: NEWS2, where NEWS is known.

    Only where the texts also write it apart, NEWS 2: CD4 is no fourth Crohn's disease.
    """
    seen = {match for one in texts for match in _NUMBERED.findall(one)}
    return {
        short + number: tuple(f"{long} {number}" for long in longs[short])
        for short, space, number in seen
        if space and (short, "", number) in seen and short in longs
    }


def read_overrides(path: Path) -> dict[str, tuple[str, ...]]:
    """Read a TOML file of short forms, each with its long form, a list of them, or `[]` for none.

    A file or an entry that cannot be read raises a `SourceError`.
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
