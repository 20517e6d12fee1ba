"""Reads what a page is asked, leniently: other than services, people follow links that others made.

Parameters that no form here has are passed over, since mail and chat add their own to links, and a
choice left open counts as not made. What is left is read as strictly as a service's request.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import request
from werkzeug.datastructures import MultiDict

from indexer.model import FACETS
from webapp import params, requests
from webapp.state import settings

if TYPE_CHECKING:
    from indexer.model import FacetName, Query, Who
    from webapp.state import Engine

_KNOWN = ("q", "mode", "correct", "offset", *FACETS, "kind", "role", "exclude")
# The form's own way to keep a question uncorrected: it holds for that question, not for the next.
_AS_TYPED = "as-typed"


def typed() -> str:
    """Return the question as it stands in the box."""
    return request.args.get("q", "")


def question() -> str:
    """Return the question without what nobody can see; empty where nothing is asked."""
    return params.clean(typed())


def query(opened: Engine) -> Query:
    """Return what this request asks of passages, perhaps nothing; raises as `who` does."""
    return who(opened).query


def who(opened: Engine) -> Who:
    """Return what this request asks; its filters bear the names that facets show.

    Raises
    ------
    params.ParameterError
        Naming the first parameter that is wrong, and the way out.
    """
    asked = params.who(params.asked(_asked(), requests.collaborators(settings())))
    return replace(asked, query=opened.named(asked.query))


def narrows(opened: Engine, facet: FacetName, value: str) -> bool:
    """Tell whether a value of a facet is one that this index has."""
    if facet == "theme":
        return not value or value in opened.themes
    return opened.entity(value) is not None


def _asked() -> MultiDict[str, str]:
    """Return the parameters that forms here have; of those left empty, only a theme says something.

    The question is cleaned, so that one of nothing but blanks is none.
    """
    asked = MultiDict(
        (name, value)
        for name, value in request.args.items(multi=True)
        if name in _KNOWN and (value.strip() or name == "theme")
    )
    if "q" in asked:
        asked.setlist("q", [text for typed in asked.getlist("q") if (text := params.clean(typed))])
    if _AS_TYPED in request.args and "correct" not in asked:
        as_typed = params.clean(request.args[_AS_TYPED])
        asked["correct"] = str(as_typed != question()).lower()
    return asked
