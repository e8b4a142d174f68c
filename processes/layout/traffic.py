"""Who runs where on the grid of lines, and what it costs to come near them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from processes.layout.graph import Wire

RIGHT, DOWN, LEFT, UP = 0, 1, 2, 3

CROSSING = 55.0
MEETING = 12.0
STRANGER = 250.0
STRANGER_PER_PIXEL = 25.0
SAME_TARGET = 0.2
SAME_SOURCE = 0.6
LEFTWARD = 2.0

GridPoint = tuple[int, int]
"""The numbers of a vertical and of a horizontal line."""

Riders = list[tuple[str, int]]
"""The wires on a step between two neighbouring points, with their headings."""


class Traffic:
    """The ways taken so far, by step and by point.

    `across[i, j]` is the step from (i, j) to (i + 1, j), `down[i, j]` the one from (i, j) to (i, j + 1).
    """

    def __init__(self, wires: Mapping[str, Wire]) -> None:
        self.wires = wires
        self.across: dict[GridPoint, Riders] = defaultdict(list)
        self.down: dict[GridPoint, Riders] = defaultdict(list)
        self.points: dict[GridPoint, list[str]] = defaultdict(list)

    def add(self, wire: str, way: list[GridPoint]) -> None:
        for lies, step, heading in steps_of(way):
            (self.across if lies else self.down)[step].append((wire, heading))
        for point in way:
            self.points[point].append(wire)

    def remove(self, wire: str, way: list[GridPoint]) -> None:
        for lies, step, heading in steps_of(way):
            (self.across if lies else self.down)[step].remove((wire, heading))
        for point in way:
            self.points[point].remove(wire)
            if not self.points[point]:
                del self.points[point]

    def price(self, wire: Wire, heading: int, length: int, riders: Riders | None) -> float:
        """What a step costs: its length, and much more upon a stranger's line than upon a relative's."""
        leftward = heading == LEFT and not wire.back and wire.kind == "flow"
        cost = length * (LEFTWARD if leftward else 1.0)
        for other_id, other_heading in riders or ():
            other = self.wires[other_id]
            alike = other_heading == heading and other.kind == wire.kind
            if alike and other.target == wire.target:
                cost += SAME_TARGET * length
            elif alike and other.source == wire.source:
                cost += SAME_SOURCE * length
            else:
                cost += STRANGER + STRANGER_PER_PIXEL * length
        return cost

    def meeting(self, wire: Wire, point: GridPoint, riders: Riders | None) -> float:
        """What it costs to come to a point where other wires pass, those left out that share the step to it."""
        if point not in self.points:
            return 0.0
        beside = {other for other, _ in riders} if riders else ()
        cost = 0.0
        for other_id in self.points[point]:
            if other_id not in beside:
                other = self.wires[other_id]
                cost += MEETING if other.target == wire.target or other.source == wire.source else CROSSING
        return cost


def steps_of(way: list[GridPoint]) -> Iterator[tuple[bool, GridPoint, int]]:
    """The steps of a way: whether it lies (or stands), which one it is, and in which direction it is taken."""
    for (i, j), (next_i, next_j) in pairwise(way):
        if i != next_i:
            yield True, (min(i, next_i), j), RIGHT if next_i > i else LEFT
        else:
            yield False, (i, min(j, next_j)), DOWN if next_j > j else UP
