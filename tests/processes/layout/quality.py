"""How good a picture is, by its coordinates alone: faults by kind, and two measures of beauty.

Reads what `model.read` says of the file, so that it judges shipped diagrams, generated ones and hand-made ones alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from processes.drawing.lettering import INSIDE, LINE_INSIDE, OUTSIDE, wrapped
from processes.model.elements import Bounds, Diagram, Flow, Kind

DOCKING = 1.5
NEAR = 4.0
SHORTEST = 8.0

GATEWAYS_AND_EVENTS = {
    Kind.START,
    Kind.END,
    Kind.CATCH,
    Kind.THROW,
    Kind.BOUNDARY,
    Kind.EXCLUSIVE,
    Kind.PARALLEL,
    Kind.INCLUSIVE,
    Kind.EVENT_BASED,
    Kind.COMPLEX,
}

Segment = tuple[float, float, float, float]


@dataclass(frozen=True)
class Quality:
    """`faults`: what is wrong, as (check, element, other element).  `crossings` and `bends` are per flow."""

    faults: tuple[tuple[str, str, str], ...]
    crossings: float
    bends: float
    back_flows: int

    def counts(self) -> Counter[str]:
        return Counter(check for check, _, _ in self.faults)


def quality_of(diagram: Diagram) -> Quality:
    """The quality of a diagram's picture."""
    return _Judge(diagram).verdict()


