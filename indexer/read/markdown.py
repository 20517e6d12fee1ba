"""Reads Markdown (CommonMark, tables, raw HTML) as the page it renders to.

Headings get GitHub's ids, unless they name their own: `# Title {#id}`. Front matter is metadata,
not text; its `title` is the page's title where no heading is.
"""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.attrs import attrs_block_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from indexer.model import Page
from indexer.read.html import read_html

# What is nested deeper the parser leaves out; more than any person writes, and less than Python's
# limit of recursion bears. Markers beyond half of it (a list is two levels) are taken off a line.
DEEPEST = 100

_OWN_ID = re.compile(r"\s*\{[^{}]*?#([^\s{}]+)[^{}]*\}\s*$")
_MARKERS = re.compile(rf"^((?:[ \t]*[>*+-]){{{DEEPEST // 2 - 5}}})(?:[ \t]*[>*+-])+", re.MULTILINE)
_TITLE = re.compile(r"^title\s*[:=]\s*(['\"]?)(.+?)\1\s*$", re.MULTILINE | re.IGNORECASE)


def read_markdown(text: str, *, source: str, url: str | None, digest: str) -> Page:
    """Return the page that a Markdown text renders to; `source` and the rest are as in `Page`."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST}).enable("table")
    parser.use(front_matter_plugin).use(attrs_block_plugin, allowed=("id", "class"))
    parser.core.ruler.push("own_ids", _own_ids)
    parser.use(anchors_plugin, max_level=6)
    tokens = parser.parse(_MARKERS.sub(r"\1", text))
    rendered = parser.renderer.render(tokens, parser.options, {})
    title = _TITLE.search(tokens[0].content) if tokens and tokens[0].hidden else None
    head = f"<head><title>{html.escape(title[2])}</title></head>" if title else ""
    markup = f"{head}<body>{rendered}"
    return read_html(markup, source=source, url=url, digest=digest, bare=True)


def _own_ids(state: StateCore) -> None:
    """Let a heading's `{#id}` be its id and no part of its title."""
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type != "heading_open" or not inline.children:
            continue
        last = inline.children[-1]
        match = _OWN_ID.search(last.content) if last.type == "text" else None
        if match is not None:
            last.content = last.content[: match.start()]
            opening.attrSet("id", match[1])
