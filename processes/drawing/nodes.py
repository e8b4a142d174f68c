"""Flow nodes as SVG: activities, gateways and events, with the marks of a case upon them."""

from __future__ import annotations

from urllib.parse import urlsplit

from processes.drawing import icons
from processes.drawing.ink import lines_of_text, number, path, tag, words
from processes.drawing.lettering import (
    INSIDE,
    LINE_INSIDE,
    LINE_OUTSIDE,
    OUTSIDE,
    shortened,
    width_of,
    wrapped,
)
from processes.drawing.marks import Marks, spoken
from processes.model.elements import Bounds, Kind, Node

SCOPES = frozenset({Kind.SUB_PROCESS, Kind.TRANSACTION, Kind.AD_HOC})
GATEWAYS = frozenset({Kind.EXCLUSIVE, Kind.PARALLEL, Kind.INCLUSIVE, Kind.EVENT_BASED, Kind.COMPLEX})
EVENTS = frozenset({Kind.START, Kind.END, Kind.CATCH, Kind.THROW, Kind.BOUNDARY})

LABEL_WIDTH = 90.0
"""Labels beside events, gateways and flows are broken at this width, as editors of BPMN do."""

_PADDING = 14.0


def drawn(
    node: Node, bounds: Bounds, label: Bounds | None, marks: Marks, link: str | None, language: str, *, open_: bool
) -> str:
    """One node with its name, signs and marks.  `open_` tells an expanded sub-process from a folded one."""
    body = _body(node, bounds, open_=open_) + _badges(node, bounds, marks)
    if node.kind in EVENTS | GATEWAYS:
        body += _label(node, bounds, label)
    state = spoken(marks, node.id, language)
    title = words("title", " — ".join(part for part in (node.name or node.id, state) if part))
    classes = " ".join(("node", _family(node, open_=open_), *marks.of(node.id)))
    content = title + (tag("a", body, href=link) if link and _is_web(link) else body)
    return tag("g", content, class_=classes, data_element=node.id)


def _is_web(link: str) -> bool:
    """Whether a link leads to a page: one that runs a script is not drawn."""
    return urlsplit(link).scheme in ("", "http", "https")


def _family(node: Node, *, open_: bool) -> str:
    if node.kind in GATEWAYS:
        return "gateway"
    if node.kind is Kind.BOUNDARY:
        return "event boundary" if node.interrupting else "event boundary waiting"
    if node.kind in EVENTS:
        return {Kind.START: "event start", Kind.END: "event end"}.get(node.kind, "event between")
    if node.kind in SCOPES:
        return "scope open" if open_ else "scope"
    return "task call" if node.kind is Kind.CALL else "task"


def _body(node: Node, bounds: Bounds, *, open_: bool) -> str:
    if node.kind in GATEWAYS:
        return _gateway(node, bounds)
    if node.kind in EVENTS:
        return _event(node, bounds)
    return _activity(node, bounds, open_=open_)


def _gateway(node: Node, bounds: Bounds) -> str:
    x, y = centre(bounds)
    half_width, half_height = bounds.width / 2, bounds.height / 2
    corners = ((x, y - half_height), (x + half_width, y), (x, y + half_height), (x - half_width, y))
    outline = "M" + "L".join(f"{number(px)} {number(py)}" for px, py in corners) + "z"
    return tag("path", class_="outline", d=outline) + icons.of_gateway(node, x, y)


def _event(node: Node, bounds: Bounds) -> str:
    x, y = centre(bounds)
    radius = min(bounds.width, bounds.height) / 2
    circles = tag("circle", class_="outline", cx=x, cy=y, r=radius)
    if node.kind in (Kind.CATCH, Kind.THROW, Kind.BOUNDARY):
        circles += tag("circle", class_="outline inner", cx=x, cy=y, r=max(radius - 3.5, 1))
    return circles + icons.of_event(node, x, y)


