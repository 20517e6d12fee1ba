"""Sites are followed politely, each page read once, without what repeats on all of them."""

from __future__ import annotations

import gzip
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from indexer.build import BuildOptions
from indexer.errors import SourceError
from indexer.model import Page
from indexer.read import ReadOptions, read_pages
from indexer.read.fetch import FetchLimits
from indexer.read.sites import FollowLimits
from indexer.split import split_page
from indexer.watch import Watcher
from tests.indexer.commands import invoke
from tests.indexer.read.loopback import Answer, Handler, announce, answering, drip, redirect

# No semantic element tells what is the site's: only that it comes again.
HEAD = (
    "<div><p><a href=/partners/>Home</a></p><p>Harbour trust</p>"
    "<ul><li><a href=/partners/all>All partners</a><li><a href=/about>About</a></ul></div>"
)
FOOT = "<div><p>The trust is a charity in Hull.</p><p><a href=/imprint>Imprint</a></p></div>"
SMALL = FetchLimits(max_bytes=100_000, deadline=3)
PARTNERS = 60 if os.environ.get("ALONGSIDE_CASES") == "1" else 290
POLITE = FollowLimits(pause=0, page=SMALL)
HTML = {"Content_Type": "text/html"}


def html(title: str, body: str, head: str = "") -> str:
    return f"<title>{title}</title>{head}<body>{HEAD}<h1>{title}</h1>{body}{FOOT}"


def partner(number: int) -> str:
    body = f"<p>Partner {number} looks after berth {number}.</p><h2>Boats of {number}</h2>"
    return body + f"<p>It has {number + 2} boats, the last one bought in {1700 + number}.</p>"


