"""Reads Markdown (CommonMark, tables, notes, definitions, raw HTML) as the page it renders to.

Headings get GitHub's ids, unless they name their own: `# Title {#id}`. Front matter is metadata,
not text; its `title` is the page's title where no heading is. What site generators add to Markdown
is read for what it says: the text in their call-outs and tabs is text, tags and imports are left
out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.attrs import attrs_block_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from indexer.model import Page
from indexer.read.html import read_html
from indexer.text import MARKS

# What is nested deeper the parser leaves out; more than any person writes, and less than Python's
# limit of recursion bears. Markers beyond half of it (a list is two levels) are taken off a line.
DEEPEST = 100

_OWN_ID = re.compile(r"\s*\{(?=[#.:])(?:[^{}]*?#([^\s{}]+))?[^{}]*\}\s*$")
_MARKERS = re.compile(rf"^((?:[ \t]*[>*+-]){{{DEEPEST // 2 - 5}}})(?:[ \t]*[>*+-])+", re.MULTILINE)
_TITLE = re.compile(r"^title\s*[:=]\s*(['\"]?)(.+?)\1\s*$", re.MULTILINE | re.IGNORECASE)
# Between two rules: YAML, of which every line is a key, part of a value or a remark; or TOML.
_FRONT = re.compile(r"\s*^(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"[\w.\"'-]+\s*[:=](?:\s|$)")
_VALUE = re.compile(r"[\s#\[\]{}]|- |-$")

_FENCE = re.compile(r" {0,3}(```+|~~~+)(.*)$")
# A call-out, a part that folds or a tab, with its text indented below: `!!! note "Careful"`.
_INDENTED = re.compile(r"(?:!!!|\?\?\?\+?|===[+!]?)\s+(?:[\w-]+|(?:[\w-]+\s+)*\"(.*)\")\s*$")
# The same between colons: `:::tip[Careful]`.
_COLONS = re.compile(r" {0,3}:{3,}\s*(?:\{?[\w-]+\}?)?\s*(?:\[(.*)\]|\{.*\}|(.*?))\s*$")
_IMPORT = re.compile(
    r"import\s(?:.*\sfrom\s+)?['\"][^'\"]+['\"];?\s*$|export\s+(?:const|default|let)\b"
)
_TICKED = re.compile(r"([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[[ xX]\][ \t]+")
_NO_ID = re.compile(rf"[^\w{MARKS} -]")
_ID_REMARK = re.compile(r"\{/\*\s*(#[\w-]+)\s*\*/\}\s*$")
# Tags of templates, remarks, and the kind of a quoted call-out; code is passed over.
_TAGS = re.compile(
    r"(`+)(?!`).{1,400}?(?<!`)\1(?!`)|\{%[^%]{0,400}%\}|\{\{[^{}]{0,400}\}\}"
    r"|^\s*\[\[?_?TOC_?\]\]?\s*$|^\{:[^{}]*\}$|\{/\*.{0,400}?\*/\}|(?<=> )\[!\w+\][+-]?"
    # Wikis' links, which show their last part, and what is marked; pictures and pages in the page.
    r"|!\[\[[^\[\]\n]{1,200}\]\]"
    r"|(?<!\[)\[\[(?:[^\[\]|\n]{1,200}\|)?(?P<wiki>[^\[\]|\n]{1,200})\]\](?!\])|==(?P<marked>[^\s=][^=\n]{0,300})=="
)


def read_markdown(text: str, *, source: str, url: str | None, digest: str) -> Page:
    """Return the page that a Markdown text renders to; `source` and the rest are as in `Page`."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST}).enable(
        ["table", "strikethrough"]
    )
    parser.use(attrs_block_plugin, allowed=("id", "class"))
    parser.use(deflist_plugin).use(footnote_plugin, inline=False)
    parser.core.ruler.disable("footnote_tail")  # notes stay where they are written
    for name in ("footnote_ref", "footnote_reference_open", "footnote_reference_close"):
        parser.add_render_rule(name, lambda *_: "")
    parser.core.ruler.push("own_ids", _own_ids)
    parser.use(anchors_plugin, max_level=6, slug_func=_github_id)
    title, body = _without_front(text.replace("\r\n", "\n"))
    lines = "\n".join(_plain_lines(_MARKERS.sub(r"\1", body)))
    rendered = parser.renderer.render(parser.parse(lines), parser.options, {})
    head = f"<head><title>{html.escape(title)}</title></head>" if title else ""
    markup = f"{head}<body>{rendered}"
    return read_html(markup, source=source, url=url, digest=digest, bare=True)


def _without_front(text: str) -> tuple[str, str]:
    """Return the title that front matter gives, and the text after it."""
    front = _FRONT.match(text)
    if front is None:
        return "", text
    lines = [line for line in front[2].split("\n") if line]
    keys = sum(_KEY.match(line) is not None for line in lines)
    others = sum(not (_KEY.match(line) or _VALUE.match(line)) for line in lines)
    if (others or not keys) and (lines or front[1] == "+++"):
        return "", text
    title = _TITLE.search(front[2])
    return title[2] if title else "", text[front.end() :]


def _plain_lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, what is no Markdown in them unwrapped or hidden."""
    fence, above = "", ""
    indented = imported = False
    for line in text.split("\n"):
        opening = _FENCE.match(line)
        if fence or opening:
            ends = opening and opening[1].startswith(fence) and not opening[2].strip()
            fence = "" if fence and ends else fence or (opening[1] if opening else "")
            yield line
            continue
        indented = indented and (not line.strip() or line.startswith(("    ", "\t")))
        inner = line.removeprefix("    ").removeprefix("\t") if indented else line
        imported = bool(inner.strip()) and (imported or _IMPORT.match(inner) is not None)
        if imported:
            yield _hidden(inner)
        elif title := _INDENTED.match(inner):
            indented = True
            yield from ("", title[1] or "", "")
        elif (title := _COLONS.match(inner)) and (not above.strip(": ") or not inner.strip(": ")):
            yield from ("", title[1] or title[2] or "", "")
        elif inner.startswith(("    ", "\t")):
            yield inner
        else:
            marked = _ID_REMARK.sub(r"{\1}", _TICKED.sub(r"\1", inner))
            yield _TAGS.sub(_shown, marked)
        above = inner


def _shown(tag: re.Match[str]) -> str:
    """Return what a reader sees of a tag; of code all."""
    return tag[0] if tag[1] else tag["wiki"] or tag["marked"] or _hidden(tag[0])


def _hidden(text: str) -> str:
    return f"<span hidden>{html.escape(text)}</span>"


def _github_id(title: str) -> str:
    """Return the id that GitHub makes of a heading, of any script."""
    return _NO_ID.sub("", title.strip().lower()).replace(" ", "-")


def _own_ids(state: StateCore) -> None:
    """Let a heading's `{#id}` be its id and no part of its title."""
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type != "heading_open" or not inline.children:
            continue
        last = inline.children[-1]
        match = _OWN_ID.search(last.content) if last.type == "text" else None
        if match is not None:
            last.content = last.content[: match.start()]
            if match[1]:
                opening.attrSet("id", match[1])
