"""Flows as SVG: sequence flows with their heads, slashes and diamonds, message flows and associations."""

from __future__ import annotations

import math
from itertools import pairwise

from processes.drawing.ink import Point, lines_of_text, number, path, tag, words
from processes.drawing.lettering import LINE_OUTSIDE, OUTSIDE, wrapped
from processes.drawing.marks import Marks
from processes.drawing.nodes import GATEWAYS, LABEL_WIDTH
from processes.model.elements import Bounds, Connection, Flow, Node

_HEAD = 9.0


def sequence(flow: Flow, source: Node, points: tuple[Point, ...], label: Bounds | None, marks: Marks) -> str:
    """A sequence flow; the default one has a slash, a conditional one out of an activity a diamond."""
    ends = _shortened(points)
    body = tag("path", class_="line", d=path(ends)) + _head(points)
    if source.default == flow.id:
        body += _slash(points)
    elif flow.condition and source.kind not in GATEWAYS:
        body += _diamond(points)
    body += _label(flow.name, points, label)
    title = words("title", flow.name) if flow.name else ""
    classes = " ".join(("flow", *marks.of(flow.id)))
    return tag("g", title + body, class_=classes, data_element=flow.id)


def connection(line: Connection, points: tuple[Point, ...], label: Bounds | None) -> str:
    """A message flow (dashed, open head) or an association (dotted, no head)."""
    body = tag("path", class_="line", d=path(points))
    if line.kind == "messageFlow":
        body += tag("circle", class_="tail", cx=points[0][0], cy=points[0][1], r=3.5) + _head(points, "head hollow")
    body += _label(line.name, points, label)
    return tag(
        "g", body, class_="flow message" if line.kind == "messageFlow" else "flow association", data_element=line.id
    )


def _direction(start: Point, end: Point) -> Point:
    length = math.dist(start, end) or 1.0
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length


def _shortened(points: tuple[Point, ...]) -> list[Point]:
    """The line ends inside its head, so that the tip stays sharp."""
    dx, dy = _direction(points[-2], points[-1])
    return [*points[:-1], (points[-1][0] - dx * _HEAD / 2, points[-1][1] - dy * _HEAD / 2)]


def _head(points: tuple[Point, ...], class_: str = "head") -> str:
    (dx, dy), (x, y) = _direction(points[-2], points[-1]), points[-1]
    base, half = (x - dx * _HEAD, y - dy * _HEAD), _HEAD * 0.42
    corners = ((x, y), (base[0] - dy * half, base[1] + dx * half), (base[0] + dy * half, base[1] - dx * half))
    return tag("path", class_=class_, d="M" + "L".join(f"{number(px)} {number(py)}" for px, py in corners) + "z")


def _slash(points: tuple[Point, ...]) -> str:
    (dx, dy), (x, y) = _direction(points[0], points[1]), points[0]
    at = (x + dx * 9, y + dy * 9)
    start = (at[0] - dx * 3.5 - dy * 6, at[1] - dy * 3.5 + dx * 6)
    end = (at[0] + dx * 3.5 + dy * 6, at[1] + dy * 3.5 - dx * 6)
    return tag(
        "path", class_="line slash", d=f"M{number(start[0])} {number(start[1])}L{number(end[0])} {number(end[1])}"
    )


def _diamond(points: tuple[Point, ...]) -> str:
    (dx, dy), (x, y) = _direction(points[0], points[1]), points[0]
    corners = (
        (x, y),
        (x + dx * 7 - dy * 4.5, y + dy * 7 + dx * 4.5),
        (x + dx * 14, y + dy * 14),
        (x + dx * 7 + dy * 4.5, y + dy * 7 - dx * 4.5),
    )
    return tag("path", class_="diamond", d="M" + "L".join(f"{number(px)} {number(py)}" for px, py in corners) + "z")


def _label(name: str, points: tuple[Point, ...], label: Bounds | None) -> str:
    if not name:
        return ""
    if label is not None:
        lines = wrapped(name, OUTSIDE, max(LABEL_WIDTH, label.width))
        return lines_of_text(lines, label.x + label.width / 2, label.y, LINE_OUTSIDE, "label")
    lines = wrapped(name, OUTSIDE, LABEL_WIDTH)
    start, end = max(pairwise(points), key=lambda piece: math.dist(*piece))
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    return lines_of_text(lines, x, y - len(lines) * LINE_OUTSIDE - 3, LINE_OUTSIDE, "label")
