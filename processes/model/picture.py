"""Where the file says its elements stand.  Coordinates come from strangers: what is broken is left out and told."""

from __future__ import annotations

import math
from collections.abc import Collection

from lxml import etree

from processes.model.elements import Bounds, Picture
from processes.model.names import BPMNDI, DC, DI, bpmn, reference, shown
from processes.model.problems import Problems

FURTHEST = 1_000_000.0
"""No picture reaches further, in pixels; beyond it a renderer would only burn memory."""

_FOLDABLE = {bpmn(name) for name in ("subProcess", "transaction", "adHocSubProcess")}


def picture_of(root: etree._Element, known: Collection[str], problems: Problems) -> Picture:
    """The shapes, edges and labels of all planes; of two shapes for one element, the first."""
    folding = {element.get("id") for element in root.iter(*_FOLDABLE)}
    shapes: dict[str, Bounds] = {}
    edges: dict[str, tuple[tuple[float, float], ...]] = {}
    labels: dict[str, Bounds] = {}
    collapsed: set[str] = set()
    for entry in root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
        element = reference(entry.get("bpmnElement"))
        if element is None or element not in known:
            _tell_missing(entry, problems)
            continue
        if element in shapes or element in edges:
            continue
        if element in folding and entry.get("isExpanded", "").strip() not in ("true", "1"):
            collapsed.add(element)
        try:
            if entry.tag == f"{{{BPMNDI}}}BPMNShape":
                shapes[element] = _bounds(entry)
            else:
                edges[element] = _waypoints(entry)
            label = entry.find(f"{{{BPMNDI}}}BPMNLabel")
            if label is not None and label.find(f"{{{DC}}}Bounds") is not None:
                labels[element] = _bounds(label)
        except ValueError:
            _tell_broken(entry, element, problems)
            continue
    return Picture(shapes=shapes, edges=edges, labels=labels, collapsed=frozenset(collapsed))


def _bounds(entry: etree._Element) -> Bounds:
    bounds = entry.find(f"{{{DC}}}Bounds")
    if bounds is None:
        raise ValueError("no bounds")
    x, y, width, height = (_number(bounds.get(name)) for name in ("x", "y", "width", "height"))
    if width < 0 or height < 0:
        raise ValueError("negative size")
    return Bounds(x, y, width, height)


def _waypoints(entry: etree._Element) -> tuple[tuple[float, float], ...]:
    points = tuple((_number(point.get("x")), _number(point.get("y"))) for point in entry.iterfind(f"{{{DI}}}waypoint"))
    if len(points) < 2:
        raise ValueError("fewer than two points")
    return points


def _number(text: str | None) -> float:
    number = float(text or "")
    if not math.isfinite(number) or abs(number) > FURTHEST:
        raise ValueError("not a coordinate")
    return number


def _tell_missing(entry: etree._Element, problems: Problems) -> None:
    element = shown(entry.get("bpmnElement"))
    problems.add(
        "picture.missing",
        entry,
        f"На схеме есть фигура для элемента «{element}», которого нет в файле; она не показана",
        f"The picture has a shape for element {element!r}, which is not in the file; it is not shown",
    )


def _tell_broken(entry: etree._Element, element: str, problems: Problems) -> None:
    problems.add(
        "picture.coordinates",
        entry,
        f"Координаты элемента «{shown(element)}» не читаются; передвиньте его в редакторе и сохраните",
        f"The coordinates of element {shown(element)!r} cannot be read; move it in an editor and save",
        of=element,
    )
