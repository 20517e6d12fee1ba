"""A page made up for these tests, with names in it, and a second source whose text is hostile."""

from __future__ import annotations

import re
from dataclasses import replace

from indexer.model import Entity, Link, Mention, NameKind, Passage, PassageBlock, Role, Span
from indexer.text import sentences, slug

PAGE = "harbour.html"
TITLE = "Harbour and shore"
OTHER = "https://example.org//notes?v=1&w=2"
SCRIPT = "<script>document.title='taken'</script>"
OVERRIDE = "\u202e"
LONG = "w" * 10_000
# Names that do harm where a page or a spreadsheet takes them for more than text.
SCRIPT_NAME = "<script>alert('name')</script> & Sons"
FORMULA_NAME = '=HYPERLINK("https://evil.example","Click")'

_WHERE = ("Brest", "France", "Western Europe", "Europe")


def _entity(
    name: str, kind: NameKind = "organisation", also: tuple[str, ...] = (), places: int = 0
) -> Entity:
    """Make who bears a name; `places` counts how many of Brest, France and so on lie around."""
    around = _WHERE[len(_WHERE) - places :]
    country = "France" if "France" in (name, *around) else None
    return Entity(slug(name), name, kind, also, around, country)


ENTITIES = (
    _entity(SCRIPT_NAME),
    _entity(FORMULA_NAME),
    _entity("Auk Society"),
    _entity("Lamplight Fund"),
    _entity("Pier Trust", also=("PT",)),
    _entity("University of Brest", also=("UBO",), places=4),
    _entity("Ada Quay", "person"),
    _entity("Brest", "place", places=3),
    _entity("France", "place", places=2),
)


def passage(
    title: str,
    blocks: list[tuple[str, str]],
    path: tuple[str, ...] = (TITLE,),
    **fields: object,
) -> Passage:
    """Make a passage of (kind, text) blocks, laid out as the model says."""
    text, laid, spans = "", [], []
    for at, (kind, block) in enumerate(blocks):
        both_items = at and kind == blocks[at - 1][0] == "item"
        text += ("\n" if both_items else "\n\n") if at else ""
        laid.append(PassageBlock(kind, len(text), len(text) + len(block)))
        spans += sentences(block, len(text))
        text += block
    values = {
        "id": slug(title)[:40] + "-0a1b2c",
        "title": title,
        "path": path,
        "theme": path[1] if len(path) > 1 else None,
        "text": text,
        "blocks": tuple(laid),
        "sentences": tuple(Span(s.start, s.end) for s in spans),
        "links": (),
        "source": PAGE,
        "position": 0,
        "anchor": slug(title),
    }
    return Passage(**(values | fields))


def naming(made: Passage, **roles: Role) -> Passage:
    """Give a passage its mentions: roles by the first word of a name, in lower case."""
    found = [
        Mention(one.name, one.kind, roles.get(_handle(one.name)), *match.span(), why="made up")
        for one in ENTITIES
        for match in re.finditer(re.escape(one.name), made.text)
        if one.kind == "place" or _handle(one.name) in roles
    ]
    found = [replace(one, sure=one.role != "named") for one in found]
    return replace(made, mentions=tuple(sorted(found, key=lambda one: (one.start, -one.end))))


def _handle(name: str) -> str:
    return re.findall(r"\w+", name)[0].lower()


FERRY = (
    "Ferry times are elsewhere. The Pier Trust and the University of Brest, in France, work with "
    "us. Lamplight Fund pays for the paper."
)
AGAIN = "The University of Brest counts again. Lamplight Fund pays for the ferry from Brest."


def corpus() -> tuple[Passage, ...]:
    tides, birds = (TITLE, "Tides"), (TITLE, "Birds of the shore")
    made = [
        passage(
            TITLE,
            [("paragraph", "What we look after between lighthouse and marsh.")],
            path=(),
            introduction=True,
        ),
        passage(
            "Tides",
            [("paragraph", "Water comes and goes twice a day.")],
            introduction=True,
            theme="Tides",
        ),
        naming(
            passage(
                "Tide tables for small boats",
                [
                    ("paragraph", "We print tide tables for small boats. They fit in a pocket."),
                    ("item", "One sheet for each month"),
                    ("item", "Ask at the pier"),
                    ("paragraph", FERRY),
                ],
                tides,
            ),
            pier="partner",
            university="partner",
            lamplight="funder",
        ),
        naming(
            passage(
                "Flood gates",
                [
                    ("paragraph", "Gates close when water rises. Two pumps keep cellars dry."),
                    ("paragraph", "Ada Quay of the Pier Trust looks after both."),
                ],
                tides,
            ),
            pier="partner",
            ada="partner",
        ),
        naming(
            passage(
                "Counting oystercatchers",
                [
                    ("paragraph", "Volunteers count oystercatchers on small islands each May."),
                    ("paragraph", AGAIN),
                ],
                birds,
                url="https://example.org/harbour#oystercatchers",
                key="bird-1",
            ),
            university="partner",
            lamplight="funder",
        ),
        naming(
            passage(
                "Ringing terns",
                [
                    ("paragraph", "Terns get a ring on the left leg. Small rings do not harm."),
                    ("paragraph", "The Auk Society gave a prize for it."),
                ],
                birds,
            ),
            auk="named",
        ),
        naming(
            passage(
                f"{SCRIPT} {OVERRIDE}sreliob",
                [
                    ("paragraph", f'{SCRIPT} boilers and & "quotes" {LONG}'),
                    ("paragraph", "Run it, mail us, or see the page."),
                    ("paragraph", f"Built with {SCRIPT_NAME}, paid for by {FORMULA_NAME} alone."),
                ],
                ("Notes",),
                id="hostile-0a1b2c",
                anchor="hostile",
                source=OTHER,
                url="javascript:alert(1)",
            ),
            script="partner",
            hyperlink="funder",
        ),
    ]
    return tuple(_placed(made))


def _placed(made: list[Passage]) -> list[Passage]:
    placed: list[Passage] = []
    for each in made:
        position = sum(other.source == each.source for other in placed)
        placed.append(replace(each, position=position))
    hostile = placed[-1]
    run, mail, see = (hostile.text.index(word) for word in ("Run it", "mail us", "see the page"))
    links = (
        Link(run, run + 6, "java\nscript:alert(1)"),
        Link(mail, mail + 7, "mailto:harbour@example.org"),
        Link(see, see + 12, "https://example.org/see?a=1&b=2"),
    )
    placed[-1] = replace(hostile, links=links)
    return placed
