"""What other systems wrote into a diagram: their settings by name and value, whatever prefix the file gives them.

Reads and never judges: what of it is carried over stands in `dialects`, what is not is told by the gate.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.model.elements import ForeignSetting
from processes.model.names import BPMN, SPIFF, bpmn, shown, text_of

CAMUNDA, ZEEBE, ACTIVITI, FLOWABLE, SPIFFWORKFLOW = "Camunda 7", "Camunda 8", "Activiti", "Flowable", "SpiffWorkflow"
"""Systems whose settings mean something to us; those of drawing tools are documentation."""

DIALECTS = {
    "http://camunda.org/schema/1.0/bpmn": CAMUNDA,
    "http://activiti.com/modeler": ACTIVITI,
    "http://activiti.org/bpmn": ACTIVITI,
    "http://flowable.org/bpmn": FLOWABLE,
    "http://camunda.org/schema/zeebe/1.0": ZEEBE,
    SPIFF: SPIFFWORKFLOW,
}

MOST = 200
"""Settings of one element; what comes after them is not told one by one."""

LONGEST = 500
"""Characters of a value that are kept; the file keeps the rest."""

_OURS = {f"{{{SPIFF}}}properties", f"{{{SPIFF}}}calledDecisionId"}
_OWNERS = tuple(bpmn(name) for name in ("potentialOwner", "humanPerformer", "performer"))


def foreign_of(element: etree._Element) -> tuple[ForeignSetting, ...]:
    """The settings at an element: `formKey`, `taskDefinition@type`, `loop.collection`, at most MOST, in document order."""
    found: list[ForeignSetting] = []
    for setting in _settings(element):
        found.append(setting)
        if len(found) == MOST:
            break
    return tuple(found)


def _settings(element: etree._Element) -> Iterator[ForeignSetting]:
    yield from _attributes(element, "")
    for child in element.iterchildren(tag=etree.Element):
        if child.tag == bpmn("extensionElements"):
            yield from _extensions(child, "")
        elif child.tag == bpmn("multiInstanceLoopCharacteristics"):
            yield from _attributes(child, "loop.")
            for holder in child.iterchildren(bpmn("extensionElements")):
                yield from _extensions(holder, "loop.")
        elif etree.QName(child).localname.endswith("EventDefinition"):
            yield from _attributes(child, "event.")
            for holder in child.iterchildren(bpmn("extensionElements")):
                yield from _extensions(holder, "event.")
        elif child.tag in _OWNERS:
            text = " ".join((text_of(child) or "").split())
            yield ForeignSetting(dialect="BPMN", name=etree.QName(child).localname, value=text[:LONGEST])


def _attributes(element: etree._Element, before: str) -> Iterator[ForeignSetting]:
    for name, value in element.attrib.items():
        qualified = etree.QName(str(name))
        if qualified.namespace in DIALECTS:
            dialect = DIALECTS[qualified.namespace]
            yield ForeignSetting(dialect=dialect, name=f"{before}{qualified.localname}", value=_cut(str(value)))


def _extensions(holder: etree._Element, before: str) -> Iterator[ForeignSetting]:
    for extension in holder.iterchildren(tag=etree.Element):
        dialect = DIALECTS.get(etree.QName(extension).namespace or "")
        if dialect is not None and extension.tag not in _OURS:
            yield from _inside(extension, dialect, before)


def _inside(top: etree._Element, dialect: str, before: str) -> Iterator[ForeignSetting]:
    """An extension element and what is in it, without recursion: a stranger decides how deep it is."""
    names: dict[etree._Element, str] = {}
    for element in top.iter(tag=etree.Element):
        parent = element.getparent()
        around = names[parent] if element is not top and parent is not None else before
        name = f"{around}{etree.QName(element).localname}"[:LONGEST]
        names[element] = f"{name}."
        text = _cut(element.text or "")
        own = element.get("name") or element.get("id") or ""
        if text or (not element.attrib and not len(element)):
            yield ForeignSetting(dialect=dialect, name=name, value=text, of=shown(own))
        for attribute, value in element.attrib.items():
            if etree.QName(str(attribute)).namespace in (None, *DIALECTS):
                local = etree.QName(str(attribute)).localname
                yield ForeignSetting(dialect=dialect, name=f"{name}@{local}", value=_cut(str(value)), of=shown(own))


def _cut(text: str) -> str:
    return text.strip()[:LONGEST]


def dialects_of(root: etree._Element) -> tuple[str, ...]:
    """The systems whose names are used anywhere in the file, by namespace and not by prefix; drawing tools are none."""
    used: set[str] = set()
    for element in root.iter(tag=etree.Element):
        spaces = [etree.QName(element).namespace, *(etree.QName(str(name)).namespace for name in element.attrib)]
        used.update(space for space in spaces if space and space != BPMN)
    return tuple(dict.fromkeys(name for space, name in DIALECTS.items() if space in used))
