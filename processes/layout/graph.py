"""What the layout has to place: cells in lanes, and wires between them.  Built once from a diagram, in document order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from processes.drawing.lettering import (
    INSIDE,
    LINE_INSIDE,
    LINE_OUTSIDE,
    OUTSIDE,
    measured,
    width_of,
    wrapped,
)
from processes.drawing.nodes import EVENTS, GATEWAYS, LABEL_WIDTH, SCOPES
from processes.model.elements import Diagram, Kind, Node, Process

TASK_WIDTH = 150
TASK_HEIGHT = 80
TASK_TEXT = 136
GATEWAY = 50
EVENT = 36
NARROWEST_FIELD = 60
LONGEST_WORD = 150.0
"""Longer words are broken."""


@dataclass
class Cell:
    """A flow node to be placed.  `lane` counts the leaf lanes of all pools from the top; `scope` is what it stands in."""

    id: str
    kind: Kind
    scope: str
    lane: int
    pool: int
    width: int
    height: int
    label: tuple[int, int] = (0, 0)
    host: str | None = None
    riders: list[str] = field(default_factory=list)
    """The boundary events on its border, in document order."""

    @property
    def is_event(self) -> bool:
        return self.kind in EVENTS

    @property
    def is_gateway(self) -> bool:
        return self.kind in GATEWAYS


@dataclass
class Wire:
    """A line to be routed.  `origin` is the cell that its source counts as: for a boundary event, the host."""

    id: str
    kind: str
    source: str
    target: str
    origin: str
    scope: str
    name: str
    label: tuple[int, int] = (0, 0)
    back: bool = False
    default: bool = False


@dataclass
class Field:
    """A leaf lane, or a pool (or process) without lanes: a band of rows."""

    id: str | None
    name: str
    pool: int
    least: int
    """The lowest height that shows its name."""


@dataclass
class Pool:
    """A pool, or a process without one (`id` None); `process` is None for a pool that only has a name."""

    id: str | None
    name: str
    process: str | None
    outer: list[tuple[str, str, int, int]] = field(default_factory=list)
    """Lanes around others: id, name, first and last field."""

    depth: int = 0
    """How many bands of names stand to the left of the fields: the pool's and those of nested lanes."""


@dataclass
class Graph:
    """All that is placed together on one plane."""

    cells: dict[str, Cell]
    wires: dict[str, Wire]
    fields: list[Field]
    pools: list[Pool]
    scopes: dict[str, list[str]]
    """Scope id -> the cells directly inside, boundary events left out; document order."""

    def is_scope(self, cell: str) -> bool:
        """Whether a cell is drawn around others."""
        return bool(self.scopes.get(cell))

    def scopes_by_depth(self) -> list[str]:
        """All scopes that hold cells, the outermost first."""
        depths: dict[str, int] = {}
        for scope in self.scopes:
            place, depth = scope, 0
            while place in self.cells:
                place, depth = self.cells[place].scope, depth + 1
            depths[scope] = depth
        return sorted(self.scopes, key=lambda scope: depths[scope])

    def content(self, scope: str) -> list[str]:
        """All cells at any depth inside a scope."""
        found: list[str] = []
        open_ = [scope]
        while open_:
            for cell in self.scopes.get(open_.pop(), ()):
                found.append(cell)
                open_.append(cell)
        return found


def graph_of(diagram: Diagram, pools: Iterable[tuple[str | None, str | None, str]]) -> Graph:
    """The graph of a diagram's processes in these pools (pool id or None, process id or None, name)."""
    graph = Graph({}, {}, [], [], {})
    for id_, process_id, name in pools:
        process = diagram.processes.get(process_id or "")
        _add_pool(graph, id_, process, name)
    for line in diagram.connections:
        if line.kind == "messageFlow":
            label = label_size(line.name, LABEL_WIDTH)
            graph.wires[line.id] = Wire(line.id, "message", line.source, line.target, line.source, "", line.name, label)
    return graph


def label_size(text: str, limit: float) -> tuple[int, int]:
    """The box that a label needs beside its element, in whole pixels; a long word makes it wider, up to a point."""
    longest = max((width_of(word, OUTSIDE) for word in text.split()), default=0.0)
    limit = max(limit, min(longest + 1, LONGEST_WORD))
    width, height = measured(text, OUTSIDE, limit, LINE_OUTSIDE)
    return (int(width) + 2, int(height) + 1) if text else (0, 0)


