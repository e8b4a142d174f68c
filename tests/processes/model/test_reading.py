"""What the reader makes of a file, and what it tells about the odd parts of one."""

from __future__ import annotations

import pytest

from processes import model
from processes.model.elements import Bounds, EventDefinition, Kind, Process
from tests.processes.model.files import file, flow, properties


def process(content: str, before: str = "") -> Process:
    return model.read(file(content, before)).processes["P"]


def problems(content: str, before: str = "", after: str = "") -> list[tuple[str, str | None]]:
    return [(problem.code, problem.element) for problem in model.read(file(content, before, after)).problems]


def test_a_task_has_its_properties_its_flows_and_its_line() -> None:
    task = (
        f'\n<bpmn:userTask id="T" name="Проверить&#10; заявку">{properties(form="F-1", role=" a b ")}</bpmn:userTask>'
    )

    found = process('<bpmn:startEvent id="S"/>' + task + flow("f", "S", "T"))

    node = found.nodes["T"]
    assert (node.kind, node.name, node.line) == (Kind.USER, "Проверить заявку", 2)
    assert node.properties == {"form": "F-1", "role": "a b"}
    assert (node.incoming, node.outgoing) == (("f",), ())


def test_executable_is_only_what_says_so() -> None:
    for attributes, executable in (('isExecutable="true"', True), ('isExecutable="false"', False), ("", False)):
        assert model.read(file("", attributes=attributes)).processes["P"].executable is executable


def test_conditions_are_kept_as_they_are_written() -> None:
    condition = '<bpmn:conditionExpression language="feel"> a.b &gt; 1 </bpmn:conditionExpression>'

    found = process('<bpmn:task id="A"/><bpmn:task id="B"/>' + flow("f", "A", "B", condition))

    assert (found.flows["f"].condition, found.flows["f"].condition_language) == ("a.b > 1", "feel")


def test_nodes_know_the_scope_they_stand_in() -> None:
    found = process(
        '<bpmn:subProcess id="U"><bpmn:task id="A"/><bpmn:task id="B"/></bpmn:subProcess><bpmn:task id="C"/>'
    )

    assert [node.id for node in found.inside("P")] == ["U", "C"]
    assert [node.id for node in found.inside("U")] == ["A", "B"]


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        pytest.param(
            "<bpmn:timerEventDefinition><bpmn:timeDuration> P10D </bpmn:timeDuration></bpmn:timerEventDefinition>",
            EventDefinition(kind="timer", timer="duration", expression="P10D"),
            id="timer",
        ),
        pytest.param("<bpmn:timerEventDefinition/>", EventDefinition(kind="timer"), id="timer-without-time"),
        pytest.param(
            '<bpmn:messageEventDefinition messageRef="M"/>', EventDefinition(kind="message", name="Отзыв"), id="message"
        ),
        pytest.param(
            '<bpmn:errorEventDefinition errorRef="E"/>',
            EventDefinition(kind="error", name="Отказ", code="E-1"),
            id="error",
        ),
        pytest.param("<bpmn:terminateEventDefinition/>", EventDefinition(kind="terminate"), id="terminate"),
        pytest.param(
            '<bpmn:linkEventDefinition name="Дальше"/>', EventDefinition(kind="link", name="Дальше"), id="link"
        ),
        pytest.param(
            "<bpmn:conditionalEventDefinition><bpmn:condition>paid</bpmn:condition></bpmn:conditionalEventDefinition>",
            EventDefinition(kind="conditional", expression="paid"),
            id="conditional",
        ),
        pytest.param(
            "<bpmn:eventDefinitionRef>shared</bpmn:eventDefinitionRef>",
            EventDefinition(kind="timer", timer="date", expression="due"),
            id="by-reference",
        ),
    ],
)
def test_an_event_says_what_it_waits_for(definition: str, expected: EventDefinition) -> None:
    before = (
        '<bpmn:message id="M" name="Отзыв"/><bpmn:error id="E" name="Отказ" errorCode="E-1"/>'
        '<bpmn:timerEventDefinition id="shared"><bpmn:timeDate>due</bpmn:timeDate></bpmn:timerEventDefinition>'
    )

    found = process(f'<bpmn:intermediateCatchEvent id="C">{definition}</bpmn:intermediateCatchEvent>', before)

    assert found.nodes["C"].event == expected


