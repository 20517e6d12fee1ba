"""Asks a served Alongside from Python: one file, no dependencies, Python 3.9 and newer.

Copy it beside your program:

    from alongside_client import Alongside

    search = Alongside("https://search.example.org")
    for hit in search("search", q="air pollution Kenya", limit=3)["hits"]:
        print(hit["title"], hit["url"])

What is asked is a path of the API below `/api/v1/` with its parameters; what is answered is what
the API answers, as dictionaries and lists: `GET /api/` of the server describes all of it. An answer
is kept with its `ETag` and sent again only where it changed. A server that is busy, or not ready
yet (429, 503), is asked again when it says. Safe to share among threads.
"""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from threading import Lock
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

__all__ = ["Alongside", "RefusedError", "UnreachableError"]
_BUSY, _UNCHANGED = (429, 503), 304
_TOGETHER = 100  # queries of a request


class UnreachableError(Exception):
    """No server answers at the address, or not in time, or not as Alongside does."""


class RefusedError(Exception):
    """The server answered with a problem; `problem` is what it says (RFC 9457)."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem.get('detail')} ({problem.get('status')})")
        self.problem = problem


class Alongside:
    """A client of one server.

    `address` is the server's, as its pages have it; `timeout` seconds are waited for an answer, of
    at most `tries`, at most `between` seconds apart; the last `kept` answers are kept.
    """

    def __init__(
        self,
        address: str,
        timeout: float = 10,
        tries: int = 3,
        between: float = 30,
        kept: int = 256,
    ) -> None:
        self._root = address.rstrip("/") + "/api/v1/"
        self._timeout, self._tries, self._between, self._most = timeout, tries, between, kept
        self._kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, *path: str, **parameters: Any) -> Any:
        """Return what the API answers below a path: `client("passages", some_id, "similar")`.

        A parameter may be a text, a number, a truth, or a list of texts.
        """
        url = self._root + "/".join(quote(part, safe="") for part in path)
        given = {name: _written(value) for name, value in parameters.items() if value is not None}
        return self._fetch(url + ("?" + urlencode(given, doseq=True) if given else ""))

    def search_many(self, questions: list[str], **parameters: Any) -> list[Any]:
        """Return the answers to several questions, a hundred a request; all are asked alike."""
        answers: list[Any] = []
        for at in range(0, len(questions), _TOGETHER):
            queries = [{"q": q, **parameters} for q in questions[at : at + _TOGETHER]]
            body = json.dumps({"queries": queries}).encode()
            answers += self._fetch(self._root + "search", body)["answers"]
        return answers

    def _fetch(self, url: str, body: bytes | None = None) -> Any:
        for left in range(self._tries - 1, -1, -1):
            try:
                return json.loads(self._once(url, body))
            except HTTPError as error:
                with error:
                    told = error.read()
                if error.code in _BUSY and left:
                    seconds = error.headers.get("Retry-After", "")
                    time.sleep(min(float(seconds) if seconds.isdecimal() else 1.0, self._between))
                    continue
                raise self._refused(error, told) from None
            except (URLError, OSError, ValueError) as error:
                raise UnreachableError(f"{self._root} does not answer ({error})") from error
        raise AssertionError

    def _once(self, url: str, body: bytes | None) -> bytes:
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        with self._lock:
            known = self._kept.get(url) if body is None else None
        if known:
            headers["If-None-Match"] = known[0]
        try:
            # The address is whoever calls this one's own.
            with urlopen(Request(url, body, headers), timeout=self._timeout) as response:  # noqa: S310
                answer: bytes = response.read()
                tag = response.headers.get("ETag")
        except HTTPError as error:
            if error.code == _UNCHANGED and known:
                error.close()
                return known[1]
            raise
        if tag and body is None:
            with self._lock:
                self._kept[url] = (tag, answer)
                self._kept.move_to_end(url)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return answer

    def _refused(self, error: HTTPError, told: bytes) -> Exception:
        if error.headers.get("Content-Type", "").startswith("application/problem+json"):
            return RefusedError(json.loads(told))
        return UnreachableError(f"{self._root} answers {error.code}, and not as Alongside does")


def _written(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