def _add_pool(graph: Graph, id_: str | None, process: Process | None, name: str) -> None:
    number = len(graph.pools)
    pool = Pool(id_, name, process.id if process else None)
    graph.pools.append(pool)
    if process is None:
        graph.fields.append(Field(None, "", number, NARROWEST_FIELD))
        return
    places = _add_fields(graph, process, number, pool)
    lanes = _lanes_of(process, places)
    for node in process.nodes.values():
        graph.cells[node.id] = _cell(node, process, lanes[node.id], number)
    for node in process.nodes.values():
        if node.attached_to:
            graph.cells[node.attached_to].riders.append(node.id)
        else:
            graph.scopes.setdefault(node.parent, []).append(node.id)
    for flow in process.flows.values():
        source, target = process.nodes[flow.source], process.nodes[flow.target]
        if source.parent != target.parent or target.attached_to:
            continue  # over the border of a sub-process, or into an event on one: the gate refuses it
        graph.wires[flow.id] = Wire(
            flow.id,
            "flow",
            source.id,
            target.id,
            source.attached_to or source.id,
            source.parent,
            flow.name,
            label_size(flow.name, LABEL_WIDTH),
            default=source.default == flow.id,
        )


def _cell(node: Node, process: Process, lane: int, pool: int) -> Cell:
    width, height, label = TASK_WIDTH, TASK_HEIGHT, (0, 0)
    if node.kind in GATEWAYS:
        width = height = GATEWAY
        label = label_size(node.name, LABEL_WIDTH)
    elif node.kind in EVENTS:
        width = height = EVENT
        label = label_size(node.name, LABEL_WIDTH)
    else:
        lines = len(wrapped(node.name, INSIDE, TASK_TEXT))
        bottom = 14 if node.multi or node.loop or node.kind in SCOPES | {Kind.CALL} else 0
        height = max(TASK_HEIGHT, round((LINE_INSIDE + 0.6) * lines) + 40 + bottom)
    return Cell(node.id, node.kind, node.parent, lane, pool, width, height, label, node.attached_to)


def _add_fields(graph: Graph, process: Process, pool_number: int, pool: Pool) -> Mapping[str, int]:
    """Adds the leaf lanes and answers where each lane, leaf or not, begins."""
    parents = {lane.parent for lane in process.lanes}
    leaves = [lane for lane in process.lanes if lane.id not in parents]
    if not leaves:
        graph.fields.append(Field(None, "", pool_number, NARROWEST_FIELD))
        pool.depth = 1 if pool.id else 0
        return {"": len(graph.fields) - 1}
    around = {lane.id: lane.parent for lane in process.lanes}
    places: dict[str, int] = {}
    spans: dict[str, list[int]] = defaultdict(list)
    deepest = 0
    for lane in leaves:
        place = len(graph.fields)
        graph.fields.append(Field(lane.id, lane.name, pool_number, _least_height(lane.name)))
        places[lane.id] = place
        outer, depth = around[lane.id], 0
        while outer is not None:
            spans[outer].append(place)
            places.setdefault(outer, place)
            outer, depth = around[outer], depth + 1
        deepest = max(deepest, depth)
    pool.outer = [
        (lane.id, lane.name, spans[lane.id][0], spans[lane.id][-1]) for lane in process.lanes if lane.id in spans
    ]
    pool.depth = deepest + 1
    return {**places, "": next(iter(places.values()))}


def _least_height(name: str) -> int:
    """Two lines of a lane's name fit into its height."""
    longest = max((width_of(word, INSIDE) for word in name.split()), default=0.0)
    return max(NARROWEST_FIELD, round(max(width_of(name, INSIDE) * 0.58, longest)) + 24)


def _lanes_of(process: Process, places: Mapping[str, int]) -> dict[str, int]:
    """The field of each node: its own lane, else its host's or sub-process's, else that of a neighbour, else the first."""
    found: dict[str, int] = {}
    for node in process.nodes.values():
        place: Node | None = node
        while place is not None and place.lane not in places:
            place = process.nodes.get(place.attached_to or place.parent)
        if place is not None:
            found[node.id] = places[place.lane or ""]
    missing = [node for node in process.nodes.values() if node.id not in found]
    while missing:
        for node in missing:
            before = [process.flows[flow].source for flow in node.incoming]
            after = [process.flows[flow].target for flow in node.outgoing]
            beside = [other for other in (node.attached_to, *before, *after) if other in found]
            if beside:
                found[node.id] = found[str(beside[0])]
        left = [node for node in missing if node.id not in found]
        if len(left) == len(missing):
            found.update({node.id: places[""] for node in left})
            break
        missing = left
    return found
