"""A sketch becomes a procedure by its author's answers: nothing is guessed, nothing else in his file is touched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from processes import model
from processes.gate import Severity, rules
from processes.model.elements import Kind
from service import bundle, checking
from service.definitions import interviewing
from service.definitions.interviewing import AnswersUnfit, Question

SKETCH = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tool="urn:tool" targetNamespace="sketch">
  <!-- drawn in a meeting -->
  <bpmn:process id="Leave" name="Отпуск" isExecutable="false">
    <bpmn:startEvent id="Start" name="Заявление получено"/>
    <bpmn:task id="Decide" name="Решить" tool:colour="red"><bpmn:documentation>Как в приказе</bpmn:documentation></bpmn:task>
    <bpmn:exclusiveGateway id="Agreed" name="Согласен?"/>
    <bpmn:intermediateCatchEvent id="Wait" name="Ждать 10 дней"><bpmn:timerEventDefinition id="t"/></bpmn:intermediateCatchEvent>
    <bpmn:serviceTask id="Tell" name="Записать в журнал"/>
    <bpmn:endEvent id="Granted" name="Отпуск дан"/>
    <bpmn:endEvent id="Refused" name="Отказано"/>
    <bpmn:sequenceFlow id="f1" sourceRef="Start" targetRef="Decide"/>
    <bpmn:sequenceFlow id="f2" sourceRef="Decide" targetRef="Agreed"/>
    <bpmn:sequenceFlow id="yes" name="да" sourceRef="Agreed" targetRef="Wait"/>
    <bpmn:sequenceFlow id="no" name="нет" sourceRef="Agreed" targetRef="Refused"/>
    <bpmn:sequenceFlow id="f3" sourceRef="Wait" targetRef="Tell"/>
    <bpmn:sequenceFlow id="f4" sourceRef="Tell" targetRef="Granted"/>
  </bpmn:process>
</bpmn:definitions>
"""


def brought(diagram: str = SKETCH) -> dict[str, bytes]:
    return dict(bundle.read([("leave.bpmn", diagram.encode())], None).parts)


def asked(parts: Mapping[str, bytes]) -> tuple[Question, ...]:
    return interviewing.questions(parts, checking.check(parts))


def answer(parts: Mapping[str, bytes], **answers: str) -> dict[str, bytes]:
    """The files after these answers; `Decide` stands for the question of that element."""
    by_element = {one.element: one.id for one in asked(parts)}
    given = {by_element.get(name, name): value for name, value in answers.items()}
    return {**parts, **interviewing.answered(parts, asked(parts), given)}


def test_all_questions_of_a_simple_sketch_answered_make_it_publishable() -> None:
    parts = brought()
    rounds = 0
    while asked(parts):
        rounds += 1
        given = {
            one.id: one.proposed or {"action.missing": "note", "role.missing": "new"}[one.code] for one in asked(parts)
        }
        names = {f"{one.id} name": "Начальник" for one in asked(parts) if one.names is not None}
        parts = {**parts, **interviewing.answered(parts, asked(parts), {**given, **names})}

    checked = checking.check(parts)
    assert checked.publishable, checked.findings
    assert (rounds, [one.code for one in checked.findings if one.severity.forbids]) == (2, [])


def test_what_the_steps_are_is_asked_first() -> None:
    first = asked(brought())
    assert [(one.code, one.element) for one in first] == [
        ("process.not_executable", "Leave"),
        ("kind.plain_task", "Decide"),
        ("action.missing", "Tell"),
    ]

    then = asked(answer(brought(), Leave="Leave", Decide="person", Tell="note"))

    assert {(one.code, one.element) for one in then} == {
        ("role.missing", "Decide"), ("timer.empty", "Wait"), ("condition.missing", "Agreed"),
    }  # fmt: skip
    assert {one.element: one.proposed for one in then} == {"Decide": "", "Wait": "P10D", "Agreed": "person"}


def test_every_finding_that_is_a_question_has_an_answer() -> None:
    """Whatever the gate asks, by the codes in its rules."""
    written = "".join(path.read_text(encoding="utf-8") for path in Path(rules.__file__).parent.glob("*.py"))
    codes = set(re.findall(r"\bquestion\(\s*\"([a-z_.]+)\"", written))

    assert len(codes) >= 5
    assert codes | {"kind.plain_task", "process.not_executable"} <= interviewing.ASKED


def test_an_answer_changes_what_it_speaks_of_and_nothing_else() -> None:
    before = model.read(SKETCH.encode())

    parts = answer(brought(), Leave="Leave", Decide="person", Tell="note")

    written = parts["leave.bpmn"].decode()
    after = model.read(parts["leave.bpmn"])
    assert "<!-- drawn in a meeting -->" in written
    assert 'tool:colour="red"' in written
    assert after.processes["Leave"].nodes["Decide"].kind is Kind.USER
    assert after.processes["Leave"].nodes["Decide"].documentation == "Как в приказе"
    assert after.processes["Leave"].nodes["Tell"].script == "Tell = true"
    assert {id_: (one.source, one.target) for id_, one in after.processes["Leave"].flows.items()} == {
        id_: (one.source, one.target) for id_, one in before.processes["Leave"].flows.items()
    }


