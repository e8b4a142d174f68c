"""Where a case waits: for a person, a moment or a message.  Between two waits everything happens in one burst."""

from __future__ import annotations

from processes.definition import Definition
from processes.gate.paths import CONTAINERS, graph, reached
from processes.model.elements import Kind, Node, Process

_WAITING = frozenset({Kind.USER, Kind.MANUAL, Kind.RECEIVE, Kind.CATCH})


def always_waits(definition: Definition, node: Node, calls: frozenset[str] = frozenset()) -> bool:
    """Whether no case passes the node without a wait.  An action of the service is no wait: it asks nobody."""
    if node.kind in _WAITING:
        return True
    if node.kind in CONTAINERS:
        return not _passes_freely(definition, definition.process_of(node.id), node.id, calls)
    called = definition.processes.get(node.called or "") if node.kind is Kind.CALL else None
    if called is None or called.id in calls:
        return False
    return not _passes_freely(definition, called, called.id, calls | {called.id})


def automatic(
    definition: Definition, process: Process, scope: str, calls: frozenset[str] = frozenset()
) -> dict[str, list[str]]:
    """The graph of a scope without the nodes at which a case waits.

    An event on the border of an activity fires only while the case waits there, so nothing automatic leads to it.
    """
    free = {node.id: node for node in process.inside(scope) if not always_waits(definition, node, calls)}
    whole = graph(process, scope)
    return {
        id_: [one for one in whole[id_] if one in free and free[one].attached_to is None] for id_, node in free.items()
    }


def may_wait(definition: Definition, node: Node, calls: frozenset[str] = frozenset()) -> bool:
    """Whether a case can be caught at or inside the node: there is a wait, or a document is being made there."""
    if node.kind in _WAITING or (node.kind is Kind.SERVICE and node.properties.get("action") == "document"):
        return True
    if node.kind in CONTAINERS:
        inside = definition.process_of(node.id).inside(node.id)
        return any(may_wait(definition, one, calls) for one in inside)
    called = definition.processes.get(node.called or "") if node.kind is Kind.CALL else None
    if called is None or called.id in calls:
        return False
    return any(may_wait(definition, one, calls | {called.id}) for one in called.inside(called.id))


def _passes_freely(definition: Definition, process: Process, scope: str, calls: frozenset[str]) -> bool:
    free = automatic(definition, process, scope, calls)
    starts = [id_ for id_ in free if process.nodes[id_].kind is Kind.START]
    return any(process.nodes[id_].kind is Kind.END for id_ in reached(free, starts))
