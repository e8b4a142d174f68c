"""Diagrams drawn for other systems: what is carried over, what is told, and that nothing of it becomes a right."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from processes import definition, gate, model
from processes.definition import Definition, FieldOutline, FormOutline
from processes.gate import Finding
from processes.model import foreign
from processes.model.elements import Flow, Node
from processes.model.reading import root_of
from tests.processes.gate.drawing import ROLES

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.bpmn"))
MAINS = {"camunda7": "Process_c7", "camunda8": "Process_c8", "activiti": "vacation", "flowable": "purchase", "spiff": "Process_spiff"}  # fmt: skip
CHECK = FormOutline(
    id="check-form",
    fields={
        "approved": FieldOutline(type="checkbox", open=True),
        "sum": FieldOutline(type="number", open=True),
        "rooms": FieldOutline(type="dynamiclist", open=True),
    },
)


def sample(name: str) -> bytes:
    return (Path(__file__).parent / "samples" / f"{name}.bpmn").read_bytes()


def imported(name: str) -> Definition:
    """The sample as a procedure with two roles and one form."""
    outline = {"key": name, "title": {"ru": name, "en": name}, "code": "П", "main": MAINS[name], "roles": ROLES}
    parts = {"procedure.yaml": yaml.safe_dump(outline, allow_unicode=True).encode(), f"{name}.bpmn": sample(name)}
    return definition.load(parts, {CHECK.id: CHECK})


def node(name: str, id_: str) -> Node:
    return imported(name).nodes[id_]


def flow(name: str, id_: str) -> Flow:
    return imported(name).flows[id_]


def told(name: str, code: str) -> dict[str | None, Finding]:
    return {one.element: one for one in gate.check(imported(name)) if one.code == code}


@pytest.mark.parametrize(
    ("name", "dialects"),
    [
        ("camunda7", ("Camunda 7",)),
        ("camunda8", ("Camunda 8",)),
        ("activiti", ("Activiti",)),
        ("flowable", ("Flowable",)),
        ("spiff", ("SpiffWorkflow",)),
        ("drawing", ()),
    ],
)
def test_a_dialect_is_known_by_the_names_that_are_used(name, dialects):
    assert foreign.dialects_of(root_of(sample(name))) == dialects


def test_a_declared_prefix_alone_is_no_dialect():
    text = sample("spiff").replace(
        b"<bpmn:definitions", b'<bpmn:definitions xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    )

    assert foreign.dialects_of(root_of(text)) == ("SpiffWorkflow",)


@pytest.mark.parametrize(
    ("name", "element", "properties"),
    [
        ("camunda7", "Start_c7", {"form": "request-form"}),
        ("camunda7", "Check", {"form": "check-form", "due": "days_after(now(), 10)"}),
        ("camunda7", "Rate", {"result": "rating", "input.limit": "5", "input.way": '"почта"'}),
        ("camunda8", "Check", {"form": "check-form", "due": 'date and time("2026-05-01T12:00:00Z")'}),
        ("camunda8", "Rate", {"result": "rating"}),
        ("activiti", "handle", {"form": "handle-form"}),
        ("flowable", "begin", {"form": "purchase-form"}),
        ("flowable", "approve", {"due": 'now() + duration("PT36H")'}),
        ("spiff", "Read", {"role": "clerk"}),
    ],
)  # fmt: skip
def test_what_means_the_same_here_is_carried_over(name, element, properties):
    assert dict(node(name, element).properties) == properties


def test_decisions_called_processes_and_lists_are_carried_over():
    assert node("camunda7", "Rate").decision == "rating-table"
    assert node("camunda8", "Rate").decision == "rating-table"
    assert node("camunda8", "Call").called == "Process_notify"
    for name in ("camunda7", "camunda8"):
        repetition = node(name, "Each").multi
        assert repetition is not None
        assert (repetition.collection, repetition.item) == ("Check.rooms", "room")


@pytest.mark.parametrize(
    ("name", "id_", "condition"),
    [
        ("camunda7", "F3", "Check.approved = true and Check.sum >= 100"),
        ("camunda8", "F3", "Check.approved and Check.sum > 100"),
        ("activiti", "approved", 'handle.approved = "true" and not(handle.late)'),
        ("flowable", "g3", 'approve.outcome != "no"'),
    ],
)
def test_conditions_are_read_in_our_language_and_told_in_both(name, id_, condition):
    read = flow(name, id_)

    assert read.condition == condition
    finding = told(name, "foreign.converted")[id_]
    assert finding.severity is gate.Severity.INFO
    assert read.conversions[0].written in finding.ru and condition in finding.ru


@pytest.mark.parametrize(
    ("name", "element", "expression"),
    [("camunda8", "Wait", 'duration("PT1H")'), ("flowable", "late", "P2D"), ("spiff", "Pause", "PT1H")],
)
def test_times_are_read_whatever_way_a_tool_writes_them(name, element, expression):
    event = node(name, element).event

    assert event is not None
    assert event.expression == expression


def test_groups_and_people_are_a_hint_and_never_a_right():
    assert imported("camunda7").roles_of("Check") == ()
    finding = told("camunda7", "role.missing")["Check"]

    assert finding.severity is gate.Severity.QUESTION
    assert "managers, clerks" in finding.ru
    assert node("camunda8", "Check").suggested == ("managers",)
    assert node("activiti", "handle").suggested == ("management", "kermit")
    assert node("camunda7", "Each").suggested == ()


@pytest.mark.parametrize(
    ("name", "element", "said"),
    [
        ("camunda7", "Send", "вызывает Java-класс «ru.example.SendDelegate»"),
        ("camunda7", "Archive", "ждёт внешнего исполнителя темы «archive»"),
        ("camunda8", "Send", "ждёт исполнителя заданий вида «send-mail»"),
        ("activiti", "mail", "поручает работу исполнителю вида «mail»"),
        ("activiti", "calc", "вычисляет «${calculator.days(execution)}»"),
        ("flowable", "http", "поручает работу исполнителю вида «http»"),
        ("spiff", "Ask", "вызывает оператор «http/GetRequestV2»"),
    ],
)
def test_what_another_system_would_run_is_named_and_refused(name, element, said):
    finding = told(name, "foreign.code")[element]

    assert finding.severity is gate.Severity.ERROR
    assert said in finding.ru
    assert element not in told(name, "action.missing")


@pytest.mark.parametrize(("name", "element"), [("camunda7", "Check"), ("activiti", "handle"), ("spiff", "Read")])
def test_listeners_and_scripts_around_a_step_are_told(name, element):
    assert told(name, "foreign.code")[element].severity is gate.Severity.WARNING


def test_what_has_no_effect_is_named_with_its_value():
    ignored = told("camunda7", "foreign.ignored")["Check"].ru

    assert "asyncBefore = «true»" in ignored and "followUpDate" in ignored
    assert "formKey" not in ignored
    assert "taskHeaders.header key = «to»" in told("camunda8", "foreign.ignored")["Send"].ru


def test_what_is_not_understood_as_a_whole_is_refused_in_its_own_words():
    finding = told("flowable", "expression.foreign")["g4"]

    assert "${rules.check(execution)}" in finding.ru and "Поддерживается" in finding.ru
    assert "note" in told("flowable", "script.language")


def test_properties_of_ours_stand_above_what_is_carried_over():
    own = b'<extensionElements><sw:properties xmlns:sw="http://spiffworkflow.org/bpmn/schema/1.0/core"><sw:property name="form" value="OURS"/></sw:properties></extensionElements>'
    text = sample("flowable").replace(b'flowable:formFieldValidation="true" />', b">" + own + b"</startEvent>")

    start = model.read(text).processes["purchase"].nodes["begin"]

    assert start.properties == {"form": "OURS"}
    assert start.conversions == ()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_reading_is_the_same_each_time(path):
    content = path.read_bytes()

    assert model.read(content) == model.read(content)