def test_a_question_without_an_answer_stays_open() -> None:
    parts = answer(brought(), Leave="Leave", Decide="person")

    assert [(one.code, one.element) for one in asked(parts)] == [("action.missing", "Tell")]
    assert interviewing.answered(parts, asked(parts), {}) == {}


def test_one_answer_may_be_given_for_all_steps_of_a_drawing() -> None:
    steps = "".join(f'<bpmn:task id="T{n}" name="Шаг {n}"/>' for n in range(3))
    flows = "".join(
        f'<bpmn:sequenceFlow id="x{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate([("S", "T0"), ("T0", "T1"), ("T1", "T2"), ("T2", "E")])
    )
    diagram = (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">'
        f'<bpmn:process id="P" isExecutable="true"><bpmn:startEvent id="S"/>{steps}<bpmn:endEvent id="E"/>{flows}</bpmn:process>'
        "</bpmn:definitions>"
    )
    parts = answer(brought(diagram), **{"all kind.plain_task": "person", "T1": "note"})
    parts = answer(parts, **{"all role.missing": "new", "all role.missing name": "Секретарь суда"})

    nodes = model.read(parts["leave.bpmn"]).processes["P"].nodes
    assert [nodes[f"T{n}"].kind for n in range(3)] == [Kind.USER, Kind.SCRIPT, Kind.USER]
    assert (nodes["T0"].properties["role"], nodes["T2"].properties["role"]) == ("role", "role")
    assert "Секретарь суда" in parts["procedure.yaml"].decode()
    assert checking.check(parts).publishable


def test_a_person_decides_by_the_labels_of_the_ways() -> None:
    parts = answer(brought(), Leave="Leave", Decide="person", Tell="note")
    parts = answer(parts, Agreed="person")

    process = model.read(parts["leave.bpmn"]).processes["Leave"]
    assert process.flows["yes"].condition == 'Decide.choice_Agreed = "да"'
    assert process.nodes["Agreed"].default == "no"
    assert '"label": "Согласен?"' in parts["F-Decide.json"].decode()
    assert "condition.missing" not in {one.code for one in checking.check(parts).findings}


def test_ways_may_have_conditions_of_their_own_and_one_that_is_taken_else() -> None:
    parts = answer(brought(), Leave="Leave", Decide="person", Tell="note")

    parts = answer(
        parts,
        **{
            "Agreed": "rule",
            "condition.missing Agreed yes": "case.number = null",
            "condition.missing Agreed default": "no",
        },
    )

    process = model.read(parts["leave.bpmn"]).processes["Leave"]
    assert (process.flows["yes"].condition, process.nodes["Agreed"].default) == ("case.number = null", "no")


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        pytest.param({"Wait": "через неделю или две"}, "timer.empty Wait", id="no-term"),
        pytest.param({"Decide": "new"}, "role.missing Decide name", id="role-without-name"),
        pytest.param({"Decide": "boss"}, "role.missing Decide", id="unknown-role"),
        pytest.param(
            {"Agreed": "rule", "condition.missing Agreed yes": "а >"}, "condition.missing Agreed yes", id="no-condition"
        ),
    ],
)
def test_an_answer_that_cannot_be_written_is_named(answers: dict[str, str], wrong: str) -> None:
    parts = answer(brought(), Leave="Leave", Decide="person", Tell="note")

    with pytest.raises(AnswersUnfit) as refused:
        answer(parts, **answers)

    assert list(refused.value.problems) == [wrong]
    assert all(refused.value.problems[wrong])


def test_of_several_pools_the_author_says_which_is_ours() -> None:
    two = SKETCH.replace(
        "</bpmn:definitions>",
        '<bpmn:process id="Client" name="Клиент"><bpmn:startEvent id="c1"/><bpmn:endEvent id="c2"/>'
        '<bpmn:sequenceFlow id="c3" sourceRef="c1" targetRef="c2"/></bpmn:process></bpmn:definitions>',
    )
    (which,) = [one for one in asked(brought(two)) if one.code == "process.not_executable"]
    assert ([one.value for one in which.options], which.proposed) == (["Leave", "Client"], "Leave")

    parts = answer(brought(two), **{which.id: "Client"})

    checked = checking.check(parts)
    assert [one.code for one in checked.findings if one.severity is Severity.QUESTION] == []
    assert b'main: "Client"' in parts["procedure.yaml"]
