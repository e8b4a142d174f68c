"""Where a case waits: for a person, a moment or a message.  Between two waits everything happens in one burst."""

from __future__ import annotations

from processes.definition import Definition
from processes.gate.paths import CONTAINERS, graph, is_link, reached
from processes.model.elements import Kind, Node, Process

_WAITING = frozenset({Kind.USER, Kind.MANUAL, Kind.RECEIVE, Kind.CATCH})


class Waits:
    """What is known of one definition; each scope is looked into once, however often it is called.

    A process that calls itself is taken to be passed without a wait at that call; it is refused for the circle anyway.
    """

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self._free: dict[str, bool] = {}
        self._waiting: dict[str, bool] = {}

    def always(self, node: Node) -> bool:
        """Whether no case passes the node without a wait.  An action of the service is no wait: it asks nobody."""
        if _is_wait(node) and not _is_condition(node):  # which may hold already when a case comes to it
            return True
        inner = self._inner(node)
        return inner is not None and not self._passes_freely(*inner)

    def possible(self, node: Node) -> bool:
        """Whether a case can be caught at or inside the node: there is a wait, or a document is being made there."""
        if _is_wait(node) or (node.kind is Kind.SERVICE and node.properties.get("action") == "document"):
            return True
        inner = self._inner(node)
        return inner is not None and self._holds_wait(*inner)

    def automatic(self, process: Process, scope: str) -> dict[str, list[str]]:
        """The graph of a scope without the nodes at which a case waits.

        An event on the border of an activity fires only while the case waits there, so nothing automatic leads to it.
        """
        free = {node.id: node for node in process.inside(scope) if not self.always(node)}
        whole = graph(process, scope)
        return {id_: [one for one in whole[id_] if one in free and free[one].attached_to is None] for id_ in free}

    def _inner(self, node: Node) -> tuple[Process, str] | None:
        """The process and scope that a node stands for, if it stands for one."""
        if node.kind in CONTAINERS:
            return self.definition.process_of(node.id), node.id
        called = self.definition.processes.get(node.called or "") if node.kind is Kind.CALL else None
        return (called, called.id) if called else None

    def _passes_freely(self, process: Process, scope: str) -> bool:
        if scope not in self._free:
            self._free[scope] = True
            free = self.automatic(process, scope)
            starts = [id_ for id_ in free if process.nodes[id_].kind is Kind.START]
            self._free[scope] = any(process.nodes[id_].kind is Kind.END for id_ in reached(free, starts))
        return self._free[scope]

    def _holds_wait(self, process: Process, scope: str) -> bool:
        if scope not in self._waiting:
            self._waiting[scope] = False
            self._waiting[scope] = any(self.possible(node) for node in process.inside(scope))
        return self._waiting[scope]


def _is_condition(node: Node) -> bool:
    return node.event is not None and node.event.kind == "conditional"


def _is_wait(node: Node) -> bool:
    return node.kind in _WAITING and not is_link(node)
