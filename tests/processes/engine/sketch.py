"""Small processes in a few lines, as our own model objects, for tests of the engine room."""

from __future__ import annotations

from typing import Any

from processes.model.elements import EventDefinition, Flow, Kind, MultiInstance, Node, Process

KINDS = {
    "start": Kind.START,
    "end": Kind.END,
    "user": Kind.USER,
    "script": Kind.SCRIPT,
    "rule": Kind.RULE,
    "service": Kind.SERVICE,
    "xor": Kind.EXCLUSIVE,
    "and": Kind.PARALLEL,
    "or": Kind.INCLUSIVE,
    "race": Kind.EVENT_BASED,
    "sub": Kind.SUB_PROCESS,
    "call": Kind.CALL,
    "timer": Kind.CATCH,
    "message": Kind.CATCH,
    "throw": Kind.THROW,
    "border": Kind.BOUNDARY,
}


def process(id_: str, nodes: str, flows: str, **details: dict[str, Any]) -> Process:
    """A process from `"A:user B:sub C:user@B"` and `"S>A A>B B>E"`; `details` adds fields of a node by id.

    `@X` puts a node inside sub-process X; a border event names its host in `details`.
    """
    edges = [tuple(flow.split(">")) for flow in flows.split()]
    made: dict[str, Node] = {}
    for text in nodes.split():
        name, _, parent = text.partition("@")
        node, _, kind = name.partition(":")
        more = dict(details.get(node, {}))
        if kind == "timer" and "events" not in more:
            more["events"] = (EventDefinition(kind="timer", timer="duration", expression="P1D"),)
        made[node] = Node(
            id=node,
            kind=KINDS[kind],
            name=node,
            parent=parent or id_,
            line=1,
            incoming=tuple(f"{s}>{t}" for s, t in edges if t == node),
            outgoing=tuple(f"{s}>{t}" for s, t in edges if s == node),
            **more,
        )
    drawn = {
        f"{s}>{t}": Flow(id=f"{s}>{t}", name="", source=s, target=t, line=1, parent=made[s].parent) for s, t in edges
    }
    return Process(id=id_, name=id_, executable=True, line=1, lanes=(), nodes=made, flows=drawn)


def each(collection: str, *, sequential: bool = False, item: str = "item") -> dict[str, Any]:
    """The details of a multi-instance activity."""
    return {
        "multi": MultiInstance(
            sequential=sequential, collection=collection, cardinality=None, item=item, completion=None
        )
    }
