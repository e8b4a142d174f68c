"""Pictures to look at: `PICTURES=folder pytest tests/browser/test_pictures.py` saves pages at 1280 and 390 pixels.

Without PICTURES the same pages are only visited, so that the scenes stay true.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from service.operations import publish, send_message
from tests.browser import steps
from tests.browser.centre import Centre
from tests.browser.conftest import Visit
from tests.browser.guard import Guard
from tests.browser.person import Person
from tests.service import orders

WIDTHS = (1280, 390)

Save = Callable[[Person, str], None]


@pytest.fixture
def save() -> Save:
    folder = os.environ.get("PICTURES")
    return (lambda person, name: _taken(person.page, Path(folder), name)) if folder else lambda person, name: None


def _taken(page: Page, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})


def a_month_of_work(centre: Centre) -> None:
    """Cases at most stages, some late; it is the morning of 3 April."""
    for by in ("orlova", "orlova"):
        centre.apply(by)
        centre.play((steps.ACCEPTED, *steps.paid("2026-03-02"), steps.REVIEWED))
        centre.play((steps.proposed("2026-03-20"), steps.AGREED))
    late, done = centre.case - 1, centre.case
    centre.until("2026-03-20 10:00")
    for case in (late, done):
        centre.turn_to(case)
        centre.play((steps.ORIGINALS, *steps.passed("2026-03-20")))
    centre.until("2026-03-21 12:00")
    centre.play((steps.protocol("2026-03-21"), steps.council("2026-03-21")))
    for at, by in (("2026-03-22 09:10", "belov"), ("2026-03-24 15:40", "orlova"), ("2026-03-31 11:05", "belov")):
        centre.until(at)
        centre.apply(by, last_name="Белов", first_name="Игорь", patronymic="Олегович")
    centre.until("2026-04-01 10:00")
    centre.apply("orlova")
    centre.play((steps.ACCEPTED, steps.REVIEWED))
    centre.until("2026-04-03 09:30")


def test_staff(centre: Centre, visit: Visit, save: Save) -> None:
    a_month_of_work(centre)
    ivanova = visit("ivanova")
    ivanova.follows("Рассмотреть заявление и комплект документов").writes(comment="Уточнить отдел кадров")
    expect(ivanova.page.locator("[data-saved]")).to_contain_text("Сохранено")
    save(ivanova, "task")

    ivanova.opens("/inbox").sees("Просрочено", "Сегодня")
    save(ivanova, "inbox")
    save(ivanova.opens("/inbox?q=ничего"), "inbox-nothing-found")
    save(ivanova.opens("/inbox?tab=done"), "inbox-done")
    save(ivanova.opens("/instances"), "cases")
    save(ivanova.opens("/instances/ЭКЗ-2026-0002"), "case")
    save(ivanova.opens("/instances/ЭКЗ-2026-0003"), "case-late")
    save(ivanova.opens("/instances/ЭКЗ-2026-0002/history"), "replay")
    save(ivanova.opens("/instances/ЭКЗ-2026-0002/history?at=1.1"), "replay-beginning")
    save(ivanova.opens("/registers/R-QUALIFICATIONS"), "register")
    save(visit("gromova").opens("/inbox"), "inbox-head")
    save(visit("sidorov").opens("/inbox"), "inbox-empty")


def test_staff_when_things_are_wrong(centre: Centre, visit: Visit, save: Save, guard: Guard) -> None:
    guard.expect("status of 422", "status of 409", "status of 404", "status of 401")
    centre.apply()
    review = centre.address("EXM-30")
    ivanova = visit("ivanova").opens(review)
    save(ivanova.chooses(statement="Принят").presses("Завершить"), "task-wrong")
    ivanova.chooses(statement="Принят", education="Принят", training="Принят", experience="Не читается")
    centre.play((("EXM-30", "petrova", steps.REVIEWED[2]),))
    save(ivanova.presses("Завершить"), "task-conflict")
    save(ivanova.opens("/instances/ЭКЗ-2026-0999"), "not-found")
    save(visit("sidorov").opens(review), "task-done-by-another")
    stranger = visit().opens("/sign-in")
    save(stranger, "sign-in")
    save(stranger.enters("orlova", "не тот пароль"), "sign-in-wrong")


def test_a_candidate(centre: Centre, visit: Visit, save: Save, guard: Guard) -> None:
    guard.expect("status of 422")
    orlova = visit("orlova")
    save(orlova, "cabinet-empty")
    orlova.opens("/apply/candidate-exam")
    save(orlova, "apply")
    save(orlova.presses("Проверить ответы"), "apply-wrong")
    number = centre.apply()
    centre.settle()
    save(orlova.opens(f"/cabinet/{number}"), "cabinet")
    centre.play((steps.ACCEPTED, *steps.paid("2026-03-02"), steps.REVIEWED, steps.proposed("2026-03-20")))
    save(orlova.opens(centre.address("EXM-51")), "task-candidate")
    centre.play((steps.AGREED,))
    save(orlova.opens(f"/cabinet/{number}").sees("День экзамена", "20 марта 2026 г."), "cabinet-waiting")
    centre.until("2026-03-20 10:00")
    centre.play((steps.ORIGINALS, *steps.passed("2026-03-20"), steps.protocol("2026-03-20")))
    centre.play((steps.council("2026-03-20"), steps.certificate("2026-03-20")))
    handed = {"method": "in_person", "handed_to": "Орлова Анна Сергеевна", "sent_on": "2026-03-20"}
    centre.play((("EXM-92", "ivanova", handed),))
    save(orlova.opens(f"/cabinet/{number}"), "cabinet-finished")
    save(orlova.opens("/cabinet"), "cabinet-list")
    save(orlova.opens("/registers/R-EXM"), "register-public")
    save(orlova.follows("СК-2026-"), "register-row")


def test_cases_that_begin_by_themselves(centre: Centre, visit: Visit, save: Save) -> None:
    cycle = ("T", orders.cycle("R/P1M"), {})
    parts = orders.parts(("S", "", {"role": "clerk"}), ("M", orders.message(), {"key": "number"}), cycle)
    publish.publish_parts(centre.here, parts)
    send_message.send(centre.here, centre.who("admin"), name="ordered", key="7", payload={"number": "7"})
    centre.settle()
    centre.until("2026-04-03 09:30")
    admin = visit("admin").opens("/definitions/orders").sees("Как начинается дело", "по сроку: каждый месяц")
    save(admin, "beginnings")
    save(admin.opens("/instances/ЗАК-2026-0001").sees("по сообщению «ordered»"), "case-by-message")
    save(admin.opens("/instances/ЗАК-2026-0002/history?at=1.1").sees("начато по сроку"), "replay-on-time")
