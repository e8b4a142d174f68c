"""People read the names of steps in their inbox and on buttons."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, warning
from processes.gate.paths import nodes
from processes.gate.places import TASKS_OF_PEOPLE
from processes.model.elements import Kind


def check(definition: Definition) -> Iterator[Finding]:
    """`label.missing` for each step, start or act of a person without a name."""
    for node in nodes(definition):
        for_people = node.kind in TASKS_OF_PEOPLE or ("form" in node.properties and node.kind is not Kind.SERVICE)
        if for_people and not node.name:
            yield warning(
                "label.missing",
                node,
                f"У шага «{node.id}» нет названия, во входящих будет виден его id",
                f"Step {node.id!r} has no name, and inboxes will show its id",
                "Назовите шаг: глагол и предмет",
                "Name the step: a verb and an object",
            )
