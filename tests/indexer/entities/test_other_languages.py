"""Roles that texts in French, German, Spanish and Dutch tell, each in its own way."""

from __future__ import annotations

import pytest

from indexer.entities import find
from indexer.model import Role
from indexer.split import split_page
from tests.indexer import made

SAID: list[tuple[str, str, dict[str, Role]]] = [
    (
        "fr",
        "Ce jardin est subventionné par le Département du Finistère et par la Ville de Quimper.",
        {"Département du Finistère": "funder", "Ville de Quimper": "funder"},
    ),
    (
        "fr",
        "Coordonné par Mme Léa Dubreuil, le chantier reçoit des fonds du Crédit Mutuel.",
        {"Léa Dubreuil": "leader", "Crédit Mutuel": "funder"},
    ),
    (
        "fr",
        "Partenaires : Université de Rennes, Hôpital Pontchaillou",
        {"Université de Rennes": "partner", "Hôpital Pontchaillou": "partner"},
    ),
    ("fr", "La Caisse d'Épargne a offert 20 000 € au verger.", {"Caisse d'Épargne": "funder"}),
    (
        "de",
        "Das Vorhaben wird von der Stadt Ulm gefördert und von der Universität Tübingen begleitet.",
        {"Stadt Ulm": "funder", "Universität Tübingen": "partner"},
    ),
    ("de", "Geleitet wird die Gruppe von Prof. Sabine Aumüller.", {"Sabine Aumüller": "leader"}),
    (
        "de",
        "Projektpartner sind das Deutsche Rote Kreuz und der Verein Grünzeug.",
        {"Deutsche Rote Kreuz": "partner", "Verein Grünzeug": "partner"},
    ),
    ("de", "Mit Mitteln der Sparkasse Ulm entstand ein Lesegarten.", {"Sparkasse Ulm": "funder"}),
    (
        "es",
        "El huerto está financiado por la Fundación Solar y por el Ayuntamiento de Burgos.",
        {"Fundación Solar": "funder", "Ayuntamiento de Burgos": "funder"},
    ),
    ("es", "Lo dirige la doctora Marta Iglesias.", {"Marta Iglesias": "leader"}),
    (
        "es",
        "En colaboración con el Hospital Clínico de Valencia y la asociación Manos Amigas.",
        {"Hospital Clínico de Valencia": "partner", "asociación Manos Amigas": "partner"},
    ),
    (
        "nl",
        "De tuin wordt gefinancierd door de Gemeente Utrecht en ZonMw.",
        {"Gemeente Utrecht": "funder", "ZonMw": "funder"},
    ),
    ("nl", "Het staat onder leiding van prof. Karin de Boer.", {"Karin de Boer": "leader"}),
    (
        "nl",
        "In samenwerking met het Museum Twente en de stichting Groene Vingers.",
        {"Museum Twente": "partner", "stichting Groene Vingers": "partner"},
    ),
]


@pytest.mark.parametrize(("code", "said", "roles"), SAID)
def test_a_text_tells_a_role_as_its_language_does(
    code: str, said: str, roles: dict[str, Role]
) -> None:
    passages = split_page(made.page(made.thing("1", said)), code)
    [passage] = find(passages).passages
    named = [m for m in passage.mentions if m.kind != "place"]
    assert {m.name: m.role for m in named} == roles
    assert all(m.sure for m in named)
