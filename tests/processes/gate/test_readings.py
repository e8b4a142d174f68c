"""What the gate asks of readings, of cases beside decision tables, and of whatever else names clauses."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from processes import gate
from processes.definition import Definition, FieldOutline, FormOutline
from tests.processes.decisions.tables import table
from tests.processes.gate.drawing import codes, found, procedure, straight, timer

READING = {
    "id": "Q-1",
    "clause": ["4.1"],
    "question": {"ru": "Сколько дней?"},
    "choices": [{"id": "а", "ru": "Десять", "value": 10}, {"id": "б", "ru": "Двадцать", "value": 20}],
    "default": "а",
    "setting": "days",
}
DAYS = {"days": {"value": 10, "ru": "Дней", "en": "Days"}}
BIG = table("DT-1", rules=[([">= 10"], ['"big"']), (["< 10"], ['"small"'])])


def with_reading(*, settings: dict[str, Any] | None = None, **changes: Any) -> Definition:
    """A procedure with clause 4.1, the setting `days` and one reading of both."""
    read = yaml.safe_dump([{**READING, **changes}], allow_unicode=True).encode()
    drawing = straight().user("A").path("S", "A", "E")
    return procedure(drawing, tables={"readings.yaml": read}, clauses=("4.1",), settings=settings or DAYS)


def with_cases(*cases: tuple[int, str], decision: str = "DT-1", **more: Any) -> Definition:
    """A procedure with one table, and these cases beside it."""
    body = {"decision": decision, "cases": [{"input": {"a": a}, "output": {"result": said}} for a, said in cases]}
    drawing = straight().node("businessRuleTask", "X", body=called("DT-1")).path("S", "X", "E")
    parts = {"DT-1.dmn": BIG, "DT-1.cases.yaml": yaml.safe_dump(body).encode()}
    return procedure(drawing, tables=parts, **more)


def called(decision: str) -> str:
    return (
        f"<extensionElements><spiffworkflow:calledDecisionId>{decision}</spiffworkflow:calledDecisionId>"
        '<spiffworkflow:properties><spiffworkflow:property name="input.a" value="1" /></spiffworkflow:properties>'
        "</extensionElements>"
    )


def test_a_reading_is_what_readings_yaml_says():
    (reading,) = with_reading().readings

    assert reading.clauses == ("4.1",)
    assert [(choice.id, choice.value) for choice in reading.choices] == [("а", 10), ("б", 20)]
    assert codes(with_reading()) == []


@pytest.mark.parametrize(("days", "in_force"), [(10, "а"), (20, "б"), (15, None)])
def test_the_setting_says_which_choice_is_in_force(days: int, in_force: str | None):
    version = with_reading(settings={"days": {**DAYS["days"], "value": days}})

    choice = version.in_force(version.readings[0])

    assert (choice.id if choice else None) == in_force


def test_a_reading_that_nothing_switches_is_in_force_as_written():
    version = with_reading(setting=None, choices=[{"id": "а", "ru": "Да"}, {"id": "б", "ru": "Нет"}], default="б")

    assert version.in_force(version.readings[0]) == version.readings[0].choices[1]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"default": "в"}, "reading.default", id="the default is no choice"),
        pytest.param({"setting": "weeks"}, "reading.setting", id="no such setting"),
        pytest.param({"setting": None}, "reading.value", id="values without a setting"),
        pytest.param({"clause": ["4.2"]}, "reading.clause", id="no such clause"),
        pytest.param({"shown_by": ["S-1", "DT-1#1"]}, "reading.case", id="no such case"),
    ],
)
def test_a_reading_that_cannot_be_followed_is_told(changes: dict[str, Any], code: str):
    assert codes(with_reading(**changes)) == [code]


def test_readings_are_signed_by_roles_that_exist():
    drawing = straight().user("A").path("S", "A", "E")

    assert codes(procedure(drawing, signs_readings=["clerk"])) == []
    assert codes(procedure(drawing, signs_readings=["nobody"])) == ["reading.role"]


def test_a_case_that_the_table_answers_otherwise_is_told():
    assert found(with_cases((10, "big"), (9, "small")), "table.case") == []
    assert found(with_cases((10, "big"), (9, "big")), "table.case") == ["DT-1"]


def test_cases_of_another_table_are_refused():
    version = with_cases((10, "big"), decision="DT-2")

    assert found(version, "table.cases") == ["DT-1"]
    assert not gate.publishable(gate.check(version))


def test_a_template_that_is_explained_exists():
    drawing = straight().user("A").path("S", "A", "E")
    said = {"N-1": {"ours": "Вежливость"}}

    assert codes(procedure(drawing, tables={"notices/N-1.txt": b"Subject: x"}, papers=said)) == []
    assert codes(procedure(drawing, papers=said)) == ["paper.unknown"]


@pytest.mark.parametrize(
    "outline",
    [
        pytest.param({"papers": {"N-1": {"clause": "4.9"}}}, id="a notice"),
        pytest.param({"registers": {"R": {"ru": "Р", "en": "R", "columns": {}, "clause": "4.9"}}}, id="a register"),
        pytest.param(
            {"registers": {"R": {"ru": "Р", "en": "R", "columns": {"a": {"ru": "А", "clause": "4.9"}}}}}, id="a column"
        ),
        pytest.param({"roles": {"clerk": {"ru": "Роль", "en": "Role", "clause": "4.9"}}}, id="a role"),
        pytest.param({"settings": {"days": {**DAYS["days"], "clause": "4.9"}}}, id="a setting"),
    ],
)
def test_whatever_names_a_clause_names_one_that_exists(outline: dict[str, Any]):
    drawing = straight().user("A").path("S", "A", "E")
    template = {"notices/N-1.txt": b"Subject: x"}

    assert codes(procedure(drawing, tables=template, clauses=("4.1",), **outline)) == ["clause.unknown"]


def test_a_question_names_a_clause_that_exists():
    form = FormOutline(id="F", fields={"a": FieldOutline(type="number", open=True, clauses=("4.9",))})

    drawing = straight().user("A", form="F").path("S", "A", "E")

    assert codes(procedure(drawing, forms=(form,), clauses=("4.1",))) == ["clause.unknown"]


def test_a_term_counts_by_a_setting_that_exists():
    drawing = straight().user("A").path("S", "A", "E").end("E2")
    drawing.boundary("T", "A", timer("P10D"), {"clause": "4.1", "breach": "days"}, cancelActivity="false").flow(
        "T", "E2"
    )

    assert found(procedure(drawing, clauses=("4.1",), settings=DAYS), "term.breach") == []
    assert found(procedure(drawing, clauses=("4.1",)), "term.breach") == ["T"]