def test_a_receive_task_waits_for_its_message() -> None:
    diagram = model.read(file('<bpmn:receiveTask id="R" messageRef="M"/>', '<bpmn:message id="M" name="Отзыв"/>'))

    assert diagram.messages == {"M": "Отзыв"}
    assert diagram.processes["P"].nodes["R"].event == EventDefinition(kind="message", name="Отзыв")


def test_a_boundary_event_knows_its_host_and_whether_it_cuts_in() -> None:
    found = process('<bpmn:task id="A"/><bpmn:boundaryEvent id="B" attachedToRef="A" cancelActivity="false"/>')

    assert found.nodes["B"].attached_to == "A"
    assert not found.nodes["B"].interrupting
    assert found.boundary_events("A") == (found.nodes["B"],)


def test_multi_instance_script_call_and_decision_are_read() -> None:
    found = process(
        '<bpmn:userTask id="A"><bpmn:multiInstanceLoopCharacteristics isSequential="true">'
        "<bpmn:loopDataInputRef>commission.members</bpmn:loopDataInputRef>"
        '<bpmn:inputDataItem id="i" name="member"/></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>'
        '<bpmn:scriptTask id="S" scriptFormat="feel"><bpmn:script>a = 1</bpmn:script></bpmn:scriptTask>'
        '<bpmn:callActivity id="C" calledElement="Q"/>'
        '<bpmn:businessRuleTask id="R"><bpmn:extensionElements>'
        "<spiffworkflow:calledDecisionId>DT-1</spiffworkflow:calledDecisionId>"
        "</bpmn:extensionElements></bpmn:businessRuleTask>"
    )

    multi = found.nodes["A"].multi
    assert multi is not None
    assert (multi.sequential, multi.collection, multi.item) == (True, "commission.members", "member")
    assert (found.nodes["S"].script, found.nodes["S"].script_format) == ("a = 1", "feel")
    assert found.nodes["C"].called == "Q"
    assert found.nodes["R"].decision == "DT-1"


def test_a_node_belongs_to_the_innermost_lane() -> None:
    found = process(
        '<bpmn:laneSet id="LS"><bpmn:lane id="outer"><bpmn:flowNodeRef>A</bpmn:flowNodeRef>'
        '<bpmn:flowNodeRef>B</bpmn:flowNodeRef><bpmn:childLaneSet id="LC"><bpmn:lane id="inner">'
        "<bpmn:flowNodeRef>A</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>"
        '<bpmn:task id="A"/><bpmn:task id="B"/>'
    )

    assert (found.nodes["A"].lane, found.nodes["B"].lane) == ("inner", "outer")
    assert [(lane.id, lane.parent) for lane in found.lanes] == [("outer", None), ("inner", "outer")]


def test_pools_messages_between_them_and_annotations_are_read() -> None:
    diagram = model.read(
        file(
            '<bpmn:task id="A"/><bpmn:textAnnotation id="N"><bpmn:text>Срок</bpmn:text></bpmn:textAnnotation>'
            '<bpmn:association id="as" sourceRef="A" targetRef="N"/>',
            '<bpmn:collaboration id="C"><bpmn:participant id="PP" name="Центр" processRef="P"/>'
            '<bpmn:participant id="PX" name="Банк"/>'
            '<bpmn:messageFlow id="mf" sourceRef="A" targetRef="PX"/></bpmn:collaboration>',
        )
    )

    assert diagram.pools == (("PP", "P", "Центр"), ("PX", None, "Банк"))
    assert [(line.kind, line.source, line.target) for line in diagram.connections] == [
        ("messageFlow", "A", "PX"),
        ("association", "A", "N"),
    ]
    assert [note.text for note in diagram.annotations] == ["Срок"]


