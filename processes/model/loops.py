"""Activities that are done more than once: per item, or while a condition holds."""

from __future__ import annotations

from lxml import etree

from processes.model.elements import MultiInstance, StandardLoop
from processes.model.names import bpmn, text_of


def multi_instance_of(element: etree._Element) -> MultiInstance | None:
    """The element's multi-instance characteristics, or None if it is done once."""
    loop = element.find(bpmn("multiInstanceLoopCharacteristics"))
    if loop is None:
        return None
    item = loop.find(bpmn("inputDataItem"))
    return MultiInstance(
        sequential=loop.get("isSequential", "").strip() in ("true", "1"),
        collection=text_of(loop.find(bpmn("loopDataInputRef"))),
        cardinality=text_of(loop.find(bpmn("loopCardinality"))),
        item=(item.get("name") or item.get("id")) if item is not None else None,
        completion=text_of(loop.find(bpmn("completionCondition"))),
        behavior=(loop.get("behavior") or "All").strip(),
    )


def standard_loop_of(element: etree._Element) -> StandardLoop | None:
    """The element's standard loop characteristics, or None if there are none."""
    loop = element.find(bpmn("standardLoopCharacteristics"))
    if loop is None:
        return None
    return StandardLoop(
        condition=text_of(loop.find(bpmn("loopCondition"))),
        maximum=(loop.get("loopMaximum") or "").strip() or None,
        before=loop.get("testBefore", "").strip() in ("true", "1"),
    )
