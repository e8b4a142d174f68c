"""The small signs of BPMN, as paths in a box of their own; classes `sign` (lines) and `solid` (filled)."""

from __future__ import annotations

from processes.drawing.ink import number, tag
from processes.model.elements import EventDefinition, Kind, Node

# Drawn in a box of 16 by 16.
_TASKS: dict[Kind, tuple[tuple[str, str], ...]] = {
    Kind.USER: (("sign", "M8 8.2a3.1 3.1 0 1 0 0-6.2a3.1 3.1 0 0 0 0 6.2M2.2 14.5c0-3.4 2.4-5 5.8-5s5.8 1.6 5.8 5z"),),
    Kind.MANUAL: (
        (
            "sign",
            "M1.5 6.5l4-3.2c.6-.4 1.2-.4 1.8-.2h6.4a1 1 0 0 1 0 2H9.5h5a1 1 0 0 1 0 2H9.5h4.6a1 1 0 0 1 0 2H9.5h3.8a1 1"
            " 0 0 1 0 2H5c-2.2 0-3.5-1.4-3.5-3z",
        ),
    ),
    Kind.SERVICE: (
        (
            "sign",
            "M8 5.4a2.6 2.6 0 1 0 0 5.2a2.6 2.6 0 0 0 0-5.2M7 1.5h2l.4 1.9l1.5.6l1.6-1l1.4 1.4l-1 1.6l.6 1.5l1.9.4v2l"
            "-1.9.4l-.6 1.5l1 1.6l-1.4 1.4l-1.6-1l-1.5.6l-.4 1.9h-2l-.4-1.9l-1.5-.6l-1.6 1l-1.4-1.4l1-1.6l-.6-1.5l-1.9-.4"
            "v-2l1.9-.4l.6-1.5l-1-1.6l1.4-1.4l1.6 1l1.5-.6z",
        ),
    ),
    Kind.SEND: (("solid", "M1 3h14l-7 5.2z"), ("solid", "M1 4.8l7 5.2l7-5.2V13H1z")),
    Kind.RECEIVE: (("sign", "M1.2 3.2h13.6v9.6H1.2zM1.2 3.2L8 8.6l6.8-5.4"),),
    Kind.SCRIPT: (("sign", "M5 1.5h8.5c-3 3 2 6.5-1.5 13H3c3.5-5.5-1.5-9.5 2-13zM6 5h5M5.5 8h5M6.5 11h5"),),
    Kind.RULE: (("sign", "M1.5 2.5h13v11h-13zM1.5 9.5h13M5.5 6v7.5"), ("solid", "M1.5 2.5h13V6h-13z")),
}

# Drawn around 0, 0 within a circle of radius 11.
_EVENTS: dict[str, str] = {
    "timer": "M9 0A9 9 0 1 1-9 0A9 9 0 1 1 9 0M0-6V0L4 2.5M0-9v2M9 0h-2M0 9V7M-9 0h2",
    "message": "M-8.5-5.5h17v11h-17zM-8.5-5.5L0 1.5l8.5-7",
    "signal": "M0-8.5L8 6H-8z",
    "error": "M-7.5 7.5L-3-7L1.5 1L7-7.5L3 7L-1.5-1z",
    "escalation": "M0-8.5L6 8L0 1.5L-6 8z",
    "link": "M-8.5-3H2V-7.5L9 0L2 7.5V3H-8.5z",
    "conditional": "M-6.5-8h13v16h-13zM-4-5h8M-4-1.7h8M-4 1.7h8M-4 5h8",
    "compensate": "M0-6.5L-8 0L0 6.5zM8-6.5L0 0L8 6.5z",
    "cancel": "M-7-5L-5-7L0-2L5-7L7-5L2 0L7 5L5 7L0 2L-5 7L-7 5L-2 0z",
    "terminate": "M9.5 0A9.5 9.5 0 1 1-9.5 0A9.5 9.5 0 1 1 9.5 0",
    "several": "M0-8.5L8.1-2.6L5 6.9L-5 6.9L-8.1-2.6z",
}

_GATEWAYS: dict[Kind, tuple[tuple[str, str], ...]] = {
    Kind.EXCLUSIVE: (("stroke", "M-6.5-7.5L6.5 7.5M6.5-7.5L-6.5 7.5"),),
    Kind.PARALLEL: (("stroke", "M0-11V11M-11 0H11"),),
    Kind.INCLUSIVE: (("stroke", "M10 0A10 10 0 1 1-10 0A10 10 0 1 1 10 0"),),
    Kind.COMPLEX: (("stroke", "M0-11V11M-11 0H11M-8-8L8 8M8-8L-8 8"),),
    Kind.EVENT_BASED: (
        ("sign", "M13 0A13 13 0 1 1-13 0A13 13 0 1 1 13 0M10.5 0A10.5 10.5 0 1 1-10.5 0A10.5 10.5 0 1 1 10.5 0"),
        ("sign", "M0-7L6.7-2.2L4.1 5.7L-4.1 5.7L-6.7-2.2z"),
    ),
}

_MARKERS = {
    "sub": "M-7-7H7V7H-7zM0-4.5V4.5M-4.5 0H4.5",
    "parallel": "M-4-6V6M0-6V6M4-6V6",
    "sequential": "M-6-4H6M-6 0H6M-6 4H6",
    "loop": "M-2 6A6 6 0 1 1 3 5.2M-2 6L-5.5 6M-2 6V2.5",
    "ad hoc": "M-7 2c2-5 5-5 7-2s5 3 7-2",
}


def of_task(node: Node, x: float, y: float) -> str:
    """The sign of a task's kind in its upper left corner; nothing for a plain task."""
    return "".join(_moved(class_, data, x, y) for class_, data in _TASKS.get(node.kind, ()))


def of_event(node: Node, x: float, y: float) -> str:
    """What an event waits for (lines) or throws (filled)."""
    name = _event_sign(node.events)
    if name is None:
        return ""
    throws = node.kind in (Kind.END, Kind.THROW)
    return _moved("solid" if throws and name != "timer" else "sign", _EVENTS[name], x, y)


def of_gateway(node: Node, x: float, y: float) -> str:
    """The sign that tells how a gateway splits and joins."""
    return "".join(_moved(class_, data, x, y) for class_, data in _GATEWAYS.get(node.kind, ()))


def markers_of(node: Node, *, folded: bool) -> tuple[str, ...]:
    """The markers along the bottom edge of an activity, from left to right."""
    markers: list[str] = []
    if node.loop:
        markers.append("loop")
    if node.multi is not None:
        markers.append("sequential" if node.multi.sequential else "parallel")
    if folded:
        markers.append("sub")
    if node.kind is Kind.AD_HOC:
        markers.append("ad hoc")
    return tuple(markers)


def marker(name: str, x: float, y: float) -> str:
    return _moved("sign", _MARKERS[name], x, y)


def _event_sign(events: tuple[EventDefinition, ...]) -> str | None:
    if not events:
        return None
    return events[0].kind if len(events) == 1 and events[0].kind in _EVENTS else "several"


def _moved(class_: str, data: str, x: float, y: float) -> str:
    return tag("path", class_=class_, d=data, transform=f"translate({number(x)} {number(y)})")
