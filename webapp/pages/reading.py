"""Answers people who read: a passage whole, a source from top to end, all there is by theme."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from flask import Blueprint, Flask, Response, abort, request
from werkzeug.routing import BaseConverter

from indexer.model import Admittance, Hit, Mark, Passage, Query
from indexer.query.parse import content_terms
from indexer.text import merged, words
from webapp import addresses
from webapp.addresses import View
from webapp.http.problems import UNKNOWN_PASSAGE, Problem, ProblemError
from webapp.http.state import TimedEngine, engine, settings
from webapp.pages import catalogue, markup
from webapp.pages.common import Window, page, question

blueprint = Blueprint("reading", __name__)

# Titles, or themes, of one page.
_LISTED = 60
_DIGITS = 10
_T = TypeVar("_T")


class _SourceConverter(BaseConverter):
    """The whole rest of a path, as it is: a source may begin with a slash, or hold two."""

    regex = ".+"
    part_isolating = False


def prepare(app: Flask) -> None:
    """Give an application what the routes of this module need."""
    app.url_map.converters["source"] = _SourceConverter


@blueprint.get("/passages/<passage_id>")
def passage(passage_id: str) -> Response:
    """Show one passage whole, with what of a question `q` it matches, and what is like it."""
    timed = engine()
    opened = timed.engine
    found = opened.passage(passage_id)
    if found is None:
        detail = "no passage has this address (any more): search for its title"
        raise ProblemError(Problem(UNKNOWN_PASSAGE, 404, detail))
    before, after = opened.beside(found.id)
    hit, why, marks = _matched(timed, found)
    return page(
        "passage.html",
        passage=found,
        parts=markup.parts(found, marks, partial(markup.address, engine=opened)),
        lines=markup.lines(found, opened),
        similar=opened.similar(found.id),
        hit=hit,
        why=why,
        before=before,
        after=after,
        info=opened.info,
    )


@blueprint.get("/browse")
def browse() -> Response:
    """List the themes; with `theme`, what stands under it."""
    opened = engine().engine
    contents = catalogue.current(opened)
    theme = request.args.get("theme")
    if theme is None:
        themes, window = _listed(contents.groups, View("/browse"))
        return page("themes.html", themes=themes, window=window)
    group = contents.group(theme)
    if group is None:
        abort(404)
    rows, window = _listed(group.rows, View("/browse", (("theme", theme),)))
    things = [opened.passages[row] for row in rows]
    return page("theme.html", group=group, things=things, window=window)


@blueprint.get("/pages/")
def contents() -> Response:
    """List every page that is searched."""
    listed, window = _listed(catalogue.current(engine().engine).pages, View("/pages/"))
    return page("contents.html", pages=listed, window=window)


@blueprint.get("/pages/<source:source>")
def whole(source: str) -> Response:
    """Show a page as it reads, or a part of a long one, with the ids that deep links end with."""
    opened = engine().engine
    rows = opened.rows(source)
    start = (_number("part", 1) - 1) * addresses.PART
    end = start + addresses.PART
    shown = [opened.passages[row] for row in rows[start:end]]
    if not shown:
        abort(404)
    part = partial(addresses.page, source, question=question())
    return page(
        "page.html",
        title=catalogue.page_title(opened.passages[rows.start]),
        stretches=markup.outline(shown),
        before=part(position=start - addresses.PART) if start else None,
        after=part(position=end) if end < len(rows) else None,
        window=Window(Query("", offset=start), len(shown), len(rows)),
    )


def _listed(everything: Sequence[_T], view: View) -> tuple[Sequence[_T], Window]:
    """Return the stretch of a list that this request asks for, and where the others are."""
    start = _number("offset", 0)
    shown = everything[start : start + _LISTED]
    if start and not shown:
        abort(404)
    query = Query("", limit=_LISTED, offset=start)
    return shown, Window(query, len(shown), len(everything), view)


def _number(name: str, lowest: int) -> int:
    """Return a whole number that this request gives; there is nothing to be found at others."""
    given = request.args.get(name, str(lowest))
    if not (given.isascii() and given.isdecimal() and len(given) < _DIGITS) or int(given) < lowest:
        abort(404)
    return int(given)


def _matched(
    opened: TimedEngine, found: Passage
) -> tuple[Hit | None, Admittance | None, list[Mark]]:
    """Return how a passage answers the question of this request, and what to mark in its text.

    In between is why it does, or does not; nothing where nothing was asked.
    """
    typed = question()[: settings().max_query_characters]
    if not typed:
        return None, None, []
    matches = opened.match(Query(typed))
    asked = matches.question
    searched = " ".join([asked.parsed.searched, *(one.long for one in asked.acronyms)])
    terms = set(content_terms(searched, found.language))
    said = words(found.text, found.language)
    spans = merged((word.start, word.end) for word in said if word.term in terms)
    marks = [Mark(start, end, "word") for start, end in spans]
    hit = opened.engine.hit(matches, found.id)
    meant = hit and any(mark.kind == "meaning" for mark in hit.snippet.marks)
    if hit and meant and hit.snippet.sentence:
        sentence = hit.snippet.sentence
        marks.append(Mark(sentence.start, sentence.end, "meaning"))
    return hit, opened.engine.why(matches, found.id), marks
