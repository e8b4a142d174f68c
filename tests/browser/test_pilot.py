"""A pilot of the certification model in the browser: annex 1 filled by one paste, a discussion of two sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from service.operations import people, show_thread
from tests.browser.centre import PASSWORD, House
from tests.browser.conftest import Visit
from tests.browser.guard import Guard
from tests.browser.person import Person
from tests.browser.test_tables import PASTE
from tests.face import face
from tests.prepared import FILES
from tests.procedures.pilot import EAST, NORTH, PARAMETERS, Pilot, agreeing, prepared

MOST_KEYS = 60


@pytest.fixture
def pilot(tmp_path: Path, house: House) -> Iterator[Pilot]:
    """One pilot site that took block 1, one expert site; the checks have opened."""
    office = prepared(FILES, tmp_path / "pilot", NORTH | {"blocks": ["B1"]}, EAST)
    office.config = replace(office.config, url=house.url)
    office.restart()
    for login in Pilot.people:
        people.set_password(office.here, login, PASSWORD)
    house.app = face(office.here)
    yield office
    office.here.close()


def annex(rows: int, **wrong: str) -> str:
    """What a spreadsheet copies: a row of the annex from the second column on; `wrong`: another answer in the first row."""
    lines = []
    for row in range(rows):
        cells = "\t".join(
            "\t".join((wrong.get(name, "да") if row == 0 else "да", "", "", f"примечание {row + 1}-{name}"))
            for name in PARAMETERS
        )
        lines.append(f"да\t{cells}")
    return "\r\n".join(lines) + "\r\n"


def opened(pilot: Pilot, person: Person) -> Page:
    """The page of annex 1, table chosen."""
    pilot.take("severov", "B1")
    return person.opens(f"/tasks/{pilot.ref('PCK-20', 'severov')}").page


class Keys:
    """Counts the keys that a person presses."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)


def test_annex_1_of_a_block_is_filled_by_one_paste(visit: Visit, pilot: Pilot) -> None:
    person = visit("severov")
    page, address = opened(pilot, person), f"/tasks/{pilot.ref('PCK-20', 'severov')}"
    keys = Keys(page)

    page.evaluate(PASTE, ["rows.0.implemented", annex(6)])
    keys.press("Tab")
    expect(page.locator("[data-saved]")).to_contain_text("Сохранено")

    person.opens(address)
    for row in range(6):
        expect(page.locator(f'[name="rows.{row}.documents.comment"]')).to_have_value(f"примечание {row + 1}-documents")
    person.looks()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the table is wide, the page is not"
    page.locator('[name="rows.5.documents.comment"]').focus()
    keys.press("Control+Enter")
    page.wait_for_url(lambda url: not url.endswith(address))
    assert keys.pressed <= MOST_KEYS
    assert pilot.inbox("severov") == ["PCK-30"]


def test_a_wrong_cell_is_named_by_row_and_column(visit: Visit, pilot: Pilot, guard: Guard) -> None:
    person = visit("severov")
    page = opened(pilot, person)
    page.evaluate(PASTE, ["rows.0.implemented", annex(6, objects="нет")])
    expect(page.locator("[data-saved]")).to_contain_text("Сохранено")

    guard.expect("422")
    person.presses("Отправить")

    told = page.locator("#error-summary a")
    expect(told.first).to_contain_text("строка 1 «Информирование и консультирование учредителей»")
    expect(told.first).to_contain_text("графа 5 «Объекты деятельности")
    person.looks()


def test_two_sites_discuss_a_stage_and_a_stranger_gets_nothing(visit: Visit, pilot: Pilot, guard: Guard) -> None:
    pilot.take("severov", "B1")
    rows = [agreeing(row) for row in pilot.shown("PCK-20", "severov")["rows"]]
    pilot.do("PCK-20", by="severov", rows=rows)
    pilot.do("PCK-30", by="severov", recommendations="нет")
    pilot.do("PCK-40", by="severov", confirmed=True)
    (line,) = show_thread.listed(pilot.here, pilot.who("vostokova"), pilot.case).lines
    address = f"/instances/{pilot.number}/threads/{line.thread}"

    east = visit("vostokova").opens(address)
    east.page.locator("#text").fill("Проверка полная?")
    east.presses("Отправить")
    north = visit("severov").opens(address)
    north.sees("Проверка полная?", "Востокова Ольга Львовна", "Восток")
    north.page.locator("#text").fill("Да, документы приложены.")
    north.presses("Отправить")
    north.looks()

    east.opens(address)
    east.sees("Да, документы приложены.", "Север")
    guard.expect("404")
    stranger = visit("chuzhov").opens(address)
    expect(stranger.page.locator("body")).not_to_contain_text("Проверка полная?")