class _Judge:
    def __init__(self, diagram: Diagram) -> None:
        self.picture = diagram.picture
        self.diagram = diagram
        self.nodes = {node.id: node for process in diagram.processes.values() for node in process.nodes.values()}
        self.flows = {
            flow.id: flow
            for process in diagram.processes.values()
            for flow in process.flows.values()
            if self.nodes[flow.source].parent == self.nodes[flow.target].parent
        }
        self.scopes = {node.parent for node in self.nodes.values()}
        self.pieces = {
            flow.id: list(pairwise(self.picture.edges[flow.id]))
            for flow in self.flows.values()
            if flow.id in self.picture.edges
        }

    def verdict(self) -> Quality:
        faults = [
            *self.completeness(),
            *self.overlaps(),
            *self.containment(),
            *self.tiling(),
            *self.docking(),
            *self.slanted(),
            *self.through(),
            *self.merged(),
            *self.labels(),
            *self.texts(),
            *self.direction(),
        ]
        count = max(len(self.pieces), 1)
        bends = sum(max(len(pieces) - 1, 0) for pieces in self.pieces.values())
        return Quality(tuple(faults), self.crossings() / count, bends / count, len(self.back_flows()))

    def completeness(self) -> Iterator[tuple[str, str, str]]:
        lanes = [lane.id for process in self.diagram.processes.values() for lane in process.lanes]
        pools = [pool[0] for pool in self.diagram.pools]
        for id_ in (*self.nodes, *lanes, *pools):
            if id_ not in self.picture.shapes:
                yield "missing", id_, ""
        for id_ in self.flows:
            if id_ not in self.picture.edges:
                yield "missing", id_, ""

    def box(self, id_: str) -> Bounds | None:
        return self.picture.shapes.get(id_)

    def related(self, one: str, other: str) -> bool:
        """Host and boundary event, or a scope and what stands inside it."""
        if other in (self.nodes[one].attached_to, *self.ancestors(one)):
            return True
        return one in (self.nodes[other].attached_to, *self.ancestors(other))

    def ancestors(self, id_: str) -> Iterator[str]:
        place = self.nodes[id_].parent
        while place in self.nodes:
            yield place
            place = self.nodes[place].parent

    def overlaps(self) -> Iterator[tuple[str, str, str]]:
        placed = [id_ for id_ in self.nodes if id_ in self.picture.shapes]
        for one, other in combinations(placed, 2):
            if meets(self.picture.shapes[one], self.picture.shapes[other]) and not self.related(one, other):
                yield "overlap", one, other

    def containment(self) -> Iterator[tuple[str, str, str]]:
        for node in self.nodes.values():
            box = self.box(node.id)
            if box is None or node.kind is Kind.BOUNDARY:
                continue
            around = self.box(node.parent) if node.parent in self.nodes else None
            if around and not holds(around, box):
                yield "outside", node.id, node.parent
            lane = self.box(node.lane) if node.lane and node.id not in self.scopes else None
            if lane and not holds(lane, box):
                yield "outside", node.id, str(node.lane)
        for _, process, _ in self.diagram.pools:
            pool = next((self.box(id_) for id_, inside, _ in self.diagram.pools if inside == process), None)
            for node in self.diagram.processes[process].nodes.values() if process and pool else ():
                box = self.box(node.id)
                if box and pool and not holds(pool, box):
                    yield "outside", node.id, str(process)

    def tiling(self) -> Iterator[tuple[str, str, str]]:
        """Lanes of one level fill the pool from top to bottom."""
        for pool_id, process_id, _ in self.diagram.pools:
            pool = self.box(pool_id)
            process = self.diagram.processes.get(process_id or "")
            if pool is None or process is None:
                continue
            lanes = [self.picture.shapes[lane.id] for lane in process.lanes if lane.parent is None if self.box(lane.id)]
            edge = pool.y
            for lane in sorted(lanes, key=lambda lane: lane.y):
                if abs(lane.y - edge) > 1 or abs(lane.x + lane.width - pool.x - pool.width) > 1:
                    yield "tiling", pool_id, ""
                edge = lane.y + lane.height
            if lanes and abs(edge - pool.y - pool.height) > 1:
                yield "tiling", pool_id, ""

    def docking(self) -> Iterator[tuple[str, str, str]]:
        for id_, pieces in self.pieces.items():
            flow = self.flows[id_]
            for end, point in ((flow.source, pieces[0][0]), (flow.target, pieces[-1][1])):
                box = self.box(end)
                if box is not None and distance_to_border(box, point) > DOCKING:
                    yield "undocked", id_, end

    def slanted(self) -> Iterator[tuple[str, str, str]]:
        for id_, pieces in self.pieces.items():
            for number, (start, end) in enumerate(pieces):
                if start[0] != end[0] and start[1] != end[1]:
                    yield "slanted", id_, str(number)
                length = abs(start[0] - end[0]) + abs(start[1] - end[1])
                if 0 < number < len(pieces) - 1 and length < SHORTEST:
                    yield "short", id_, str(number)

    def through(self) -> Iterator[tuple[str, str, str]]:
        for id_, pieces in self.pieces.items():
            flow = self.flows[id_]
            around = {flow.parent, *self.ancestors(flow.source)}
            for other in self.nodes:
                box = self.box(other)
                if box is None or other in around:
                    continue
                if any(crosses(piece, box, 1.0) for piece in pieces):
                    yield "through", id_, other

    def merged(self) -> Iterator[tuple[str, str, str]]:
        for one, other in combinations(self.pieces, 2):
            if self.share_an_end(self.flows[one], self.flows[other]):
                continue
            if any(along(first, second) for first in self.pieces[one] for second in self.pieces[other]):
                yield "merged", one, other

    def share_an_end(self, one: Flow, other: Flow) -> bool:
        return one.source == other.source or one.target == other.target

    def labels(self) -> Iterator[tuple[str, str, str]]:
        named = {id_: node.name for id_, node in self.nodes.items() if node.kind in GATEWAYS_AND_EVENTS and node.name}
        named |= {flow.id: flow.name for flow in self.flows.values() if flow.name}
        boxes = {id_: self.picture.labels[id_] for id_ in named if id_ in self.picture.labels}
        for id_ in named:
            if id_ not in boxes:
                yield "label missing", id_, ""
        for id_, box in boxes.items():
            lines = wrapped(named[id_], OUTSIDE, max(90.0, box.width))
            if len(lines) * 13.0 > box.height + 1:
                yield "label small", id_, ""
            for other, node in self.nodes.items():
                shape = self.box(other)
                if shape and node.id not in self.scopes and meets(shape, box, 1.0):
                    yield "label on shape", id_, other
                if shape and node.id in self.scopes and meets(shape, box) and not holds(shape, box):
                    yield "label on border", id_, other
            for flow, pieces in self.pieces.items():
                if any(crosses(piece, box, 0.5) for piece in pieces):
                    yield "label on line", id_, flow
        for one, another in combinations(boxes, 2):
            if meets(boxes[one], boxes[another]):
                yield "label on label", one, another

    def texts(self) -> Iterator[tuple[str, str, str]]:
        for node in self.nodes.values():
            box = self.box(node.id)
            if box is None or node.kind in GATEWAYS_AND_EVENTS or node.id in self.scopes:
                continue
            if len(wrapped(node.name, INSIDE, box.width - 14)) * LINE_INSIDE > box.height:
                yield "text cut", node.id, ""

    def direction(self) -> Iterator[tuple[str, str, str]]:
        back = self.back_flows()
        for flow in self.flows.values():
            source, target = self.box(flow.source), self.box(flow.target)
            if flow.id in back or source is None or target is None:
                continue
            start = self.box(self.nodes[flow.source].attached_to or flow.source)
            assert start is not None
            if target.x <= start.x:
                yield "leftward", flow.id, ""

    def back_flows(self) -> set[str]:
        """Flows to a node that a depth-first walk, branches in reverse document order, has not left."""
        found: set[str] = set()
        leaving: dict[str, list[Flow]] = {}
        for flow in self.flows.values():
            leaving.setdefault(self.nodes[flow.source].attached_to or flow.source, []).append(flow)
        entered = {flow.target for flow in self.flows.values()}
        state: dict[str, str] = {}
        order = [id_ for id_ in self.nodes if id_ not in entered] + list(self.nodes)
        for start in order:
            if start in state or self.nodes[start].attached_to:
                continue
            state[start] = "open"
            walk = [(start, iter(reversed(leaving.get(start, []))))]
            while walk:
                id_, left = walk[-1]
                flow = next(left, None)
                if flow is None:
                    state[id_] = "left"
                    walk.pop()
                elif state.get(flow.target) == "open":
                    found.add(flow.id)
                elif flow.target not in state:
                    state[flow.target] = "open"
                    walk.append((flow.target, iter(reversed(leaving.get(flow.target, [])))))
        return found

    def crossings(self) -> int:
        return sum(
            cross(first, second)
            for one, other in combinations(self.pieces, 2)
            for first in self.pieces[one]
            for second in self.pieces[other]
        )


