"""The cheapest way for one wire over the grid (A*: what is spent, and at least the distance that is left)."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass, field

from processes.layout.graph import Wire
from processes.layout.ports import Port
from processes.layout.traffic import GridPoint, Riders, Traffic
from processes.layout.walls import Walls

BEND = 45.0
_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))

State = tuple[int, int, int]
"""A grid point, and the heading with which it was reached."""

Stub = tuple[Port, GridPoint]
"""A port, and the grid point nearest to it."""


@dataclass
class Found:
    """A way from one port to another over grid points."""

    way: list[GridPoint]
    start: Port
    goal: Port


@dataclass
class Search:
    """One search; `steps` counts the states looked at, at most `budget`."""

    wire: Wire
    walls: Walls
    traffic: Traffic
    budget: int
    steps: int = 0
    best: dict[State, float] = field(default_factory=dict)
    came: dict[State, State | None] = field(default_factory=dict)
    first: dict[State, Port] = field(default_factory=dict)
    queue: list[tuple[float, int, float, State, Port | None]] = field(default_factory=list)
    targets: dict[GridPoint, list[tuple[Port, float]]] = field(default_factory=lambda: defaultdict(list))
    distances: dict[GridPoint, int] = field(default_factory=dict)
    count: int = 0

    def found(self, starts: list[Stub], goals: list[Stub]) -> Found | None:
        """The cheapest way from any start to any goal; None if there is none within the budget."""
        for port, point in goals:
            self.targets[point].append((port, port.cost + self.stub(port, point)))
        if not self.targets:
            return None
        for port, point in starts:
            self.begin(port, point)
        while self.queue and self.steps < self.budget:
            _, _, cost, state, goal = heapq.heappop(self.queue)
            if goal is not None:
                return self.traced(state, goal)
            if cost > self.best[state]:
                continue
            self.steps += 1
            self.reach_goals(state, cost)
            self.spread(state, cost)
        return None

    def stub(self, port: Port, point: GridPoint) -> int:
        return abs(self.walls.xs[point[0]] - port.x) + abs(self.walls.ys[point[1]] - port.y)

    def begin(self, port: Port, point: GridPoint) -> None:
        cost = port.cost + self.stub(port, point) + self.traffic.meeting(self.wire, point, None)
        state = (*point, port.side)
        if cost < self.best.get(state, float("inf")):
            self.first[state] = port
            self.put(state, cost, None)

    def put(self, state: State, cost: float, before: State | None) -> None:
        self.best[state] = cost
        self.came[state] = before
        self.count += 1
        heapq.heappush(self.queue, (cost + self.ahead(state[:2]), self.count, cost, state, None))

    def ahead(self, point: GridPoint) -> int:
        """The distance to the nearest goal: no way costs less."""
        if point not in self.distances:
            xs, ys = self.walls.xs, self.walls.ys
            x, y = xs[point[0]], ys[point[1]]
            self.distances[point] = min(abs(x - xs[i]) + abs(y - ys[j]) for i, j in self.targets)
        return self.distances[point]

    def reach_goals(self, state: State, cost: float) -> None:
        for port, more in self.targets.get(state[:2], ()):
            inward = (port.side + 2) % 4
            if state[2] == port.side:
                continue  # it would have to turn back on itself
            total = cost + more + (BEND if state[2] != inward else 0.0)
            self.count += 1
            heapq.heappush(self.queue, (total, self.count, total, state, port))

    def spread(self, state: State, cost: float) -> None:
        i, j, direction = state
        walls, traffic = self.walls, self.traffic
        for turn in (0, 1, 3):
            heading = (direction + turn) % 4
            next_i, next_j = i + _STEPS[heading][0], j + _STEPS[heading][1]
            if not (0 <= next_i < len(walls.xs) and 0 <= next_j < len(walls.ys)):
                continue
            riders: Riders | None
            if next_i != i:
                left = min(i, next_i)
                if walls.across[j][left]:
                    continue
                length, riders = walls.xs[left + 1] - walls.xs[left], traffic.across.get((left, j))
            else:
                upper = min(j, next_j)
                if walls.down[i][upper]:
                    continue
                length, riders = walls.ys[upper + 1] - walls.ys[upper], traffic.down.get((i, upper))
            total = cost + (BEND if turn else 0.0) + traffic.price(self.wire, heading, length, riders)
            total += traffic.meeting(self.wire, (next_i, next_j), riders)
            following = (next_i, next_j, heading)
            if total < self.best.get(following, float("inf")):
                self.put(following, total, state)

    def traced(self, state: State, goal: Port) -> Found:
        way: list[GridPoint] = [state[:2]]
        place = state
        while (before := self.came[place]) is not None:
            place = before
            way.append(place[:2])
        return Found(way[::-1], self.first[place], goal)