@dataclass
class Site:
    """What is at each path, and what was asked for."""

    answers: dict[str, str | Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    root: str = ""

    def answer(self, handler: Handler) -> None:
        self.asked.append(handler.path)
        answer = self.answers.get(handler.path, "")
        if callable(answer):
            answer(handler)
        elif answer:
            self.page(handler, answer)
        else:
            handler.whole(b"<h1>Not here</h1>", 404, **HTML)

    def page(self, handler: Handler, text: str) -> None:
        tag = f'"{hash(text)}"'
        if handler.headers["If-None-Match"] == tag:
            self.unchanged.append(handler.path)
            handler.whole(b"", 304)
        else:
            handler.whole(text.encode(), ETag=tag, **HTML)


@contextmanager
def served(answers: dict[str, str | Answer]) -> Iterator[Site]:
    site = Site(answers)
    with answering(site.answer) as server:
        site.root = server.root
        yield site


def status(number: int, **headers: str) -> Answer:
    return lambda handler: handler.whole(b"", number, **headers)


def plain(kind: str, text: str | bytes) -> Answer:
    body = text if isinstance(text, bytes) else text.encode()
    return lambda handler: handler.whole(body, Content_Type=kind)


@dataclass
class Read:
    """What reading a site came to."""

    pages: list[Page]
    skipped: dict[str, str]
    told: list[str]


def read(site: Site, path: str, options: ReadOptions) -> Read:
    skipped: dict[str, str] = {}
    told: list[str] = []
    options = replace(options, allow_private=True, tell=told.append)
    pages = list(read_pages([site.root + path], options=options, on_skip=skipped.__setitem__))
    return Read(pages, {name.removeprefix(site.root): why for name, why in skipped.items()}, told)


FOLLOWED = ReadOptions(follow=POLITE)


def harbour(partners: int) -> dict[str, str | Answer]:
    """Return a site of many partners, with all that sites have beside pages."""
    everyone = "".join(f"<li><a href=p{at}>Partner {at}</a></li>" for at in range(partners))
    odd = "old1 away gone slow huge private/x circle print/p3 p4?utm_source=mail p4#boats hidden"
    odd += " picture.png mailto:a@b.example javascript:void(0) /about http://[bad calendar?n=1"
    links = "".join(
        f'<li><a href="{link}">Also {at}</a></li>' for at, link in enumerate(odd.split())
    )
    answers: dict[str, str | Answer] = {
        "/robots.txt": plain("text/plain", "User-agent: *\nDisallow: /partners/private/\n"),
        "/partners/": html("Partners of the harbour", "<p>We work with many.</p>"),
        "/partners/all": html("All partners", f"<ul>{everyone}{links}</ul>"),
        "/partners/old1": redirect("/partners/p1"),
        "/partners/away": redirect("/about"),
        "/partners/slow": drip,
        "/partners/huge": announce,
        "/partners/circle": redirect("/partners/circle2"),
        "/partners/circle2": redirect("/partners/circle"),
        "/partners/hidden": html(
            "Hidden", "<p>Not for all.</p>", "<meta name=robots content=noindex>"
        ),
        "/partners/print/p3": "<h1>Partner 3</h1>" + partner(3) + "<p>Printed from our site.</p>",
        "/about": html("About", "<p>Elsewhere.</p>"),
        "/partners/private/x": html("Secret", "<p>Not for programs.</p>"),
    }
    answers["/partners/print/p3"] = (
        f"<link rel=canonical href=/partners/p3>{answers['/partners/print/p3']}"
    )
    for at in range(partners):
        answers[f"/partners/p{at}"] = html(f"Partner {at}", partner(at))
    for at in range(1, 40):  # a calendar without end
        more = f"<p>In month {at} there is fair {at}.</p><a href=calendar?n={at + 1}>Next</a>"
        answers[f"/partners/calendar?n={at}"] = html(f"Month {at}", more)
    return answers


def test_a_site_of_300_pages_is_followed_right_and_again_only_where_it_changed(
    tmp_path: Path,
) -> None:
    options = replace(FOLLOWED, follow=replace(POLITE, depth=9), kept=tmp_path / "kept")
    with served(harbour(PARTNERS)) as site:
        found = read(site, "/partners/", options)
        partners = {page.title for page in found.pages if page.title.startswith("Partner ")}
        assert len(partners) == PARTNERS
        months = [page.title for page in found.pages if page.title.startswith("Month")]
        assert months == [f"Month {at}" for at in range(1, 9)]
        assert len(found.pages) == PARTNERS + 8 + 2
        assert max(Counter(site.asked).values()) == 1
        assert not {"/about", "/partners/private/x", "/partners/picture.png"} & set(site.asked)
        assert found.skipped.keys() == {
            *("/partners/old1", "/partners/away", "/partners/gone", "/partners/slow"),
            *("/partners/huge", "/partners/circle", "/partners/print/p3", "/partners/hidden"),
        }
        assert "not part of the site" in found.skipped["/partners/away"]
        assert "is " + site.root + "/partners/p3 again" == found.skipped["/partners/print/p3"]
        assert found.told[0].endswith(f": 25 pages read, {PARTNERS - 14} to come")
        whole = [b.text for page in found.pages for s in page.sections for b in s.blocks]
        assert not [text for text in whole if "charity" in text or "Harbour trust" in text]
        assert not {"Home", "Imprint"} & set(whole)
        (thing,) = [t for page in found.pages for t in split_page(page) if t.title == "Boats of 7"]
        assert (thing.text, thing.path) == (
            "It has 9 boats, the last one bought in 1707.",
            ("Partner 7",),
        )
        assert thing.url == f"{site.root}/partners/p7"

        first = len(site.asked)
        del site.answers["/partners/slow"]
        site.answers["/partners/p7"] = html("Partner 7", partner(7) + "<p>It moved to Whitby.</p>")
        again = read(site, "/partners/", options)
        sent = set(site.asked[first:]) - set(site.unchanged)
        assert "/partners/p7" in sent
        assert not {f"/partners/p{at}" for at in range(PARTNERS) if at != 7} & sent
        moved = [page for page in again.pages if "Whitby" in page.sections[-1].blocks[-1].text]
        assert [page.title for page in moved] == ["Partner 7"]
        assert len(again.pages) == len(found.pages)


@pytest.mark.usefixtures("word_encoder")
def test_the_command_follows_a_site_and_says_how_it_goes(tmp_path: Path) -> None:
    answers = harbour(8)
    del answers["/partners/slow"]
    with served(answers) as site:
        followed = (f"{site.root}/partners/", "--follow", "--allow-private", "--pause", "0")
        index = ("index", *followed, "--max-depth", "2", "--to", tmp_path / "index")
        done = invoke(*index)
        assert f"left out {site.root}/partners/gone: answers with status 404" in done.stderr
        assert "indexed 19 passages of 11 sources" in done.output
        assert done.exit_code == 0
        first = len(site.asked)
        assert "up to date" in invoke(*index).output
        assert set(site.asked[first:]) & set(site.unchanged) >= {"/partners/", "/partners/p7"}
        watcher = Watcher([followed[0]], tmp_path / "index", watching())
        seen = watcher.look().built
        assert seen is not None
        assert not seen.changed
        assert not watcher.look().built
        site.answers["/partners/p7"] = html("Partner 7", partner(7) + "<p>It moved to Hull.</p>")
        moved = watcher.look().built
        assert moved is not None
        assert moved.changed
        site.unchanged.clear()
        assert "up to date" in invoke(*index).output
        assert "/partners/p3" in site.unchanged  # kept by what was watched as well


def watching() -> BuildOptions:
    """Return how the site is watched: as the command follows it."""
    return BuildOptions(ReadOptions(allow_private=True, follow=replace(POLITE, depth=2)))


@pytest.mark.parametrize("broken", [False, True])
def test_what_robots_txt_forbids_is_not_asked_for(*, broken: bool) -> None:
    forbids = plain("text/plain", "User-agent: Alongside\nDisallow: /")
    with served({"/robots.txt": status(500) if broken else forbids, "/": "x"}) as site:
        with pytest.raises(SourceError, match=r"robots\.txt asks programs not to read it"):
            read(site, "/", FOLLOWED)
        assert site.asked == ["/robots.txt"]
        with (
            served({"/": redirect(f"{site.root}/")}) as other,
            pytest.raises(SourceError, match=r"robots\.txt asks programs not to read it"),
        ):
            read(other, "/", FOLLOWED)
        assert "/" not in site.asked


def test_requests_come_with_pauses_and_longer_ones_where_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    pages: dict[str, str | Answer] = {"/": html("Home", "<a href=/a>A</a>")}
    pages["/a"] = html("A", "<p>a</p>")
    with served(pages) as site:
        read(site, "/", ReadOptions(follow=FollowLimits(pause=5)))
        assert {round(pause) for pause in slept} == {5}
        assert len(slept) == len(site.asked) - 1
    slept.clear()
    pages["/robots.txt"] = plain("text/plain", "User-agent: *\nCrawl-delay: 9")
    with served(pages) as site:
        read(site, "/", ReadOptions(follow=FollowLimits(pause=5)))
        assert {round(pause) for pause in slept} == {9}


def test_a_busy_site_is_asked_once_more_and_then_left(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)

    def busy(handler: Handler) -> None:
        if site.asked.count("/a") > 1:
            site.page(handler, html("A", "<p>a</p>"))
        else:
            handler.whole(b"", 429, Retry_After="7")

    never = status(503, Retry_After="86400")
    links = "<a href=/a>A</a><a href=/b>B</a>"
    with served({"/": html("Home", links), "/a": busy, "/b": never}) as site:
        found = read(site, "/", FOLLOWED)
    assert [page.title for page in found.pages] == ["Home", "A"]
    assert "status 503" in found.skipped["/b"]
    assert 7 in [round(pause) for pause in slept]


@pytest.mark.parametrize(
    ("limits", "pages", "left"),
    [({"pages": 3}, 3, "pages"), ({"total": 900}, 2, "bytes"), ({"depth": 1}, 2, "")],
)
def test_a_site_is_followed_no_farther_than_may_be(
    limits: dict[str, int], pages: int, left: str
) -> None:
    answers = harbour(9)
    del answers["/partners/slow"]
    with served(answers) as site:
        found = read(site, "/partners/", ReadOptions(follow=replace(POLITE, **limits)))
        assert len(found.pages) == pages
        assert [why for why in found.skipped.values() if "may be read" in why] == (
            [f"more {left} than may be read"] if left else []
        )


MAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:i='x'>{}</urlset>"
FEED = (
    "<?xml version='1.0'?><rss><channel><link>/</link><item><title>A</title><link>{0}/a</link>"
    "</item><item><link>{0}/b?utm_campaign=feed</link></item></channel></rss>"
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><link href='/'/><entry><link rel='edit' href='/e'/>"
    "<link href='/a'/></entry><entry><link href='{0}/b'/></entry></feed>"
)


@pytest.mark.parametrize("kind", ["sitemap", "packed", "index", "rss", "atom"])
def test_a_sitemap_or_a_feed_stands_for_the_pages_that_it_names(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    pages: dict[str, str | Answer] = {
        "/a": html("A", "<p>Of a.</p><a href=/c>C</a>"),
        "/b": html("B", "<p>Of b.</p>"),
        "/robots.txt": plain("text/plain", "User-agent: *\nDisallow: /no"),
    }
    with served(pages) as site:
        named = "".join(
            f"<url><loc> {site.root}{path} </loc><i:image><i:loc>/x</i:loc></i:image></url>"
            for path in ("/a", "/b", "/no")
        )
        whole = MAP.format(named)
        index = f"<sitemapindex><sitemap><loc>{site.root}/one.xml.gz</loc></sitemap></sitemapindex>"
        packed = plain("application/gzip", gzip.compress(whole.encode()))
        listed = {"sitemap": whole, "index": index, "rss": FEED, "atom": ATOM}.get(kind, "")
        site.answers["/list"] = plain("application/xml", listed.replace("{0}", site.root))
        site.answers["/one.xml.gz"] = packed
        found = read(site, "/one.xml.gz" if kind == "packed" else "/list", ReadOptions())
        assert [page.title for page in found.pages] == ["A", "B"]
        assert not {"/c", "/no", "/e", "/x"} & set(site.asked)


def test_what_two_sources_lead_to_is_read_once_and_kept(tmp_path: Path) -> None:
    pages: dict[str, str | Answer] = {"/a": html("A", "<p>Of a.</p>"), "/b": html("B", "<p>b.</p>")}
    with served(pages) as site:
        pages["/map"] = MAP.format(f"<url><loc>{site.root}/a</loc></url>")
        both = (f"<url><loc>{site.root}/{name}</loc></url>" for name in "ab")
        pages["/all"] = MAP.format("".join(both))
        options = ReadOptions(allow_private=True, follow=POLITE, kept=tmp_path / "kept")
        sources = [f"{site.root}/map", f"{site.root}/all"]
        skipped: dict[str, str] = {}
        read = read_pages(sources, options=options, on_skip=skipped.__setitem__)
        assert [page.title for page in read] == ["A", "B"]
        assert skipped[f"{site.root}/a"] == "is given twice"
        site.unchanged.clear()
        assert len(list(read_pages(sources, options=options))) == 2
        assert set(site.unchanged) == set(pages)


def test_a_folder_of_a_built_site_gives_the_same_passages(tmp_path: Path) -> None:
    kept = {"/partners/", "/partners/all", *(f"/partners/p{at}" for at in range(12))}
    pages = {path: page for path, page in harbour(12).items() if path in kept}
    with served(pages) as site:
        followed = read(site, "/partners/", FOLLOWED).pages
        for path, page in pages.items():
            name = path.removeprefix("/partners/") or "index"
            (tmp_path / f"{name}.html").write_text(str(page))
        base = ReadOptions(url=f"{site.root}/partners/")
        built = list(read_pages([str(tmp_path)], options=base))
    ways = ({thing.id for page in way for thing in split_page(page)} for way in (followed, built))
    assert next(ways) == next(ways)
    assert f"{site.root}/partners/" in {page.url for page in built}


def test_what_repeats_is_told_though_the_page_itself_says_it_too() -> None:
    pages: dict[str, str | Answer] = {
        f"/{name}": f"<h1>{name}</h1><p>Ring us.</p><p>Of {name}.</p><p>Ring us.</p>{FOOT}"
        for name in "abc"
    }
    with served(pages) as site:
        pages["/map"] = MAP.format(
            "".join(f"<url><loc>{site.root}{at}</loc></url>" for at in pages)
        )
        (page, *_) = read(site, "/map", ReadOptions()).pages
    assert [block.text for block in page.sections[0].blocks] == ["Ring us.", "Of a."]
    gone = [one.text for one in page.dropped if one.reason == "repeats on the pages of the site"]
    assert gone == ["Ring us.", "The trust is a charity in Hull."]


def test_pages_that_wrongly_name_another_as_their_own_are_kept() -> None:
    own = "<link rel=canonical href=/>"
    pages = {f"/{name}": html(name, f"<p>Of {name}.</p>", own) for name in "abc"}
    links = "".join(f"<a href=/{name}>{name}</a> " for name in "abc")
    with served({"/": html("Home", f"<p>All of it. {links}</p>"), **pages}) as site:
        assert {page.title for page in read(site, "/", FOLLOWED).pages} == {"Home", *"abc"}


def test_a_page_given_by_itself_is_no_site_and_asked_for_only_if_it_changed(tmp_path: Path) -> None:
    options = ReadOptions(kept=tmp_path / "kept")
    with served({"/a": html("A", "<p>Of a.</p><a href=/b>B</a>")}) as site:
        for _ in range(2):
            (page,) = read(site, "/a", options).pages
            assert (page.source, page.title) == (f"{site.root}/a", "A")
        assert (site.asked, site.unchanged) == (["/a", "/a"], ["/a"])
        (tmp_path / "kept").write_bytes(b"no database at all, whatever it once was" * 9)
        assert len(read(site, "/a", options).pages) == 1
