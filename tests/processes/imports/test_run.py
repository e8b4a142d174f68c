"""What is read in a simpler form than it is drawn runs as it is drawn: from the file's bytes to the end of the case."""

from __future__ import annotations

import pytest

from processes import facts, gate, model
from processes.gate.finding import Severity
from tests.processes.casework import Casework, definition
from tests.processes.gate.drawing import APPLICATION, Drawing, procedure, straight, timer
from tests.processes.test_instance import of_kind


def running(drawing: Drawing, start: str = "S", **answers: object) -> Casework:
    """A case of the file, begun; the gate lets the file through."""
    forbidden = [one.code for one in gate.check(procedure(drawing)) if one.severity.forbids]
    assert forbidden == []
    processes = model.read(drawing.xml()).processes.values()
    return Casework(definition(*processes, forms={APPLICATION.id: APPLICATION})).start(start, answers=dict(answers))


def conditional(condition: str) -> Drawing:
    """Three ways out of step A: under a condition, always, and under another condition."""
    drawing = Drawing().start("S", form="F-APP", result="application").user("A").user("B").user("C").user("D").end()
    drawing.path("S", "A").flow("A", "B", condition).flow("A", "C")
    drawing.flow("A", "D", 'application.way = "person"')
    return drawing.path("B", "E").path("C", "E").path("D", "E")


@pytest.mark.parametrize("condition", ["application.directed = true", "${application.directed == true}"])
def test_conditional_flows_out_of_a_step_are_taken_as_their_conditions_say(condition):
    drawing = conditional(condition)

    taken = running(drawing, directed=True, way="mail")
    left = running(drawing, directed=False, way="mail")
    taken.do("A")
    left.do("A")

    assert (taken.open(), left.open()) == (["B", "C"], ["C"])


def test_a_pair_of_links_goes_on_where_it_is_caught():
    drawing = straight().user("A").user("B")
    drawing.node("intermediateThrowEvent", "L1", body='<linkEventDefinition name="x" />')
    drawing.node("intermediateCatchEvent", "L2", body='<linkEventDefinition name="x" />')
    case = running(drawing.path("S", "A", "L1").path("L2", "B", "E"))

    case.do("A")

    assert case.open() == ["B"]
    case.do("B")
    assert case.live.ended


def test_a_signal_end_sends_its_signal_and_ends():
    drawing = Drawing().start().user("A").end("E", body='<signalEventDefinition signalRef="SIG" />').path("S", "A", "E")
    drawing.around = '<signal id="SIG" name="Готово" />'
    case = running(drawing)

    case.do("A")

    assert [action.element for action in case.live.actions.values()] == ["E"]
    case.action_done("E")
    assert case.live.ended


@pytest.mark.parametrize(
    ("kind", "text", "due"),
    [
        ("timeDuration", "PT1H", "2026-03-01T11:00:00+03:00"),
        ("timeDuration", '"PT1H"', "2026-03-01T11:00:00+03:00"),
        ("timeDuration", "P0Y0M0DT1H0M0.000S", "2026-03-01T11:00:00+03:00"),
        ("timeDuration", "P0Y0M10DT0H0M0S", "2026-03-11T23:59:59+03:00"),
        ("timeDuration", "P2W", "2026-03-15T23:59:59+03:00"),
        ("timeDuration", '=duration("PT1H")', "2026-03-01T11:00:00+03:00"),
        ("timeDate", "2026-04-05T12:00:00.000+0300", "2026-04-05T12:00:00+03:00"),
        ("timeDate", "20260405T090000Z", "2026-04-05T09:00:00+00:00"),
        ("timeCycle", "R1/P0DT2H", "2026-03-01T12:00:00+03:00"),
        ("timeCycle", "R1/2026-04-05T12:00+03/PT24H", "2026-04-05T12:00:00+03:00"),
    ],
)
def test_a_timer_is_armed_whatever_way_a_tool_writes_it(kind, text, due):
    drawing = straight().node("intermediateCatchEvent", "T", {"clause": "1"}, body=timer(text, kind)).user("A")
    case = running(drawing.path("S", "T", "A", "E"))

    assert case.dues() == {"T": due}
    case.wait(days=40)
    assert case.open() == ["A"]


def test_ids_that_the_library_reserves_are_ordinary():
    names = ["Start", "End", "Root", "P.EndJoin", "P.BoundaryEventSplit", "StartEvent_1"]
    drawing = straight()
    for name in names:
        drawing.user(name, result=name.replace(".", "_"))
    case = running(drawing.path("S", *names, "E"))

    for name in names:
        assert case.open() == [name]
        case.do(name)
    assert case.live.ended


def test_of_several_starts_the_named_one_is_followed():
    drawing = (
        Drawing().start("S", form="F-APP").node("startEvent", "S2", body='<messageEventDefinition messageRef="M" />')
    )
    drawing.around = '<message id="M" name="M" />'
    drawing.user("A").user("B").end().path("S", "A", "E").path("S2", "B", "E")

    assert running(drawing).open() == ["A"]
    assert running(drawing, "S2").open() == ["B"]


def test_an_event_definition_that_is_only_referred_to_is_the_events_own():
    drawing = straight().node(
        "intermediateCatchEvent", "T", {"clause": "1"}, body="<eventDefinitionRef>TD</eventDefinitionRef>"
    )
    drawing.around = '<timerEventDefinition id="TD"><timeDuration>PT1H</timeDuration></timerEventDefinition>'
    case = running(drawing.user("A").path("S", "T", "A", "E"))

    assert case.dues() == {"T": "2026-03-01T11:00:00+03:00"}


def test_a_list_of_another_system_is_walked():
    body = (
        '<multiInstanceLoopCharacteristics isSequential="true" camunda:collection="${application.documents}" '
        'camunda:elementVariable="document" />'
    )
    drawing = Drawing().start("S", form="F-APP", result="application").user("A", body=body).end().path("S", "A", "E")
    case = running(drawing, documents=[{"kind": "a"}, {"kind": "b"}])

    for _ in range(2):
        case.do("A")

    assert case.live.ended
    assert len(of_kind(case.facts, facts.TaskCompleted)) == 2


def test_data_stores_annotations_and_groups_are_left_to_the_picture():
    inner = (
        '<dataInputAssociation><sourceRef>NOWHERE</sourceRef></dataInputAssociation><dataObjectReference id="DR" />'
        '<dataStoreReference id="DS" dataStoreRef="gone" /><textAnnotation id="TA"><text>x</text></textAnnotation>'
    )
    drawing = straight().node("subProcess", "SUB", body=inner).path("S", "SUB", "E")
    drawing.start("S2", into="SUB").user("A", into="SUB").end("E2", into="SUB").path("S2", "A", "E2")
    case = running(drawing)

    case.do("A")

    assert case.live.ended


def test_every_level_of_a_finding_says_whether_it_forbids():
    assert {severity: severity.forbids for severity in Severity} == {
        "error": True, "question": True, "warning": False, "info": False,
    }  # fmt: skip
