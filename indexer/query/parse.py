"""Parses what a person typed: its words, and what it requires or rules out.

The language is small: plain words, `"a phrase"`, `-word` or `-"a phrase"`, `field:value` (or
`field:"a phrase"`) with the fields of `FIELDS`, and `OR` between two of these (plain words need
none: any of them may match). Whatever is none of these is a plain word, so no query is an error:
what could not be read as an operator is searched as words, and a notice says so.

Who writes a sentence does not write operators: quotes within one set something off, a dash stands
between its parts, and in one that is shouted OR is a word like any other. There a phrase counts
more than its words, but nothing is required of a passage or held against it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from indexer import languages, text
from indexer.languages import ENGLISH
from indexer.model import Span
from indexer.query.intent import steering

FIELDS: tuple[str, ...] = ("title", "text", "theme", "source")
# Fields whose words are in no passage's text: they only narrow, and say nothing of the subject.
_NARROWING = frozenset({"theme", "source"})

_CLAUSE = re.compile(
    r'(?P<minus>(?<!\S)-(?=[\w"]))?'
    r"(?:(?P<field>[A-Za-z]+):(?=\S))?"
    r'(?:"(?P<phrase>[^"]*)"|(?P<words>[^\s"]+)|(?P<stray>"))'
)
_OR = "OR"
_LONG = 4  # words that say something: with so many beside a phrase, a query is read as a sentence
_OPERATORS = re.compile(r'[":]|(?<!\S)-|\bOR\b')  # without any, all of a query is plain words
# What no keyboard types on purpose: controls, lone surrogates, zero-width and bidirectional marks.
_INVISIBLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\ud800-\udfff\u200c-\u200f\u202a-\u202e\u2066-\u2069]+"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A run of terms that a passage must hold (or must not): in one field, or in title or text.

    `others` are what it may hold instead, where they were joined by OR, and `also` the same words
    as terms of the index's other languages.
    """

    terms: tuple[str, ...]
    field: str | None = None
    excluded: bool = False
    others: tuple[Condition, ...] = ()
    also: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query in its parts.

    Parameters
    ----------
    searched
        The natural text without operators and exclusions.
    words
        The words of it that count, in order: neither function words nor words that only ask,
        unless nothing else is left.
    conditions
        What is required or ruled out.
    notices
        What the person should know about how the query was read.
    choices
        What was joined by OR: for each choice the ranges of `searched` that its alternatives take.
    preferred
        The bigrams of the phrases that are not required, being set in a sentence.
    also
        Its terms and bigrams, each as it is in the index's other languages; empty where there is
        one.
    """

    searched: str
    words: tuple[text.Word, ...]
    conditions: tuple[Condition, ...]
    notices: tuple[str, ...]
    choices: tuple[tuple[Span, ...], ...] = ()
    preferred: tuple[str, ...] = ()
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def all_of(self, term: str) -> tuple[str, ...]:
        """Return a term, or a bigram, as it is in each language of the index."""
        return (term, *self.also.get(term, ()))

    @property
    def terms(self) -> tuple[str, ...]:
        """The distinct terms that count, in order."""
        return tuple(dict.fromkeys(word.term for word in self.words))

    @property
    def bigrams(self) -> tuple[str, ...]:
        """The distinct bigrams of the words that count."""
        return bigrams([word.term for word in self.words])


def bigrams(terms: Sequence[str]) -> tuple[str, ...]:
    """Return the distinct pairs of neighbours in a run of terms, in order.

    >>> bigrams(["univers", "southampton", "librari"])
    ('univers southampton', 'southampton librari')
    """
    return tuple(dict.fromkeys(f"{left} {right}" for left, right in pairwise(terms)))


def content_terms(whole: str, language: str = ENGLISH) -> list[str]:
    """Return a text's terms in order without its function words: what bigrams are made of."""
    if "'" in whole or "’" in whole:
        return [word.term for word in _content(whole, language)]
    said, functions = text.words(whole, language), languages.of(language).function_words
    return [term for term, start, end in said if text.fold(whole[start:end]) not in functions]


