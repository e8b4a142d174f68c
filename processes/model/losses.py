"""What a diagram lost between two states of its file: things that no editor of ours can take away on purpose.

A step that was deleted takes what it carried with it.  But a step that is still there keeps the settings of other
systems, and definitions beside the processes (messages, data types, what other systems wrote) stay for ever.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from processes.model.names import BPMNDI, SPIFF, bpmn
from processes.model.reading import root_of

_OURS = {f"{{{SPIFF}}}properties", f"{{{SPIFF}}}calledDecisionId"}
_DRAWN = {bpmn("process"), bpmn("collaboration"), f"{{{BPMNDI}}}BPMNDiagram"}


@dataclass(frozen=True)
class Loss:
    """`what` (a tag or an attribute as the file wrote it) was at the element with this id and is there no more."""

    element: str | None
    what: str


def losses(before: bytes, after: bytes) -> tuple[Loss, ...]:
    """What `after` lost, in document order of `before`; empty when nothing did.  Raises DiagramRefused."""
    old, new = root_of(before), root_of(after)
    kept = {id_: element for element in _elements(new) if (id_ := element.get("id"))}
    found: list[Loss] = []
    for element in _elements(old):
        id_ = element.get("id")
        if element is old or (id_ and id_ in kept):
            there = new if element is old else kept[str(id_)]
            found.extend(Loss(id_, what) for what in _missing(_foreign(element), _foreign(there)))
    names = Counter(_beside(new))
    for entry in _beside(old):
        if names[entry] == 0:
            found.append(Loss(entry[1], entry[0]))
        names[entry] -= 1
    return tuple(found)


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    return root.iter(tag=etree.Element)


def _foreign(element: etree._Element) -> Counter[str]:
    """What this element carries that the editor only carries along: how often, by name as written."""
    found = Counter(_written(element, str(name)) for name in element.attrib if str(name).startswith("{"))
    for holder in element.iterchildren(bpmn("extensionElements")):
        for extension in holder.iterchildren(tag=etree.Element):
            if extension.tag not in _OURS:
                found.update(_inside(extension))
    return found


def _inside(extension: etree._Element) -> Iterator[str]:
    top = _tag(extension)
    for element in _elements(extension):
        yield top if element is extension else f"{top} > {_tag(element)}"
        yield from (f"{top} @{name!s}" for name in element.attrib)


def _beside(root: etree._Element) -> Iterator[tuple[str, str | None]]:
    """Definitions that stand beside the processes."""
    for element in root.iterchildren(tag=etree.Element):
        if element.tag not in _DRAWN:
            yield _tag(element), element.get("id")


def _missing(before: Counter[str], after: Counter[str]) -> Iterator[str]:
    return (name for name, count in before.items() if after[name] < count)


def _tag(element: etree._Element) -> str:
    name = etree.QName(element).localname
    return f"{element.prefix}:{name}" if element.prefix else name


def _written(element: etree._Element, name: str) -> str:
    qualified = etree.QName(name)
    prefix = next((prefix for prefix, uri in element.nsmap.items() if uri == qualified.namespace), None)
    return f"{prefix}:{qualified.localname}" if prefix else str(qualified.localname)
