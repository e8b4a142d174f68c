"""Ways for wires over a sparse grid: few bends, few crossings, never through a box, never upon a stranger's line.

The grid's lines are the middles of columns and rows and the lines that the sheet keeps free between them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from processes.layout.graph import Graph, Wire
from processes.layout.ports import Port, Ports
from processes.layout.search import Found, Search, Stub
from processes.layout.sheet import Box, Section, Sheet
from processes.layout.traffic import DOWN, LEFT, RIGHT, GridPoint, Traffic, steps_of
from processes.layout.walls import Walls

MARGIN = 8
SCOPE_MARGIN = 10
POOL_MARGIN = 4

MOST_STEPS = 400_000
"""Grid points looked at for one picture; afterwards wires take the simplest way.  A count and not a time, so that the
result is repeatable."""

MOST_POINTS = 3_000_000
"""Points of a grid that is searched at all; an absurd diagram is drawn simply instead of filling the memory."""

MOST_IMPROVED = 300
"""Wires that are routed again with all the others in place."""

Point = tuple[int, int]


@dataclass
class Routes:
    """The ways found: wire -> waypoints, and how many lines of each section they use."""

    ways: dict[str, list[Point]]
    used: dict[Section, int]


def routed(graph: Graph, sheet: Sheet, rounds: int) -> Routes:
    """A way for every wire whose ends have boxes; in each round, every wire looks for a better one."""
    return _Router(graph, sheet).routes(rounds)


class _Router:
    def __init__(self, graph: Graph, sheet: Sheet) -> None:
        self.graph = graph
        self.sheet = sheet
        self.xs = sorted(sheet.xs)
        self.ys = sorted(sheet.ys)
        self.ports = Ports(graph, sheet)
        self.traffic = Traffic(graph.wires)
        self.walls: dict[str, Walls] = {}
        self.found: dict[str, Found] = {}
        self.budget = MOST_STEPS if len(self.xs) * len(self.ys) <= MOST_POINTS else 0

    def routes(self, rounds: int) -> Routes:
        order = self.ordered()
        for wire in order:
            self.route(wire)
        for _ in range(rounds if len(order) <= MOST_IMPROVED else 0):
            for wire in order:
                self.improve(wire)
        return Routes({wire.id: self.waypoints(wire) for wire in order}, self.used_lines())

    def ordered(self) -> list[Wire]:
        """Loops last; straight ones first, then short ones; document order where nothing else decides."""
        boxes = self.ports.boxes

        def weight(wire: Wire) -> tuple[bool, bool, bool, int]:
            source, target = boxes[wire.source].centre, boxes[wire.target].centre
            length = abs(target[0] - source[0]) + abs(target[1] - source[1])
            return wire.kind != "flow", wire.back, source[1] != target[1], length

        wires = [wire for wire in self.graph.wires.values() if wire.source in boxes and wire.target in boxes]
        return sorted(wires, key=weight)

    def route(self, wire: Wire) -> bool:
        """Find a way and keep it; False if there is none."""
        if self.budget <= 0:
            return False
        search = Search(wire, self.walls_of(wire), self.traffic, self.budget)
        found = search.found(list(self.stubs(self.ports.outputs(wire))), list(self.stubs(self.ports.inputs(wire))))
        self.budget -= search.steps
        if found is None:
            return False
        self.keep(wire, found)
        return True

    def improve(self, wire: Wire) -> None:
        """Route a wire again; one that finds nothing within the budget keeps its way."""
        before = self.found.pop(wire.id, None)
        if before is not None:
            self.traffic.remove(wire.id, before.way)
            self.ports.release(wire, before.start, before.goal)
        if not self.route(wire) and before is not None:
            self.keep(wire, before)

    def keep(self, wire: Wire, found: Found) -> None:
        self.found[wire.id] = found
        self.traffic.add(wire.id, found.way)
        self.ports.take(wire, found.start, found.goal)

    def stubs(self, ports: list[Port]) -> Iterator[Stub]:
        for port in ports:
            point = self.nearest(port)
            if point is not None:
                yield port, point

    def nearest(self, port: Port) -> GridPoint | None:
        """The grid point that a line out of a port reaches first."""
        along, across, value, start = (
            (self.ys, self.xs, port.y, port.x) if port.side in (RIGHT, LEFT) else (self.xs, self.ys, port.x, port.y)
        )
        line = bisect_left(along, value)
        if line == len(along) or along[line] != value:
            return None
        first = bisect_right(across, start) if port.side in (RIGHT, DOWN) else bisect_left(across, start) - 1
        if not 0 <= first < len(across):
            return None
        return (first, line) if port.side in (RIGHT, LEFT) else (line, first)

    def walls_of(self, wire: Wire) -> Walls:
        key = wire.scope if wire.kind == "flow" else ""
        if key not in self.walls:
            self.walls[key] = Walls(self.xs, self.ys, self.obstacles(key), self.region(key))
        return self.walls[key]

    def obstacles(self, scope: str) -> Iterator[Box]:
        """The boxes that stand in a scope, its own boundary events among them; for "", those of all pools."""
        for cell in self.graph.cells.values():
            inside = cell.scope == scope or cell.host == scope if scope else cell.scope not in self.graph.cells
            if inside and cell.id in self.sheet.boxes:
                yield self.sheet.boxes[cell.id].grown(SCOPE_MARGIN if self.graph.is_scope(cell.id) else MARGIN)

    def region(self, scope: str) -> Box | None:
        """Where the wires of a scope must stay."""
        if scope in self.graph.cells:
            return self.sheet.boxes[scope].grown(-SCOPE_MARGIN)
        for number, pool in enumerate(self.graph.pools):
            if scope and pool.process == scope:
                return self.sheet.pools[number].grown(-POOL_MARGIN)
        return None

    def used_lines(self) -> dict[Section, int]:
        """How many lines of each section some wire runs along."""
        lines: dict[Section, set[int]] = defaultdict(set)
        for found in self.found.values():
            for lies, (i, j), _ in steps_of(found.way):
                section = self.sheet.ys[self.ys[j]] if lies else self.sheet.xs[self.xs[i]]
                if section is not None:
                    lines[section].add(self.ys[j] if lies else self.xs[i])
        return {section: len(used) for section, used in lines.items()}

    def waypoints(self, wire: Wire) -> list[Point]:
        found = self.found.get(wire.id)
        if found is None:
            return _plain_way(wire, self.ports.boxes[wire.source], self.ports.boxes[wire.target])
        inner = [(self.xs[i], self.ys[j]) for i, j in found.way]
        return simplified([(found.start.x, found.start.y), *inner, (found.goal.x, found.goal.y)])


def _plain_way(wire: Wire, source: Box, target: Box) -> list[Point]:
    """The way of last resort: out to the right (or down), over, and in."""
    (x, y), (end_x, end_y) = source.centre, target.centre
    if wire.kind != "flow" or wire.source != wire.origin:
        middle = (source.bottom + target.y) // 2
        return simplified([(x, source.bottom), (x, middle), (end_x, middle), (end_x, target.y)])
    middle = (source.right + target.x) // 2
    return simplified([(source.right, y), (middle, y), (middle, end_y), (target.x, end_y)])


def simplified(points: list[Point]) -> list[Point]:
    """The same way without points that lie on a straight piece."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]):
            kept[-1] = point
            continue
        kept.append(point)
    return kept if len(kept) > 1 else [points[0], points[-1]]
