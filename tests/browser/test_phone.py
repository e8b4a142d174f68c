"""At the width of a phone: no scrolling sideways, nothing too small to hit."""

from __future__ import annotations

import pytest

from tests.browser import steps
from tests.browser.centre import Centre
from tests.browser.conftest import Visit
from tests.browser.person import Person

WIDTHS = (390, 320)

TOO_SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("svg, .visually-hidden, .skip"))
  .filter((one) => !(one.tagName === "A" && getComputedStyle(one).display === "inline"))
  .map((one) => [one.type === "file" ? one.closest(".field") : one.closest("label") ?? one, one])
  .map(([box, one]) => [box.getBoundingClientRect(), one])
  .filter(([box]) => box.width > 0 && (box.width < 24 || box.height < 24))
  .map(([box, one]) => `${one.outerHTML.slice(0, 120)} ${Math.round(box.width)}×${Math.round(box.height)}`)"""
"""Targets below 24 by 24 pixels; links inside a line of text may be as high as the text (2.5.8)."""


@pytest.fixture(params=WIDTHS, ids=[f"{width}px" for width in WIDTHS])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def fits(width: int, person: Person, *addresses: str) -> None:
    person.page.set_viewport_size({"width": width, "height": 700})
    for address in addresses:
        person.opens(address)
        scroll = person.page.evaluate("document.documentElement.scrollWidth")
        assert scroll <= width, f"{address}: {scroll} pixels wide on {width}"
        assert person.page.evaluate(TOO_SMALL) == [], address


def test_pages_of_staff_fit(centre: Centre, visit: Visit, width: int) -> None:
    number = centre.apply()
    centre.play((steps.ACCEPTED, *steps.paid("2026-03-02")))

    fits(
        width,
        visit("ivanova"),
        "/inbox",
        "/inbox?tab=done",
        centre.address("EXM-30"),
        "/instances",
        f"/instances/{number}",
        f"/instances/{number}/history",
        "/registers/R-QUALIFICATIONS",
        "/registers/R-QUALIFICATIONS/hr-6",
        "/definitions/candidate-exam",
    )


def test_pages_of_a_candidate_fit(centre: Centre, visit: Visit, width: int) -> None:
    number = centre.apply()

    fits(
        width,
        visit("orlova"),
        "/cabinet",
        f"/cabinet/{number}",
        centre.address("EXM-40"),
        "/apply/candidate-exam",
        "/registers",
    )


def test_a_table_of_rows_to_fill_in_fits(centre: Centre, visit: Visit, width: int) -> None:
    centre.apply()
    centre.play((steps.ACCEPTED, *steps.paid("2026-03-02"), steps.REVIEWED, steps.proposed("2026-03-20"), steps.AGREED))
    centre.until("2026-03-20 10:00")
    centre.play((steps.ORIGINALS, steps.passed("2026-03-20")[0]))

    fits(width, visit("sidorov"), centre.address("EXM-71"))
