"""The engine copy of a definition: SpiffWorkflow specs built from our own model of the diagrams.

Neither the library's parser nor its XML is used: only what our model understood can get into a blueprint, so all of
the parser's traps (reserved ids, recursion on long paths, dangling references, Python in expressions) have no way in.
A blueprint is immutable after `build` and shared by all instances of the definition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from processes.engine.specs import (
    BorderStep,
    BoundaryJoin,
    BoundarySplit,
    CatchStep,
    ChoiceStep,
    EndStep,
    ErrorEndStep,
    EscalationStep,
    InclusiveStep,
    IterationsStep,
    JoinStep,
    LoopStep,
    PerformStep,
    RaceStep,
    Scope,
    ScopeStep,
    SendingEndStep,
    SplitStep,
    WaitStep,
    border_name,
    spec_name,
)
from processes.errors import DefinitionRefused
from processes.model.elements import Kind, Node, Process

_SIMPLE: Mapping[Kind, type] = {
    Kind.START: PerformStep,
    Kind.USER: WaitStep,
    Kind.MANUAL: WaitStep,
    Kind.SERVICE: WaitStep,
    Kind.SEND: WaitStep,
    Kind.SCRIPT: PerformStep,
    Kind.RULE: PerformStep,
    Kind.CATCH: CatchStep,
    Kind.RECEIVE: CatchStep,
    Kind.EXCLUSIVE: ChoiceStep,
    Kind.PARALLEL: JoinStep,
    Kind.INCLUSIVE: InclusiveStep,
    Kind.EVENT_BASED: RaceStep,
}


_GATEWAYS = frozenset({Kind.EXCLUSIVE, Kind.PARALLEL, Kind.INCLUSIVE, Kind.EVENT_BASED})
_SENT = frozenset({"message", "signal"})


@dataclass(frozen=True)
class Blueprint:
    """The scopes of a definition by process or sub-process id, and the flow between each two elements."""

    scopes: Mapping[str, Scope]
    flows: Mapping[tuple[str, str], str]

    def scope(self, name: str) -> Scope:
        return self.scopes[name]


def build(processes: Mapping[str, Process]) -> Blueprint:
    """The specs of all processes; raises DefinitionRefused, naming the element, for what the engine cannot run."""
    scopes: dict[str, Scope] = {}
    flows: dict[tuple[str, str], str] = {}
    for process in processes.values():
        inner = [n.id for n in process.nodes.values() if n.kind is Kind.SUB_PROCESS]
        for scope in (process.id, *inner):
            scopes[scope] = _scope(process, scope)
        flows.update({(flow.source, flow.target): flow.id for flow in process.flows.values()})
    return Blueprint(scopes=scopes, flows=flows)


def _scope(process: Process, name: str) -> Scope:
    scope = Scope(name)
    nodes = process.inside(name)
    for node in nodes:
        if node.kind is not Kind.BOUNDARY:
            _add(scope, node)
    for node in nodes:
        borders = process.boundary_events(node.id)
        if borders:
            _add_border(scope, node, borders)
    for node in nodes:
        _connect(process, scope, node)
    for spec in list(scope.task_specs.values()):
        if isinstance(spec, InclusiveStep):
            spec.prepare()
    return scope


def _add(scope: Scope, node: Node) -> None:
    body = f"{spec_name(node.id)} [iteration]"
    outer: Any
    if node.multi is not None:
        outer = IterationsStep(scope, spec_name(node.id), node.id, body, sequential=node.multi.sequential)
    elif node.loop is not None:
        outer = LoopStep(scope, spec_name(node.id), node.id, body, before=node.loop.before)
    else:
        _activity(scope, spec_name(node.id), node)
        return
    inner = _activity(scope, body, node, entry=False)
    inner._inputs = [outer.name]
    inner.completed_event.connect(outer.merge)


def _activity(scope: Scope, name: str, node: Node, *, entry: bool = True) -> Any:
    if node.kind is Kind.END or node.kind is Kind.THROW:
        return _throwing(scope, name, node)
    if node.kind is Kind.SUB_PROCESS:
        return ScopeStep(scope, name, node.id, node.id, entry=entry)
    if node.kind is Kind.CALL and node.called is not None:
        return ScopeStep(scope, name, node.id, node.called, entry=entry)
    if _is_link(node):
        return PerformStep(scope, name, node.id, entry=False)  # no flow leads to the second of a pair of links
    if node.kind not in _SIMPLE:
        raise DefinitionRefused(
            f"Элемент «{node.name or node.id}» ({node.kind}): исполнение не поддерживается",
            f"Element {node.id!r} ({node.kind}) cannot be executed",
            element=node.id,
        )
    return _SIMPLE[node.kind](scope, name, node.id, entry=entry)


def _throwing(scope: Scope, name: str, node: Node) -> Any:
    event, ends = node.event, node.kind is Kind.END
    if event is None and not node.events:
        return EndStep(scope, name, node.id) if ends else PerformStep(scope, name, node.id)
    if event is not None and event.kind in _SENT:
        return SendingEndStep(scope, name, node.id) if ends else WaitStep(scope, name, node.id)
    if event is not None and event.kind == "escalation":
        return EscalationStep(scope, name, node.id, event=event, ends=ends)
    if event is not None and event.kind == "terminate" and ends:
        return EndStep(scope, name, node.id, terminates=True)
    if event is not None and event.kind == "error" and ends:
        return ErrorEndStep(scope, name, node.id, event=event)
    if event is not None and event.kind == "link" and not ends:
        return PerformStep(scope, name, node.id)
    kind = event.kind if event else None
    raise DefinitionRefused(
        f"Событие «{node.name or node.id}» ({kind}): исполнение не поддерживается",
        f"Event {node.id!r} ({kind}) cannot be executed",
        element=node.id,
    )


def _add_border(scope: Scope, node: Node, borders: tuple[Node, ...]) -> None:
    main = scope.task_specs[spec_name(node.id)]
    main.entry = False
    split = BoundarySplit(scope, border_name(node.id), node.id)
    join = BoundaryJoin(scope, f"after:{node.id}", split_task=split.name, cancel=True)
    split.connect(main)
    main.connect(join)
    for border in borders:
        event = BorderStep(scope, spec_name(border.id), border.id, interrupting=border.interrupting, event=border.event)
        split.connect(event)
        event.connect(join)


def _connect(process: Process, scope: Scope, node: Node) -> None:
    spec = scope.task_specs[spec_name(node.id)]
    if node.kind is Kind.START:
        scope.start.connect(spec)
    if node.kind is Kind.THROW and _is_link(node):
        spec.connect(scope.task_specs[spec_name(_other_end(process, node))])
        return
    flows = [process.flows[flow] for flow in node.outgoing]
    if node.kind not in _GATEWAYS and any(flow.condition for flow in flows):
        split = SplitStep(scope, f"split:{node.id}", node.id)
        spec.connect(split)
        spec = split
    for flow in flows:
        spec.connect(scope.entrance(flow.target))
    if not flows:
        spec.connect(scope.end)


def _is_link(node: Node) -> bool:
    return node.event is not None and node.event.kind == "link"


def _other_end(process: Process, throw: Node) -> str:
    """The event at which a link goes on; the gate has seen to it that there is exactly one."""
    assert throw.event is not None  # noqa: S101  # asked for a link only
    return next(
        node.id
        for node in process.inside(throw.parent)
        if node.kind is Kind.CATCH and _is_link(node) and node.event is not None and node.event.name == throw.event.name
    )
