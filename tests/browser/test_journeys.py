"""Tried as new users would, five tasks and more for each kind, with the steps that each takes.

A step is what a hand does: a question typed and sent, a link or button pressed. What confused on
the way was mended, and is named beside its task.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser


@dataclass
class Trail:
    """A page that counts what is done to it."""

    page: Page
    steps: int = field(default=0)

    def ask(self, question: str) -> None:
        box = self.page.get_by_label("What are you looking for?")
        box.fill(question)
        box.press("Enter")
        self.steps += 1

    def press(self, target: Locator | str) -> None:
        link = self.page.get_by_role("link", name=target) if isinstance(target, str) else target
        link.first.click()
        self.steps += 1

    def reads(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def view(self, name: str) -> None:
        self.press(self.page.get_by_role("navigation", name="Ways to see").get_by_text(name))


@pytest.fixture
def enquirer(visit: Callable[..., Page], corpus_site: str) -> Trail:
    """Somebody on a phone, in a hurry, whose browser runs no scripts."""
    return Trail(visit(corpus_site + "/", **PHONE, java_script_enabled=False))


@pytest.fixture
def staff(visit: Callable[..., Page], corpus_site: str) -> Trail:
    """Somebody at a desk who looks for collaborators."""
    return Trail(visit(corpus_site + "/", **DESKTOP))


@pytest.fixture
def curious(visit: Callable[..., Page], corpus_site: str) -> Trail:
    """Somebody who wants to see how it works, and whether it is right."""
    return Trail(visit(corpus_site + "/", **DESKTOP))


# Enquirers


def test_is_there_dental_care_for_people_who_are_homeless(enquirer: Trail) -> None:
    enquirer.ask("dental care for people who are homeless")
    enquirer.reads("The Dental Academy")
    assert enquirer.steps == 1


def test_a_word_typed_wrong_in_a_hurry_finds_it_all_the_same(enquirer: Trail) -> None:
    enquirer.ask("air polution kenia")
    enquirer.reads("Showing results for air pollution kenya")
    enquirer.reads("Tupumue")
    assert enquirer.steps == 1


def test_something_that_is_not_there_is_said_not_to_be(enquirer: Trail) -> None:
    # The way on was a link to an anchor far down the home page: now it is a page of its own.
    enquirer.ask("xqzzt blorf wugga")
    enquirer.reads("No results")
    enquirer.press("browse by theme")
    enquirer.press("Climate and health partnerships")
    enquirer.reads("Tupumue")
    assert enquirer.steps == 3


def test_from_a_result_to_the_whole_text_and_its_source(enquirer: Trail) -> None:
    # The sentence that had answered could not be found again in the whole text: it is marked now.
    enquirer.ask("who works on prostate cancer robots")
    enquirer.press("The CoBra project")
    expect(enquirer.page.locator("article mark.word").first).to_be_visible()
    enquirer.press("Read on the page")
    expect(enquirer.page.locator("section:has(:target), section:target")).to_contain_text("CoBra")
    # Nothing led back from the page to the other answers.
    enquirer.press("All answers to")
    enquirer.reads("The CoBra project")
    assert enquirer.steps == 4


def test_a_place_near_by_from_the_menu(enquirer: Trail) -> None:
    # "Menu" led to the foot of the page, which nobody took for a menu.
    enquirer.press(enquirer.page.locator("summary").get_by_text("Menu"))
    menu = enquirer.page.get_by_role("navigation", name="Menu")
    assert menu.bounding_box()["y"] < 200  # type: ignore[index]
    enquirer.press(menu.get_by_role("link", name="Places"))
    enquirer.press(enquirer.page.get_by_role("table").get_by_role("link", name="Portsmouth"))
    expect(enquirer.page.get_by_role("heading", level=1)).to_have_text("Portsmouth")
    assert enquirer.steps == 3


def test_another_question_from_wherever_one_is(enquirer: Trail) -> None:
    # Passage pages had no box, so the way to another question led over the home page.
    enquirer.ask("early warning score")
    enquirer.press("National Early Warning Score (NEWS)")
    enquirer.ask("laser cut face shields")
    enquirer.reads("Laser cut face shields")
    assert enquirer.steps == 3


# Staff who look for collaborators


def test_who_works_on_prostate_cancer(staff: Trail) -> None:
    staff.ask("prostate cancer robots")
    staff.view("Collaborators")
    staff.reads("Oncovet")
    staff.reads("Technische Universiteit Delft")
    assert staff.steps == 2


def test_whom_else_does_a_partner_work_with(staff: Trail) -> None:
    staff.ask("University of Southampton")
    staff.press(staff.page.locator(".beside").get_by_role("link", name="University of Southampton"))
    expect(staff.page.get_by_role("heading", level=1)).to_have_text("University of Southampton")
    staff.reads("Mentioned together")
    staff.reads("Portsmouth Hospitals University NHS Trust")
    assert staff.steps == 2


def test_who_pays_for_work_in_africa(staff: Trail) -> None:
    staff.ask("health in Africa")
    staff.view("Collaborators")
    staff.page.get_by_label("Funders").check()
    staff.press(staff.page.get_by_role("button", name="Apply"))
    staff.reads("Wellcome Trust")
    assert staff.steps == 3  # and one box ticked


def test_where_our_partners_are(staff: Trail) -> None:
    staff.press("Places")
    staff.reads("Kenya")
    staff.press(staff.page.locator("tbody").get_by_role("link", name="Kenya"))
    staff.reads("Tupumue")
    assert staff.steps == 2


def test_new_names_only(staff: Trail) -> None:
    # "Exclude" was looked for beside the name and overlooked in a menu: it is beside each name.
    staff.ask("nurses hospitals")
    staff.view("Collaborators")
    first = staff.page.locator("ol.hits h2").first.inner_text()
    staff.press("Exclude " + first)
    expect(staff.page.locator("ol.hits h2").first).not_to_have_text(first)
    expect(staff.page.locator(".chips").get_by_text(first)).to_be_visible()
    assert staff.steps == 3


# The curious


def test_how_did_words_and_meaning_rank_it(curious: Trail) -> None:
    curious.ask("sharing data between hospitals")
    curious.press("Compare the rankings")
    curious.reads("Keyword")
    curious.reads("Semantic")
    assert curious.steps == 2


def test_what_is_there_at_all(curious: Trail) -> None:
    curious.press("Browse")
    curious.press("Healthcare technologies")
    curious.reads("Fit 4 Purpose Prosthetics")
    assert curious.steps == 2


def test_who_goes_with_what_as_a_picture(curious: Trail) -> None:
    curious.press("Network")
    curious.press("The CoBra project (passage)")
    curious.reads("Oncovet")
    assert curious.steps == 2


def test_does_the_source_say_so(curious: Trail) -> None:
    curious.ask("wound dressings")
    curious.press(curious.page.locator("ol.hits .why a"))
    expect(curious.page.locator("section:has(:target), section:target")).to_contain_text("DERMA")
    assert curious.steps == 2


def test_what_is_like_it_and_why(curious: Trail) -> None:
    # Reasons stood behind a click; only the two sentences still do.
    curious.ask("Tupumue")
    curious.press(curious.page.locator("ol.hits h2 a"))
    expect(curious.page.get_by_role("heading", name="Similar")).to_be_visible()
    curious.press(curious.page.locator(".similar h3 a"))
    expect(curious.page.get_by_role("heading", level=1)).not_to_have_text("Tupumue")
    assert curious.steps == 3
