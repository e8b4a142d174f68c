"""Terms that have passed, as the head of a role sees them: which step of which case, how late, whether it is done by now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from processes.definition import Definition
from service import naming, subjects
from service.actor import Actor
from service.installation import Installation
from service.operations.see_alert import Key
from storage import instances
from storage.models import LIVING, Alert, Task

MOST = 100


@dataclass(frozen=True, kw_only=True)
class AlertShown:
    """A term that has passed.  `waits`: the step is still open; else `done_at` says when it was done, if it was."""

    key: str
    number: str
    subject: str
    step: str
    due: datetime
    waits: bool
    done_at: datetime | None


def shown(installation: Installation, session: Session, actor: Actor) -> tuple[AlertShown, ...]:
    """What this person has not seen yet: what still waits first, the longest overdue before others."""
    rows = instances.alerts(session, actor.roles, limit=MOST)
    ids = {row.instance_id for row in rows}
    cases, whom, tasks = (
        instances.some(session, ids),
        subjects.of(session, ids),
        _by_case(instances.tasks_of(session, ids)),
    )
    found = []
    for row in rows:
        case = cases[row.instance_id]
        if not actor.holds(row.role, procedure=case.procedure):
            continue
        definition = installation.definitions.get(session, case.definition_id).definition
        steps = tasks.get(row.instance_id, [])
        task = next((one for one in steps if one.task == row.task), None)
        waits, done_at = _state(definition, row, task, steps)
        found.append(
            AlertShown(
                key=written(row),
                number=case.number,
                subject=whom.get(row.instance_id, ""),
                step=task.called if task is not None else _step(definition, row.element),
                due=row.due,
                waits=waits,
                done_at=done_at,
            )
        )
    return tuple(sorted(found, key=lambda alert: (not alert.waits, alert.due)))


def written(row: Alert) -> str:
    """An alert as a form names it."""
    return f"{row.instance_id}-{row.seq}-{row.n}"


def read(text: str) -> Key | None:
    """The alert that a form names; None for anything else."""
    parts = text.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return None
    instance_id, seq, n = map(int, parts)
    return instance_id, seq, n


def _by_case(tasks: Iterable[Task]) -> dict[int, list[Task]]:
    found: dict[int, list[Task]] = {}
    for task in tasks:
        found.setdefault(task.instance_id, []).append(task)
    return found


def _state(definition: Definition, alert: Alert, task: Task | None, tasks: list[Task]) -> tuple[bool, datetime | None]:
    """Of a task's term, what became of the task; of a drawn term, whether anybody still works where it is drawn."""
    if alert.task is not None:
        return (task.status in LIVING, task.completed_at) if task is not None else (False, None)
    node = definition.nodes.get(alert.element)
    host = node.attached_to if node is not None else None
    within = [task for task in tasks if host is None or _stands_in(definition, task.element, host)]
    if any(task.status in LIVING for task in within):
        return True, None
    return False, max((task.completed_at for task in within if task.completed_at is not None), default=None)


def _stands_in(definition: Definition, element: str, host: str) -> bool:
    """Whether a node is the host itself, inside it, or in the process that it calls."""
    called = definition.nodes[host].called if host in definition.nodes else None
    while element in definition.nodes:
        if element == host:
            return True
        element = definition.nodes[element].parent
    return element in (host, called)


def _step(definition: Definition, element: str) -> str:
    """The step's name; of a timer on its border both names, since its own says little alone."""
    name, node = naming.step_name(definition, element), definition.nodes.get(element)
    if node is None or node.attached_to is None:
        return name
    return f"{naming.step_name(definition, node.attached_to)}: {name}"
