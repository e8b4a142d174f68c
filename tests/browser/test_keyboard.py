"""Everything by keyboard, with the focus in sight."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.centre import PASSWORD, Centre
from tests.browser.conftest import Visit

FOCUS = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
  const ringed = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2 || look.boxShadow !== "none";
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { ringed, inside, tag: at.tagName, name: at.innerText || at.name || at.id };
}"""


def tab_to(page: Page, goal: Locator) -> None:
    """Tab on until the goal has the focus; each stop on the way can be seen."""
    for _ in range(80):
        if goal.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        assert at["tag"] == "BODY" or (at["ringed"] and at["inside"]), f"the focus cannot be seen: {at}"
    raise AssertionError(f"not reached by Tab: {goal}")


def test_a_specialist_finishes_a_review_without_a_mouse(centre: Centre, visit: Visit) -> None:
    centre.apply()
    page = visit().opens("/sign-in").page
    keys = page.keyboard

    tab_to(page, page.locator("#login"))
    keys.type("ivanova")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Входящие")
    page.wait_for_load_state()
    keys.press("j")
    expect(page.locator(".row-title").first).to_be_focused()
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Рассмотреть заявление и комплект документов")
    for question in ("statement", "education", "training", "experience"):
        tab_to(page, page.locator(f"input[name={question}]").first)
        keys.press("Space")
    keys.press("Control+Enter")

    expect(page.locator("main .message[role=status]")).to_contain_text("Готово: «Рассмотреть заявление")
    assert centre.task("EXM-30").status == "done"


def test_the_first_tab_leads_past_the_header(visit: Visit) -> None:
    page = visit("ivanova").page

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
    assert page.evaluate(FOCUS)["inside"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_keys_of_a_list_work_in_the_russian_layout(centre: Centre, visit: Visit) -> None:
    centre.apply()
    page = visit("ivanova").page

    page.locator("body").dispatch_event("keydown", {"key": "о", "code": "KeyJ"})
    expect(page.locator(".row-title").first).to_be_focused()

    page.keyboard.press("Slash")
    search = page.locator("[data-search]")
    expect(search).to_be_focused()
    page.keyboard.type("jk")
    expect(search).to_have_value("jk")
