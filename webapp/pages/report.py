"""Reports to those who keep the pages: what was answered badly, never found, perhaps misspelt.

As text and CSV by `alongside report`; as a page only to this machine, and only where no proxy is
known of, since behind one everybody comes from this machine.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, request

from indexer.model import Answer, Passage
from indexer.render.tables import Table
from indexer.search.engine import Engine
from webapp.http.state import engine, settings
from webapp.pages.common import page
from webapp.querylog import QueryLog, QuestionCount

blueprint = Blueprint("report", __name__)

_KEY = "alongside.querylog"
_COLUMNS = ("what", "text", "count", "state", "day")
# Where a question is asked; on other pages the search only marks what was asked before.
_SEARCHES = ("pages.search", "api.search", "api.search_by_body")
_BY_PROXY = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")
_OWN_NAMES = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Report:
    """What those who keep the pages may want to mend.

    `never` are passages that no answer has shown, once something was asked; introductions are left
    out.
    """

    answered: dict[str, int]  # by state
    badly: tuple[QuestionCount, ...]  # answered weakly or not at all, asked most often first
    never: tuple[Passage, ...]  # in corpus order
    slips: tuple[tuple[str, str], ...]  # words of the pages, each with what may be meant

    @property
    def table(self) -> Table:
        """The same as rows."""
        questions = (("question", q.text, q.asked, q.state, q.day) for q in self.badly)
        never = (("never found", p.title, 0, None, None) for p in self.never)
        slips = (("slip", f"{said} / {other}", None, None, None) for said, other in self.slips)
        return Table(_COLUMNS, (*questions, *never, *slips))

    @property
    def text(self) -> str:
        """The same for a terminal."""
        states = ", ".join(f"{count:,} {state}" for state, count in self.answered.items())
        asked = [f"{q.asked:>7,}  {q.state:<5} {q.text or '(words not kept)'}" for q in self.badly]
        parts = (
            ("answered weakly or not at all", asked),
            ("never found", [f"  {passage.title}" for passage in self.never]),
            ("perhaps misspelt, or spelt two ways", [f"  {a} / {b}" for a, b in self.slips]),
        )
        listed = ("\n".join((heading, *lines)) for heading, lines in parts if lines)
        return "\n\n".join((f"questions answered: {states or 'none yet'}", *listed))


def draw(log: QueryLog, opened: Engine) -> Report:
    """Return the report of a log on what is searched now."""
    questions, shown = log.questions(), log.shown()
    answered: Counter[str] = Counter()
    for one in questions:
        answered[one.state] += one.asked
    return Report(
        answered=dict(sorted(answered.items())),
        badly=tuple(one for one in questions if one.state != "strong"),
        never=tuple(
            p for p in opened.passages if questions and p.id not in shown and not p.introduction
        ),
        slips=opened.slips(),
    )


def prepare(app: Flask, log: QueryLog) -> None:
    """Let an application report what it logs."""
    app.extensions[_KEY] = log


def note(answer: Answer) -> None:
    """Count an answer where a person or service asked for it; nothing where there is no log."""
    log: QueryLog | None = current_app.extensions.get(_KEY)
    if log is None or request.endpoint not in _SEARCHES:
        return
    # What the search box fetches while somebody types is no question yet.
    typing = request.headers.get("Sec-Fetch-Dest") == "empty"
    if not typing or request.blueprint == "api":
        log.note(answer)


@blueprint.get("/report", endpoint="report")
def show() -> Response:
    """Show the report to this machine; to everybody else there is no such page."""
    log: QueryLog | None = current_app.extensions.get(_KEY)
    if log is None or not _is_local():
        abort(404)
    return page("report.html", report=draw(log, engine().engine))


def _is_local() -> bool:
    """Say whether this request came from this machine, asked for it by name, and by no proxy."""
    behind = settings().trusted_proxies or settings().public_url
    if behind or any(name in request.headers for name in _BY_PROXY):
        return False
    name = urlsplit(f"//{request.host}").hostname
    try:
        return name in _OWN_NAMES and ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
