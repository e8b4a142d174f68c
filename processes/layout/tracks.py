"""Which track (row of a lane) each cell stands in.  Tracks may be negative; they are numbered as rows at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from processes.layout.columns import Columns, span_of
from processes.layout.graph import Graph, Wire

Place = tuple[int, int]
"""A lane and a track in it."""

_ANY = 10_000
"""Further than any track: one end of a strip that a tall box covers."""

_SPARE = 50
"""Tracks left free between two tall boxes that cover one lane from either side: what comes later still fits between
them.  Tracks that nobody uses are no rows in the end."""


Span = tuple[int, int]
"""The first and the last column, or track, of something."""


@dataclass
class _Sheet:
    """What one scope has placed so far; `taken` and `covered` say which tracks of a lane are not free where."""

    places: dict[str, Place] = field(default_factory=dict)
    taken: dict[Place, list[Span]] = field(default_factory=lambda: defaultdict(list))
    covered: dict[int, list[tuple[Span, Span]]] = field(default_factory=lambda: defaultdict(list))
    """By lane: tracks and columns that a box over several lanes covers, up to the lane's end."""

    used: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def is_free(self, lane: int, tracks: Span, columns: Span) -> bool:
        if any(_overlap(tracks, box) and _overlap(columns, width) for box, width in self.covered[lane]):
            return False
        asked = [track for track in self.used[lane] if tracks[0] <= track <= tracks[1]]
        return not any(_overlap(columns, span) for track in asked for span in self.taken[lane, track])

    def is_track_free(self, lane: int, track: int, columns: Span) -> bool:
        if any(box[0] <= track <= box[1] and _overlap(columns, width) for box, width in self.covered[lane]):
            return False
        return not any(_overlap(columns, span) for span in self.taken.get((lane, track), ()))

    def take(self, lane: int, tracks: Span, columns: Span) -> None:
        if tracks[0] <= -_ANY or tracks[1] >= _ANY:
            self.covered[lane].append((tracks, columns))
            return
        for track in range(tracks[0], tracks[1] + 1):
            self.taken[lane, track].append(columns)
            self.used[lane].add(track)

    def track_below_all(self, lane: int) -> int:
        ends = [box[1] for box, _ in self.covered[lane] if box[1] < _ANY]
        return max([*self.used[lane], *ends, -1]) + 1


def tracks_of(graph: Graph, columns: Columns) -> dict[str, Place]:
    """The lane and track of every cell that is drawn as itself (scopes follow from their content)."""
    sheets: dict[str, _Sheet] = {}
    for scope in reversed(graph.scopes_by_depth()):
        sheets[scope] = _Placer(graph, columns, scope, sheets).sheet()
    places: dict[str, Place] = {}
    for scope in graph.scopes:
        if scope not in graph.cells:
            places.update(sheets[scope].places)
    return places


