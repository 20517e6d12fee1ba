"""Asks a served index from Python: typed answers, problems as exceptions, nothing sent twice.

    with Alongside("https://search.example.org") as client:
        for hit in client.search("air pollution Kenya", limit=3).hits:
            print(hit.title, hit.url)

What is answered are the types of `webapp.schemas`. An answer is kept with its ETag and sent again
only where it changed; a server that is busy or not ready yet is asked again when it says.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Self, TypedDict, TypeVar, Unpack
from urllib.parse import quote, urlencode

import httpcore2
import msgspec

from indexer.errors import AlongsideError
from indexer.model import FACETS, Mode, NameKind, Role
from webapp import schemas

_T = TypeVar("_T", bound=msgspec.Struct)
_BUSY = (429, 503)
_DONE, _UNCHANGED = 200, 304
_FAILURES = (
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.TimeoutException,
    httpcore2.UnsupportedProtocol,
    ValueError,  # an address that is none
    TypeError,
)
_TOGETHER = 100  # queries of a request: as many as a server takes where it is not told otherwise


class UnreachableError(AlongsideError):
    """No server answers at the address, or not in time, or not as Alongside does."""


class RefusedError(AlongsideError):
    """The server answered with a problem; `problem` says which, and the way out."""

    def __init__(self, problem: schemas.Problem) -> None:
        super().__init__(f"{problem.detail} ({problem.status}, {problem.title.lower()})")
        self.problem = problem


class QueryOptions(TypedDict, total=False):
    """How any question may be asked; what is left out is as the server has it.

    Passages must have any value within one filter, something of each.
    """

    theme: Sequence[str]
    organisation: Sequence[str]
    funder: Sequence[str]
    place: Sequence[str]
    limit: int
    offset: int
    mode: Mode
    correct: bool


class SearchOptions(QueryOptions, total=False):
    """How a question may be asked of passages."""

    explain: bool
    why_not: str


class CollaboratorsOptions(QueryOptions, total=False):
    """How a question may be asked about collaborators."""

    kind: Sequence[NameKind]
    role: Sequence[Role]
    exclude: Sequence[str]


_REPEATED = frozenset({*FACETS, "kind", "role", "exclude"})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a client waits: seconds for an answer, tries, and seconds between two at most."""

    timeout: float = 10
    tries: int = 3
    between: float = 30

    def __post_init__(self) -> None:
        if self.tries < 1:
            message = f"tries is {self.tries}: give 1 or more"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class _CachedAnswer:
    """An answer with the tag by which it is asked whether it still holds."""

    tag: str
    body: bytes


