"""From columns and tracks to pixels: boxes for cells, bands for lanes and pools, and the lines on which wires may run.

Between two columns (or rows) lie sections, parted by the borders of the sub-processes that end or begin there.  Each
section has as many lines as wires needed when they were last routed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from processes.layout.columns import Columns
from processes.layout.graph import EVENT, Graph
from processes.layout.tracks import Place

LEFT, TOP = 160, 80
BAND = 30
POOL_GAP = 60
SPACING = 11

Section = tuple[Literal["x", "y"], int, str, int]
"""An axis, the number of the gap, `end`, `middle` or `begin`, and the level of the border it lies inside."""


@dataclass(frozen=True)
class Box:
    """A rectangle in whole pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def centre(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2

    def grown(self, by: int) -> Box:
        """The box with a margin around it."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: Box) -> bool:
        """Whether the insides of two boxes have a point in common."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: Box) -> bool:
        """Whether another box lies inside, borders included."""
        return self.x <= other.x and other.right <= self.right and self.y <= other.y and other.bottom <= self.bottom


@dataclass
class Sheet:
    """Where everything stands, and the lines for wires (coordinate -> section; None: the middle of a column or row)."""

    boxes: dict[str, Box] = field(default_factory=dict)
    fields: list[Box] = field(default_factory=list)
    pools: list[Box] = field(default_factory=list)
    xs: dict[int, Section | None] = field(default_factory=dict)
    ys: dict[int, Section | None] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    """The middles of all rows, from the top."""


def sheet_of(
    graph: Graph,
    columns: Columns,
    places: Mapping[str, Place],
    lines: Mapping[Section, int],
    spare: int,
    crowded: Collection[str],
) -> Sheet:
    """The sheet with so many lines per section; sections that `lines` does not name get `spare`.

    Around the cells and wires in `crowded` more room is left for their labels.
    """
    return _Draughtsman(graph, columns, places, lines, spare, crowded).sheet


class _Draughtsman:
    def __init__(
        self,
        graph: Graph,
        columns: Columns,
        places: Mapping[str, Place],
        lines: Mapping[Section, int],
        spare: int,
        crowded: Collection[str],
    ) -> None:
        self.graph = graph
        self.columns = columns
        self.places = places
        self.lines = lines
        self.spare = spare
        self.crowded = crowded
        self.sheet = Sheet()
        self.scopes = [scope for scope in reversed(graph.scopes_by_depth()) if scope in graph.cells]
        self.cells = [cell for cell in graph.cells.values() if cell.host is None and cell.id in places]
        self.row_of = self.numbered_rows()
        self.edges = {side: self.edge_of_scopes(side) for side in ("left", "right", "top", "bottom")}
        self.levels = {side: self.levels_of(side) for side in self.edges}
        self.borders: dict[tuple[str, int, str, int], int] = {}
        self.place_columns()
        self.place_rows()
        self.place_boxes()
        self.place_pools()

    def numbered_rows(self) -> dict[str, int]:
        """Cell -> its row, counted over all fields; a field without cells has one empty row."""
        used: dict[int, set[int]] = {place: set() for place in range(len(self.graph.fields))}
        for lane, track in self.places.values():
            used[lane].add(track)
        self.rows: list[int] = []
        numbers: dict[Place, int] = {}
        for lane in used:
            for track in sorted(used[lane]) or [0]:
                numbers[lane, track] = len(self.rows)
                self.rows.append(lane)
        return {cell: numbers[place] for cell, place in self.places.items()}

    def edge_of_scopes(self, side: str) -> dict[str, int]:
        """The outermost column or row of each sub-process on one side."""
        found: dict[str, int] = {}
        for scope in self.scopes:
            if side == "left":
                found[scope] = self.columns.of[scope]
            elif side == "right":
                found[scope] = self.columns.last(scope)
            else:
                rows = [self.row_of[cell] for cell in self.graph.content(scope) if cell in self.row_of]
                found[scope] = min(rows) if side == "top" else max(rows)
        return found

    def levels_of(self, side: str) -> dict[str, int]:
        """How many borders lie between a sub-process's border and its outermost column or row."""
        levels: dict[str, int] = {}
        edge = self.edges[side]
        for scope in self.scopes:  # inner ones come first
            same = [inner for inner in self.graph.scopes[scope] if edge.get(inner) == edge[scope]]
            levels[scope] = max((levels[inner] + 1 for inner in same), default=0)
        return levels

    def depth_at(self, side: str, edge: int) -> int:
        """How many sections inside borders a gap has on one side."""
        return max(
            (self.levels[side][scope] + 1 for scope in self.scopes if self.edges[side][scope] == edge), default=0
        )

    def count(self, section: Section) -> int:
        return max(self.lines.get(section, self.spare), 1)

    def lay_section(self, axis: Literal["x", "y"], section: Section, start: int, least: int, before: int = 0) -> int:
        """Puts the lines of a section, after `before` pixels without any, and answers where it ends."""
        count = self.count(section)
        width = max(least, SPACING * count + 15)
        lines = self.sheet.xs if axis == "x" else self.sheet.ys
        for number in range(count):
            lines[start + before + width * (number + 1) // (count + 1)] = section
        return start + before + width

    def place_columns(self) -> None:
        placed = [*(cell.id for cell in self.cells), *self.scopes]
        total = max((self.columns.last(cell) + 1 for cell in placed), default=1)
        widths = [EVENT] * total
        for cell in self.cells:
            column = self.columns.of[cell.id]
            room = 2 * cell.label[0] + 30 if cell.id in self.crowded else cell.label[0] - 16
            widths[column] = max(widths[column], cell.width, room)
        self.left = LEFT + max(
            (
                BAND * (pool.depth + (1 if self.has_lanes(number) else 0))
                for number, pool in enumerate(self.graph.pools)
            ),
            default=0,
        )
        x = self.left
        self.centres: list[int] = []
        needs = self.label_needs(widths)
        for gap in range(total + 1):
            x = self.lay_gap(gap, x, needs.get(gap, 0))
            if gap < total:
                self.centres.append(x + widths[gap] // 2)
                self.sheet.xs[x + widths[gap] // 2] = None
                x += widths[gap]
        self.right = x

    def has_lanes(self, pool: int) -> bool:
        return any(one.id and one.pool == pool for one in self.graph.fields)

    def lay_gap(self, gap: int, x: int, needed: int) -> int:
        for level in range(self.depth_at("right", gap - 1)):
            x = self.lay_section("x", ("x", gap, "end", level), x, 24)
            self.borders["x", gap, "end", level] = x
        x = self.lay_section("x", ("x", gap, "middle", 0), x, max(36 - needed, 0), needed)
        for level in reversed(range(self.depth_at("left", gap))):
            self.borders["x", gap, "begin", level] = x
            x = self.lay_section("x", ("x", gap, "begin", level), x, 26)
        return x

    def label_needs(self, widths: list[int]) -> dict[int, int]:
        """Gap -> the room that a label on a straight flow out of a gateway takes there."""
        needs: dict[int, int] = {}
        for wire in self.graph.wires.values():
            source = self.graph.cells.get(wire.source)
            if not wire.label[0] or source is None or source.host or self.graph.is_scope(wire.source):
                continue
            into_scope = self.graph.is_scope(wire.target)
            straight = self.row_of.get(wire.source) == self.row_of.get(wire.target)
            if not (into_scope or straight or wire.id in self.crowded):
                continue
            column = self.columns.of[wire.source]
            if self.columns.of[wire.target] <= column:
                continue
            room = (widths[column] - source.width) // 2
            needs[column + 1] = max(needs.get(column + 1, 0), wire.label[0] + (20 if wire.default else 15) - room)
        return needs

    def place_rows(self) -> None:
        above, below = self.row_extents()
        y = TOP
        self.middles: list[int] = []
        self.field_tops: list[int] = []
        self.field_bottoms: list[int] = []
        row = 0
        for number, field_ in enumerate(self.graph.fields):
            if number and field_.pool != self.graph.fields[number - 1].pool:
                y += POOL_GAP
            self.field_tops.append(y)
            first = row
            while row < len(self.rows) and self.rows[row] == number:
                y = self.lay_row_gap(row, y, first=row == first)
                self.middles.append(y + above[row])
                self.sheet.ys[y + above[row]] = None
                y += above[row] + below[row]
                row += 1
            y = self.lay_last_gap(row, y)
            y = max(y, self.field_tops[-1] + field_.least)
            self.field_bottoms.append(y)

    def row_extents(self) -> tuple[list[int], list[int]]:
        """What stands above and below the middle of each row, labels included."""
        above, below = [18] * len(self.rows), [18] * len(self.rows)
        for cell in self.cells:
            if self.graph.is_scope(cell.id):
                continue
            row = self.row_of[cell.id]
            half = (cell.height + 1) // 2
            high = half + (cell.label[1] + 6 if cell.is_gateway and cell.label[1] else 0)
            low = half + (cell.label[1] + 6 if cell.is_event and cell.label[1] else 0)
            if cell.riders:
                low = half + 52
            above[row], below[row] = max(above[row], high), max(below[row], low)
        return above, below

    def lay_row_gap(self, row: int, y: int, *, first: bool) -> int:
        """The sections above a row: those that end sub-processes of the row before only inside one lane."""
        least = 20 if first else 26
        before = 0
        if not first:
            y, before = self.lay_ends(row, y)
        y = self.lay_section("y", ("y", row, "middle", 0), y, least, before)
        for level in reversed(range(self.depth_at("top", row))):
            self.borders["y", row, "begin", level] = y
            y = self.lay_section("y", ("y", row, "begin", level), y, 24, 24)
        return y

    def lay_last_gap(self, row: int, y: int) -> int:
        """The sections between the last row of a lane (the one before `row`) and the lane's border."""
        y, before = self.lay_ends(row, y)
        return self.lay_section("y", ("y", row, "bottom", 0), y, 20, before)

    def lay_ends(self, row: int, y: int) -> tuple[int, int]:
        before = 0
        for level in range(self.depth_at("bottom", row - 1)):
            y = self.lay_section("y", ("y", row, "end", level), y, 24, before)
            # Boundary events stand half inside and half outside; their labels go outside.
            ridden = self.has_riders(row - 1, level)
            y += 16 if ridden else 0
            self.borders["y", row, "end", level] = y
            before = 30 if ridden else 0
        return y, before

    def has_riders(self, row: int, level: int) -> bool:
        return any(
            self.graph.cells[scope].riders
            for scope in self.scopes
            if self.edges["bottom"][scope] == row and self.levels["bottom"][scope] == level
        )

    def place_boxes(self) -> None:
        for cell in self.cells:
            if not self.graph.is_scope(cell.id):
                x = self.centres[self.columns.of[cell.id]] - cell.width // 2
                y = self.middles[self.row_of[cell.id]] - cell.height // 2
                self.sheet.boxes[cell.id] = Box(x, y, cell.width, cell.height)
        for scope in self.scopes:
            left = self.borders["x", self.edges["left"][scope], "begin", self.levels["left"][scope]]
            right = self.borders["x", self.edges["right"][scope] + 1, "end", self.levels["right"][scope]]
            top = self.borders["y", self.edges["top"][scope], "begin", self.levels["top"][scope]]
            bottom = self.borders["y", self.edges["bottom"][scope] + 1, "end", self.levels["bottom"][scope]]
            self.sheet.boxes[scope] = Box(left, top, right - left, bottom - top)
        for cell in self.graph.cells.values():
            if cell.riders and cell.id in self.sheet.boxes:
                self.place_riders(cell.id, cell.riders)
        self.sheet.rows = self.middles

    def place_riders(self, host: str, riders: list[str]) -> None:
        """Boundary events stand on the bottom edge: of a task from its right end, of a sub-process from its left."""
        box = self.sheet.boxes[host]
        if self.graph.is_scope(host):
            first, width = self.columns.of[host], self.columns.width[host]
            centres = [self.centres[first + number] for number in range(min(width, len(riders)))]
            centres += [centres[-1] + 50 * (number + 1) for number in range(len(riders) - len(centres))]
        else:
            step = 48 if len(riders) < 4 else (box.width - 40) // len(riders)
            centres = [box.right - 27 - step * number for number in range(len(riders))]
        for rider, wanted in zip(riders, centres, strict=True):
            # A line of its own right beside another would let two wires run as one.
            x = next((x for x in self.sheet.xs if abs(x - wanted) < SPACING - 2), wanted)
            self.sheet.boxes[rider] = Box(x - EVENT // 2, box.bottom - EVENT // 2, EVENT, EVENT)
            self.sheet.xs.setdefault(x, None)

    def place_pools(self) -> None:
        tops: dict[int, int] = {}
        bottoms: dict[int, int] = defaultdict(int)
        for number, field_ in enumerate(self.graph.fields):
            tops.setdefault(field_.pool, self.field_tops[number])
            bottoms[field_.pool] = self.field_bottoms[number]
            indent = BAND * self.indent_of(number)
            top, bottom = self.field_tops[number], self.field_bottoms[number]
            self.sheet.fields.append(Box(LEFT + indent, top, self.right - LEFT - indent, bottom - top))
        for number in range(len(self.graph.pools)):
            self.sheet.pools.append(Box(LEFT, tops[number], self.right - LEFT, bottoms[number] - tops[number]))

    def indent_of(self, number: int) -> int:
        """How many bands of names stand left of a field: its pool's and those of the lanes around it."""
        pool = self.graph.pools[self.graph.fields[number].pool]
        around = sum(first <= number <= last for _, _, first, last in pool.outer)
        return (1 if pool.id else 0) + around