class _Placer:
    """Places the cells of one scope, chain by chain; what stands in inner scopes moves with them as a block."""

    def __init__(self, graph: Graph, columns: Columns, scope: str, inner: dict[str, _Sheet]) -> None:
        self.graph = graph
        self.columns = columns
        self.inner = inner
        self.cells = graph.scopes[scope]
        self.wires = [wire for wire in graph.wires.values() if wire.kind == "flow" and wire.scope == scope]
        self.leaving: dict[str, list[Wire]] = defaultdict(list)
        self.entering: dict[str, list[Wire]] = defaultdict(list)
        for wire in self.wires:
            if not wire.back:
                self.leaving[wire.origin].append(wire)
                self.entering[wire.target].append(wire)
        self.remaining = self.longest_remaining()
        self.result = _Sheet()
        self.anchor: dict[str, Place] = {}
        """Where wires to and from a cell want to run; for a scope, its first track in its upper lane."""

    def sheet(self) -> _Sheet:
        for chain in self.chains():
            self.place_chain(chain)
        return self.result

    def longest_remaining(self) -> dict[str, int]:
        remaining: dict[str, int] = {}
        for cell in sorted(self.cells, key=lambda one: -self.columns.of[one]):
            after = [remaining.get(wire.target, 0) for wire in self.leaving[cell]]
            remaining[cell] = self.columns.width[cell] + max(after, default=0)
        return remaining

    def chains(self) -> Iterator[list[str]]:
        """The main path first; then whatever is left, from the left; handlers right after their host's chain."""
        used: set[str] = set()
        order = sorted(self.cells, key=lambda cell: (bool(self.entering[cell]), self.columns.of[cell]))
        open_ = list(reversed(order))
        while open_:
            start = open_.pop()
            if start in used:
                continue
            chain = self.chain_from(start, used)
            yield chain
            handlers = [
                wire.target
                for cell in chain
                for wire in self.leaving[cell]
                if wire.source != wire.origin and wire.target not in used
            ]
            open_.extend(reversed(handlers))

    def chain_from(self, start: str, used: set[str]) -> list[str]:
        chain = [start]
        used.add(start)
        while True:
            ways = [wire for wire in self.leaving[chain[-1]] if wire.source == wire.origin and wire.target not in used]
            if not ways:
                return chain
            best = max(self.remaining[wire.target] for wire in ways)
            following = next(wire.target for wire in ways if self.remaining[wire.target] * 2 >= best)
            chain.append(following)
            used.add(following)

    def place_chain(self, chain: list[str]) -> None:
        before = self.predecessor(chain[0])
        rows: dict[int, int] = {}
        for run in self.runs(chain):
            lane = self.graph.cells[run[0]].lane
            if self.is_block(run[0]):
                self.place_block(run[0], rows.get(span_of(self.graph, run[0])[0], 0), before)
            else:
                wanted, straight = self.wanted(before, lane, rows)
                track = self.free_track(lane, run, wanted, before if straight else None)
                self.place_run(lane, track, run, before if straight else None)
            rows[self.anchor[run[-1]][0]] = self.anchor[run[-1]][1]
            before = (run[-1], False)

    def is_block(self, cell: str) -> bool:
        return self.graph.is_scope(cell)

    def runs(self, chain: list[str]) -> Iterator[list[str]]:
        """The chain in pieces that stay in one lane; a box is a piece of its own."""
        run: list[str] = []
        for cell in chain:
            joins = run and not self.is_block(cell) and not self.is_block(run[-1])
            if joins and self.graph.cells[cell].lane == self.graph.cells[run[-1]].lane:
                run.append(cell)
                continue
            if run:
                yield run
            run = [cell]
        if run:
            yield run

    def predecessor(self, cell: str) -> tuple[str, bool] | None:
        """The placed cell that a chain comes from, and whether it comes from an event on its border."""
        for wire in self.entering[cell]:
            if wire.origin in self.anchor:
                return wire.origin, wire.source != wire.origin
        return None

    def wanted(self, before: tuple[str, bool] | None, lane: int, rows: dict[int, int]) -> tuple[int, bool]:
        """The track that a run would like, and whether it would continue a straight line."""
        if before is None:
            return rows.get(lane, 0), False
        cell, from_border = before
        if from_border:
            return self.lowest_track(cell, lane) + 1, False
        if self.is_block(cell):
            tracks = [track for one, (at, track) in self.result.places.items() if at == lane and self.holds(cell, one)]
            if tracks:
                return self.exit_track(cell, lane, tracks), True
        if self.anchor[cell][0] == lane:
            return self.anchor[cell][1], True
        return rows.get(lane, 0), False

    def exit_track(self, scope: str, lane: int, tracks: list[int]) -> int:
        """The track on which a line leaves a box straight to the right."""
        anchor = self.anchor[scope]
        return anchor[1] if anchor[0] == lane else tracks[0]

    def holds(self, scope: str, cell: str) -> bool:
        place = self.graph.cells[cell].scope
        while place in self.graph.cells:
            if place == scope:
                return True
            place = self.graph.cells[place].scope
        return False

    def lowest_track(self, cell: str, lane: int) -> int:
        inside = self.graph.content(cell) if self.is_block(cell) else [cell]
        tracks = [
            self.result.places[one][1]
            for one in inside
            if one in self.result.places and self.result.places[one][0] == lane
        ]
        return max(tracks, default=-1)

    def free_track(self, lane: int, run: list[str], wanted: int, before: tuple[str, bool] | None) -> int:
        columns = (self.columns.of[run[0]], self.columns.last(run[-1]))
        for distance in _distances():
            track = wanted + distance
            from_column = columns[0]
            if distance == 0 and before is not None:
                from_column = min(self.columns.last(before[0]) + 1, columns[0])
            if self.result.is_track_free(lane, track, (from_column, columns[1])):
                return track
        return self.result.track_below_all(lane)

    def place_run(self, lane: int, track: int, run: list[str], before: tuple[str, bool] | None) -> None:
        for cell in run:
            self.result.places[cell] = self.anchor[cell] = (lane, track)
        first = self.columns.of[run[0]]
        if before is not None and self.anchor[before[0]][1] == track:
            first = min(self.columns.last(before[0]) + 1, first)
        self.result.take(lane, (track, track), (first, self.columns.last(run[-1])))

    def place_block(self, scope: str, row: int, before: tuple[str, bool] | None) -> None:
        sheet = self.inner[scope]
        columns = (self.columns.of[scope], self.columns.last(scope))
        top, bottom = span_of(self.graph, scope)
        tracks: dict[int, list[int]] = defaultdict(list)
        for lane, track in sheet.places.values():
            tracks[lane].append(track)
        shifts: dict[int, int] = {}
        for lane in range(top, bottom + 1):
            first, last = min(tracks[lane], default=0), max(tracks[lane], default=0)
            low = first if lane == top else -_ANY
            high = last if lane == bottom else _ANY
            wanted = self.wanted_shift(lane, row if lane == top else 0, before)
            shifts[lane] = self.free_shift(lane, (low, high), columns, wanted)
            self.result.take(lane, _shifted((low, high), shifts[lane]), columns)
        for cell, (lane, track) in sheet.places.items():
            self.result.places[cell] = (lane, track + shifts[lane])
        self.anchor[scope] = (top, shifts[top])

    def wanted_shift(self, lane: int, row: int, before: tuple[str, bool] | None) -> int:
        if before is None:
            return row
        cell, from_border = before
        if from_border:
            return self.lowest_track(cell, lane) + 1
        return self.anchor[cell][1] if self.anchor[cell][0] == lane else row

    def free_shift(self, lane: int, tracks: tuple[int, int], columns: tuple[int, int], wanted: int) -> int:
        for distance in _distances_of_box(tracks):
            if self.result.is_free(lane, _shifted(tracks, wanted + distance), columns):
                return wanted + distance
        return self.result.track_below_all(lane) - max(tracks[0], -_ANY // 2)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _shifted(tracks: Span, by: int) -> Span:
    """The tracks moved; an open end stays open."""
    low, high = tracks
    return low + by if low > -_ANY else low, high + by if high < _ANY else high


def _distances_of_box(tracks: Span) -> Iterator[int]:
    """Where to look for a place for a box: one that is open to a side of its lane gives way to that side, and far."""
    if tracks[0] <= -_ANY < _ANY <= tracks[1]:
        yield from _distances()
        return
    if tracks[0] <= -_ANY:
        yield 0
        yield from range(-_SPARE, -8 * _SPARE, -1)
    if tracks[1] >= _ANY:
        yield 0
        yield from range(_SPARE, 8 * _SPARE)
    yield from _distances()


def _distances() -> Iterator[int]:
    """Where to look for a free track: at the wanted one, below, then above and below by turns."""
    yield from (0, 1, 2, -1)
    for distance in range(3, 400):
        yield distance
        yield 1 - distance
