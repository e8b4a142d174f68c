"""A definition as the text of a BPMN file that SpiffWorkflow's own parser reads.

What that parser refuses or would run wrongly in silence is written in the longer form that means the same:

- a pair of links as a flow, flows out of a step as a gateway behind it (refused, or the case "completes" at the throw);
- the items of a multi-instance as their number (a collection must be a name that the task's own data hold);
- a term as the moment that it comes to, because months and days are no business of the engine's; a repeating one that
  interrupts its activity, or that a token waits for, as its first moment (the library would let it repeat);
- an action of the service as a manual task, a decision table as a script, so that its answer comes from outside.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from lxml.builder import ElementMaker

from processes.definition import Definition
from processes.model.elements import EventDefinition, Kind, Node, Process

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
E = ElementMaker(namespace=BPMN, nsmap={None: BPMN})

_TAGS = {Kind.SERVICE: "manualTask", Kind.SEND: "manualTask", Kind.RULE: "scriptTask"}
_NAMED = {"message": "messageRef", "signal": "signalRef", "error": "errorRef", "escalation": "escalationRef"}


def written(made: Definition) -> etree._Element:
    """The file's root.  Names of messages and signals are the ids of their events: each can be told from the others."""
    root = E.definitions(id="D", targetNamespace="urn:test")
    root.extend(_names(made))
    root.extend(_process(process) for process in made.processes.values())
    return root


def _names(made: Definition) -> Iterator[etree._Element]:
    for node in made.nodes.values():
        for event in node.events:
            if event.kind in ("message", "signal"):
                yield E(event.kind, id=f"{node.id}.name", name=node.id)
    for kind in ("error", "escalation"):
        # The library compares codes, and reads them under a name that is not the standard's.
        yield E(kind, id=f"{kind}.name", name=kind, error_code=kind, escalation_code=kind)


def _process(process: Process) -> etree._Element:
    root = E.process(id=process.id, isExecutable="true")
    _fill(process, root, process.id)
    return root


def _fill(process: Process, element: etree._Element, scope: str) -> None:
    for node in process.inside(scope):
        element.append(_node(process, node))
    for node in process.inside(scope):
        element.extend(_leaving(process, node))


def _node(process: Process, node: Node) -> etree._Element:
    element = E("scriptTask" if _is_link(node) else _TAGS.get(node.kind, str(node.kind)), id=node.id)
    if node.kind is Kind.SUB_PROCESS:
        _fill(process, element, node.id)
    if node.called is not None:
        element.set("calledElement", node.called)
    if element.tag.endswith("scriptTask"):
        element.append(E.script(node.script or node.id))
    if node.attached_to is not None:
        element.set("attachedToRef", node.attached_to)
        element.set("cancelActivity", str(node.interrupting).lower())
    if node.default is not None and not _splits(process, node):
        element.set("default", node.default)
    if not _is_link(node):
        element.extend(_event(node, event) for event in node.events)
    element.extend(_repetition(node))
    return element


def _event(node: Node, event: EventDefinition) -> etree._Element:
    definition = E(f"{event.kind}EventDefinition")
    if event.kind == "timer":
        definition.append(E.timeCycle(node.id) if repeats(node) else E.timeDate(node.id))
    elif event.name is not None and event.kind in _NAMED:
        common = event.kind in ("error", "escalation")
        definition.set(_NAMED[event.kind], f"{event.kind if common else node.id}.name")
    return definition


def repeats(node: Node) -> bool:
    """Whether this is a term that fires again and again; one that interrupts, or that a token waits for, fires once."""
    timer = node.event.timer if node.event else None
    return timer == "cycle" and node.kind is Kind.BOUNDARY and not node.interrupting


def _repetition(node: Node) -> Iterator[etree._Element]:
    if node.multi is not None:
        items = node.multi.cardinality or f"count({node.multi.collection})"
        multi = E.multiInstanceLoopCharacteristics(
            E.loopCardinality(items), isSequential=str(node.multi.sequential).lower()
        )
        if node.multi.completion is not None:
            multi.append(E.completionCondition(node.multi.completion))
        yield multi
    if node.loop is not None:
        loop = E.standardLoopCharacteristics(
            loopMaximum=str(node.loop.maximum), testBefore=str(node.loop.before).lower()
        )
        if node.loop.condition is not None:
            loop.append(E.loopCondition(node.loop.condition))
        yield loop


def _leaving(process: Process, node: Node) -> Iterator[etree._Element]:
    source = node.id
    if _is_link(node) and node.kind is Kind.THROW:
        yield _flow(f"{node.id}.link", node.id, _other_end(process, node))
    if _splits(process, node):
        source = f"{node.id}.split"
        asked = any(process.flows[flow].condition for flow in node.outgoing)
        split = E("inclusiveGateway" if asked else "parallelGateway", id=source)
        if node.default is not None:
            split.set("default", node.default)
        yield split
        yield _flow(f"{node.id}.flow", node.id, source)
    for flow in (process.flows[id_] for id_ in node.outgoing):
        element = _flow(flow.id, source, flow.target)
        if flow.condition is not None:
            element.append(E.conditionExpression(flow.condition))
        yield element


def _flow(id_: str, source: str, target: str) -> etree._Element:
    return E.sequenceFlow(id=id_, sourceRef=source, targetRef=target)


def _splits(process: Process, node: Node) -> bool:
    return node.kind is Kind.USER and len(node.outgoing) > 1


def _is_link(node: Node) -> bool:
    return node.event is not None and node.event.kind == "link"


def _other_end(process: Process, throw: Node) -> str:
    assert throw.event is not None
    return next(
        node.id
        for node in process.nodes.values()
        if node.kind is Kind.CATCH and _is_link(node) and node.event and node.event.name == throw.event.name
    )
