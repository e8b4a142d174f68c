"""A diagram with some of its elements changed: kinds, properties, conditions, terms.  Everything else stays as it was written.

changed = write(content, [Kinded("T-1", Kind.USER), Property("T-1", "role", "clerk")])
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from lxml import etree

from processes.model.elements import Kind
from processes.model.names import SPIFF, bpmn
from processes.model.reading import root_of

_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_TIMES = {"date": "timeDate", "duration": "timeDuration", "cycle": "timeCycle"}


@dataclass(frozen=True)
class Kinded:
    """The node becomes one of this kind."""

    element: str
    kind: Kind


@dataclass(frozen=True)
class Property:
    """The element has this property of ours, or none of that name if `value` is empty."""

    element: str
    name: str
    value: str


@dataclass(frozen=True)
class Scripted:
    """The script task runs this FEEL."""

    element: str
    script: str


@dataclass(frozen=True)
class Condition:
    """The flow is taken when this FEEL holds."""

    element: str
    expression: str


@dataclass(frozen=True)
class Default:
    """The flow of this gateway that is taken when no condition holds."""

    element: str
    flow: str


@dataclass(frozen=True)
class Term:
    """The timer waits for this: `kind` is date, duration or cycle."""

    element: str
    kind: str
    expression: str


@dataclass(frozen=True)
class Executable:
    """The process may be run."""

    element: str


Change = Kinded | Property | Scripted | Condition | Default | Term | Executable


def write(content: bytes, changes: Iterable[Change]) -> bytes:
    """The file with these changes, in UTF-8; one that speaks of no element of the file has no effect.

    Raises DiagramRefused.
    """
    root = root_of(content)
    known = {element.get("id"): element for element in reversed(list(root.iter(etree.Element))) if element.get("id")}
    for change in changes:
        element = known.get(change.element)
        if element is not None:
            _write(element, change)
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8") + b"\n"


def _write(element: etree._Element, change: Change) -> None:
    match change:
        case Kinded():
            element.tag = bpmn(change.kind.value)
        case Property():
            _set_property(element, change.name, change.value)
        case Scripted():
            element.attrib.pop("scriptFormat", "")
            _only(element, "script").text = change.script
        case Condition():
            condition = _only(element, "conditionExpression")
            condition.attrib.pop("language", "")
            condition.set(_TYPE, f"{element.prefix}:tFormalExpression" if element.prefix else "tFormalExpression")
            condition.text = change.expression
        case Default():
            element.set("default", change.flow)
        case Term():
            _set_term(element, change)
        case Executable():
            element.set("isExecutable", "true")
        case _:
            assert_never(change)


def _set_property(element: etree._Element, name: str, value: str) -> None:
    held = element.findall(f"{bpmn('extensionElements')}/{{{SPIFF}}}properties/{{{SPIFF}}}property")
    same = [one for one in held if (one.get("name") or "").strip() == name]
    for one in same if not value else same[1:]:
        _remove(one)
    if not value:
        return
    if same:
        same[0].text = None
        same[0].set("value", value)
        return
    extension = element.find(bpmn("extensionElements"))
    if extension is None:
        extension = etree.Element(bpmn("extensionElements"))
        element.insert(len(element.findall(bpmn("documentation"))), extension)
    properties = extension.find(f"{{{SPIFF}}}properties")
    if properties is None:
        properties = etree.SubElement(extension, f"{{{SPIFF}}}properties", nsmap={"spiffworkflow": SPIFF})
    etree.SubElement(properties, f"{{{SPIFF}}}property", name=name, value=value)


def _set_term(element: etree._Element, change: Term) -> None:
    timer = element.find(bpmn("timerEventDefinition"))
    if timer is None:
        return
    for name in _TIMES.values():
        for old in timer.findall(bpmn(name)):
            _remove(old)
    time = etree.SubElement(timer, bpmn(_TIMES[change.kind]))
    time.text = change.expression


def _only(element: etree._Element, name: str) -> etree._Element:
    """The child of this name, made where there is none, without what stood in it."""
    found = element.find(bpmn(name))
    if found is None:
        return etree.SubElement(element, bpmn(name))
    for child in list(found):
        found.remove(child)
    return found


def _remove(element: etree._Element) -> None:
    """Take an element away; what follows it stays where it was."""
    parent = element.getparent()
    if parent is not None:
        element.tail = None
        parent.remove(element)
