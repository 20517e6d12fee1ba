"""Follows a site from one address: what it leads to on the same site, below the same path.

`robots.txt` is obeyed (protego), and what pages ask of those who read them for an index. Requests
come one at a time, with a pause between them, and no more often than the site asks for. A sitemap,
an index of sitemaps or a feed stands for the pages that it names.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit, urlunsplit

from protego import Protego

from indexer.errors import FetchError, SourceError
from indexer.read.fetch import FetchAnswer, FetchLimits, fetch_page
from indexer.read.sites.links import (
    Listing,
    identity,
    links_of,
    listing_of,
    may_be_page,
    without_trackers,
)

AGENT = "Alongside"
_TOO_MANY, _BUSY = 429, 503
_GONE = range(400, 500)
_LONGEST_PAUSE = 60.0  # seconds; a site that asks for more is left alone
_PAUSE = 5.0  # where a site is busy and does not say how long
_TELL = 25  # pages between two words of progress
_LISTINGS = 200  # sitemaps that are read of one site
_LISTED = 60_000_000  # bytes of one

Tell = Callable[[str], None]
Skip = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class FollowLimits:
    """How far a site is followed, and how politely."""

    pages: int = 1_000
    depth: int = 10  # links from the first page
    total: int = 500_000_000  # bytes of all pages
    pause: float = 0.5  # seconds between two requests, or more where robots.txt asks for more
    page: FetchLimits = field(
        default_factory=lambda: FetchLimits(max_bytes=20_000_000, deadline=60.0)
    )


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page as it came, and the address that it says is its own."""

    answer: FetchAnswer
    of_site: bool = True  # False for the page at an address that stands for no other
    canonical: str | None = None


@dataclass(slots=True)
class Fetcher:
    """Asks for pages: one at a time, with pauses, each only if it changed since it was kept.

    `known` gives what was kept of an address; `ready`, what need not be asked for again.
    """

    allow_private: bool = False
    known: Callable[[str], FetchAnswer | None] = lambda _address: None
    ready: Callable[[str], FetchAnswer | None] = lambda _address: None
    keep: Callable[[str, FetchAnswer], None] = lambda _address, _answer: None
    pause: float = 0.0
    last: float = 0.0

    def get(
        self, address: str, limits: FetchLimits, check: Callable[[str], None] | None = None
    ) -> FetchAnswer:
        """Return what is at an address; one more try where the site asks to come again soon."""
        if answer := self.ready(address):
            self.keep(address, answer)
            return answer
        for again in (True, False):
            self._wait(self.pause)
            try:
                answer = fetch_page(
                    address,
                    allow_private=self.allow_private,
                    limits=limits,
                    known=self.known(address),
                    check=check,
                )
            except FetchError as error:
                wait = error.retry_after or _PAUSE
                if not again or error.status not in {_TOO_MANY, _BUSY} or wait > _LONGEST_PAUSE:
                    raise
                self.pause = max(2 * self.pause, 0.1)
                self._wait(wait)
            else:
                self.keep(address, answer)
                return answer
        raise AssertionError

    def _wait(self, pause: float) -> None:
        left = self.last + pause - time.monotonic()
        if left > 0:
            time.sleep(left)
        self.last = time.monotonic()


def follow(
    start: str, limits: FollowLimits | None, fetcher: Fetcher, *, skip: Skip, tell: Tell
) -> Iterator[SitePage]:
    """Yield the pages of a site as they come, from the one at `start` on.

    Without `limits` no link is followed: only what a sitemap or a feed names.

    Raises
    ------
    SourceError
        The first page cannot be had, or robots.txt asks programs not to read it.
    """
    walk = _Walk(limits or FollowLimits(), fetcher, limits is not None, skip, tell)
    return walk.pages(start)


