"""The interface in English: no Russian word is left but content, which is what procedures and people wrote."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.centre import Centre
from tests.browser.conftest import Visit
from tests.browser.person import Person
from tests.procedures.office import CAST

CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
QUOTED = re.compile(r"[“«][^”»]*[”»]")
NUMBER = re.compile(r"(ЭКЗ|СК)-\d{4}-\d{4}")
PERSON = re.compile("|".join(f"{name.split()[0]}[\\s\xa0А-Яа-яё.]*" for name, role in CAST.values()))

CONTENT = """h1, .clause, .clause cite, .picture, .person-name, .answers, .row-title, .mail-text, [lang=ru], .field,
  .told summary, .row-meta, .facts dd, .passed, .steps-list .strong, .steps-list span, .expected h3, .awaited,
  .lead, .case-cards, .stages, main section li .strong, section a.button, details > summary"""

READ = """(content) => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const owner = walk.currentNode.parentElement;
    if (!owner.closest(`${content}, script, style, template`)) found.push(walk.currentNode.data.trim());
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const one of document.querySelectorAll(`[${name}]`)) if (!one.closest(content)) found.push(one.getAttribute(name));
  return found.filter(Boolean);
}"""


def russian(page: Page) -> list[str]:
    """Interface words in Russian: what stands in quotation marks is the name of a step, names are names."""
    texts = (PERSON.sub("", NUMBER.sub("", QUOTED.sub("", text))) for text in page.evaluate(READ, CONTENT))
    return [text for text in texts if CYRILLIC.search(text)]


def speaks_english(person: Person, *addresses: str) -> None:
    for address in addresses:
        person.opens(address)
        assert person.page.locator("html").get_attribute("lang") == "en", address
        assert russian(person.page) == [], address


@pytest.mark.browser_context_args(locale="en-GB")
def test_a_browser_that_asks_for_english_gets_the_sign_in_page_in_english(visit: Visit) -> None:
    stranger = visit()

    speaks_english(stranger, "/sign-in", "/registers")

    assert stranger.opens("/sign-in").heading == "Sign in"


def test_staff_switch_to_english(centre: Centre, visit: Visit) -> None:
    centre.apply()
    ivanova = visit("ivanova")

    ivanova.page.get_by_role("link", name="English").click()

    assert ivanova.heading == "Inbox"
    case = f"/instances/{centre.number}"
    speaks_english(
        ivanova, "/inbox", "/inbox?tab=done", centre.address("EXM-30"), "/instances", case, f"{case}/history"
    )


def test_a_candidate_switches_to_english(centre: Centre, visit: Visit) -> None:
    centre.apply()
    orlova = visit("orlova")

    orlova.page.get_by_role("link", name="English").click()

    speaks_english(orlova, "/cabinet", f"/cabinet/{centre.number}", "/apply/candidate-exam", centre.address("EXM-40"))


def test_public_pages_and_the_sheet_are_english_too(centre: Centre, visit: Visit) -> None:
    ivanova = visit("ivanova").opens("/inbox")
    ivanova.page.get_by_role("link", name="English").click()

    ivanova.opens("/registers/R-EXM-SESSIONS/2026-03-20/sheet")

    assert ivanova.page.locator("html").get_attribute("lang") == "en"
    assert ivanova.heading == "Session sheet"
