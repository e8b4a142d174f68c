"""A session of eight candidates on one sheet: the specialist records who came with what, the examiner how they did."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import steps
from tests.browser.centre import Centre
from tests.browser.conftest import Visit
from tests.browser.guard import Guard
from tests.browser.person import Person
from tests.browser.test_phone import TOO_SMALL
from tests.procedures.test_candidate_exam import ALL_SHOWN

SESSION = "2026-03-20"
SHEET = f"/registers/R-EXM-SESSIONS/{SESSION}/sheet"
SAVE = "Записать заполненные строки"
SHOWN = ("statement", "same_qualification", "identity", "education", "training", "experience")


def candidates(centre: Centre, number: int) -> list[int]:
    """The cases of this many candidates on the morning of their exam, paid for."""
    cases = []
    for ordinal in range(number):
        by = ("orlova", "belov")[ordinal % 2]
        centre.apply(by=by)
        bill, receipt = steps.paid("2026-03-02")
        centre.play((steps.REVIEWED, steps.proposed(SESSION), ("EXM-51", by, {"answer": "agree"})))
        centre.play((("EXM-40", by, steps.ACCEPTED[2]), ("EXM-41", by, bill[2]), receipt))
        cases.append(centre.case)
    centre.until(f"{SESSION} 09:30")
    return cases


def cell(person: Person, step: str, case: int, field: str) -> Locator:
    return person.field(f"{step}.{case}.{field}")


def comes_with_everything(person: Person, case: int, *, identity_kind: bool = True) -> None:
    cell(person, "EXM-60", case, "arrived").get_by_label("Да", exact=True).check()
    for document in SHOWN:
        cell(person, "EXM-60", case, document).locator("input").check()
    if identity_kind:
        cell(person, "EXM-60", case, "identity_kind").locator("select").select_option("passport")


def did(person: Person, case: int, score: str, result: str = "Сдана") -> None:
    cell(person, "EXM-70", case, "score").locator("input").fill(score)
    cell(person, "EXM-70", case, "max_score").locator("input").fill("40")
    cell(person, "EXM-70", case, "result").get_by_label(result, exact=True).check()
    if result == "Сдана":
        cell(person, "EXM-71", case, "result").get_by_label("Сдана", exact=True).check()


def waits(centre: Centre, case: int) -> str:
    """The last step of the case."""
    centre.turn_to(case)
    return next(step for step in ("EXM-75", "EXM-63", "EXM-71", "EXM-70", "EXM-60") if _open(centre, step))


def _open(centre: Centre, step: str) -> bool:
    try:
        return centre.task(step).status in ("open", "claimed")
    except IndexError:
        return False


def test_a_session_of_eight_candidates_is_recorded_on_one_sheet(centre: Centre, visit: Visit, guard: Guard) -> None:
    guard.expect("status of 422")
    cases = candidates(centre, 8)
    *present, absent = cases

    ivanova = visit("ivanova").opens("/inbox").follows("Вся сессия на одном листе")
    assert ivanova.heading == "Ведомость сессии"
    for case in present:
        comes_with_everything(ivanova, case, identity_kind=case != present[2])
    cell(ivanova, "EXM-60", absent, "arrived").get_by_label("Нет", exact=True).check()
    ivanova.presses(SAVE)

    assert ivanova.page.title().startswith("Ошибка: ")
    mistake = ivanova.page.locator("#error-summary a")
    expect(mistake).to_have_text("Строка 3, Орлова А. С.: Вид документа, удостоверяющего личность: выберите вариант")
    mistake.click()
    expect(cell(ivanova, "EXM-60", present[2], "identity_kind").locator("select")).to_be_focused()
    expect(cell(ivanova, "EXM-60", present[2], "statement").locator("input")).to_be_checked()
    cell(ivanova, "EXM-60", present[2], "identity_kind").locator("select").select_option("passport")
    ivanova.presses(SAVE).is_told("Записано строк: 1.").sees("не явился")

    sidorov = visit("sidorov").opens(SHEET)
    for ordinal, case in enumerate(present):
        did(sidorov, case, "50" if ordinal == 1 else "34", "Не сдана" if ordinal == 5 else "Сдана")
    sidorov.presses(SAVE)
    expect(sidorov.page.locator("#error-summary a")).to_have_text(
        "Строка 2, Белов И. О.: Набрано баллов: не больше наибольшего числа баллов"
    )
    cell(sidorov, "EXM-70", present[1], "score").locator("input").fill("38")
    sidorov.presses(SAVE).is_told("Записано строк: 1.")

    assert [waits(centre, case) for case in cases] == ["EXM-75"] * 7 + ["EXM-63"]
    sidorov.opens(f"/registers/R-EXM-SESSIONS/{SESSION}").sees("сдавал: 7", "не явился: 1")


def test_the_keyboard_and_a_spreadsheet_fill_it_in(centre: Centre, visit: Visit) -> None:
    first, second, third = candidates(centre, 3)
    centre.turn_to(first)
    ivanova = visit("ivanova").opens(SHEET)

    came = cell(ivanova, "EXM-60", first, "arrived").locator("input").first
    came.focus()
    ivanova.page.keyboard.press("Space")
    ivanova.page.keyboard.press("Enter")
    expect(cell(ivanova, "EXM-60", second, "arrived").locator("input").first).to_be_focused()
    table = "\n".join("Да\tда\tда\tда\tПаспорт гражданина Российской Федерации\tда\tда\tда" for _ in range(3))
    came.evaluate(
        """(box, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        table,
    )
    ivanova.looks().presses(SAVE).is_told("Записано строк: 3.")

    assert [waits(centre, case) for case in (first, second, third)] == ["EXM-70"] * 3


def test_whoever_was_quicker_is_named_and_nothing_typed_is_lost(centre: Centre, visit: Visit, guard: Guard) -> None:
    guard.expect("status of 409")
    first, second = candidates(centre, 2)
    ivanova = visit("ivanova").opens(SHEET)
    comes_with_everything(ivanova, first)
    comes_with_everything(ivanova, second)
    centre.turn_to(first)
    centre.do("EXM-60", "petrova", {"arrived": "no"})

    ivanova.presses(SAVE).sees("Петрова", "Ваши ответы", "Паспорт гражданина Российской Федерации")

    assert (waits(centre, first), waits(centre, second)) == ("EXM-63", "EXM-70")


def test_without_scripts_the_sheet_works_too(centre: Centre, visit: Visit) -> None:
    first, second = candidates(centre, 2)
    ivanova = visit("ivanova", scripts=False).opens(SHEET)

    comes_with_everything(ivanova, first)
    ivanova.presses(SAVE).is_told("Записано строк: 1.")

    assert (waits(centre, first), waits(centre, second)) == ("EXM-70", "EXM-60")


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_phone_the_rows_are_cards(centre: Centre, visit: Visit, width: int) -> None:
    first, _ = candidates(centre, 2)
    centre.turn_to(first)
    centre.do("EXM-60", "ivanova", ALL_SHOWN)
    for login in ("ivanova", "sidorov"):
        person = visit(login)
        person.page.set_viewport_size({"width": width, "height": 700})

        person.opens(SHEET)

        assert person.page.evaluate("document.documentElement.scrollWidth") <= width
        assert person.page.evaluate(TOO_SMALL) == []
    person.opens(f"/registers/R-EXM-SESSIONS/{SESSION}")
    assert person.page.evaluate("document.documentElement.scrollWidth") <= width