@dataclass(slots=True)
class _Walk:
    limits: FollowLimits
    fetcher: Fetcher
    links: bool
    skip: Skip
    tell: Tell
    scope: tuple[str, str] = ("", "")  # host, and the path below which pages lie
    robots: dict[str, Protego] = field(default_factory=dict)
    queue: deque[tuple[str, int]] = field(default_factory=deque)
    seen: set[str] = field(default_factory=set)  # by identity: read, or about to be
    done: set[str] = field(default_factory=set)

    def pages(self, start: str) -> Iterator[SitePage]:
        if self.links:
            self._check_robots(start)
        limits = self.limits.page if self.links else FetchLimits()
        answer = self.fetcher.get(start, limits, self._check_robots if self.links else None)
        listing = listing_of(answer)
        if listing is None and not self.links:
            yield SitePage(answer, of_site=False)
            return
        self.scope = _scope(answer.url, listing)
        if listing is None:
            self.queue.append((start, 0))
            self.seen |= {identity(start), identity(answer.url)}
        else:
            self._take(listing)
        yield from self._follow(answer if listing is None else None)

    def _follow(self, first: FetchAnswer | None) -> Iterator[SitePage]:
        count = size = 0
        while self.queue:
            if count >= self.limits.pages or size > self.limits.total:
                what = "pages" if count >= self.limits.pages else "bytes"
                self.skip(f"{len(self.queue)} more pages", f"more {what} than may be read")
                return
            address, depth = self.queue.popleft()
            answer = first or self._get(address)
            first = None
            if answer is None or not self._is_new(address, answer):
                continue
            found = links_of(answer) if _is_html(answer) else None
            if found is None or found.indexed:
                count += 1
                size += len(answer.content)
                yield SitePage(answer, canonical=found.canonical if found else None)
            else:
                self.skip(answer.url, "asks not to be in an index")
            if found and found.followed and self.links and depth < self.limits.depth:
                self._queue(found.links, depth + 1)
            if count % _TELL == 0 and self.queue:
                self.tell(f"{self.scope[0]}: {count} pages read, {len(self.queue)} to come")

    def _get(self, address: str) -> FetchAnswer | None:
        """Return the page at an address; say why it is left out where there is none."""
        try:
            return self.fetcher.get(address, self.limits.page, self._check)
        except FetchError as error:
            reason = str(error).removeprefix(f"{address} ")
            self.skip(address, reason)
            return None

    def _is_new(self, address: str, answer: FetchAnswer) -> bool:
        """Return whether what came was not read before, by another address that led here."""
        key = identity(answer.url)
        if key in self.done:
            self.skip(address, f"is {answer.url} again")
            return False
        self.done.add(key)
        self.seen.add(key)
        return True

    def _queue(self, links: tuple[str, ...], depth: int) -> None:
        for link in links:
            address = without_trackers(link)
            parts = urlsplit(address)
            if self.scope[0] != parts.netloc or not may_be_page(address):
                continue
            key = identity(address)
            if key not in self.seen and self._is_within(address) and self._is_allowed(address):
                self.seen.add(key)
                self.queue.append((address, depth))

    def _take(self, listing: Listing) -> None:
        """Queue what a sitemap or a feed names; read the sitemaps that an index names first."""
        if listing.kind != "index":
            self._queue(listing.links, 0 if listing.kind == "sitemap" else self.limits.depth)
            return
        for address in listing.links[:_LISTINGS]:
            try:
                answer = self.fetcher.get(address, replace(self.limits.page, max_bytes=_LISTED))
            except FetchError as error:
                self.skip(address, str(error).removeprefix(f"{address} "))
                continue
            inner = listing_of(answer)
            if inner is None or inner.kind == "index":
                self.skip(address, "is no sitemap")
            else:
                self._take(inner)

    def _is_within(self, address: str) -> bool:
        parts = urlsplit(address)
        host, path = self.scope
        return parts.netloc == host and (parts.path.startswith(path) or parts.path + "/" == path)

    def _is_allowed(self, address: str) -> bool:
        return self._robots_at(address).can_fetch(address, AGENT)

    def _check(self, address: str) -> None:
        """Raise where a redirect leads to what is not to be read, or was read before."""
        if identity(address) in self.done:
            raise FetchError(f"is {address} again")
        if not self._is_within(address):
            raise FetchError(f"leads to {address}, which is not part of the site")
        if not self._is_allowed(address):
            raise FetchError(f"leads to {address}, which robots.txt asks not to read")

    def _check_robots(self, start: str) -> None:
        if not self._is_allowed(start):
            raise SourceError(
                f"{start}: robots.txt asks programs not to read it; ask whom the site belongs to,"
                " or give pages that you saved"
            )

    def _robots_at(self, address: str) -> Protego:
        """Return what a host's robots.txt asks for; nothing where it has none, all where it fails.

        RFC 9309: what cannot be had for the server's fault forbids everything.
        """
        parts = urlsplit(address)
        origin = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        if origin not in self.robots:
            try:
                text = self.fetcher.get(origin, FetchLimits(max_bytes=2_000_000, deadline=30.0))
                said = text.content.decode("utf-8", "replace")
            except FetchError as error:
                said = "" if error.status in _GONE else "User-agent: *\nDisallow: /"
            found = self.robots[origin] = Protego.parse(said)
            asked = float(found.crawl_delay(AGENT) or 0)
            self.fetcher.pause = max(self.limits.pause, min(asked, _LONGEST_PAUSE))
        return self.robots[origin]


def _scope(address: str, listing: Listing | None) -> tuple[str, str]:
    """Return the host and the path that the pages of a site have in common with its first one."""
    parts = urlsplit(address)
    if listing is not None:
        # A feed may lie with somebody else: then the site is where its first entry leads.
        away = listing.kind == "feed" and listing.links
        return urlsplit(listing.links[0]).netloc if away else parts.netloc, "/"
    folder, _, last = parts.path.rpartition("/")
    whole = parts.path if "." not in last and last else f"{folder}/"
    return parts.netloc, whole if whole.endswith("/") else f"{whole}/"


def _is_html(answer: FetchAnswer) -> bool:
    kind = answer.content_type or ""
    return "html" in kind or (not kind and b"<a" in answer.content[:100_000])
