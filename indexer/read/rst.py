"""Reads reStructuredText as the page it renders to, by docutils, with what Sphinx adds to it.

Roles and directives that docutils does not know are read for their text: ":class:`~oar.Boat`" says
`Boat`, a ``versionadded`` what stands under it. Lists of other pages and of what an index holds are
left out. Files that a text names are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from docutils import ApplicationError, nodes
from docutils.core import publish_parts
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.languages import en
from docutils.writers import html5_polyglot

from indexer.model import Page
from indexer.read.html import read_html
from indexer.read.plain import read_plain

_ROLE = re.compile(r":([\w.+-]+(?::[\w.+-]+)*):`|`:([\w.+-]+(?::[\w.+-]+)*):")
_DIRECTIVE = re.compile(r"^[ \t]*\.\. (?:\|[^|\n]+\| )?([\w.+:-]+?)::(?:\s|$)", re.MULTILINE)
_TITLED = re.compile(r"(.+?)\s*<[^<>]*>", re.DOTALL)
_UNSHOWN = frozenset({"toctree", "index", "currentmodule", "highlight", "default-domain"})
_FIELDS: Mapping[type[nodes.Node], str] = {
    nodes.field_list: "table",
    nodes.field: "tr",
    nodes.field_name: "th",
    nodes.field_body: "td",
}
_SETTINGS = {
    "report_level": 5,  # a text that breaks a rule is read as far as it goes, and nothing is said
    "halt_level": 6,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "doctitle_xform": False,
    "docinfo_xform": False,
    "initial_header_level": 1,
    "syntax_highlight": "none",
    "embed_stylesheet": False,
    "toc_backlinks": False,
    "_disable_config": True,
}


def read_rst(text: str, *, source: str, url: str | None, digest: str) -> Page:
    """Return the page that a reStructuredText renders to; `source` and the rest as in `Page`."""
    writer = html5_polyglot.Writer()
    writer.translator_class = _Translator
    with _understood(text):
        try:
            parts = publish_parts(text, writer=writer, settings_overrides=_SETTINGS)
        except (ApplicationError, RecursionError):  # nested without end
            return read_plain(text, source=source, url=url, digest=digest)
    markup = f"<body>{parts['body']}"
    return read_html(markup, source=source, url=url, digest=digest, bare=True)


@contextmanager
def _understood(text: str) -> Iterator[None]:
    """Let docutils know every role and directive of a text, while that is read."""
    registries = (roles._roles, directives._directives)  # noqa: SLF001 - what it lets be added to
    before = [dict(registry) for registry in registries]
    for found in _ROLE.finditer(text):
        if (name := (found[1] or found[2]).lower()) not in en.roles:
            roles.register_local_role(name, _say)
    for name in {found.lower() for found in _DIRECTIVE.findall(text)} - set(en.directives):
        directives.register_directive(name, _Unshown if name in _UNSHOWN else _Shown)
    try:
        yield
    finally:
        for registry, content in zip(registries, before, strict=True):
            registry.clear()
            registry.update(content)


class _Translator(html5_polyglot.HTMLTranslator):  # type: ignore[misc]  # has no types
    """Lays out fields as a table: each with its label and its value in a row."""

    def dispatch_visit(self, node: nodes.Node) -> None:
        if tag := _FIELDS.get(type(node)):
            self.body.append(f"<{tag}>")
        else:
            super().dispatch_visit(node)

    def dispatch_departure(self, node: nodes.Node) -> None:
        if tag := _FIELDS.get(type(node)):
            self.body.append(f"</{tag}>")
        else:
            super().dispatch_departure(node)


def _say(
    _role: str,
    rawtext: str,
    text: str,
    _line: int,
    _inliner: object,
    options: Mapping[str, Any] | None = None,
    content: Sequence[str] = (),
) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Return what a role shows: its own title, or the last part of a name that begins with `~`."""
    del options, content
    plain = nodes.unescape(text)
    titled = _TITLED.fullmatch(plain)
    shown = titled[1] if titled else plain.lstrip("!")
    if shown.startswith("~"):
        shown = shown.rpartition(".")[2]
    return [nodes.inline(rawtext, shown)], []


class _Any(dict[str, Any]):
    """Options of a directive, whatever they are called."""

    def __getitem__(self, _name: str) -> Any:  # noqa: ANN401 - as docutils takes it
        return directives.unchanged

    def __bool__(self) -> bool:
        return True


class _Shown(Directive):  # type: ignore[misc]  # has no types
    """A directive of which the argument and the text are read."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = _Any()

    def run(self) -> list[nodes.Node]:
        box = nodes.container()
        for argument in self.arguments:
            inline, messages = self.state.inline_text(argument, self.lineno)
            box += [nodes.paragraph(argument, "", *inline), *messages]
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


class _Unshown(_Shown):
    """A directive that says nothing to a reader."""

    def run(self) -> list[nodes.Node]:
        return []
