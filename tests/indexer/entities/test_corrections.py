from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.build import corrections_for
from indexer.entities import corrections, read_corrections
from indexer.entities.corrections import Corrections, NameCorrection, RoleCorrection
from indexer.errors import SourceError
from tests.indexer.entities.finding import entity, found

TEXTS = ("We work with Anytown Museum and Zzyx Trust.", "Chirper and the Trust are there.")


def of(tmp_path: Path, text: str) -> Corrections:
    path = tmp_path / "mentions.toml"
    path.write_text(text, encoding="utf-8")
    return read_corrections([path])


def names(given: Corrections) -> list[tuple[str, str]]:
    return [(one.kind, one.name) for one in found(*TEXTS, corrections=given).entities]


def test_the_example_of_the_docstring_is_read(tmp_path: Path) -> None:
    assert corrections.__doc__
    example = re.sub(r"(?m)^    ", "", corrections.__doc__.partition("`:\n")[2])
    read = of(tmp_path, example)
    assert read.own == ("University of Anytown",)
    assert read.names[0] == NameCorrection(
        "Anytown Hospitals Trust",
        "organisation",
        also=("AHT", "the Trust"),
        places=("Anytown", "England", "United Kingdom"),
    )
    assert read.roles == (RoleCorrection("The Lighthouse project", "Acme", "partner"),)


def test_names_are_added_ignored_and_own(tmp_path: Path) -> None:
    given = of(tmp_path, 'ignore = ["Zzyx Trust"]\n[organisations."Chirper"]\n[people."Trust"]\n')
    assert names(given) == [
        ("organisation", "Anytown Museum"),
        ("organisation", "Chirper"),
        ("person", "Trust"),
    ]
    assert names(of(tmp_path, 'own = ["Anytown Museum"]')) == [("organisation", "Zzyx Trust")]


def test_names_are_joined_and_kept_apart(tmp_path: Path) -> None:
    joined = of(tmp_path, '[organisations."The Zzyx Trust"]\nalso = ["Zzyx Trust", "the Trust"]')
    one = entity(found(*TEXTS, corrections=joined), "The Zzyx Trust")
    assert set(one.also) == {"Zzyx Trust", "the Trust"}
    rows = [[m.name for m in p.mentions] for p in found(*TEXTS, corrections=joined).passages]
    assert rows == [["Anytown Museum", "The Zzyx Trust"], ["The Zzyx Trust"]]
    text = "See the Zzyx Trust and Zzyx University (ZT)."
    apart = of(tmp_path, '[organisations."Zzyx"]\napart = true')
    assert [e.name for e in found(text, "We work with Zzyx.", corrections=apart).entities] == [
        "Zzyx",
        "Zzyx Trust",
        "Zzyx University",
    ]


def test_roles_are_set_everywhere_or_in_one_passage(tmp_path: Path) -> None:
    everywhere = of(tmp_path, '[organisations."Zzyx Trust"]\nrole = "funder"')
    [told] = [
        m for m in found(*TEXTS, corrections=everywhere).passages[0].mentions if m.role == "funder"
    ]
    assert (told.name, told.sure, told.why) == ("Zzyx Trust", True, "the corrections say so")
    role = '[[roles]]\npassage = "A thing"\nname = "Zzyx Trust"\nrole = "{}"\n'
    here = found(*TEXTS, corrections=of(tmp_path, role.format("named"))).passages[0]
    assert [(m.name, m.role) for m in here.mentions][1] == ("Zzyx Trust", "named")
    gone = found(*TEXTS, corrections=of(tmp_path, role.format("none"))).passages[0]
    assert [m.name for m in gone.mentions] == ["Anytown Museum"]


def test_places_are_said(tmp_path: Path) -> None:
    told = of(
        tmp_path,
        '[organisations."Zzyx Trust"]\nin = ["Lille", "France"]\n[places."Trust"]\nin = ["Kenya"]',
    )
    of_all = found(*TEXTS, corrections=told)
    assert entity(of_all, "Zzyx Trust").places == ("Lille", "France")
    assert entity(of_all, "Zzyx Trust").country == "France"
    assert (entity(of_all, "Trust").kind, entity(of_all, "Trust").country) == ("place", "Kenya")


def test_a_file_in_a_folder_of_sources_is_read_unless_one_is_given(tmp_path: Path) -> None:
    inside, given = tmp_path / "pages", tmp_path / "other.toml"
    inside.mkdir()
    (inside / "mentions.toml").write_text('own = ["Inside"]')
    given.write_text('own = ["Given"]')
    assert corrections_for([str(inside), "page.html"]).own == ("Inside",)
    assert corrections_for([str(inside)], given).own == ("Given",)
    assert corrections_for(["page.html", "-"]) == Corrections()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("own = 3", r"own has 3; write own = \["),
        (
            "names = []",
            r"names has \[\]; the keys are ignore, organisations, own, people, places, roles",
        ),
        ("own = [", "is not TOML"),
        (
            '[organisations]\nAcme = "Acme"',
            r"organisations\.Acme has 'Acme'; write \[organisations",
        ),
        ("[organisations.Acme]\nalias = []", r"organisations\.Acme\.alias has \[\]; the keys are"),
        ('[organisations.Acme]\nrole = "boss"', "has 'boss'; write one of partner, funder, named"),
        (
            "[organisations.Acme]\napart = 1",
            r"organisations\.Acme\.apart has 1; write true or false",
        ),
        ('[[roles]]\nname = "Acme"', "give each of .*roles.* just passage, name, role"),
        (
            '[[roles]]\nname = "Acme"\npassage = "A"\nrole = "x"',
            "roles.role has 'x'; write one of .*none",
        ),
    ],
)
def test_an_error_names_file_key_and_way_out(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SourceError, match=rf"mentions\.toml.*{told}"):
        of(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.toml: No such file"):
        read_corrections([tmp_path / "none.toml"])
