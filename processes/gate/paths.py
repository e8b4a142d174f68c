"""Where a case can go: the graph of sequence flows, scope by scope.  Knows no conditions and no data."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from processes.definition import Definition
from processes.model.elements import Kind, Node, Process

GATEWAYS = frozenset({Kind.EXCLUSIVE, Kind.PARALLEL, Kind.INCLUSIVE, Kind.EVENT_BASED, Kind.COMPLEX})
CONTAINERS = frozenset({Kind.SUB_PROCESS, Kind.TRANSACTION, Kind.AD_HOC})
EVENTS = frozenset({Kind.START, Kind.END, Kind.CATCH, Kind.THROW, Kind.BOUNDARY})

Graph = Mapping[str, Sequence[str]]

Point = TypeVar("Point", bound=Hashable)


def scopes(process: Process) -> Iterator[str]:
    """The process's id, then the ids of its sub-processes in document order."""
    yield process.id
    yield from (node.id for node in process.nodes.values() if node.kind in CONTAINERS)


def nodes(definition: Definition, *kinds: Kind) -> Iterator[Node]:
    """All nodes of these kinds (of all kinds, if none is named), process by process."""
    for process in definition.processes.values():
        yield from (node for node in process.nodes.values() if not kinds or node.kind in kinds)


def graph(process: Process, scope: str) -> dict[str, list[str]]:
    """Node -> where a case can go from it, within one scope.

    An event on an activity's border follows the activity, and the second of a pair of links the first.
    """
    inside = {node.id: node for node in process.inside(scope)}
    edges: dict[str, list[str]] = {
        id_: [process.flows[flow].target for flow in node.outgoing if process.flows[flow].target in inside]
        for id_, node in inside.items()
    }
    for node in inside.values():
        if node.attached_to in edges:
            edges[node.attached_to].append(node.id)
        if node.kind is Kind.THROW and is_link(node):
            edges[node.id].extend(one.id for one in inside.values() if one.kind is Kind.CATCH and _are_pair(node, one))
    return edges


def is_link(node: Node) -> bool:
    """Whether an event is one of a pair that stands for a flow."""
    return node.event is not None and node.event.kind == "link"


def _are_pair(one: Node, other: Node) -> bool:
    return is_link(other) and other.event is not None and one.event is not None and one.event.name == other.event.name


def reached(graph: Mapping[Point, Sequence[Point]], starts: Iterable[Point]) -> set[Point]:
    """The nodes on some way from one of the starts, the starts among them."""
    seen: set[Point] = set()
    waiting = [start for start in starts if start in graph]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(graph[node])
    return seen


def knots(graph: Graph) -> list[list[str]]:
    """The strongly connected components, each before those that lead to it (Tarjan, without recursion)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    stacked: set[str] = set()
    found: list[list[str]] = []
    for root in graph:
        if root in order:
            continue
        work = [(root, iter(graph[root]))]
        order[root] = low[root] = len(order)
        stack.append(root)
        stacked.add(root)
        while work:
            node, following = work[-1]
            step = next((one for one in following if one not in order or one in stacked), None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    cut = stack.index(node)
                    found.append(stack[cut:])
                    stacked.difference_update(stack[cut:])
                    del stack[cut:]
            elif step in order:
                low[node] = min(low[node], order[step])
            else:
                order[step] = low[step] = len(order)
                stack.append(step)
                stacked.add(step)
                work.append((step, iter(graph[step])))
    return found


def is_loop(graph: Graph, knot: Sequence[str]) -> bool:
    """Whether a strongly connected component is a loop, not just one node."""
    return len(knot) > 1 or knot[0] in graph[knot[0]]
