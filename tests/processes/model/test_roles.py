"""The role of a step: the property decides, then the lane; a lane is a role only if it is known as one."""

from __future__ import annotations

import pytest

from processes import model
from processes.model.elements import Process
from tests.processes.model.files import file, properties

KNOWN = ("staff", "Бухгалтер", "council")


@pytest.fixture
def procedure() -> Process:
    lanes = {
        "staff": ("Специалист", "OWN SUB"),
        "l2": ("Бухгалтер", "CASH INNER"),
        "l3": ("Методист", "ODD BOTH"),
    }
    written = "".join(
        f'<bpmn:lane id="{id_}" name="{name}">'
        + "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes.split())
        + "</bpmn:lane>"
        for id_, (name, nodes) in lanes.items()
    )
    mapped = f'<bpmn:lane id="l4" name="Совет СПК">{properties(role="council")}<bpmn:flowNodeRef>BY</bpmn:flowNodeRef></bpmn:lane>'
    nodes = (
        '<bpmn:userTask id="OWN"/><bpmn:userTask id="CASH"/><bpmn:userTask id="ODD"/><bpmn:userTask id="BY"/>'
        f'<bpmn:userTask id="BOTH">{properties(role="staff, council")}</bpmn:userTask><bpmn:userTask id="NONE"/>'
        '<bpmn:boundaryEvent id="EDGE" attachedToRef="CASH"/>'
        '<bpmn:subProcess id="SUB"><bpmn:userTask id="INNER"/><bpmn:userTask id="INSIDE"/></bpmn:subProcess>'
    )
    return model.read(file(f'<bpmn:laneSet id="LS">{written}{mapped}</bpmn:laneSet>{nodes}')).processes["P"]


@pytest.mark.parametrize(
    ("node", "roles"),
    [
        pytest.param("OWN", ("staff",), id="lane-by-id"),
        pytest.param("CASH", ("Бухгалтер",), id="lane-by-name"),
        pytest.param("BY", ("council",), id="lane-by-property"),
        pytest.param("BOTH", ("staff", "council"), id="property-of-the-task-wins"),
        pytest.param("INNER", ("Бухгалтер",), id="own-lane-before-that-of-the-sub-process"),
        pytest.param("INSIDE", ("staff",), id="lane-of-the-sub-process"),
        pytest.param("EDGE", ("Бухгалтер",), id="lane-of-the-host"),
        pytest.param("ODD", (), id="unknown-lane-gives-no-right"),
        pytest.param("NONE", (), id="no-lane"),
    ],
)
def test_the_role_of_a_step(procedure: Process, node: str, roles: tuple[str, ...]) -> None:
    assert model.role_of(procedure, procedure.nodes[node], KNOWN) == roles
