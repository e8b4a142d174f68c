"""What a diagram shows and nobody executes: annotations, data, groups, message flows and associations."""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from processes.model.elements import Annotation, Artefact, Connection
from processes.model.names import bpmn, local, reference, shown, text_of
from processes.model.problems import Problems

_KINDS = tuple(bpmn(name) for name in ("dataObjectReference", "dataStoreReference", "group"))


def annotations_of(root: etree._Element) -> tuple[Annotation, ...]:
    """All text annotations, in document order."""
    return tuple(
        Annotation(id=str(element.get("id")), text=shown(text_of(element.find(bpmn("text")))))
        for element in root.iter(bpmn("textAnnotation"))
        if element.get("id")
    )


def artefacts_of(root: etree._Element) -> tuple[Artefact, ...]:
    """Data objects, data stores and groups, in document order."""
    values = {
        str(value.get("id")): shown(value.get("value")) for value in root.iter(bpmn("categoryValue")) if value.get("id")
    }
    return tuple(
        Artefact(
            id=str(element.get("id")),
            kind=local(element),
            name=shown(element.get("name")) or values.get(reference(element.get("categoryValueRef")) or "", ""),
            parent=_parent(element),
        )
        for element in root.iter(*_KINDS)
        if element.get("id")
    )


def connections_of(root: etree._Element, known: Collection[str], problems: Problems) -> tuple[Connection, ...]:
    """Message flows and associations whose both ends exist; the others are problems."""
    found: list[Connection] = []
    for element in root.iter(bpmn("messageFlow"), bpmn("association")):
        ends = [reference(element.get(name)) or "" for name in ("sourceRef", "targetRef")]
        if not element.get("id"):
            continue
        if not all(end in known for end in ends):
            problems.add(
                "connection.end",
                element,
                f"Линия «{shown(element.get('name') or element.get('id'))}» соединяет то, чего нет в файле",
                f"Line {shown(element.get('name') or element.get('id'))!r} connects what is not in the file",
            )
            continue
        found.append(
            Connection(
                id=str(element.get("id")),
                kind=local(element),
                name=shown(element.get("name")),
                source=ends[0],
                target=ends[1],
            )
        )
    return tuple(found)


def _parent(element: etree._Element) -> str:
    parent = element.getparent()
    return (parent.get("id") or "") if parent is not None else ""
