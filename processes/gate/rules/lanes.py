"""A lane with steps of people is a role; which one, only the author knows: a name alone gives nobody a right."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, question, title
from processes.gate.places import needs_role
from processes.model import lane_of
from processes.model.elements import Lane, Process


def check(definition: Definition) -> Iterator[Finding]:
    """`lane.unknown` for each lane whose steps of people get no role from it."""
    for process in definition.processes.values():
        for lane in process.lanes:
            if not lane.properties.get("role") and _is_needed(definition, process, lane):
                yield question(
                    "lane.unknown",
                    lane,
                    f"Дорожка «{title(lane)}» не связана с ролью: кто делает её шаги?",
                    f"Lane {title(lane)!r} is no role: who does its steps?",
                    f"Выберите роль дорожки (свойство role): {', '.join(definition.roles)}",
                    f"Choose the lane's role (property role): {', '.join(definition.roles)}",
                )


def _is_needed(definition: Definition, process: Process, lane: Lane) -> bool:
    return any(
        needs_role(node) and lane_of(process, node) == lane and not definition.roles_of(node.id)
        for node in process.nodes.values()
    )
