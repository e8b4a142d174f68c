"""The page of a sheet, without JavaScript: what is filled in is recorded row by row, what is refused comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.service.driver import Office
from tests.service.pages.visitor import Visitor
from tests.service.together import SIGNED, Gate

Visit = Callable[[str], Visitor]
SHEET = "/registers/R-GATES/west/sheet"


def row(case: int, visitor: Visitor, **answers: str) -> dict[str, str]:
    """The controls of a case's row as a browser sends them."""
    hidden = {name: visitor.value_of(f"PER-40.{case}.{name}") for name in ("_ref", "_etag")}
    return {f"PER-40.{case}.{name}": text for name, text in {**hidden, **answers}.items()}


@pytest.fixture
def gate(office: Office) -> Gate:
    return Gate(office, 3)


def test_the_sheet_lists_the_cases_of_the_row(gate: Gate, visit: Visit) -> None:
    sidorov = visit("sidorov")

    assert sidorov.get(SHEET).status_code == 200
    assert "Лист подписания" in sidorov.text
    assert [f'id="case-{case}"' in sidorov.text for case in gate.cases] == [True] * 3
    assert "Подпись" in sidorov.text


def test_filled_rows_are_recorded_and_blank_ones_stay_open(gate: Gate, visit: Visit) -> None:
    first, second, third = gate.cases
    sidorov = visit("sidorov")
    sidorov.get(SHEET)

    sent = sidorov.post(SHEET, {**row(first, sidorov, **SIGNED), **row(second, sidorov), **row(third, sidorov)})
    sidorov.follow(sent)

    assert gate.seats() == ["sat", "held", "held"]
    assert "Записано строк: 1." in sidorov.text
    assert sidorov.text.count("готово") == 1


def test_a_blank_sheet_records_nothing(gate: Gate, visit: Visit) -> None:
    sidorov = visit("sidorov")
    sidorov.get(SHEET)

    sidorov.follow(sidorov.post(SHEET, row(gate.cases[0], sidorov)))

    assert "не заполнена ни одна строка" in sidorov.text
    assert gate.seats() == ["held"] * 3


def test_a_wrong_cell_is_named_by_row_and_column_and_keeps_what_was_typed(gate: Gate, visit: Visit) -> None:
    first, second, _ = gate.cases
    sidorov = visit("sidorov")
    sidorov.get(SHEET)

    refused = sidorov.post(
        SHEET, {**row(first, sidorov, **SIGNED), **row(second, sidorov, signed="yes", valid_days="365")}
    )

    assert refused.status_code == 422
    assert f'href="#PER-40.{second}.valid_days"' in sidorov.text
    assert "Строка 2, Петрова\u00a0А.\u00a0С.: Действует, дней" in sidorov.text
    assert sidorov.value_of(f"PER-40.{second}.valid_days") == "365"
    assert "<title>Ошибка: " in sidorov.text
    assert gate.seats() == ["sat", "held", "held"]


def test_a_row_that_somebody_else_has_finished_says_who_and_shows_what_was_typed(gate: Gate, visit: Visit) -> None:
    first, second, _ = gate.cases
    sidorov = visit("sidorov")
    sidorov.get(SHEET)
    typed = {**row(first, sidorov, signed="no", note="Нет оснований"), **row(second, sidorov, **SIGNED)}
    gate.sign("orlova", {first: SIGNED})

    conflict = sidorov.post(SHEET, typed)

    assert conflict.status_code == 409
    assert f'href="#case-{first}"' in sidorov.text
    assert "Орлова" in sidorov.text
    assert "Нет оснований" in sidorov.text
    assert gate.seats() == ["sat", "sat", "held"]


def test_a_sheet_sent_twice_is_recorded_once(gate: Gate, visit: Visit) -> None:
    sidorov = visit("sidorov")
    sidorov.get(SHEET)
    typed = row(gate.cases[0], sidorov, **SIGNED)

    first, second = sidorov.post(SHEET, typed), sidorov.post(SHEET, typed)

    assert (first.status_code, second.status_code) == (302, 302)
    assert gate.seats() == ["sat", "held", "held"]


def test_rows_inside_a_cell_are_added_without_scripts(gate: Gate, visit: Visit) -> None:
    case = gate.cases[0]
    sidorov = visit("sidorov")
    sidorov.get(SHEET)

    sidorov.post(SHEET, {**row(case, sidorov, valid_days="30"), "_rows": f"add:PER-40.{case}.visits"})
    sidorov.post(
        SHEET,
        {
            **row(case, sidorov, valid_days="30"),
            f"PER-40.{case}.visits.0.purpose": "Ремонт",
            "_rows": f"add:PER-40.{case}.visits",
        },
    )

    assert sidorov.value_of(f"PER-40.{case}.visits.0.purpose") == "Ремонт"
    assert sidorov.value_of(f"PER-40.{case}.valid_days") == "30"
    assert f'name="PER-40.{case}.visits.1.purpose"' in sidorov.text
    assert gate.seats() == ["held"] * 3


def test_the_row_of_the_register_shows_its_seats_and_leads_to_the_sheet(gate: Gate, visit: Visit) -> None:
    gate.sign("sidorov", {gate.cases[0]: SIGNED, gate.cases[1]: {**SIGNED, "signed": "no"}})
    ivanov = visit("ivanov")

    ivanov.get("/registers/R-GATES/west")

    assert f'href="{SHEET}"' in ivanov.text
    for words in ("сдавал: <strong>1</strong>", "не явился: <strong>1</strong>", "место удержано: <strong>1</strong>"):
        assert words in ivanov.text


def test_the_task_and_the_inbox_lead_to_the_sheet(gate: Gate, office: Office, visit: Visit) -> None:
    sidorov = visit("sidorov")
    task = gate.sheet("sidorov")[gate.cases[0]].steps["PER-40"].ref

    for place in ("/inbox", f"/tasks/{task}"):
        sidorov.get(place)
        assert f'href="{SHEET}"' in sidorov.text, place


@pytest.mark.parametrize(("login", "status"), [("petrova", 403), ("admin", 200), ("ivanov", 200)])
def test_the_sheet_is_for_those_who_may_read_the_cases(gate: Gate, visit: Visit, login: str, status: int) -> None:
    assert visit(login).get(SHEET).status_code == status
    assert visit("ivanov").get("/registers/R-GATES/none/sheet").status_code == 404
    assert visit("ivanov").get("/registers/R-PERMITS/west/sheet").status_code == 404