Piece = tuple[tuple[float, float], tuple[float, float]]


def span(piece: Piece) -> Segment:
    (x, y), (end_x, end_y) = piece
    return min(x, end_x), min(y, end_y), max(x, end_x), max(y, end_y)


def meets(one: Bounds, other: Bounds, slack: float = 0.0) -> bool:
    """Whether two boxes have an area in common, `slack` pixels of overlap forgiven."""
    return (
        one.x + slack < other.x + other.width
        and other.x + slack < one.x + one.width
        and one.y + slack < other.y + other.height
        and other.y + slack < one.y + one.height
    )


def holds(outer: Bounds, inner: Bounds) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def distance_to_border(box: Bounds, point: tuple[float, float]) -> float:
    x, y = point
    inside_x, inside_y = box.x - DOCKING <= x <= box.x + box.width + DOCKING, False
    inside_y = box.y - DOCKING <= y <= box.y + box.height + DOCKING
    if not (inside_x and inside_y):
        return float("inf")
    return min(abs(x - box.x), abs(x - box.x - box.width), abs(y - box.y), abs(y - box.y - box.height))


def crosses(piece: Piece, box: Bounds, shrunk: float) -> bool:
    """Whether a piece of a line runs inside a box that is made smaller on each side."""
    left, top, right, bottom = span(piece)
    return (
        left < box.x + box.width - shrunk
        and right > box.x + shrunk
        and top < box.y + box.height - shrunk
        and bottom > box.y + shrunk
    )


def along(one: Piece, other: Piece) -> bool:
    """Whether two pieces run side by side, nearer than 4 px, over more than 2 px."""
    left, top, right, bottom = span(one)
    left_2, top_2, right_2, bottom_2 = span(other)
    if top == bottom and top_2 == bottom_2:
        return abs(top - top_2) < NEAR and min(right, right_2) - max(left, left_2) > 2
    if left == right and left_2 == right_2:
        return abs(left - left_2) < NEAR and min(bottom, bottom_2) - max(top, top_2) > 2
    return False


def cross(one: Piece, other: Piece) -> bool:
    """Whether two pieces cross at a point inside both."""
    left, top, right, bottom = span(one)
    left_2, top_2, right_2, bottom_2 = span(other)
    if top == bottom and left_2 == right_2:
        return left < left_2 < right and top_2 < top < bottom_2
    if left == right and top_2 == bottom_2:
        return left_2 < left < right_2 and top < top_2 < bottom
    return False
