"""What other systems wrote at a step: converted and told, refused where it would run, a hint where it names people."""

from __future__ import annotations

from processes import gate
from tests.processes.gate.drawing import Drawing, codes, found, procedure, straight
from tests.processes.gate.test_data import deciding
from tests.processes.gate.test_rules import in_lane


def service(**attributes: str) -> Drawing:
    return straight().node("serviceTask", "X", **attributes).path("S", "X", "E")


def test_a_condition_of_another_system_is_converted_and_told():
    drawing = deciding("${application.directed == true}")

    assert codes(drawing) == ["foreign.converted"]
    assert gate.publishable(gate.check(procedure(drawing)))


def test_a_condition_that_is_not_understood_is_refused():
    assert found(deciding("${application.find()}"), "expression.foreign") == ["X"]


def test_a_step_that_another_system_would_run_is_refused_once():
    assert codes(service(camunda__class="ru.example.X")) == ["foreign.code"]


def test_what_would_run_there_is_only_told_where_an_action_of_ours_stands_for_it():
    drawing = (
        straight().node("serviceTask", "X", {"action": "notice"}, camunda__class="ru.example.X").path("S", "X", "E")
    )

    assert codes(drawing) == ["foreign.code"]
    assert gate.publishable(gate.check(procedure(drawing)))


def test_a_lane_that_is_no_role_is_a_question_and_gives_nobody_a_right():
    whole = procedure(in_lane("Методист"))
    (finding,) = gate.check(whole)

    assert (finding.code, finding.element, finding.severity) == ("lane.unknown", "L", gate.Severity.QUESTION)
    assert whole.roles_of("A") == ()
    assert not gate.publishable([finding])


def test_a_lane_with_the_name_of_a_role_is_that_role():
    assert codes(in_lane("clerk")) == []
