"""Matches a question about collaborators, and tells which of them it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from indexer import text
from indexer.arrays import Mask
from indexer.entities import vocabulary
from indexer.index import facets
from indexer.index.base import Index
from indexer.model import NAME_KINDS, Entity, Query, Who
from indexer.query.parties import COMPANY, Parties
from indexer.query.understand import Question
from indexer.search.matches import Matches, browse, match

_SHORTEST = 5  # letters of a term that may be the beginning of another: "univers", "universiteit"
_AND = re.compile(r",|\band\b|\bor\b")


def match_who(index: Index, who: Who) -> Matches:
    """Match what a question about collaborators is about; where it is about nothing, all passages.

    Of one for nobody but those who are somewhere, or who are called something, these are the
    passages that name them.
    """
    question = index.understand(who.query)
    intent = replace(question.intent, asks_for=None)  # names answer it, whatever a sentence tells
    question, asked = replace(question, intent=intent), intent.parties
    fits = _fitting(index, asked)
    if (asked.words or asked.of) and not fits.any():
        about = " ".join((*asked.words, asked.subject)).strip()  # "tech companies": about tech
        asked = replace(asked, words=(), subject=about or question.parsed.searched)
        fits = _fitting(index, asked)
    if asked != question.intent.parties or asked.subject != question.parsed.searched:
        question = _narrowed(index, who.query, question, asked)
    wanted = fits & _located(index, question)
    if _has_subject(question) and not (_places_alone(question) and wanted.any()):
        return match(index, who.query, question)
    everything = browse(index, replace(who.query, text=""), question)
    if wanted.all():
        return everything
    return everything.within(index.names.rows[wanted[index.names.of]])


def asked_for(index: Index, question: Question) -> Iterator[tuple[str, list[Mask]]]:
    """Yield what a question asks of those it asks for, and which entities are so, `(e,) bool`.

    It is called as in a notice that nobody is so; where that needs none its name is empty. Of
    several masks a later one counts where the one before holds for nobody.
    """
    names, asked = index.names, question.intent.parties
    if asked.kinds:
        what = "people" if asked.kinds == ("person",) else "such organisations"
        yield what, [np.isin(names.kinds, [NAME_KINDS.index(kind) for kind in asked.kinds])]
    if asked.words or asked.of:
        yield "such organisations", [_fitting(index, asked)]
    if _places_alone(question):
        nowhere = np.array([not one.places for one in names.entities], np.bool_)
        yield "", [_located(index, question), nowhere]


def left_out(index: Index, asked: Parties) -> Mask:
    """Return which entities a question leaves out, by name or by where they are, `(e,) bool`."""
    but = [each.strip() for each in _AND.split(asked.but) if each.strip()]
    keys = {facets.key(each) for each in but}
    terms = [text.terms(each) for each in but]
    return np.array(
        [
            not keys.isdisjoint(_lies_in(one))
            or any(text.terms(name) >= each for name in (one.name, *one.also) for each in terms)
            for one in index.names.entities
        ],
        np.bool_,
    )


def _fitting(index: Index, asked: Parties) -> Mask:
    """Return which entities are of the kind of organisation that is asked for, `(e,) bool`."""
    entities = index.names.entities
    fits = np.ones(len(entities), np.bool_)
    if not (asked.words or asked.of):
        return fits
    terms = index.names.terms
    for word in asked.words:
        called = np.array([_holds(of_one, text.term(word)) for of_one in terms], np.bool_)
        fits &= called if called.any() else _located(index, index.understand(Query(word)), fits)
    if asked.of == COMPANY:
        return fits & [one.kind == "organisation" and _is_company(one) for one in entities]
    return fits & [not asked.of or _holds(of_one, asked.of) for of_one in terms]


def _located(index: Index, question: Question, otherwise: Mask | None = None) -> Mask:
    """Return which entities are in the places that a question asks for and nothing else, `(e,)`.

    All where it asks for something else.
    """
    keys = _places_alone(question)
    entities = index.names.entities
    if not keys:
        return np.full(len(entities), otherwise is None)
    return np.array([not keys.isdisjoint(_lies_in(one)) for one in entities], np.bool_)


def _places_alone(question: Question) -> set[str]:
    """Return the keys of the places a question names, where it names nothing else."""
    if question.elsewhere:
        return set(map(facets.key, question.elsewhere))
    named = [
        {key for one in slot.synonyms if one.field == "places" for key in one.terms}
        for slot in question.slots
    ]
    return set().union(*named) if named and all(named) else set()


def _narrowed(index: Index, query: Query, question: Question, asked: Parties) -> Question:
    """Return how what is left of a question is read, once it is known whom it asks for."""
    rest = index.understand(replace(query, text=asked.subject))
    conditions, notices = question.parsed.conditions, question.parsed.notices
    return replace(
        rest,
        intent=replace(question.intent, parties=asked),
        parsed=replace(rest.parsed, conditions=conditions, notices=notices),
        corrections=question.corrections,
    )


def _has_subject(question: Question) -> bool:
    asked = question.intent
    steered = asked.roles == ("funder",) and not asked.subject
    return bool(question.slots or question.parsed.conditions) and not steered


def _lies_in(entity: Entity) -> Iterable[str]:
    return {facets.key(name) for name in (entity.name, *entity.places)}


def _holds(terms: Iterable[str], term: str) -> bool:
    """Say whether one of some terms is another, or of two long ones one begins like the other."""
    return any(
        one == term
        or (
            min(len(one), len(term)) >= _SHORTEST and (one.startswith(term) or term.startswith(one))
        )
        for one in terms
    )


def _is_company(entity: Entity) -> bool:
    """Say whether an organisation is called like a company: by its form, or by no head noun."""
    *_, last = said = [text.fold(word) for word in text.WORD.findall(entity.name)] or [""]
    if last in vocabulary.LEGAL or last.startswith(COMPANY[:-1]):
        return True
    head = any(word in vocabulary.HEADS or vocabulary.compound(word) for word in said)
    return not (head or entity.name.isupper())
