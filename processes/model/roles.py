"""Who may do a step, by the diagram alone.  A right is resolved here and never taken from the engine."""

from __future__ import annotations

from collections.abc import Collection

from processes.model.elements import Lane, Node, Process


def role_of(process: Process, node: Node, known_roles: Collection[str]) -> tuple[str, ...]:
    """The roles any of which may do the step, in the order written; empty if the diagram names none.

    The property `role` decides where it stands; else the node's own lane; else the lane of its host (a boundary event)
    or of the nearest sub-process that is in a lane.  A lane is a role by its `role` property, else by equal id or name;
    a lane that is no role gives nobody a right, whatever stands around it.
    """
    if node.properties.get("role", "").strip():
        return listed(node.properties["role"])
    lane = lane_of(process, node)
    return _roles_of_lane(lane, known_roles) if lane else ()


def lane_of(process: Process, node: Node) -> Lane | None:
    """The lane that a node stands in: its own, else that of its host or of the nearest sub-process in a lane."""
    lanes = {lane.id: lane for lane in process.lanes}
    place: Node | None = node
    while place is not None:
        if place.lane in lanes:
            return lanes[place.lane]
        place = process.nodes.get(place.attached_to or place.parent)
    return None


def listed(text: str) -> tuple[str, ...]:
    """The words of a property that may name several ids, separated by spaces or commas; each once."""
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def _roles_of_lane(lane: Lane, known_roles: Collection[str]) -> tuple[str, ...]:
    if lane.properties.get("role", "").strip():
        return listed(lane.properties["role"])
    return next(((name,) for name in (lane.id, lane.name) if name in known_roles), ())
