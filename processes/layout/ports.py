"""Where wires may leave and reach boxes, and what each place costs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from processes.layout.graph import Graph, Wire
from processes.layout.sheet import Box, Sheet
from processes.layout.traffic import DOWN, LEFT, RIGHT, UP
from processes.model.elements import Kind

UPRIGHT_OUTPUT = 36.0
UPRIGHT_INPUT = 30.0
LATER_ROW = 4.0
OTHER_OUTPUT = 170.0
OTHER_BRANCH = 60.0
OPPOSITE = 400.0


@dataclass(frozen=True)
class Port:
    """A point on the border of a box; `side` is the direction in which a wire leaves there."""

    x: int
    y: int
    side: int
    cost: float


class Ports:
    """The ports of all boxes, and which wires use them."""

    def __init__(self, graph: Graph, sheet: Sheet) -> None:
        self.graph = graph
        self.sheet = sheet
        pools = {pool.id: box for pool, box in zip(graph.pools, sheet.pools, strict=True) if pool.id}
        self.boxes: dict[str, Box] = {**pools, **sheet.boxes}
        """Cells, and pools as ends of message flows."""

        self.used: dict[tuple[str, int, int], list[tuple[str, str]]] = defaultdict(list)

    def outputs(self, wire: Wire) -> list[Port]:
        """Where the wire may begin; nothing but the bottom for a boundary event."""
        cell = self.graph.cells.get(wire.source)
        box = self.boxes[wire.source]
        if cell is not None and cell.host is not None:
            return [Port(box.centre[0], box.bottom, DOWN, 0.0)]
        if wire.kind != "flow":
            return self.upright(wire.source, 0.0)
        ports = self.sides(wire.source, RIGHT)
        # A loop to itself leaves at the right and comes in from above or the left.
        if wire.source != wire.target:
            ports += self.upright(wire.source, UPRIGHT_OUTPUT)
        return [self.priced(wire, port, wire.source, "out") for port in ports]

    def inputs(self, wire: Wire) -> list[Port]:
        """Where the wire may end."""
        if wire.kind != "flow":
            return self.upright(wire.target, 0.0)
        ports = [*self.sides(wire.target, LEFT), *self.upright(wire.target, UPRIGHT_INPUT)]
        if wire.source == wire.target:
            ports = [port for port in ports if port.side != DOWN]
        return [self.priced(wire, port, wire.target, "in") for port in ports]

    def upright(self, id_: str, cost: float) -> list[Port]:
        """Above and below; not below a host of boundary events; of a pool, at every column."""
        box, cell = self.boxes[id_], self.graph.cells.get(id_)
        if cell is not None:
            xs = [box.centre[0]]
        else:
            xs = [x for x, section in self.sheet.xs.items() if section is None and box.x < x < box.right]
        ports = [Port(x, box.y, UP, cost) for x in xs]
        if cell is None or not cell.riders:
            ports += [Port(x, box.bottom, DOWN, cost) for x in xs]
        return ports

    def sides(self, id_: str, side: int) -> list[Port]:
        """The ports on the left or right edge: one for a plain box, one a row for a sub-process."""
        box = self.boxes[id_]
        x = box.right if side == RIGHT else box.x
        if not self.graph.is_scope(id_):
            return [Port(x, box.centre[1], side, 0.0)]
        rows = [y for y in self.sheet.rows if box.y + 16 < y < box.bottom - 16]
        return [Port(x, y, side, LATER_ROW * number) for number, y in enumerate(rows)]

    def priced(self, wire: Wire, port: Port, cell: str, way: str) -> Port:
        """The port with what it costs to share it with wires that run the same way, or the other."""
        branching = self.graph.cells[cell].kind in (Kind.PARALLEL, Kind.EVENT_BASED)
        cost = port.cost
        for other, direction in self.used[cell, port.x, port.y]:
            if other == wire.id:
                continue
            if direction != way:
                cost += OPPOSITE
            elif way == "out":
                cost += OTHER_BRANCH if branching else OTHER_OUTPUT
        return replace(port, cost=cost)

    def take(self, wire: Wire, start: Port, goal: Port) -> None:
        self.used[wire.source, start.x, start.y].append((wire.id, "out"))
        self.used[wire.target, goal.x, goal.y].append((wire.id, "in"))

    def release(self, wire: Wire, start: Port, goal: Port) -> None:
        self.used[wire.source, start.x, start.y].remove((wire.id, "out"))
        self.used[wire.target, goal.x, goal.y].remove((wire.id, "in"))