def is_shouted(whole: str) -> bool:
    """Say whether all of a text is in capitals, not its short forms alone.

    >>> is_shouted("AIR IN THE MEADOWS"), is_shouted("WHO"), is_shouted("Clean AIR")
    (True, False, False)
    """
    tokens = (whole[word.start : word.end] for word in text.words(whole))
    return whole.isupper() and not all(map(text.is_acronym, tokens))


def parse_query(query: str, language: str = ENGLISH, others: Sequence[str] = ()) -> ParsedQuery:
    """Parse a query of any length and content, as one of a language.

    What it requires or rules out may also stand in `others`, the index's other languages.

    >>> parsed = parse_query('who works on air pollution -sweden theme:climate')
    >>> parsed.searched, parsed.terms
    ('who works on air pollution', ('air', 'pollut'))
    >>> parsed.conditions    # doctest: +NORMALIZE_WHITESPACE
    (Condition(terms=('sweden',), field=None, excluded=True, others=(), also=()),
     Condition(terms=('climat',), field='theme', excluded=False, others=(), also=()))
    """
    clean = text.collapse(_INVISIBLE.sub(" ", text.plain_quotes(query)))
    if not _OPERATORS.search(clean):
        words = _words_that_count(clean, language)
        return ParsedQuery(clean, words, (), (), also=_also(clean, words, others))
    notices: list[str] = []
    groups: list[list[_Clause]] = []
    joined = False
    shouted = is_shouted(clean)
    matches = [*_CLAUSE.finditer(clean)]
    joins = [at for at, match in enumerate(matches) if _is_function_word(match, language)]
    for at, match in enumerate(matches):
        if match.group() == _OR and groups and not shouted:
            joined = True
            continue
        within = bool(joins) and joins[0] < at < joins[-1]
        clause = _clause(match, notices, within=within)
        if joined and not clause.excluded and not groups[-1][-1].excluded:
            groups[-1].append(clause)
        else:
            if joined:
                notices.append("OR cannot be combined with -word")
            groups.append([clause])
        joined = False
    quoted = [group for group in groups if all(one.phrase or not one.required for one in group)]
    quoted = [group for group in quoted if any(one.phrase for one in group)]
    wished = quoted if _is_sentence(groups, language) else []
    notices += [f"{_written(group)} counts more, but is not required" for group in wished]
    searched, choices = _joined(groups)
    conditions = tuple(
        made
        for group in groups
        if group not in wished and (made := _condition(group, language, others))
    )
    words = _words_that_count(searched, language)
    return ParsedQuery(
        searched,
        words,
        conditions,
        tuple(dict.fromkeys(notices)),
        choices,
        tuple(
            dict.fromkeys(
                pair
                for group in wished
                for one in group
                if one.phrase
                for pair in bigrams(content_terms(one.value, language))
            )
        ),
        _also(searched, words, others),
    )