class Alongside:
    """A client of one server; safe to share among threads. A context, which leaving closes.

    Parameters
    ----------
    address
        Of the server, as its pages have it: `http://127.0.0.1:8000`.
    patience
        How long to wait, and how often to ask.
    kept
        Answers that are kept, the last ones asked for.

    Raises
    ------
    RefusedError
        From every method, where the server says that it cannot be answered.
    UnreachableError
        From every method, where there is no answer.
    """

    def __init__(self, address: str, patience: Patience = Patience(), kept: int = 256) -> None:
        self._root = address.rstrip("/") + "/api/v1/"
        self._patience = patience
        self._pool = httpcore2.ConnectionPool()
        self._kept: OrderedDict[str, _CachedAnswer] = OrderedDict()
        self._most = kept
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept for what is asked next."""
        self._pool.close()

    def search(self, q: str, **options: Unpack[SearchOptions]) -> schemas.SearchAnswer:
        """Return the passages that answer a question, and how well they do."""
        return self._get("search", {"q": q, **options}, schemas.SearchAnswer)

    def context(
        self, q: str, characters: int = 4_000, **options: Unpack[QueryOptions]
    ) -> schemas.ContextAnswer:
        """Return sentences and passages that answer a question, as many as fit."""
        return self._get(
            "context", {"q": q, "characters": characters, **options}, schemas.ContextAnswer
        )

    def search_many(
        self, questions: Iterable[str], **options: Unpack[SearchOptions]
    ) -> list[schemas.SearchAnswer]:
        """Return the answers to several questions, a hundred a request; all are asked alike."""
        if isinstance(questions, str):
            message = f"questions is the text {questions!r}: give several, as a list"
            raise TypeError(message)
        queries = [_sendable({"q": q, **options}) for q in questions]
        answers: list[schemas.SearchAnswer] = []
        for start in range(0, len(queries), _TOGETHER):
            sent = msgspec.json.encode({"queries": queries[start : start + _TOGETHER]})
            answer = self._fetch("POST", self._root + "search", sent)
            answers += _read(answer, schemas.BatchAnswer).answers
        return answers

    def collaborators(
        self, q: str | None = None, **options: Unpack[CollaboratorsOptions]
    ) -> schemas.CollaboratorsAnswer:
        """Return who goes with a question; without one, all by number of passages."""
        given = options if q is None else {"q": q, **options}
        return self._get("collaborators", given, schemas.CollaboratorsAnswer)

    def collaborator(self, collaborator_id: str) -> schemas.CollaboratorProfile:
        """Return one collaborator with all its passages."""
        path = f"collaborators/{quote(collaborator_id, safe='')}"
        return self._get(path, {}, schemas.CollaboratorProfile)

    def passage(self, passage_id: str) -> schemas.PassageAnswer:
        """Return one passage whole."""
        return self._get(f"passages/{quote(passage_id, safe='')}", {}, schemas.PassageAnswer)

    def similar(self, passage_id: str, limit: int = 5) -> schemas.SimilarAnswer:
        """Return the passages most like one, each with the reason."""
        path = f"passages/{quote(passage_id, safe='')}/similar"
        return self._get(path, {"limit": limit}, schemas.SimilarAnswer)

    def suggest(self, typed: str, limit: int = 8) -> schemas.SuggestAnswer:
        """Return what may be meant by the beginning of a question."""
        return self._get("suggest", {"q": typed, "limit": limit}, schemas.SuggestAnswer)

    def _get(self, path: str, given: Mapping[str, object], of: type[_T]) -> _T:
        written = {name: _written(value) for name, value in _sendable(given).items()}
        query = urlencode(written, doseq=True)
        return _read(self._fetch("GET", self._root + path + ("?" + query if query else "")), of)

    def _fetch(self, method: str, url: str, sent: bytes | None = None) -> bytes:
        """Return the bytes that answer, asking again while the server is busy."""
        known = self._known(url) if method == "GET" else None
        for left in range(self._patience.tries - 1, -1, -1):
            response = self._once(method, url, sent, known)
            if response.status not in _BUSY or not left:
                break
            seconds = _header(response, b"retry-after")
            wait = float(seconds) if seconds.isdecimal() else 1.0
            time.sleep(min(wait, self._patience.between))
        if response.status == _UNCHANGED and known:
            return known.body
        if response.status != _DONE:
            raise self._refused(response)
        if method == "GET" and (tag := _header(response, b"etag")):
            self._keep(url, _CachedAnswer(tag, response.content))
        return response.content

    def _once(
        self, method: str, url: str, sent: bytes | None, known: _CachedAnswer | None
    ) -> httpcore2.Response:
        headers: dict[bytes | str, bytes | str] = {"Accept": "application/json"}
        if sent is not None:
            headers["Content-Type"] = "application/json"
        if known:
            headers["If-None-Match"] = known.tag
        wait = dict.fromkeys(("connect", "read", "write", "pool"), self._patience.timeout)
        try:
            return self._pool.request(
                method, url, headers=headers, content=sent, extensions={"timeout": wait}
            )
        except _FAILURES as error:
            raise UnreachableError(
                f"{self._root} does not answer ({error or type(error).__name__}); "
                "check the address, and that it is served"
            ) from error

    def _refused(self, response: httpcore2.Response) -> AlongsideError:
        if _header(response, b"content-type").startswith("application/problem+json"):
            return RefusedError(_read(response.content, schemas.Problem))
        return UnreachableError(
            f"{self._root} answers {response.status} without Alongside's reasons; "
            "check the address, and what stands before the server"
        )

    def _known(self, url: str) -> _CachedAnswer | None:
        with self._lock:
            if url in self._kept:
                self._kept.move_to_end(url)
            return self._kept.get(url)

    def _keep(self, url: str, answer: _CachedAnswer) -> None:
        with self._lock:
            self._kept[url] = answer
            self._kept.move_to_end(url)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def _read(body: bytes, of: type[_T]) -> _T:
    try:
        return msgspec.json.decode(body, type=of)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnreachableError(f"what answers is not Alongside: {error}") from error


def _sendable(given: Mapping[str, object]) -> dict[str, object]:
    """Return what is asked with texts that UTF-8 can say, and a filter's only value in a list."""
    texts = {
        name: value.encode("utf-8", "replace").decode()
        for name, value in given.items()
        if isinstance(value, str)
    }
    several = {name: [value] for name, value in texts.items() if name in _REPEATED}
    return {**given, **texts, **several}


def _written(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _header(response: httpcore2.Response, name: bytes) -> str:
    found = (value for key, value in response.headers if key.lower() == name)
    return next(found, b"").decode("latin-1")
