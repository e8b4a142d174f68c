"""Sheets of registers and public pages: what procedure.yaml says of them is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from processes.definition import Definition
from processes.errors import DefinitionRefused
from tests.processes.gate.drawing import Drawing, codes, procedure

COLUMNS = {"date": {"ru": "Дата"}, "seats": {"ru": "Мест"}}
SHEET: dict[str, Any] = {"ru": "Ведомость", "en": "Sheet", "steps": ["X"]}
PAGE: dict[str, Any] = {"id": "offer", "ru": "Оферта", "en": "Offer"}


def with_sheet(*, stock: str | None = "seats", clauses: tuple[str, ...] = (), **changes: Any) -> Definition:
    """A procedure with one step X, which has a form, one step Y without, and a register with this sheet."""
    drawing = Drawing().start("S").user("X", form="F-APP", result="check").user("Y").end().path("S", "X", "Y", "E")
    register = {"ru": "Сессии", "en": "Sessions", "columns": COLUMNS, "stock": stock, "sheet": SHEET | changes}
    return procedure(drawing, registers={"R-SESSIONS": register}, clauses=clauses)


def with_page(
    *, public: bool = True, clauses: tuple[str, ...] = (), of: Mapping[str, Any] | None = None, **changes: Any
) -> Definition:
    """A procedure with one public page and one register."""
    drawing = Drawing().start("S").user("X").end().path("S", "X", "E")
    register = {"ru": "Перечень", "en": "List", "columns": of or COLUMNS, "public": public}
    settings = {"days": {"value": 5, "ru": "Дней", "en": "Days"}}
    return procedure(
        drawing, registers={"R-LIST": register}, settings=settings, pages=[PAGE | changes], clauses=clauses
    )


def test_a_sheet_names_steps_columns_and_how_seats_were_used():
    whole = with_sheet(
        columns={"X": {"way": {"ru": "Как", "en": "How"}}},
        seats={"absent": 'check.way = "mail"', "sat": "given(check.address)"},
    )

    assert codes(whole) == []
    assert whole.registers["R-SESSIONS"].sheet is not None


def test_a_sheet_needs_seats():
    assert codes(with_sheet(stock=None)) == ["sheet.stock"]


@pytest.mark.parametrize("steps", [[], ["Z"], ["S"], ["Y"]], ids=["none", "unknown", "a start", "without a form"])
def test_a_sheet_is_of_steps_that_people_fill_in(steps: list[str]):
    assert codes(with_sheet(steps=steps)) == ["sheet.step"]


@pytest.mark.parametrize("columns", [{"X": {"wy": {}}}, {"Y": {"way": {}}}, {"Z": {"way": {}}}])
def test_short_titles_are_of_fields_of_the_steps(columns: dict[str, Any]):
    assert codes(with_sheet(columns=columns)) == ["sheet.column"]


@pytest.mark.parametrize(
    "seats",
    [
        pytest.param({"late": "true"}, id="unknown-state"),
        pytest.param({"sat": "check.way ="}, id="does-not-parse"),
        pytest.param({"sat": 'verdict.way = "mail"'}, id="unknown-name"),
        pytest.param({"sat": 'check.address = "Москва"'}, id="erasable"),
    ],
)
def test_how_seats_were_used_can_be_told(seats: dict[str, str]):
    assert codes(with_sheet(seats=seats)) == ["sheet.seat"]


def test_the_clauses_of_a_sheet_exist():
    assert codes(with_sheet(clause="4.1", clauses=("4.1",))) == []
    assert codes(with_sheet(clause="4.1 4.2", clauses=("4.1",))) == ["clause.unknown"]


def test_a_page_shows_texts_settings_and_a_register():
    whole = with_page(
        texts=[{"ru": "Текст", "en": "Text"}], settings=["days"], register="R-LIST", columns=["date"], clause="1",
        clauses=("1",),
    )  # fmt: skip

    assert codes(whole) == []
    assert whole.pages["offer"].texts[0].ru == "Текст"


@pytest.mark.parametrize("id_", ["Offer", "о-нас", "a b", "../x", ""])
def test_a_page_is_a_word_in_addresses(id_: str):
    assert codes(with_page(id=id_)) == ["page.id"]


def test_what_a_page_shows_exists():
    assert codes(with_page(clause="9", clauses=("1",))) == ["clause.unknown"]
    assert codes(with_page(settings=["hours"])) == ["page.setting"]
    assert codes(with_page(register="R-NONE")) == ["page.register"]
    assert codes(with_page(register="R-LIST", columns=["day"])) == ["page.column"]
    assert codes(with_page(register="R-LIST", states=["active"])) == []
    assert codes(with_page(register="R-LIST", states=["gone"])) == ["page.state"]


def test_a_page_shows_only_what_is_public():
    assert codes(with_page(register="R-LIST", public=False)) == ["page.register"]
    hidden = {"day": {"ru": "День"}, "note": {"ru": "Пометка", "public": "no"}}
    assert codes(with_page(register="R-LIST", columns=["day"], of=hidden)) == []
    assert codes(with_page(register="R-LIST", columns=["day", "note"], of=hidden)) == ["page.hidden"]
    assert codes(with_page(register="R-LIST", columns=["day"], filters=["note"], of=hidden)) == ["page.hidden"]


def test_a_page_is_narrowed_ordered_and_headed_by_columns_that_are_there():
    days = {"day": {"ru": "День"}}
    for name, value in (
        ("filters", ["year"]),
        ("order", ["-year"]),
        ("heads", "year"),
        ("once", ["year"]),
        ("opens", ["year"]),
    ):
        assert codes(with_page(register="R-LIST", columns=["day"], of=days, **{name: value})) == ["page.column"], name
    assert codes(with_page(register="R-LIST", columns=["day"], of=days, latest="day")) == ["page.latest"]
    assert (
        codes(with_page(register="R-LIST", columns=["day"], of=days, filters=["day"], latest="day", order=["-day"]))
        == []
    )


@pytest.mark.parametrize("pages", [{"offer": {}}, ["offer"], [{"ru": "Без слова"}], [{**PAGE, "colour": "red"}]])
def test_pages_of_another_shape_are_refused(pages: Any):
    drawing = Drawing().start("S").user("X").end().path("S", "X", "E")

    with pytest.raises(DefinitionRefused) as refused:
        procedure(drawing, pages=pages)

    assert refused.value.facts["section"] == "pages"
