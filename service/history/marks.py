"""Where a case stands on its diagram after some facts: what was passed, where it waits now, which flows it took.

A pure walk over facts as they are recorded (plain JSON), so that the case page and any moment of the replay use one way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from processes.definition import Definition
from processes.model.elements import Kind, Node

GATEWAYS = frozenset({Kind.EXCLUSIVE, Kind.PARALLEL, Kind.INCLUSIVE, Kind.EVENT_BASED, Kind.COMPLEX})
_SCOPES = frozenset({Kind.SUB_PROCESS, Kind.TRANSACTION, Kind.CALL})


@dataclass
class Standing:
    """`visits` counts how often a node was left behind, `waits` are what holds the case now, by kind and number."""

    visits: Counter[str] = field(default_factory=Counter)
    waits: dict[tuple[str, int], str] = field(default_factory=dict)
    flows: Counter[str] = field(default_factory=Counter)
    scopes: set[str] = field(default_factory=set)

    def done(self) -> dict[str, int]:
        """Visits of nodes that were passed."""
        return {element: count for element, count in self.visits.items() if count > 0}

    def now(self) -> frozenset[str]:
        """Nodes at which the case waits, and the sub-processes around them."""
        return frozenset(self.waits.values()) | self.scopes


_OPENS = {
    "TaskOpened": "task", "ActionRequested": "action", "TimerArmed": "timer", "MessageAwaited": "subscription",
    "ConditionAwaited": "condition",
}  # fmt: skip
_CLOSES = {
    "TaskCompleted": "task", "TaskCancelled": "task", "ActionCompleted": "action", "ActionCancelled": "action",
    "TimerFired": "timer", "TimerCancelled": "timer", "MessageReceived": "subscription",
    "SubscriptionClosed": "subscription", "ConditionMet": "condition", "ConditionClosed": "condition",
}  # fmt: skip
_PASSES = frozenset(
    {"InstanceStarted", "TaskCompleted", "ActionCompleted", "MessageReceived", "EventCaught", "ConditionMet"}
)


def standing(definition: Definition, facts: Iterable[Mapping[str, Any]]) -> Standing:
    """Where the case stands after these facts, in their order."""
    place = Standing()
    for fact in facts:
        _take(place, definition, fact)
    _enclose(place, definition)
    return place


def _take(place: Standing, definition: Definition, fact: Mapping[str, Any]) -> None:
    kind = fact["fact"]
    if kind == "FlowTaken":
        _pass(place, definition, fact["flow"])
    elif kind == "InstanceCancelled":
        place.waits.clear()
    if kind in _OPENS and _holds_the_case(definition, fact):
        place.waits[_OPENS[kind], fact[_OPENS[kind]]] = fact["element"]
    if kind in _CLOSES:
        place.waits.pop((_CLOSES[kind], fact[_CLOSES[kind]]), None)
    if kind in _PASSES or (kind == "TimerFired" and fact.get("kind") == "drawn"):
        place.visits[fact["element"]] += 1


def _pass(place: Standing, definition: Definition, flow_id: str) -> None:
    flow = definition.flows.get(flow_id)
    place.flows[flow_id] += 1
    if flow is None:
        return
    source, target = definition.nodes.get(flow.source), definition.nodes.get(flow.target)
    if source is not None and source.kind in GATEWAYS:
        place.visits[source.id] = max(1, place.visits[source.id])
    if target is not None and _goes_through_by_itself(target):
        place.visits[target.id] += 1


def _goes_through_by_itself(node: Node) -> bool:
    """Nodes of which no fact but the flow into them tells that they were passed."""
    if node.kind in (Kind.SCRIPT, Kind.RULE, Kind.MANUAL, Kind.TASK):
        return True
    return node.kind in (Kind.END, Kind.THROW) and "action" not in node.properties


def _holds_the_case(definition: Definition, fact: Mapping[str, Any]) -> bool:
    """Tasks and actions always; of timers and messages those the flow stands at, not borders, reminders and acts."""
    if fact["fact"] in ("TaskOpened", "ActionRequested"):
        return True
    node = definition.nodes.get(fact["element"])
    return fact.get("kind", "drawn") == "drawn" and node is not None and node.kind in (Kind.CATCH, Kind.RECEIVE)


def _enclose(place: Standing, definition: Definition) -> None:
    """A sub-process is where the case is while something inside it is; passed once a flow has left it."""
    scopes = [node for node in definition.nodes.values() if node.kind in _SCOPES]
    while found := {node.id for node in scopes if node.id not in place.scopes and _holds(place, definition, node)}:
        place.scopes |= found  # and what is around a call that was found, which its process does not know
    for node in scopes:
        if node.id not in place.scopes and any(place.flows[flow] for flow in node.outgoing):
            place.visits[node.id] = max(place.flows[flow] for flow in node.outgoing)


def _holds(place: Standing, definition: Definition, scope: Node) -> bool:
    """Whether the case waits for something inside this sub-process, or in the process that it calls."""
    inside = scope.called if scope.kind is Kind.CALL else scope.id
    if not any(_stands_in(definition, element, inside) for element in place.now()):
        return False
    return scope.kind is not Kind.CALL or _entered(place, definition, scope)


def _entered(place: Standing, definition: Definition, call: Node) -> bool:
    """Whether the case has gone into this call and not come out: others may call the same process."""
    borders = [node for node in definition.nodes.values() if node.attached_to == call.id and node.interrupting]
    left = (flow for node in (call, *borders) for flow in node.outgoing)
    return sum(place.flows[flow] for flow in call.incoming) > sum(place.flows[flow] for flow in left)


def _stands_in(definition: Definition, element: str, scope: str | None) -> bool:
    node = definition.nodes.get(element)
    while node is not None:
        if node.parent == scope:
            return True
        node = definition.nodes.get(node.parent)
    return False
