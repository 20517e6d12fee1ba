"""What leads from a page to others: links, sitemaps, feeds; and which addresses are one."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit
from xml.etree import ElementTree as ET

from selectolax.lexbor import LexborHTMLParser
from w3lib.url import canonicalize_url

from indexer.read.encodings import decode
from indexer.read.fetch import FetchAnswer

# What an address carries of who came from where, and of a visit; the page is the same without.
_TRACKERS = re.compile(
    r"(?i)utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_hs(?:enc|mi)|ref_src"
    r"|phpsessid|jsessionid|sessionid|session_id|sid|replytocom"
)
# Endings of what holds no text; a link to such is not asked for.
_NO_PAGE = re.compile(
    r"(?i)\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|mp[34]|m4[av]|webm|og[gv]|wav|mov|avi|css"
    r"|m?js|map|json|woff2?|ttf|otf|eot|zip|gz|tgz|bz2|xz|7z|rar|exe|dmg|iso|apk|ics|vcf|xlsx?|csv)$"
)
_LARGEST_LISTING = 60_000_000  # bytes, unpacked: the protocol's own limit is 50 MB
_XML = re.compile(
    rb"\s*(?:<\?xml\b[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:\w+:)?(urlset|sitemapindex|rss|feed|RDF)\b",
    re.DOTALL,
)
_Kind = Literal["sitemap", "index", "feed"]
_KINDS: dict[bytes, _Kind] = {b"urlset": "sitemap", b"sitemapindex": "index"}


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What a page says of itself and others: where it leads, in order, and what is asked for it."""

    links: tuple[str, ...] = ()
    canonical: str | None = None  # the address that it says it has
    indexed: bool = True
    followed: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """A sitemap, an index of sitemaps or a feed, with the addresses that it names."""

    kind: _Kind
    links: tuple[str, ...]


def identity(address: str) -> str:
    """Return what all ways to write an address have in common.

    >>> identity("HTTPS://Example.org:443/a b?b=2&utm_source=x&a=1#top")
    'https://example.org/a%20b?a=1&b=2'
    """
    return str(canonicalize_url(without_trackers(address)))


def without_trackers(address: str) -> str:
    """Return an address without its fragment and what only tells of a visit."""
    parts = urlsplit(address)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKERS.fullmatch(name)]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    port = {"http": 80, "https": 443}.get(parts.scheme)
    host = parts.netloc.lower().removesuffix(f":{port}")
    return urlunsplit((parts.scheme, host, parts.path or "/", query, ""))


def may_be_page(address: str) -> bool:
    """Return whether there may be text at an address, as far as its ending tells."""
    return _NO_PAGE.search(urlsplit(address).path) is None


def links_of(answer: FetchAnswer) -> PageLinks:
    """Return where an HTML page leads; other content leads nowhere."""
    text = decode(answer.content, answer.charset)
    tree = LexborHTMLParser(text)
    base = tree.css_first("base[href]")
    around = _joined(answer.url, (base.attributes.get("href") or "") if base is not None else "")
    hrefs = (node.attributes.get("href") or "" for node in tree.css("a[href], area[href]"))
    found = (_joined(around or answer.url, href) for href in hrefs)
    asked = {
        word.strip().lower()
        for node in tree.css('meta[name="robots" i], meta[name="alongside" i]')
        for word in (node.attributes.get("content") or "").split(",")
    }
    canonical = tree.css_first('link[rel="canonical" i][href]')
    own = canonical.attributes.get("href") if canonical is not None else None
    return PageLinks(
        tuple(dict.fromkeys(address for address in found if address)),
        _joined(answer.url, own) if own else None,
        indexed=not asked & {"noindex", "none"},
        followed=not asked & {"nofollow", "none"},
    )


def _joined(around: str, href: str) -> str | None:
    """Return the address of a link without its fragment; `None` for scripts, mail and the like."""
    try:
        address = urljoin(around, href.strip())
        parts = urlsplit(address)
        well = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return urlunsplit(parts._replace(fragment="")) if well else None


def listing_of(answer: FetchAnswer) -> Listing | None:
    """Return the sitemap or feed that an answer is, packed or not; `None` where it is none."""
    content = answer.content
    if content.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
                content = packed.read(_LARGEST_LISTING)
        except (OSError, EOFError, zlib.error):
            return None
    match = _XML.match(content[:4096])
    if match is None:
        return None
    try:
        root = ET.fromstring(content)  # noqa: S314 - expat stops what blows up
    except (ET.ParseError, ValueError):
        return None
    kind = _KINDS.get(match[1], "feed")
    named = _entries(root) if kind == "feed" else _named(root, kind)
    links = (_joined(answer.url, address) for address in named)
    return Listing(kind, tuple(dict.fromkeys(link for link in links if link)))


def _named(root: ET.Element, kind: str) -> Iterator[str]:
    """Yield the addresses in a sitemap; of `url` or `sitemap` elements alone, not of pictures."""
    holder = "url" if kind == "sitemap" else "sitemap"
    for node in root:
        if _name(node) == holder:
            yield from (part.text or "" for part in node if _name(part) == "loc")


def _entries(root: ET.Element) -> Iterator[str]:
    """Yield the addresses of a feed's entries."""
    for entry in root.iter():
        if _name(entry) in {"item", "entry"}:
            links = [part for part in entry if _name(part) == "link"]
            shown = [part for part in links if part.get("rel", "alternate") == "alternate"]
            yield from ((part.get("href") or part.text or "").strip() for part in shown[:1])


def _name(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
