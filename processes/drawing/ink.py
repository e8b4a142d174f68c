"""SVG text, escaped.  Everything that comes from a file passes through here on its way into a picture."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape

Point = tuple[float, float]

_CORNER = 6.0


def number(value: float) -> str:
    """A coordinate with at most one decimal place."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def attributes(**values: str | float) -> str:
    """Attributes, escaped; `class_` and `data_element` become `class` and `data-element`."""
    return "".join(
        f' {_written(name)}="{escape(value) if isinstance(value, str) else number(value)}"'
        for name, value in values.items()
        if value != ""
    )


def _written(name: str) -> str:
    """`class_` -> class, `data_element` -> data-element; `viewBox` stays."""
    return name.rstrip("_").replace("_", "-")


def tag(name: str, content: str = "", /, **values: str | float) -> str:
    """An element whose content is SVG already."""
    return f"<{name}{attributes(**values)}>{content}</{name}>" if content else f"<{name}{attributes(**values)}/>"


def words(name: str, text: str, /, **values: str | float) -> str:
    """An element whose content is plain text."""
    return f"<{name}{attributes(**values)}>{escape(text, quote=False)}</{name}>"


def lines_of_text(lines: Iterable[str], x: float, top: float, line_height: float, class_: str) -> str:
    """Lines of text, each centred at `x`, the first one beginning at `top`."""
    spans = "".join(
        words("tspan", line, x=x, y=top + line_height * (count + 0.8)) for count, line in enumerate(lines) if line
    )
    return f"<text{attributes(class_=class_)}>{spans}</text>" if spans else ""


def path(points: Iterable[Point]) -> str:
    """Path data through the points, with rounded corners."""
    corners = list(points)
    start, *middle, end = corners
    pieces = [f"M{_at(start)}"]
    for before, corner, after in zip(corners, middle, corners[2:], strict=False):
        radius = min(_CORNER, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        pieces.append(f"L{_at(_towards(corner, before, radius))}Q{_at(corner)} {_at(_towards(corner, after, radius))}")
    return "".join([*pieces, f"L{_at(end)}"])


def _towards(start: Point, end: Point, length: float) -> Point:
    whole = math.dist(start, end) or 1.0
    return start[0] + (end[0] - start[0]) * length / whole, start[1] + (end[1] - start[1]) * length / whole


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
