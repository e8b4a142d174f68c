"""Which column each cell stands in: to the right of everything that leads to it, loops left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from processes.layout.graph import Graph, Wire


@dataclass
class Columns:
    """`of`: cell -> its first column, counted from the left of the plane; `width`: how many columns it covers."""

    of: dict[str, int] = field(default_factory=dict)
    width: dict[str, int] = field(default_factory=dict)

    def last(self, cell: str) -> int:
        """The last column that a cell covers."""
        return self.of[cell] + self.width[cell] - 1


def columns_of(graph: Graph) -> Columns:
    """The columns of all cells; marks the wires that lead back."""
    columns = Columns()
    scopes = graph.scopes_by_depth()
    wires = _wires_by_scope(graph)
    for scope in reversed(scopes):
        ranks = _ranked(graph, scope, wires.get(scope, []), columns.width)
        columns.of.update(ranks)
        riders = len(graph.cells[scope].riders) if scope in graph.cells else 0
        columns.width[scope] = max([riders, 1, *(ranks[cell] + columns.width[cell] for cell in graph.scopes[scope])])
    for scope in scopes:
        if scope in graph.cells:
            for cell in graph.scopes[scope]:
                columns.of[cell] += columns.of[scope]
    return columns


def _wires_by_scope(graph: Graph) -> dict[str, list[Wire]]:
    found: dict[str, list[Wire]] = defaultdict(list)
    for wire in graph.wires.values():
        if wire.kind == "flow":
            found[wire.scope].append(wire)
    return found


def _ranked(graph: Graph, scope: str, wires: list[Wire], widths: dict[str, int]) -> dict[str, int]:
    """Columns within one scope, counted from 0."""
    cells = graph.scopes[scope]
    for cell in cells:
        widths.setdefault(cell, 1)
    _mark_loops(graph, cells, wires)
    edges = [(wire.origin, wire.target, _least_step(graph, wire, widths)) for wire in wires if not wire.back]
    ranks = _longest(cells, edges)
    # Boxes over several lanes hide whatever stands between; two things that would lie upon one another go one
    # after the other.  Each round adds at least one such order, and an order is only added between the unordered.
    for _ in range(len(cells) * 2):
        clash = next(_clashes(graph, cells, ranks, widths, edges), None)
        if clash is None:
            break
        edges.append((*clash, widths[clash[0]]))
        ranks = _longest(cells, edges)
    near = _drawn_near(cells, edges, ranks)
    return ranks if next(_clashes(graph, cells, near, widths, edges), None) else near


def _least_step(graph: Graph, wire: Wire, widths: dict[str, int]) -> int:
    """How many columns further right the target of a wire stands than its origin."""
    if wire.source == wire.origin:
        return widths[wire.origin]
    place = graph.cells[wire.origin].riders.index(wire.source)
    if not graph.is_scope(wire.origin):
        return place + 1
    # The handler of a sub-process goes below it, or behind it where its lane is covered by the box.
    below = span_of(graph, wire.target)[0] >= span_of(graph, wire.origin)[1]
    return min(place + 1, widths[wire.origin]) if below else widths[wire.origin]


def span_of(graph: Graph, cell: str) -> tuple[int, int]:
    """The first and the last lane that a cell covers."""
    inside = [graph.cells[inner].lane for inner in graph.content(cell) if not graph.is_scope(inner)]
    lanes = inside or [graph.cells[cell].lane]
    return min(lanes), max(lanes)


def _mark_loops(graph: Graph, cells: list[str], wires: list[Wire]) -> None:
    """A wire to a cell that the walk has not left yet leads back.  Branches are walked from the last to the first."""
    leaving: dict[str, list[Wire]] = defaultdict(list)
    entered = set()
    for wire in wires:
        leaving[wire.origin].append(wire)
        entered.add(wire.target)
    starts = [cell for cell in cells if cell not in entered]
    state: dict[str, str] = {}
    for start in [*starts, *cells]:
        if start in state:
            continue
        state[start] = "open"
        walk: list[tuple[str, Iterator[Wire]]] = [(start, iter(reversed(leaving[start])))]
        while walk:
            cell, left = walk[-1]
            following = next(left, None)
            if following is None:
                state[cell] = "left"
                walk.pop()
            elif state.get(following.target) == "open":
                following.back = True
            elif following.target not in state:
                state[following.target] = "open"
                walk.append((following.target, iter(reversed(leaving[following.target]))))


def _longest(cells: list[str], edges: list[tuple[str, str, int]]) -> dict[str, int]:
    """The longest way to each cell; the edges have no loop."""
    following: dict[str, list[tuple[str, int]]] = defaultdict(list)
    waiting = dict.fromkeys(cells, 0)
    for origin, target, step in edges:
        following[origin].append((target, step))
        waiting[target] += 1
    ranks = dict.fromkeys(cells, 0)
    ready = [cell for cell in cells if waiting[cell] == 0]
    while ready:
        cell = ready.pop()
        for target, step in following[cell]:
            ranks[target] = max(ranks[target], ranks[cell] + step)
            waiting[target] -= 1
            if waiting[target] == 0:
                ready.append(target)
    return ranks


def _clashes(
    graph: Graph, cells: list[str], ranks: dict[str, int], widths: dict[str, int], edges: list[tuple[str, str, int]]
) -> Iterator[tuple[str, str]]:
    """Pairs (first, second) that cover the same columns and whose lanes cannot both be kept free."""
    spans = {cell: span_of(graph, cell) for cell in cells}
    tall = [cell for cell in cells if spans[cell][0] < spans[cell][1]]
    for box in tall:
        top, bottom = spans[box]
        for other in cells:
            if other == box or (other in tall and cells.index(other) < cells.index(box)):
                continue
            if ranks[other] >= ranks[box] + widths[box] or ranks[box] >= ranks[other] + widths[other]:
                continue
            high, low = spans[other]
            between = high < bottom and low > top if other in tall else top < high < bottom
            if between:
                yield (other, box) if _leads_to(other, box, edges) else (box, other)


def _leads_to(start: str, end: str, edges: list[tuple[str, str, int]]) -> bool:
    following: dict[str, list[str]] = defaultdict(list)
    for origin, target, _ in edges:
        following[origin].append(target)
    seen, open_ = {start}, [start]
    while open_:
        for target in following[open_.pop()]:
            if target == end:
                return True
            if target not in seen:
                seen.add(target)
                open_.append(target)
    return False


def _drawn_near(cells: list[str], edges: list[tuple[str, str, int]], ranks: dict[str, int]) -> dict[str, int]:
    """A further start stands right before what it leads to, not at the far left."""
    entered = {target for _, target, _ in edges}
    moved = dict(ranks)
    sources = [cell for cell in cells if cell not in entered]
    for cell in sources[1:]:
        room = [ranks[target] - step for origin, target, step in edges if origin == cell]
        if room:
            moved[cell] = max(min(room), 0)
    return moved
