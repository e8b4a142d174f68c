"""Diagrams laid out: nothing lost, nothing changed, and a picture that people can read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

import processes
from processes import layout, model
from processes.model.names import BPMN, BPMNDI
from tests.processes.layout.quality import Quality, quality_of
from tests.processes.model.files import file, flow

CATALOGUE = Path(processes.__file__).parent / "catalog"
SHIPPED = sorted(CATALOGUE.glob("*/*.bpmn"))


def laid_out(content: bytes) -> Quality:
    return quality_of(model.read(layout.lay_out(content)))


def meaning(content: bytes) -> bytes:
    """Canonical XML without the picture and without an empty collaboration that only names the pool."""
    root = etree.fromstring(content, etree.XMLParser(remove_blank_text=True))
    for element in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        root.remove(element)
    for element in root.findall(f"{{{BPMN}}}collaboration"):
        if str(element.get("id")).startswith("Collaboration"):
            root.remove(element)
    etree.cleanup_namespaces(root)
    for element in root.iter():
        element.tail = (element.tail or "").strip() or None
    return etree.tostring(root, method="c14n")


LANES = (
    '<bpmn:laneSet id="LS"><bpmn:lane id="a" name="Заявитель"><bpmn:flowNodeRef>S</bpmn:flowNodeRef></bpmn:lane>'
    '<bpmn:lane id="b" name="Специалист"><bpmn:flowNodeRef>T</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
)
SIMPLE = '<bpmn:startEvent id="S" name="Заявка"/><bpmn:userTask id="T" name="Проверить"/>' + flow("f", "S", "T")


@pytest.mark.parametrize("path", SHIPPED, ids=[path.name for path in SHIPPED])
def test_the_shipped_procedures_can_be_laid_out_without_a_fault(path: Path) -> None:
    quality = laid_out(path.read_bytes())

    assert quality.faults == ()
    assert quality.crossings <= 0.5
    assert quality.bends <= 1.5


@pytest.mark.parametrize("path", SHIPPED, ids=[path.name for path in SHIPPED])
def test_the_shipped_procedures_keep_their_meaning(path: Path) -> None:
    content = path.read_bytes()

    assert meaning(layout.lay_out(content)) == meaning(content)


def test_a_picture_that_is_there_is_replaced_and_not_added_to() -> None:
    once = layout.lay_out(file(SIMPLE))

    assert layout.lay_out(once) == once


def test_lanes_without_a_pool_get_one() -> None:
    diagram = model.read(layout.lay_out(file(LANES + SIMPLE)))

    assert [process for _, process, _ in diagram.pools] == ["P"]
    assert quality_of(diagram).faults == ()


def test_no_pool_is_made_where_there_are_no_lanes() -> None:
    diagram = model.read(layout.lay_out(file(SIMPLE)))

    assert diagram.pools == ()
    assert quality_of(diagram).faults == ()


def test_lanes_stand_in_the_order_of_the_file() -> None:
    shapes = model.read(layout.lay_out(file(LANES + SIMPLE))).picture.shapes

    assert shapes["a"].y + shapes["a"].height == shapes["b"].y


def test_a_handler_stands_below_its_boundary_event() -> None:
    content = file(
        SIMPLE
        + '<bpmn:boundaryEvent id="B" attachedToRef="T"><bpmn:timerEventDefinition/></bpmn:boundaryEvent>'
        + '<bpmn:serviceTask id="H" name="Напомнить"/>'
        + flow("g", "B", "H")
    )

    shapes = model.read(layout.lay_out(content)).picture.shapes

    assert shapes["H"].y > shapes["T"].y + shapes["T"].height


def test_a_loop_is_the_only_flow_that_runs_leftward() -> None:
    content = file(
        SIMPLE
        + '<bpmn:exclusiveGateway id="G" name="Готово?"/><bpmn:endEvent id="E"/>'
        + flow("f1", "T", "G")
        + flow("f2", "G", "T")
        + flow("f3", "G", "E")
    )

    quality = laid_out(content)

    assert quality.faults == ()
    assert quality.back_flows == 1


def test_a_sub_process_covers_what_stands_in_it_over_several_lanes() -> None:
    content = file(
        '<bpmn:laneSet id="LS"><bpmn:lane id="a"><bpmn:flowNodeRef>A</bpmn:flowNodeRef></bpmn:lane>'
        '<bpmn:lane id="b"><bpmn:flowNodeRef>M</bpmn:flowNodeRef></bpmn:lane>'
        '<bpmn:lane id="c"><bpmn:flowNodeRef>C</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
        '<bpmn:startEvent id="S"/><bpmn:parallelGateway id="G"/><bpmn:userTask id="M" name="Рядом"/>'
        '<bpmn:subProcess id="U" name="Решение"><bpmn:userTask id="A"/><bpmn:userTask id="C"/>'
        + flow("i", "A", "C")
        + "</bpmn:subProcess>"
        + flow("f1", "S", "G")
        + flow("f2", "G", "U")
        + flow("f3", "G", "M")
    )

    diagram = model.read(layout.lay_out(content))

    assert quality_of(diagram).faults == ()
    assert diagram.picture.collapsed == frozenset()


def test_several_pools_messages_data_and_notes_find_their_places() -> None:
    content = file(
        '<bpmn:task id="A" name="Проверить"/><bpmn:dataStoreReference id="DS" name="Реестр"/>'
        '<bpmn:textAnnotation id="N"><bpmn:text>Срок считается с этого дня</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:association id="as" sourceRef="A" targetRef="N"/>',
        '<bpmn:collaboration id="C"><bpmn:participant id="PP" name="Центр" processRef="P"/>'
        '<bpmn:participant id="PX" name="Банк"/>'
        '<bpmn:messageFlow id="mf" name="платёж" sourceRef="A" targetRef="PX"/></bpmn:collaboration>',
    )

    picture = model.read(layout.lay_out(content)).picture

    assert {"PP", "PX", "A", "DS", "N"} <= set(picture.shapes)
    assert {"mf", "as"} <= set(picture.edges)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(file(""), id="empty-process"),
        pytest.param(file(SIMPLE + flow("self", "T", "T")), id="loop-to-itself"),
        pytest.param(file(SIMPLE + flow("nowhere", "T", "X")), id="flow-to-nowhere"),
        pytest.param(file(SIMPLE + '<bpmn:boundaryEvent id="B" attachedToRef="X"/>'), id="event-without-host"),
        pytest.param(file('<bpmn:task id="A"/><bpmn:task id="B"/><bpmn:task id="C"/>'), id="nothing-connected"),
        pytest.param(file('<bpmn:task id="A"/><bpmn:task id="A"/>'), id="duplicate-id"),
        pytest.param(file('<bpmn:subProcess id="U"/>'), id="empty-sub-process"),
        pytest.param(
            file(
                '<bpmn:subProcess id="U"><bpmn:task id="A"/></bpmn:subProcess><bpmn:task id="B"/>' + flow("f", "A", "B")
            ),
            id="flow-over-a-border",
        ),
        pytest.param(
            file(SIMPLE + '<bpmn:boundaryEvent id="B" attachedToRef="T"/>' + flow("into", "T", "B")),
            id="flow-into-a-border-event",
        ),
        pytest.param(file(f'<bpmn:task id="A" name="{"Очень длинное название " * 20}"/>'), id="long-name"),
        pytest.param(
            file("".join(f'<bpmn:subProcess id="U{n}">' for n in range(40)) + "</bpmn:subProcess>" * 40), id="nested"
        ),
    ],
)
def test_odd_diagrams_are_laid_out_as_well(content: bytes) -> None:
    laid = layout.lay_out(content)

    assert layout.lay_out(laid) == laid


def test_the_same_file_gives_the_same_bytes_in_every_run() -> None:
    program = (
        "import sys; from processes import layout; sys.stdout.buffer.write(layout.lay_out(sys.stdin.buffer.read()))"
    )
    root = Path(processes.__file__).parent.parent
    content = file(LANES + SIMPLE + '<bpmn:endEvent id="E"/>' + flow("g", "T", "E") + flow("h", "S", "E"))

    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=content,
            capture_output=True,
            check=True,
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2")
    }

    assert len(outputs) == 1