def _also(
    searched: str, words: Sequence[text.Word], others: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Return the terms and bigrams of some words, each as it is in some other languages."""
    if not others:
        return {}
    terms = [word.term for word in words]
    written = [searched[word.start : word.end] for word in words]
    forms = [[text.term(word, language) for word in written] for language in others]
    found = dict(zip(terms, zip(*forms, strict=True), strict=True))
    pairs = (pairwise(of) for of in (terms, *forms))
    for pair, *same in zip(*pairs, strict=True):
        found[" ".join(pair)] = tuple(" ".join(other) for other in same)
    return found


def without_quotes(query: str) -> str:
    """Return a query whose phrases are plain words: not those of a field, nor those ruled out.

    >>> without_quotes('"clean air" -"red dust" title:"air"')
    'clean air -"red dust" title:"air"'
    """
    return _CLAUSE.sub(
        lambda match: match.group() if match["minus"] or match["field"] else _unquoted(match),
        text.plain_quotes(query),
    )


def _unquoted(match: re.Match[str]) -> str:
    return match.group() if match["phrase"] is None else match["phrase"]


def _is_function_word(match: re.Match[str], language: str) -> bool:
    """Say whether a clause is a plain word that only joins others."""
    plain = match["words"] and not match["minus"] and not match["field"]
    return bool(plain) and text.fold(match["words"]) in languages.of(language).function_words


def _is_sentence(groups: Sequence[Sequence[_Clause]], language: str) -> bool:
    """Say whether a query is written as people speak, with words of its own beside its phrases."""
    plain = " ".join(one.searched for group in groups for one in group if not one.required)
    content = _content(plain, language)
    spoken = len(text.words(plain, language)) > len(content)
    return bool(_saying(plain, content, language)) and (spoken or len(content) >= _LONG)


def _written(group: Sequence[_Clause]) -> str:
    return " or ".join(f"“{one.value}”" for one in group if one.phrase)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A word, phrase or field of a query: what of it is searched, and what it demands."""

    searched: str
    value: str
    field: str | None = None
    excluded: bool = False
    required: bool = False

    @property
    def phrase(self) -> bool:
        """Whether it is a phrase that may stand in any field."""
        return self.required and not self.excluded and self.field is None


def _joined(groups: Sequence[Sequence[_Clause]]) -> tuple[str, tuple[tuple[Span, ...], ...]]:
    """Return what is searched of all clauses, and where in it those joined by OR stand."""
    searched = ""
    choices: list[tuple[Span, ...]] = []
    for group in groups:
        choices.append(())
        for part in filter(None, (text.collapse(one.searched) for one in group)):
            searched += f" {part}" if searched else part
            choices[-1] += (Span(len(searched) - len(part), len(searched)),)
    return searched, tuple(choice for choice in choices if len(choice) > 1)


def _clause(match: re.Match[str], notices: list[str], *, within: bool) -> _Clause:
    """Read one clause, adding to the notices what could not be read as an operator.

    `within` says whether it stands within a sentence, where a dash before a word is none.
    """
    field = match["field"] and match["field"].lower()
    unknown = field and field not in FIELDS  # and so a word
    if match["stray"]:
        notices.append("a quotation mark without its partner was ignored")
        return _Clause(match["field"] if unknown else "", "")
    value, phrase = match["phrase"] or match["words"] or "", match["phrase"] is not None
    if match["minus"] and within and not phrase and not field:
        notices.append(f"“-{value}” was read as a word: what is left out stands at the end")
        return _Clause(value, value)
    before = ""
    if unknown:
        if match["minus"] or phrase:
            notices.append(f"there is no field {field!r} ({', '.join(FIELDS)}): read as words")
        before, field = f"{match['field']}: ", None
    if match["minus"]:
        return _Clause("", before + value, field, excluded=True, required=True)
    searched = "" if field in _NARROWING else before + value
    return _Clause(searched, value, field, required=phrase or field is not None)


def _condition(group: Sequence[_Clause], language: str, others: Sequence[str]) -> Condition | None:
    """Return what a clause, or several joined by OR, demand; `None` for plain words."""
    if not any(one.required for one in group):
        return None
    made = []
    for one in group:
        terms, *also = (
            tuple(word.term for word in text.words(one.value, spoken))
            for spoken in (language, *others)
        )
        if terms:
            made.append(Condition(terms, one.field, one.excluded, also=tuple(also)))
    return replace(made[0], others=tuple(made[1:])) if made else None


def _words_that_count(searched: str, language: str) -> tuple[text.Word, ...]:
    """Return the words that say something; those that only ask, or all, where nothing else does."""
    content = _content(searched, language)
    return tuple(_saying(searched, content, language) or content or text.words(searched, language))


def _content(whole: str, language: str) -> list[text.Word]:
    """Return a text's words without its function words."""
    said = text.words(whole, language)
    return [word for word in said if not _is_function(whole, word, language)]


def _saying(plain: str, content: Sequence[text.Word], language: str) -> list[text.Word]:
    """Return those of a text's content words by which it does not only ask."""
    spans = steering(plain, language)
    return [
        word
        for word in content
        if not any(span.start <= word.start and word.end <= span.end for span in spans)
    ]


def _is_function(whole: str, word: text.Word, language: str) -> bool:
    apostrophe, letter = whole[word.end : word.end + 1], whole[word.end + 1 : word.end + 2]
    elided = apostrophe in {"'", "’"} and letter.isalpha()  # the article of "l'air"
    written = text.fold(whole[word.start : word.end])
    return elided or written in languages.of(language).function_words
