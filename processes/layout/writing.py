"""The layout as diagram interchange in the file.  Everything but the picture stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from processes.layout.routing import Point
from processes.layout.sheet import Box
from processes.model.elements import Diagram
from processes.model.names import BPMNDI, DC, DI, bpmn


@dataclass
class Plane:
    """What one picture shows: `element` is the collaboration or process; shapes are written in their order."""

    element: str
    shapes: dict[str, Box] = field(default_factory=dict)
    edges: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    horizontal: set[str] = field(default_factory=set)
    expanded: set[str] = field(default_factory=set)
    folded: set[str] = field(default_factory=set)
    marked: set[str] = field(default_factory=set)


def with_pools(root: etree._Element, diagram: Diagram) -> dict[str, str]:
    """Adds a collaboration with a pool a process where there are lanes and no pools; answers process -> pool added.

    Lanes are only drawn inside a pool.  This is the one thing that a layout adds beside coordinates.
    """
    if diagram.pools or not any(process.lanes for process in diagram.processes.values()):
        return {}
    taken = {str(element.get("id")) for element in root.iter() if element.get("id")}
    collaboration = root.find(bpmn("collaboration"))
    if collaboration is None:
        collaboration = etree.Element(bpmn("collaboration"), id=_free("Collaboration", taken))
        collaboration.tail = "\n  "
        first = root.find(bpmn("process"))
        root.insert(root.index(first) if first is not None else 0, collaboration)
    pools: dict[str, str] = {}
    for process in diagram.processes.values():
        id_ = _free(f"Participant_{process.id}", taken)
        participant = etree.SubElement(collaboration, bpmn("participant"), id=id_, processRef=process.id)
        if process.name:
            participant.set("name", process.name)
        pools[process.id] = id_
    return pools


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_1"
    taken.add(name)
    return name


def collaboration_of(root: etree._Element) -> str | None:
    """The id of the collaboration that holds the pools; a collaboration without one gets it."""
    element = root.find(bpmn("collaboration"))
    if element is None or element.find(bpmn("participant")) is None:
        return None
    return element.get("id")


def replaced(root: etree._Element, planes: list[Plane]) -> bytes:
    """The file with these pictures instead of those it had; UTF-8, with a declaration."""
    for old in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        _remove(old)
    taken = {str(element.get("id")) for element in root.iter() if isinstance(element.tag, str) and element.get("id")}
    if len(root):
        root[-1].tail = "\n  "
    for number, plane in enumerate(planes):
        last = number == len(planes) - 1
        root.append(_diagram(plane, taken, "\n" if last else "\n  "))
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8") + b"\n"


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        element.tail = None
        parent.remove(element)


def _diagram(plane: Plane, taken: set[str], tail: str) -> etree._Element:
    spaces = {"bpmndi": BPMNDI, "dc": DC, "di": DI}
    diagram = etree.Element(f"{{{BPMNDI}}}BPMNDiagram", nsmap=spaces, id=_free(f"{plane.element}_picture", taken))
    board = etree.SubElement(
        diagram, f"{{{BPMNDI}}}BPMNPlane", id=_free(f"{plane.element}_plane", taken), bpmnElement=plane.element
    )
    for id_, box in plane.shapes.items():
        shape = etree.SubElement(board, f"{{{BPMNDI}}}BPMNShape", id=_free(f"{id_}_di", taken), bpmnElement=id_)
        for name, value in _flags(plane, id_):
            shape.set(name, value)
        _bounds(shape, box)
        if id_ in plane.labels:
            _bounds(etree.SubElement(shape, f"{{{BPMNDI}}}BPMNLabel"), plane.labels[id_])
    for id_, points in plane.edges.items():
        edge = etree.SubElement(board, f"{{{BPMNDI}}}BPMNEdge", id=_free(f"{id_}_di", taken), bpmnElement=id_)
        for x, y in points:
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=str(x), y=str(y))
        if id_ in plane.labels:
            _bounds(etree.SubElement(edge, f"{{{BPMNDI}}}BPMNLabel"), plane.labels[id_])
    etree.indent(diagram, space="  ", level=1)
    diagram.tail = tail
    return diagram


def _flags(plane: Plane, id_: str) -> Iterator[tuple[str, str]]:
    if id_ in plane.horizontal:
        yield "isHorizontal", "true"
    if id_ in plane.expanded:
        yield "isExpanded", "true"
    if id_ in plane.folded:
        yield "isExpanded", "false"
    if id_ in plane.marked:
        yield "isMarkerVisible", "true"


def _bounds(parent: etree._Element, box: Box) -> None:
    etree.SubElement(
        parent, f"{{{DC}}}Bounds", x=str(box.x), y=str(box.y), width=str(box.width), height=str(box.height)
    )
