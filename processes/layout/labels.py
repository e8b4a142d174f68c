"""Places for the labels of events, gateways and flows: near their element, upon nothing else.

Each label takes the best of many candidate places; a second round lets the early ones give way to the late ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from processes.layout.graph import Cell, Graph, Wire
from processes.layout.routing import Point
from processes.layout.sheet import Box, Sheet

ON_SHAPE = 300.0
ON_LABEL = 200.0
ON_LINE = 100.0
ON_BORDER = 120.0
ON_SHARED_PIECE = 70.0
FURTHER_PIECE = 10.0
ROUNDS = 3
MOST_CHOSEN = 500
"""With more labels than that, each takes its first place: choosing would take minutes."""


@dataclass
class _Label:
    """A text to be placed, with its candidates: boxes and what each costs by itself."""

    id: str
    candidates: list[tuple[Box, float]]


@dataclass
class Labels:
    """The boxes by element, and the elements whose label found no place of its own."""

    boxes: dict[str, Box]
    crowded: frozenset[str]


def labels_of(graph: Graph, sheet: Sheet, ways: Mapping[str, list[Point]]) -> Labels:
    """A box for the label of every event, gateway and wire that has a name."""
    return _Placer(graph, sheet, ways).placed()


class _Placer:
    def __init__(self, graph: Graph, sheet: Sheet, ways: Mapping[str, list[Point]]) -> None:
        self.graph = graph
        self.sheet = sheet
        self.ways = ways
        self.shapes = [(id_, box) for id_, box in sheet.boxes.items() if not graph.is_scope(id_)]
        self.pieces = [(wire, _box_of(start, end)) for wire, way in ways.items() for start, end in pairwise(way)]
        self.borders = list(self.border_lines())
        self.taken: dict[str, Box] = {}
        self.cost: dict[str, float] = {}

    def placed(self) -> Labels:
        labels = [
            _Label(cell.id, list(self.beside(cell)))
            for cell in self.graph.cells.values()
            if cell.label[0] and cell.id in self.sheet.boxes
        ]
        labels += [
            _Label(wire.id, list(self.along(wire)))
            for wire in self.graph.wires.values()
            if wire.label[0] and wire.id in self.ways
        ]
        if len(labels) > MOST_CHOSEN:
            return Labels({label.id: label.candidates[0][0] for label in labels}, frozenset())
        fixed = {label.id: self.fixed_costs(label) for label in labels}
        for _ in range(ROUNDS):
            for label in labels:
                self.taken.pop(label.id, None)
                costs = fixed[label.id]
                best = min(
                    range(len(label.candidates)),
                    key=lambda place: costs[place] + self.crowding(label.candidates[place][0]),
                )
                self.taken[label.id] = label.candidates[best][0]
                self.cost[label.id] = costs[best] + self.crowding(self.taken[label.id]) - ON_LABEL
        crowded = frozenset(id_ for id_, cost in self.cost.items() if cost >= ON_LINE)
        return Labels(self.taken, crowded)

    def crowding(self, box: Box) -> float:
        room = box.grown(2)
        return ON_LABEL * sum(room.meets(other) for other in self.taken.values())

    def fixed_costs(self, label: _Label) -> list[float]:
        """What each candidate costs through shapes, lines and borders; those do not move."""
        around = _union([box for box, _ in label.candidates]).grown(12)
        shapes = [box for _, box in self.shapes if box.meets(around)]
        pieces = [(wire, box) for wire, box in self.pieces if box.meets(around)]
        borders = [box for box in self.borders if box.meets(around)]
        costs = []
        for box, cost in label.candidates:
            room = box.grown(2)
            cost += ON_SHAPE * sum(room.meets(shape) for shape in shapes)
            cost += ON_BORDER * sum(room.meets(border) for border in borders)
            hit = {wire for wire, piece in pieces if box.grown(1).meets(piece)}
            cost += ON_LINE * len(hit)
            costs.append(cost)
        return costs

    def border_lines(self) -> Iterator[Box]:
        """The edges of sub-processes, lanes and pools, and the names inside sub-processes."""
        boxes = [box for id_, box in self.sheet.boxes.items() if self.graph.is_scope(id_)]
        for box in boxes:
            yield Box(box.x, box.y, box.width, 24)
        for box in [*boxes, *self.sheet.fields, *self.sheet.pools]:
            yield Box(box.x, box.y, box.width, 1)
            yield Box(box.x, box.bottom, box.width, 1)
            yield Box(box.x, box.y, 1, box.height)
            yield Box(box.right, box.y, 1, box.height)
        for box in self.sheet.fields:
            yield Box(box.x, box.y, 30, box.height)

    def beside(self, cell: Cell) -> Iterator[tuple[Box, float]]:
        """Below an event, above a gateway, and further places around."""
        box = self.sheet.boxes[cell.id]
        wide, high = cell.label
        x, y = box.centre
        below, above = box.bottom + 3, box.y - high - 3
        if cell.is_gateway:
            # A diamond leaves its corners free.
            near = 14
            yield Box(x - wide // 2, above, wide, high), 0
            yield Box(x - wide // 2, below, wide, high), 6
            yield Box(x + near, box.y - high + near - 4, wide, high), 8
            yield Box(x - near - wide, box.y - high + near - 4, wide, high), 9
            yield Box(x + near, box.bottom - near + 4, wide, high), 10
            yield Box(x - near - wide, box.bottom - near + 4, wide, high), 11
        elif cell.host is not None:
            yield Box(box.x - wide - 1, box.bottom - high + 16, wide, high), 0
            yield Box(box.x - wide + 6, box.bottom, wide, high), 2
            yield Box(box.right + 2, box.bottom - high + 16, wide, high), 4
            yield Box(box.right - 4, box.bottom, wide, high), 6
            yield Box(x - 8 - wide, below + 4, wide, high), 7
            yield Box(x + 8, below + 4, wide, high), 8
        else:
            yield Box(x - wide // 2, below, wide, high), 0
            yield Box(x - wide // 2, above, wide, high), 5
        for far in (0, 6, 14, 24, 36, 50):
            yield Box(x + 5, above - far, wide, high), 10 + far
            yield Box(x - 5 - wide, above - far, wide, high), 10.5 + far
            yield Box(x + 5, below + far, wide, high), 11 + far
            yield Box(x - 5 - wide, below + far, wide, high), 11.5 + far
        for far in (4, 10, 18, 28, 40):
            yield Box(x - wide // 2, below + far, wide, high), 12 + far
            yield Box(x - wide // 2, above - far, wide, high), 13 + far
            yield Box(box.right + far - 2, above + 6, wide, high), 16 + far
            yield Box(box.right + far - 2, below - 6, wide, high), 16 + far
            yield Box(box.x - wide - far + 2, above + 6, wide, high), 17 + far
            yield Box(box.x - wide - far + 2, below - 6, wide, high), 17 + far
            yield Box(box.right + far, y - high // 2, wide, high), 20 + far
            yield Box(box.x - wide - far, y - high // 2, wide, high), 21 + far

    def along(self, wire: Wire) -> Iterator[tuple[Box, float]]:
        """Along the first pieces of the way: above, below, left and right of it, near its start."""
        wide, high = wire.label
        sisters = [other for other in self.graph.wires.values() if other.source == wire.source and other.id != wire.id]
        shared = [_box_of(start, end) for other in sisters for start, end in pairwise(self.ways.get(other.id, ()))]
        for number, (start, end) in enumerate(list(pairwise(self.ways[wire.id]))[:5]):
            cost = FURTHER_PIECE * number
            for box, more in _beside_piece(start, end, wide, high, _gap(wire, number)):
                touched = ON_SHARED_PIECE * any(_lie_along(_box_of(start, end), piece, box) for piece in shared)
                yield box, cost + more + touched


def _gap(wire: Wire, piece: int) -> int:
    """How far from the beginning of a piece a label may begin: behind the slash of a default flow."""
    if piece:
        return 4
    return 17 if wire.default else 12


def _beside_piece(start: Point, end: Point, wide: int, high: int, gap: int) -> Iterator[tuple[Box, float]]:
    (x, y), (end_x, end_y) = start, end
    if y == end_y:
        ahead = 1 if end_x > x else -1
        length = abs(end_x - x)
        for shift in (0, 6, 14, 24, 36, 50, 70, 95, 125):
            if shift and shift + wide > length + 12:
                break
            left = x + gap + shift if ahead > 0 else x - gap - shift - wide
            short = 0 if wide + gap + shift <= length else 25
            for distance in (2, 5, 9, 15):
                cost = 0.12 * shift + 0.5 * distance + short
                yield Box(left, y - high - distance, wide, high), cost
                yield Box(left, y + distance, wide, high), cost + 3
        return
    ahead = 1 if end_y > y else -1
    length = abs(end_y - y)
    for shift in (0, 5, 12, 20, 30, 45, 65, 90, 120, 160):
        if shift and shift + high > length + 12:
            break
        top = y + gap + shift if ahead > 0 else y - gap - shift - high
        short = 0 if high + gap + shift <= length else 20
        for distance in (3, 6, 11, 18):
            cost = 0.12 * shift + 0.5 * distance + short
            yield Box(x + distance, top, wide, high), cost
            yield Box(x - distance - wide, top, wide, high), cost + 2


def _box_of(start: Point, end: Point) -> Box:
    """A piece of a line as a box one pixel thick."""
    x, y = min(start[0], end[0]), min(start[1], end[1])
    return Box(x, y, abs(start[0] - end[0]) + 1, abs(start[1] - end[1]) + 1)


def _lie_along(piece: Box, other: Box, label: Box) -> bool:
    """Whether another piece runs along this one beside the label."""
    return piece.meets(other) and (piece.width > 1) == (other.width > 1) and other.meets(label.grown(20))


def _union(boxes: list[Box]) -> Box:
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)
