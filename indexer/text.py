"""Defines what a word, a sentence and a normal form are, once for everything that reads texts.

Nothing is dropped here: there is no stop list, since `who`, `us`, `it` and `can` are words that
people look for (WHO, US, IT, CAN). What weighs little in a query is decided by `query.parse`.

A text is analysed by its language (`indexer.languages`): by its stemmer, where sentences end in it,
what an apostrophe parts. The terms of other languages than English begin with the language's code,
so that those of two never mean each other: "new" is a French stem of "news". What is written
without spaces between its words is parted into pairs of neighbouring letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple, TypeVar

import sentencex
import Stemmer

from indexer import languages
from indexer.languages import ENGLISH
from indexer.model import Span

# Signs that belong to the letter before: accents of texts that spell them apart, the vowels of
# Hindi and Arabic, and what joins or parts letters in these scripts.
MARKS = "".join(
    chr(code) for code in range(0x300, 0xFE30) if unicodedata.category(chr(code))[0] == "M"
)
_LETTERS = rf"[^\W_]+(?:[{MARKS}\u200c\u200d]+[^\W_]*)*"
# A number keeps separators and unit ("1.7m", "510,577"); a word keeps inner apostrophes, but for
# French elisions ("l'air", "qu'elles"), which are words of their own before a vowel or an h and two
# more small letters: "D'Arcy", "L'Oréal" and "d'un" stay whole.
_ELIDED = r"\b(?:[cdjlmnstCDJLMNST]|[Qq]u)(?=['’][aâàeéèêhiîoôuy][^\W\d_A-Z]{2})"
_WRITTEN = rf"\d+(?:[.,]\d+)*\w*|%s|{_LETTERS}(?:['’]{_LETTERS})*"
WORD = re.compile(_WRITTEN % _ELIDED)
# Of 27 short questions to six sentences each in Chinese, Japanese and Thai, pairs of letters find
# all, the parts that BudouX makes of them 10, since it joins particles and compounds to words.
# Scripts that part no words: Chinese, Japanese, Thai, Lao, Burmese, Khmer; and Korean, which parts
# them from each other but not from their particles.
_JOINED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+"
)
_LETTER = re.compile(rf".[{MARKS}]*")
_SPACE = re.compile(r"\s+")
# Where a word may be broken, and what a file begins with: nothing that is read.
UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")  # JSON may hold one; UTF-8 may not
# What ends no sentence. A writer who begins sentences with capitals goes on after a short word with
# a stop where a small letter follows; some short forms stand before numbers, some before anything.
_TAIL = 20  # characters that tell
_LONE_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z])[.)]")
_LONE_STOP = re.compile(r"(?:^|\s)\.$")
_SHORTENED = re.compile(r"(?:^|[\s(])[^\W\d_]{1,5}\.$|\]$")
_BEFORE_NUMBERS = re.compile(
    r"\b(?:ca|chs?|eqs?|ext|figs?|nos?|nr|pp?|refs?|rms?|secs?|tel|vols?)\.$",
    re.IGNORECASE,
)
_BEFORE_ALL = re.compile(r"\b(?:approx|cf|esp|excl|incl|viz)\.$", re.IGNORECASE)
# Letters and a number, or a number and a unit, which people join and part as they like; and numbers
# in groups, as telephones have them.
_SMALL = r"(?i:and|are|as|at|but|by|for|had|has|if|in|is|it|no|not|of|on|or|so|the|to|was|we)\b"
_NUMBER = r"\d+(?:[.,]\d+)*"
_COMPOUND = re.compile(
    rf"(?P<phone>(?<![\w.,])\+?\d+(?:[ ()/-]{{1,2}}\d+)+(?![\w.,]\d))"
    rf"|(?<![\w-])(?P<a>[A-Za-z]{{1,5}}(?=[-\d])|[A-Z]{{1,5}}(?= ))[ -]?(?P<b>{_NUMBER})(?!\w)"
    rf"|(?<![\w.,-])(?P<c>{_NUMBER})[ -]?(?P<d>(?!{_SMALL})[A-Za-zµ]{{1,3}})(?![\w-])"
)
# Amounts of money, as they are read aloud.
_AMOUNT = re.compile(rf"(?P<sign>[€£$])\s?{_NUMBER}\s?(?P<order>(?:k|m|bn)\b)?")
_READ = {"€": "euros", "£": "pounds", "$": "dollars"}
_READ |= {"k": "thousand", "m": "million", "bn": "billion"}
_NO_DIGIT = re.compile(r"\D")
_SHORTEST_PHONE = 7  # digits
# A comma parts thousands, or else decimals.
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
# Letters of their own, which people elsewhere type by the nearest ones; the others lose an accent.
_NEAREST = str.maketrans(
    {"æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i"}
)
_POSSESSIVE = re.compile(r"['’]s?$")
_INNER_CAPITAL = re.compile(r"\w[A-Z]")
_LONGEST_ACRONYM = 6  # letters; a longer word in capitals is shouted
_FIRST_END = re.compile(r"[.!?](?=\s|$)")
_OPENING_WORDS = 8
_QUOTES = str.maketrans("“”„«»＂", '""""""')
T = TypeVar("T")

_stemmer = Stemmer.Stemmer("english")
# Characters of what may be a query, whose words are asked for half a dozen times.
_QUERY = 500


class Word(NamedTuple):
    """A word of a text: its term (folded and stemmed) and where it stands.

    A tuple, since answers make hundreds of them, and a frozen dataclass takes four times as long.
    """

    term: str
    start: int
    end: int


def strip_possessive(word: str) -> str:
    """Return a word without the ending of a possessive.

    >>> strip_possessive("PHU’s"), strip_possessive("nurses'")
    ('PHU', 'nurses')
    """
    return _POSSESSIVE.sub("", word)


def is_acronym(written: str) -> bool:
    """Say whether a word's capitals are part of it: PHU, mRNA, LMICs, but not "POLLUTION".

    >>> [is_acronym(word) for word in ("PHU", "mRNA", "POLLUTION", "Kenya")]
    [True, True, False, False]
    """
    if written.isupper():
        return len(written) <= _LONGEST_ACRONYM
    return _INNER_CAPITAL.search(written) is not None


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Return the word in lower case without accents, possessive and apostrophes.

    >>> fold("Métropole’s"), fold("Ærøskøbing"), fold("3,500.5"), fold("3,5")
    ('metropole', 'aeroskobing', '3500.5', '3.5')
    """
    plain = strip_possessive(word.casefold())
    if "," in plain:
        plain = _DECIMAL.sub(".", _THOUSANDS.sub("", plain)).replace(",", "")
    if plain.isascii():
        return plain.replace("'", "")
    decomposed = unicodedata.normalize("NFKD", plain).casefold()  # mathematical capitals appear
    unmarked = "".join(c for c in decomposed if not _is_accent(c) and c not in "'’")
    return unmarked.translate(_NEAREST)


