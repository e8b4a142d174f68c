"""Registers: a form for rows that people keep by hand, and rules of rows that name what is there."""

from __future__ import annotations

from typing import Any

import pytest

from processes.definition import Definition, FieldOutline, FormOutline
from tests.processes.gate.drawing import codes, procedure, straight

SESSION = FormOutline(
    id="F-SESSION",
    fields={
        "date": FieldOutline(type="datetime", open=True),
        "places": FieldOutline(type="taglist", open=True),
        "places.row": FieldOutline(type="column", open=True),
        "places.version": FieldOutline(type="column", open=True),
    },
)
COLUMNS = {"date": {"ru": "Дата"}, "places": {"ru": "Места"}}
KEPT = {"ru": "Сессии", "en": "Sessions", "kept_by": ["clerk", "head"], "columns": COLUMNS}


def keeping(form: FormOutline = SESSION, *, named: str | None = "F-SESSION", **changes: Any) -> Definition:
    """A procedure with one register, which names this form."""
    body = {name: value for name, value in {**KEPT, "form": named, **changes}.items() if value is not None}
    drawing = straight().user("A").path("S", "A", "E")
    return procedure(drawing, forms=(form,), registers={"R-SESSIONS": body})


def with_field(path: str, *, open_: bool) -> FormOutline:
    return FormOutline(id="F-SESSION", fields={**SESSION.fields, path: FieldOutline(type="textfield", open=open_)})


def test_a_register_says_by_which_form_and_by_whom_it_is_kept():
    kept = keeping()

    assert codes(kept) == []
    assert kept.registers["R-SESSIONS"].form == "F-SESSION"
    assert kept.registers["R-SESSIONS"].kept_by == ("clerk", "head")


def test_a_register_that_cases_write_needs_neither():
    assert codes(keeping(named=None, kept_by=None)) == []


@pytest.mark.parametrize("named", ["F-NONE", None], ids=["unknown", "not named"])
def test_a_register_kept_by_hand_has_a_form(named: str | None):
    assert codes(keeping(named=named)) == ["register.form"]


def test_the_fields_of_the_form_are_the_columns():
    assert codes(keeping(with_field("room", open_=True))) == ["register.columns"]
    assert codes(keeping(columns={**COLUMNS, "title": {"ru": "Название"}})) == ["register.columns"]


def test_nothing_erasable_goes_into_a_register():
    kept = keeping(with_field("room", open_=False), columns={**COLUMNS, "room": {"ru": "Зал"}})

    assert codes(kept) == ["register.erasable"]


def test_whoever_keeps_a_register_is_a_role_of_the_procedure():
    assert codes(keeping(kept_by=["clerk", "wizard"])) == ["register.role"]


LICENCES = {
    "ru": "Лицензии",
    "en": "Licences",
    "columns": {"number": {"ru": "Номер"}, "until": {"ru": "До", "type": "date"}, "order": {"ru": "Приказ"}},
    "basis": ["order"],
    "expires": "until",
    "states": {
        "active": {"ru": "действует", "from": ["new"]},
        "expired": {"ru": "истекла", "from": ["active"]},
    },
}


def ruled(**changes: Any) -> Definition:
    body = {name: value for name, value in {**LICENCES, **changes}.items() if value is not None}
    return procedure(straight().user("A").path("S", "A", "E"), registers={"R-LICENCES": body})


def test_a_register_says_what_its_rows_may_become():
    register = ruled().registers["R-LICENCES"]

    assert codes(ruled()) == []
    assert [register.allows("new", "active"), register.allows("new", "expired")] == [True, False]
    assert [register.allows("expired", "expired"), register.allows("expired", "active")] == [True, False]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param(
            {"states": {**LICENCES["states"], "active": {"ru": "действует", "from": ["new", "odd"]}}},
            "register.from",
            id="from-a-state-that-is-not-there",
        ),
        pytest.param(
            {"states": {"active": {"ru": "действует", "from": ["expired"]}, "expired": {"ru": "истекла", "from": []}}},
            "register.from",
            id="no-way-in",
        ),
        pytest.param({"basis": ["ground"]}, "register.basis", id="basis-is-no-column"),
        pytest.param({"expires": "number"}, "register.expires", id="expires-by-no-day"),
        pytest.param({"states": {"active": {"ru": "действует"}}}, "register.expires", id="no-state-expired"),
        pytest.param({"append": True, "expires": None}, "register.append", id="rules-of-what-never-changes"),
    ],
)
def test_a_rule_that_means_nothing_is_named(changes: dict[str, Any], code: str):
    assert codes(ruled(**changes)) == [code]


def test_the_rows_that_a_register_begins_with_have_its_columns():
    assert codes(keeping(rows={"first": {"date": "2026-03-01"}})) == []
    assert codes(keeping(rows={"first": {"hall": "А"}})) == ["register.rows"]


def test_a_register_is_narrowed_by_the_year_of_a_column():
    assert codes(keeping(year="date")) == []
    assert codes(keeping(year="issued_on")) == ["register.year"]


def test_the_list_of_a_register_shows_its_columns():
    assert codes(keeping(listed=["date"])) == []
    assert codes(keeping(listed=["issued_on"])) == ["register.listed"]
