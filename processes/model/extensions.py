"""Extension elements: our properties, the decision of a business rule task, and the names of all others."""

from __future__ import annotations

from lxml import etree

from processes.model.names import SPIFF, bpmn, text_of

_PROPERTIES = f"{{{SPIFF}}}properties"
_PROPERTY = f"{{{SPIFF}}}property"
_DECISION = f"{{{SPIFF}}}calledDecisionId"


def properties_of(element: etree._Element) -> dict[str, str]:
    """The element's own `spiffworkflow:property` values by name, trimmed; of two with one name, the first."""
    found: dict[str, str] = {}
    for properties in element.iterfind(f"{bpmn('extensionElements')}/{_PROPERTIES}"):
        for entry in properties.iterfind(_PROPERTY):
            name = (entry.get("name") or "").strip()
            if name:
                found.setdefault(name, (entry.get("value") or text_of(entry) or "").strip())
    return found


def decision_of(element: etree._Element) -> str | None:
    """The id of the decision that a business rule task asks."""
    return text_of(element.find(f"{bpmn('extensionElements')}/{_DECISION}"))


def extensions_of(element: etree._Element) -> tuple[str, ...]:
    """Clark names of the other extension elements, each once, in document order."""
    names = (
        str(child.tag)
        for holder in element.iterchildren(bpmn("extensionElements"))
        for child in holder.iterchildren(tag=etree.Element)
    )
    return tuple(dict.fromkeys(name for name in names if name not in (_PROPERTIES, _DECISION)))