def _is_accent(sign: str) -> bool:
    """Return whether a word is the same without a sign; in the scripts of India it is another."""
    return unicodedata.combining(sign) > 0 and not "\u0900" <= sign <= "\u0fff"


@lru_cache(maxsize=100_000)
def term(word: str, language: str = ENGLISH) -> str:
    """Return the folded word's stem (Snowball's), the form in which words are compared.

    >>> term("Partnerships"), term("1.7m"), term("who")
    ('partnership', '1.7m', 'who')
    >>> term("Universités", "fr"), term("universite", "fr")
    ('fr:universit', 'fr:universit')
    """
    if language == ENGLISH:
        return str(_stemmer.stemWord(fold(word)))
    known, stemmer = languages.of(language), _stemmer_of(language)
    # An accent that was left out while typing costs no match, unless the stemmer needs it.
    form = strip_possessive(word.casefold()) if known.reads_accents else fold(word)
    for ending, other in known.endings:
        form = ending.sub(other, form)
    form = fold(stemmer.stemWord(form) if stemmer else form)
    return f"{language}:{form}" if form else ""


@cache
def _stemmer_of(language: str) -> Stemmer.Stemmer | None:
    name = languages.of(language).stemmer
    return Stemmer.Stemmer(name) if name else None


@cache
def _analyser(language: str) -> Callable[[str], str]:
    """Return what makes a language's terms of words."""
    return term if language == ENGLISH else lambda word: term(word, language)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Return what a word of a language looks like."""
    elided = languages.of(language).elided
    return re.compile(_WRITTEN % elided) if elided else WORD


def words(text: str, language: str = ENGLISH) -> list[Word]:
    """Return every word of a text in order; hyphens and slashes part words.

    >>> [(word.term, word.start, word.end) for word in words("PHU’s X-rays")]
    [('phu', 0, 5), ('x', 6, 7), ('ray', 8, 12)]
    >>> [word.term for word in words("d’Oxford", "fr")], [word.term for word in words("大学院")]
    (['fr:d', 'fr:oxford'], ['大学', '学院'])
    """
    of = _words_of_query if len(text) <= _QUERY else _words_of_passage
    return list(of(text, language))


def _words(text: str, language: str) -> Iterator[Word]:
    term_of, pattern = _analyser(language), _pattern(language)
    if text.isascii() or not _JOINED.search(text):
        # As quick as can be: half of what an index takes is words. Between two of them stands
        # nothing that a word begins with, so each is where it is found first.
        new, end = tuple.__new__, 0
        for word in pattern.findall(text):
            start = text.index(word, end)
            end = start + len(word)
            if form := term_of(word):
                yield new(Word, (form, start, end))
        return
    for match in pattern.finditer(text):
        if not _JOINED.search(match.group()):
            if form := term_of(match.group()):
                yield Word(form, match.start(), match.end())
        else:
            yield from _pairs(match.group(), match.start(), language)


def _pairs(written: str, offset: int, language: str) -> Iterator[Word]:
    """Yield the words of a run, of what parts no words the pairs of letters that stand together."""
    end = 0
    for match in _JOINED.finditer(written):
        parts = [(end, match.start())]
        letters = [one.span() for one in _LETTER.finditer(written, *match.span())]
        parts += [(a, b) for (a, _), (_, b) in pairwise(letters)] or letters
        yield from _parts(written, parts, offset, language)
        end = match.end()
    yield from _parts(written, [(end, len(written))], offset, language)


def _parts(
    written: str, parts: Iterable[tuple[int, int]], offset: int, language: str
) -> Iterator[Word]:
    for start, end in parts:
        if form := term(written[start:end], language):
            yield Word(form, offset + start, offset + end)


@lru_cache(maxsize=1_000)
def _words_of_query(text: str, language: str) -> tuple[Word, ...]:
    return tuple(_words(text, language))


@lru_cache(maxsize=4)  # whoever writes a passage asks for its words several times in a row
def _words_of_passage(text: str, language: str) -> tuple[Word, ...]:
    return tuple(_words(text, language))


def merged(spans: Iterable[Sequence[int]]) -> list[tuple[int, int]]:
    """Return ranges in order, those that overlap as one: the pairs of letters of one word.

    >>> merged([(0, 2), (1, 3), (3, 5)])
    [(0, 3), (3, 5)]
    """
    found: list[tuple[int, int]] = []
    for start, end in spans:
        overlaps = bool(found) and start < found[-1][1]
        found.append((found.pop()[0] if overlaps else start, end))
    return found


def terms(text: str, language: str = ENGLISH) -> frozenset[str]:
    """Return the distinct terms of a text; quicker than `words`.

    >>> sorted(terms("The air, the airs"))
    ['air', 'the']
    """
    if language == ENGLISH and (text.isascii() or not _JOINED.search(text)):
        return frozenset(map(term, WORD.findall(text))) - {""}
    return frozenset(word.term for word in words(text, language))


def written(text: str, language: str = ENGLISH) -> list[str]:
    """Return the words of a text as they are written, in order; quicker than `words`.

    >>> written("PHU’s X-rays")
    ['PHU’s', 'X', 'rays']
    """
    if text.isascii() or not _JOINED.search(text):
        return _pattern(language).findall(text)
    return [text[word.start : word.end] for word in words(text, language)]


def variants(text: str, language: str = ENGLISH) -> list[str]:
    """Return the terms that a text has if letters and numbers are parted otherwise, or joined.

    And those of amounts of money as they are read aloud.

    >>> variants("the F-16, ISO 9001, 25kg of PM2.5; call 02392 845678")
    ['f16', 'iso9001', '25', 'kg', 'pm', '2.5', '02392845678']
    >>> variants("€2.7m")
    ['euro', 'million', '2.7', 'm']
    """
    amounts = [match.groups() for match in _AMOUNT.finditer(text)]
    found = [term(_READ[sign], language) for amount in amounts for sign in amount if sign]
    for match in _COMPOUND.finditer(text):
        whole = match.group()
        if match["phone"]:
            joined = _NO_DIGIT.sub("", whole)
            found += [term(joined, language)] if len(joined) >= _SHORTEST_PHONE else []
            continue
        left, right = match["a"] or match["c"], match["b"] or match["d"]
        parted = len(left) + len(right) < len(whole)
        if parted or match["c"] or (len(left) > 1 and left.isupper()):
            other = left + right if parted else f"{left} {right}"
            found += [word.term for word in words(other, language)]
    return found


def holds_only(text: str, terms: Container[str], language: str = ENGLISH) -> bool:
    """Say whether a text has no words but some; stops at the first other one.

    >>> holds_only("The airs", {"air", "the"}), holds_only("clean air", {"air"})
    (True, False)
    """
    return all(word.term in terms for word in _words(text, language))


def longest_runs(
    reach: Sequence[int], known: Callable[[int, int], T | None]
) -> Iterator[tuple[int, int, T]]:
    """Yield the longest runs of words that are known, from the left, without overlap.

    Parameters
    ----------
    reach
        For each word, how many words a run that begins there may have; 0 where none begins.
    known
        What the words `[start, stop)` are; `None` where they are nothing.
    """
    start = 0
    while start < len(reach):
        following = start + 1
        for stop in range(min(start + reach[start], len(reach)), start, -1):
            if (found := known(start, stop)) is not None:
                yield start, stop, found
                following = stop
                break
        start = following


@lru_cache(maxsize=100_000)
def key(term: str) -> int:
    """Return a term's 64-bit number, the same in every process: what indexes on disk look up.

    >>> key("air") == key("air") != key("airs")
    True
    """
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")


def collapse(text: str) -> str:
    """Return the text stripped, every run of white space (no-break too) as one space.

    Soft hyphens and zero-width breaks go, so that they do not part a word.
    """
    return _SPACE.sub(" ", _LONE_SURROGATE.sub("\ufffd", UNSEEN.sub("", text))).strip()


def plain_quotes(text: str) -> str:
    """Return the text, of the same length, with typographic quotation marks as plain ones."""
    return text.translate(_QUOTES)


def sentences(text: str, offset: int = 0, language: str = ENGLISH) -> list[Span]:
    """Return the spans of a paragraph's sentences, without surrounding space, moved by `offset`.

    Joined, the spans hold every character of the paragraph that is not white space.
    """
    spans: list[Span] = []
    position = 0
    for piece in sentencex.segment(language, text):
        start = text.index(piece, position)
        position = start + len(piece)
        if stripped := piece.strip():
            begin = start + piece.index(stripped)
            end = begin + len(stripped)
            if spans and _is_cut(text, spans[-1].start, begin, language):
                begin = spans.pop().start
            spans.append(Span(begin, end))
    return [Span(offset + span.start, offset + span.end) for span in spans] if offset else spans


def _is_cut(text: str, start: int, end: int, language: str) -> bool:
    """Return whether what begins at `start` goes on at `end`, where it looks as if it ended.

    Looks at a few characters, since a sentence may be as long as a page.
    """
    tail = text[max(start, end - _TAIL) : end]
    if _LONE_STOP.search(tail):
        return True
    tail = tail.rstrip()
    if (shortened := _shortened(language)) and shortened.search(tail):
        return True
    if end - start <= _TAIL and _LONE_NUMBER.fullmatch(tail):
        return True
    before, after = text[start], text[end]
    if after.islower():
        return before.isupper() and _SHORTENED.search(tail) is not None
    if after.isdecimal() and _BEFORE_NUMBERS.search(tail):
        return True
    return (after in "[(" and tail.endswith("al.")) or _BEFORE_ALL.search(tail) is not None


def opening(text: str) -> str:
    """Return how a text begins, to call it by: its first sentence, or the beginning of it.

    >>> opening("Clean cooking in Kenya. Stoves are given to homes.")
    'Clean cooking in Kenya'
    >>> opening("Stoves that burn less wood were given to homes, schools and clinics.")
    'Stoves that burn less wood were given to…'
    """
    words = collapse(text[:1000]).split(" ")
    start = " ".join(words[:_OPENING_WORDS])
    end = _FIRST_END.search(start)
    if end and end.start():
        return start[: end.start()]
    return start if len(words) <= _OPENING_WORDS else start.rstrip(" ,;:-–—(") + "…"


@cache
def _shortened(language: str) -> re.Pattern[str] | None:
    """Return what no sentence of a language ends with; of English that is said above."""
    known = languages.of(language)
    ends = [rf"\b(?:{'|'.join(map(re.escape, known.shortened))})\.$"] if known.shortened else []
    ends += [r"(?<![\w.,])\d{1,2}\.$"] if known.ordinals else []
    return re.compile("|".join(ends), re.IGNORECASE) if ends else None


def slug(title: str, longest: int = 60) -> str:
    """Return a title as a lower-case, hyphenated ASCII name of at most `longest` characters.

    >>> slug("Air Pollution Interdisciplinary Research (AIR) Network", 30)
    'air-pollution-interdisciplinar'
    """
    words = (re.sub("[^a-z0-9]+", "", fold(word)) for word in WORD.findall(title))
    return "-".join(filter(None, words))[:longest].rstrip("-") or "passage"
