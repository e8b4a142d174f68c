"""Conditional fields: hidden ones are neither checked nor kept, whatever was sent for them."""

from __future__ import annotations

import pytest

from forms.answers import Choice
from tests.forms.making import check, choices, field, form, group, refusals, rows

PAYER = field("radio", "payer", "Плательщик", values=choices("self", "employer"))
EMPLOYER = field("textfield", "employer", "Работодатель", required=True, hide='=payer != "employer"')


def test_a_hidden_field_is_not_checked_and_its_value_is_dropped():
    asked = form(PAYER, EMPLOYER)

    assert check(asked, {"payer": "self", "employer": "ООО"}) == {"payer": "self"}
    assert check(asked, {"payer": "employer", "employer": "ООО"}) == {"payer": "employer", "employer": "ООО"}
    assert refusals(asked, {"payer": "employer"}) == {"employer": "Работодатель: заполните поле"}


def test_hiding_a_field_hides_what_depends_on_it_in_whatever_order_they_stand():
    asked = form(
        field("textfield", "letter", "Письмо", required=True, hide="employer = null"),
        EMPLOYER,
        PAYER,
    )

    assert check(asked, {"payer": "self", "employer": "ООО", "letter": "№ 1"}) == {"payer": "self"}
    assert "letter" in refusals(asked, {"payer": "employer", "employer": "ООО"})


def test_a_hidden_group_takes_its_fields_with_it():
    inside = (field("textfield", "name", required=True), rows("jobs", field("number", "years", required=True)))
    asked = form(
        field("checkbox", "represented"),
        group(*inside, hide="not(represented)"),
        group(field("textfield", "phone", required=True), path="contact", hide="not(represented)"),
    )

    raw = {"name": "x", "jobs": [{}], "contact": {"phone": ""}}
    assert check(asked, raw) == {"represented": False}
    assert set(refusals(asked, {**raw, "represented": True})) == {"jobs.0.years", "contact.phone"}


def test_each_row_has_its_own_conditions_and_looks_in_the_row_first():
    asked = form(
        field("checkbox", "match"),
        rows("cells", field("checkbox", "match"), field("textfield", "why", required=True, hide="match")),
    )

    taken = check(asked, {"match": False, "cells": [{"match": True, "why": "лишнее"}, {"why": "не совпало"}]})

    assert taken["cells"] == [{"match": True}, {"match": False, "why": "не совпало"}]


def test_a_row_may_read_the_form_around_it():
    asked = form(field("checkbox", "short"), rows("cells", field("textfield", "why", hide="short")))

    assert check(asked, {"short": True, "cells": [{"why": "x"}]})["cells"] == [{}]


def test_a_list_inside_a_row_reads_both():
    inner = rows("tasks", field("checkbox", "done"), field("textfield", "why", hide="done or excused"))
    asked = form(rows("works", field("checkbox", "excused"), inner))

    taken = check(
        asked,
        {
            "works": [
                {"excused": True, "tasks": [{"why": "a"}]},
                {"tasks": [{"done": True, "why": "b"}, {"why": "c"}]},
            ]
        },
    )

    assert [work["tasks"] for work in taken["works"]] == [
        [{"done": False}],
        [{"done": True}, {"done": False, "why": "c"}],
    ]


def test_a_condition_may_read_the_case():
    asked = form(field("filepicker", "diploma", "Диплом", required=True, hide="application.needed = false"))

    assert check(asked, {}, case={"application": {"needed": False}}) == {}
    assert "diploma" in refusals(asked, {}, case={"application": {"needed": True}})
    assert "diploma" in refusals(asked, {}, case={})


def test_the_forms_own_answer_comes_before_the_case():
    asked = form(field("checkbox", "urgent"), field("textfield", "why", required=True, hide="not(urgent)"))

    assert check(asked, {}, case={"urgent": True}) == {"urgent": False}


@pytest.mark.parametrize(
    "hide",
    ["age > name", "application.missing.deep = 1", 'age = "five"', "given(nothing)", "1", "null", "sum([]) > 1"],
)
def test_a_condition_without_a_plain_yes_hides_nothing(hide):
    asked = form(field("number", "age"), field("textfield", "name"), field("textfield", "why", hide=hide))

    assert "why" in check(asked, {"age": 5, "name": "x"})


@pytest.mark.parametrize(
    ("raw", "visible"), [({"sum": "10,00"}, False), ({"sum": "10,01"}, True), ({"sum": "десять"}, True), ({}, True)]
)
def test_a_number_is_compared_as_a_number(raw, visible):
    asked = form(
        field("number", "sum", "Сумма", decimalDigits=2),
        field("textfield", "why", "Почему", required=True, hide="sum <= 10"),
    )

    assert ("why" in refusals(asked, raw)) is visible


def test_a_chosen_row_is_read_by_its_columns():
    properties = {"registerField": "R-Q", "columns": "diploma"}
    asked = form(
        field("select", "qualification", properties=properties),
        field("filepicker", "scan", required=True, hide="qualification.diploma = false"),
    )
    offered = {
        "qualification": [
            Choice(value="q-1", ru="Сварщик", facts={"version": 1, "diploma": False}),
            Choice(value="q-2", ru="Инженер", facts={"version": 1, "diploma": True}),
        ]
    }

    assert "scan" not in refusals(asked, {"qualification": "q-1"}, choices=offered)
    assert "scan" in refusals(asked, {"qualification": "q-2"}, choices=offered)


def test_today_may_be_asked():
    asked = form(
        field("datetime", "until"),
        field("textfield", "why", required=True, hide="until = null or date(until) >= today()"),
    )

    assert refusals(asked, {"until": "09.03.2026"}) == {}
    assert "why" in refusals(asked, {"until": "08.03.2026"})
