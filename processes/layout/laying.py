"""Readable coordinates for a BPMN file: columns by flow, rows by lane, wires that cross nothing they need not cross.

Pure: same bytes in, same bytes out.  Knows nothing of what a diagram means beyond its shape.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from processes.layout import beside
from processes.layout.columns import Columns, columns_of
from processes.layout.graph import Graph, graph_of
from processes.layout.labels import labels_of
from processes.layout.routing import Routes, routed
from processes.layout.sheet import Box, Section, Sheet, sheet_of
from processes.layout.tracks import Place, tracks_of
from processes.layout.writing import Plane, collaboration_of, replaced, with_pools
from processes.model.elements import Diagram, Kind
from processes.model.reading import diagram_of, root_of

_GENEROUS = 5
"""Lines in every section at first."""

_ROUNDS = (0, 1, 2)
"""Each pass over the picture, with the rounds in which wires look for better ways."""

_MORE_ROOM = 2
"""How often the picture is made again with more room where labels found none."""

_LARGE = 120
"""Flows; beyond it the first picture has to do."""


def lay_out(content: bytes) -> bytes:
    """The same BPMN file with a picture of its own making instead of the one it had, if any.

    Only diagram interchange is replaced; where lanes have no pool, a collaboration with one is added, since lanes are
    drawn in pools.  UTF-8 out.  Raises DiagramRefused for bytes that `model.read` refuses, and nothing else.
    """
    root = root_of(content)
    diagram = diagram_of(root)
    added = with_pools(root, diagram)
    return replaced(root, list(_planes(root, diagram, added)))


def _planes(root: etree._Element, diagram: Diagram, added: Mapping[str, str]) -> list[Plane]:
    collaboration = collaboration_of(root)
    if collaboration is None:
        return [
            _plane(diagram, process.id, [(None, process.id, process.name)]) for process in diagram.processes.values()
        ]
    pools: list[tuple[str | None, str | None, str]] = list(diagram.pools)
    pools += [(pool, process, diagram.processes[process].name) for process, pool in added.items()]
    shown = {process for _, process, _ in pools}
    pools += [(None, process.id, process.name) for process in diagram.processes.values() if process.id not in shown]
    return [_plane(diagram, collaboration, pools)]


def _plane(diagram: Diagram, element: str, pools: list[tuple[str | None, str | None, str]]) -> Plane:
    graph = graph_of(diagram, pools)
    columns = columns_of(graph)
    places = tracks_of(graph, columns)
    sheet, routes = _routed(graph, columns, places, frozenset())
    labels = labels_of(graph, sheet, routes.ways)
    crowded = labels.crowded
    for _ in range(_MORE_ROOM if len(graph.wires) <= _LARGE else 0):
        if not labels.crowded:
            break
        wider, longer = _routed(graph, columns, places, crowded)
        better = labels_of(graph, wider, longer.ways)
        if len(better.crowded) >= len(labels.crowded):
            break
        crowded |= better.crowded
        sheet, routes, labels = wider, longer, better
    plane = _drawn(graph, sheet, routes, labels.boxes, element)
    beside.add_artefacts(diagram, graph, plane)
    return plane


def _routed(
    graph: Graph, columns: Columns, places: Mapping[str, Place], crowded: frozenset[str]
) -> tuple[Sheet, Routes]:
    """Routed with plenty of lines first, then with as many as were used: compact without counting beforehand."""
    lines: dict[Section, int] = {}
    spare = _GENEROUS
    for rounds in _ROUNDS:
        sheet = sheet_of(graph, columns, places, lines, spare, crowded)
        routes = routed(graph, sheet, rounds)
        lines, spare = routes.used, 1
    return sheet, routes


def _drawn(graph: Graph, sheet: Sheet, routes: Routes, labels: Mapping[str, Box], element: str) -> Plane:
    """The plane in the order in which editors expect it: pools, lanes, boxes from outside in, borders' events last."""
    plane = Plane(element, labels=dict(labels))
    for number, pool in enumerate(graph.pools):
        if pool.id is None:
            continue
        plane.shapes[pool.id] = sheet.pools[number]
        plane.horizontal.add(pool.id)
        for id_, _, first, last in pool.outer:
            top, bottom = sheet.fields[first], sheet.fields[last]
            depth = sum(start <= first and last <= end for _, _, start, end in pool.outer)
            x = sheet.pools[number].x + 30 * depth
            plane.shapes[id_] = Box(x, top.y, sheet.pools[number].right - x, bottom.bottom - top.y)
            plane.horizontal.add(id_)
    for field, box in zip(graph.fields, sheet.fields, strict=True):
        if field.id is not None:
            plane.shapes[field.id] = box
            plane.horizontal.add(field.id)
    for scope in graph.scopes_by_depth():
        inner = [cell for cell in graph.scopes[scope] if cell in sheet.boxes]
        for cell in inner:
            plane.shapes[cell] = sheet.boxes[cell]
        for cell in inner:
            plane.shapes.update({rider: sheet.boxes[rider] for rider in graph.cells[cell].riders})
    for cell_ in graph.cells.values():
        if cell_.kind in (Kind.SUB_PROCESS, Kind.TRANSACTION, Kind.AD_HOC):
            (plane.expanded if graph.is_scope(cell_.id) else plane.folded).add(cell_.id)
        elif cell_.kind is Kind.EXCLUSIVE:
            plane.marked.add(cell_.id)
    plane.edges = {wire.id: routes.ways[wire.id] for wire in graph.wires.values() if wire.id in routes.ways}
    return plane
