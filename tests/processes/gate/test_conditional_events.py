"""Conditional events: a condition that some change of the case data can make true, on a border or on the way."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest

from tests.processes.gate.drawing import Drawing, codes, found, straight


def condition(text: str) -> str:
    return f"<conditionalEventDefinition><condition>{escape(text)}</condition></conditionalEventDefinition>"


def awaited(text: str) -> Drawing:
    """A case that waits for a condition before its next step."""
    drawing = Drawing().start("S", form="F-APP", result="application").user("A", form="F-APP").end("E")
    return drawing.node("intermediateCatchEvent", "X", body=condition(text)).path("S", "X", "A", "E")


def guarded(text: str, **border: str) -> Drawing:
    """A step with a condition on its border, beside a step that brings what it reads."""
    drawing = Drawing().start("S").node("parallelGateway", "G").user("A").user("B", form="F-APP").user("R")
    drawing.end("E1").end("E2").end("E3").boundary("X", "A", condition(text), **border)
    return drawing.path("S", "G", "A", "E1").path("G", "B", "E2").path("X", "R", "E3")


def test_a_condition_over_the_case_data_is_clean():
    assert codes(awaited('application.way = "mail"')) == []
    assert codes(guarded("B.directed = true")) == []
    assert codes(guarded("B.directed = true", cancelActivity="false")) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "conditional.empty", id="nothing"),
        pytest.param("1 = 1", "conditional.constant", id="always"),
        pytest.param("settings.limit > 3", "conditional.constant", id="settings-never-change-in-a-case"),
        pytest.param("application.received < now()", "conditional.clock", id="the-clock"),
        pytest.param("done === true", "expression.syntax", id="another-language"),
        pytest.param("applicaton.directed", "name.unknown", id="a-slip-of-the-pen"),
        pytest.param("application.direct", "name.field", id="no-such-field"),
        pytest.param('application.address = "Москва"', "expression.erasable", id="personal-data"),
        pytest.param('application.way = "pigeon"', "comparison.choice", id="no-such-answer"),
    ],
)
def test_a_condition_that_nothing_can_make_true_is_refused(text: str, code: str):
    assert found(awaited(text), code) == ["X"]


def test_a_condition_alone_is_no_wait_that_ends_a_loop():
    drawing = Drawing().start("S", form="F-APP", result="application").node("exclusiveGateway", "G", default="G-E")
    drawing.node("intermediateCatchEvent", "X", body=condition("application.directed")).script("N").end("E")
    drawing.path("S", "G").flow("G", "X", "n > 1").path("X", "N", "G").flow("G", "E")

    assert found(drawing, "flow.automatic_loop") == ["G"]


def test_a_condition_on_the_border_of_what_is_passed_in_one_burst_never_cuts_in():
    drawing = straight().script("N").user("R").end("E2").boundary("X", "N", condition("n > 1"))

    assert found(drawing.path("S", "N", "E").path("X", "R", "E2"), "border.never") == ["X"]


def test_no_case_begins_by_a_condition():
    drawing = Drawing().start("S", body=condition("n > 1")).script("N").end("E").path("S", "N", "E")

    assert found(drawing, "event.conditional") == ["S"]


def test_two_ways_out_of_a_guarded_step_that_meet_again_are_sound():
    drawing = Drawing().start("S", form="F-APP", result="application").user("A").user("R").end("E")
    drawing.boundary("X", "A", condition("application.directed")).node("exclusiveGateway", "J")
    drawing.path("S", "A", "J", "E").path("X", "R", "J")

    assert codes(drawing) == []


def test_a_condition_that_cuts_one_branch_off_leaves_the_join_waiting():
    drawing = Drawing().start("S", form="F-APP", result="application").node("parallelGateway", "G")
    drawing.user("A").user("B").node("parallelGateway", "J").end("E").end("E2")
    drawing.boundary("X", "A", condition("application.directed"))
    drawing.path("S", "G", "A", "J", "E").path("G", "B", "J").path("X", "E2")

    assert found(drawing, "flow.deadlock") == ["J"]


def test_a_branch_that_waits_for_a_condition_may_not_come_twice():
    drawing = Drawing().start("S", form="F-APP", result="application").node("parallelGateway", "G")
    drawing.node("intermediateCatchEvent", "X", body=condition("application.directed"))
    drawing.user("A").node("exclusiveGateway", "J").user("C").end("E")
    drawing.path("S", "G", "X", "J", "C", "E").path("G", "A", "J")

    assert found(drawing, "flow.double") == ["C"]
