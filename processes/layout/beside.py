"""Places for what stands beside the flow: data objects, data stores, annotations, and their dotted lines.

They go into a strip below everything else, under the element they belong to: a first form, simple and safe.
"""

from __future__ import annotations

from processes.drawing.lettering import LINE_OUTSIDE, OUTSIDE, measured
from processes.drawing.nodes import LABEL_WIDTH
from processes.layout.graph import Graph, label_size
from processes.layout.sheet import Box
from processes.layout.writing import Plane
from processes.model.elements import Diagram

_NOTE_WIDTH = 160
_GAP = 24


def add_artefacts(diagram: Diagram, graph: Graph, plane: Plane) -> None:
    """Adds shapes and edges for artefacts that belong to what the plane shows."""
    if not plane.shapes:
        return
    sizes = {note.id: _note_size(note.text) for note in diagram.annotations}
    sizes |= {one.id: (36, 50) for one in diagram.artefacts if one.kind == "dataObjectReference"}
    sizes |= {one.id: (50, 50) for one in diagram.artefacts if one.kind == "dataStoreReference"}
    lines = [line for line in diagram.connections if line.kind == "association"]
    anchors: dict[str, Box] = {}
    for line in lines:
        for own, other in ((line.source, line.target), (line.target, line.source)):
            if own in sizes and other in plane.shapes:
                anchors.setdefault(own, plane.shapes[other])
    shown = {pool.process for pool in graph.pools}
    names = {one.id: one.name for one in diagram.artefacts}
    parents = {one.id: one.parent for one in diagram.artefacts}
    bottom = max(box.bottom for box in plane.shapes.values()) + 40
    left = min(box.x for box in plane.shapes.values())
    for id_, (width, height) in sorted(sizes.items(), key=lambda item: anchors[item[0]].x if item[0] in anchors else 0):
        if id_ not in anchors and parents.get(id_) not in shown:
            continue
        wanted = anchors[id_].centre[0] - width // 2 if id_ in anchors else left
        x = max(wanted, left)
        plane.shapes[id_] = Box(x, bottom, width, height)
        wide, high = label_size(names.get(id_, ""), LABEL_WIDTH)
        if wide:
            plane.labels[id_] = Box(x + (width - wide) // 2, bottom + height + 4, wide, high)
        left = x + max(width, 100) + _GAP
    for line in lines:
        if line.source in plane.shapes and line.target in plane.shapes:
            plane.edges[line.id] = _straight(plane.shapes[line.source], plane.shapes[line.target])


def _note_size(text: str) -> tuple[int, int]:
    width, height = measured(text, OUTSIDE, _NOTE_WIDTH - 16, LINE_OUTSIDE)
    return max(int(width) + 18, 60), max(int(height) + 8, 30)


def _straight(source: Box, target: Box) -> list[tuple[int, int]]:
    if source.y > target.y:
        return [(source.centre[0], source.y), (target.centre[0], target.bottom)]
    return [(source.centre[0], source.bottom), (target.centre[0], target.y)]