def test_the_picture_is_read_and_its_broken_parts_are_told() -> None:
    after = (
        '<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="P">'
        '<bpmndi:BPMNShape bpmnElement="A"><dc:Bounds x="1" y="2" width="3" height="4"/></bpmndi:BPMNShape>'
        '<bpmndi:BPMNShape bpmnElement="B"><dc:Bounds x="nan" y="2" width="3" height="4"/></bpmndi:BPMNShape>'
        '<bpmndi:BPMNShape bpmnElement="gone"><dc:Bounds x="1" y="2" width="3" height="4"/></bpmndi:BPMNShape>'
        '<bpmndi:BPMNEdge bpmnElement="f"><di:waypoint x="1" y="2"/><di:waypoint x="5" y="2"/></bpmndi:BPMNEdge>'
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )

    diagram = model.read(file('<bpmn:task id="A"/><bpmn:task id="B"/>' + flow("f", "A", "B"), after=after))

    assert diagram.picture.shapes == {"A": Bounds(1, 2, 3, 4)}
    assert diagram.picture.edges == {"f": ((1, 2), (5, 2))}
    assert [(problem.code, problem.element) for problem in diagram.problems] == [
        ("picture.coordinates", "B"),
        ("picture.missing", None),
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param('<bpmn:task id="A"/><bpmn:task id="A"/>', ("id.duplicate", "A"), id="duplicate-id"),
        pytest.param('<bpmn:task id="1 A"/>', ("id.invalid", "1 A"), id="no-name"),
        pytest.param("<bpmn:task/>", ("id.missing", None), id="no-id"),
        pytest.param('<bpmn:task id="A"/>' + flow("f", "A", ""), ("flow.target", "f"), id="leads-nowhere"),
        pytest.param('<bpmn:task id="A"/>' + flow("f", "X", "A"), ("flow.source", "f"), id="comes-from-nowhere"),
        pytest.param('<bpmn:exclusiveGateway id="G" default="x"/>', ("reference.default", "G"), id="default"),
        pytest.param('<bpmn:boundaryEvent id="B" attachedToRef="x"/>', ("reference.attached", "B"), id="no-host"),
        pytest.param(
            '<bpmn:startEvent id="S"><bpmn:messageEventDefinition messageRef="x"/></bpmn:startEvent>',
            ("reference.message", "S"),
            id="message",
        ),
        pytest.param('<bpmn:callChoreography id="X"/>', ("element.unknown", "X"), id="unknown-element"),
        pytest.param(
            '<bpmn:laneSet id="LS"><bpmn:lane id="L"><bpmn:flowNodeRef>x</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
            ("reference.lane", "L"),
            id="lane",
        ),
    ],
)
def test_what_does_not_fit_is_a_problem_and_not_an_exception(content: str, expected: tuple[str, str | None]) -> None:
    assert expected in problems(content)


def test_all_problems_come_at_once() -> None:
    found = problems('<bpmn:task id="A"/>' + flow("f", "A", "") + flow("g", "", "A") + "<bpmn:task/>")

    assert [code for code, _ in found] == ["id.missing", "flow.target", "flow.source"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("Да&#10;&#9; нет", "Да нет", id="line-breaks"),
        pytest.param("a\u202eb\u2066c", "abc", id="reordering-marks"),
        pytest.param("&lt;b&gt;x&lt;/b&gt;", "<b>x</b>", id="html-stays-text"),
        pytest.param("ю" * 5000, "ю" * 249 + "…", id="very-long"),
    ],
)
def test_names_fit_into_one_line(name: str, shown: str) -> None:
    assert process(f'<bpmn:task id="A" name="{name}"/>').nodes["A"].name == shown