def _activity(node: Node, bounds: Bounds, *, open_: bool) -> str:
    radius = 6.0 if open_ else 9.0
    box = tag(
        "rect", class_="outline", x=bounds.x, y=bounds.y, width=bounds.width, height=bounds.height, rx=radius, ry=radius
    )
    if node.kind is Kind.TRANSACTION:
        box += tag(
            "rect",
            class_="outline inner",
            x=bounds.x + 3,
            y=bounds.y + 3,
            width=max(bounds.width - 6, 1),
            height=max(bounds.height - 6, 1),
            rx=5.0,
            ry=5.0,
        )
    folded = not open_ and node.kind in SCOPES | {Kind.CALL}
    return (
        box
        + icons.of_task(node, bounds.x + 6, bounds.y + 5)
        + _name(node, bounds, open_=open_)
        + _markers(node, bounds, folded=folded)
    )


def _name(node: Node, bounds: Bounds, *, open_: bool) -> str:
    x, y = centre(bounds)
    lines = wrapped(node.name, INSIDE, max(bounds.width - _PADDING, 20))
    if open_:
        lines = shortened(lines, 2)
        return lines_of_text(lines, x, bounds.y + 5, LINE_INSIDE, "name scope-name")
    lines = shortened(lines, max(int(bounds.height / LINE_INSIDE), 1))
    return lines_of_text(lines, x, y - len(lines) * LINE_INSIDE / 2, LINE_INSIDE, "name")


def _markers(node: Node, bounds: Bounds, *, folded: bool) -> str:
    markers = icons.markers_of(node, folded=folded)
    left = centre(bounds)[0] - (len(markers) - 1) * 10
    bottom = bounds.y + bounds.height - 11
    return "".join(icons.marker(name, left + 20 * count, bottom) for count, name in enumerate(markers))


def _label(node: Node, bounds: Bounds, label: Bounds | None) -> str:
    if label is None:
        place = Bounds(centre(bounds)[0] - LABEL_WIDTH / 2, bounds.y + bounds.height + 4, LABEL_WIDTH, 0)
    else:
        place = label
    lines = wrapped(node.name, OUTSIDE, max(LABEL_WIDTH, place.width))
    return lines_of_text(lines, place.x + place.width / 2, place.y, LINE_OUTSIDE, "label")


def _badges(node: Node, bounds: Bounds, marks: Marks) -> str:
    """A tick with the number of visits, and a warning sign for what is late, at the two upper corners."""
    visits = marks.done.get(node.id, 0)
    late = node.id in marks.overdue
    return (_tick(node, bounds, visits) if visits > 0 else "") + (_warning(node, bounds) if late else "")


def _tick(node: Node, bounds: Bounds, visits: int) -> str:
    count = f"×{visits}" if visits > 1 else ""
    wide = 18 + (width_of(count, OUTSIDE) + 5 if count else 0)
    # Lines and labels of small shapes lie to their right, so that the tick goes to the left there.
    right, top = _corner(bounds, left=True) if node.kind in GATEWAYS | EVENTS else _corner(bounds, left=False)
    left = right - wide + 9
    tick = path(((left + 5, top + 0.5), (left + 8, top + 3.5), (left + 13.5, top - 3.5)))
    return tag(
        "g",
        tag("rect", class_="badge-ground", x=left, y=top - 9, width=wide, height=18.0, rx=9.0, ry=9.0)
        + tag("path", class_="tick", d=tick)
        + (words("text", count, class_="badge-text", x=left + 17, y=top + 4) if count else ""),
        class_="badge visited",
    )


def _warning(node: Node, bounds: Bounds) -> str:
    x, top = _corner(bounds, left=node.kind not in GATEWAYS | EVENTS)
    return tag(
        "g",
        tag("path", class_="badge-ground", d=f"M{number(x)} {number(top - 10)}l10.5 18h-21z")
        + tag("path", class_="mark", d=f"M{number(x)} {number(top - 4)}v6m0 2.6v.6"),
        class_="badge late",
    )


def _corner(bounds: Bounds, *, left: bool) -> tuple[float, float]:
    """An upper corner; of a small shape, a point where its outline comes near it."""
    inset = 6.0 if bounds.width <= 60 else 1.0
    return bounds.x + inset if left else bounds.x + bounds.width - inset, bounds.y + inset


def centre(bounds: Bounds) -> tuple[float, float]:
    """The middle of a box."""
    return bounds.x + bounds.width / 2, bounds.y + bounds.height / 2
