"""What has to hold before somebody works on a task.  Shared by the operations on tasks; opens no transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from processes.definition import Definition, Separation
from processes.errors import PoryadokError
from processes.state import OpenTask
from service.access import key_held, may_read, require_key
from service.actor import Actor
from service.errors import SeparationOfDuties, Stale, TaskAlreadyDone, TaskTaken
from service.moving import Move
from service.outcome import Outcome
from service.refs import read_person, task_ref
from storage import instances, people
from storage.errors import NotFound
from storage.models import Task, TaskStatus


def etag_of(task: Task) -> str:
    """The state of a task as an HTTP entity tag: the history row that last changed it."""
    return f'"{task.version}"'


def with_etag(outcome: Outcome, move: Move) -> Outcome:
    """The outcome with the state that the task has now, if this transaction changed it."""
    return replace(outcome, etag=f'"{move.seq}"') if move.steps else outcome


def name_of(session: Session, actor: str | None) -> str | None:
    """What to call somebody whom the history knows by id."""
    person = read_person(actor) if actor else None
    if person is None:
        return actor
    return people.named(session, [person]).get(person, actor)


def require_open(move: Move, actor: Actor, number: int, etag: str | None) -> OpenTask:
    """The open task as the person saw it; raises NotFound, TaskAlreadyDone or Stale."""
    row = instances.task(move.session, move.row.id, number)
    _require_sight(move, actor, row)
    return _require_open(move, row, etag)


def require_workable(move: Move, actor: Actor, number: int, etag: str | None) -> str:
    """The inbox key by which the person may work on the task; one statement.

    Raises NotFound, TaskAlreadyDone, NotAllowed, TaskTaken, Stale or SeparationOfDuties.
    """
    element = move.live.open_tasks[number].element if number in move.live.open_tasks else None
    rules = _rules(move.edition.definition, element)
    # Rules ask who did the other steps, so the case's tasks are read at once, this one among them.
    rows = instances.tasks(move.session, move.row.id) if rules else [instances.task(move.session, move.row.id, number)]
    row = next(row for row in rows if row.task == number)
    _require_sight(move, actor, row)
    task = _require_open(move, row, None)
    key = require_key(actor, task.roles, move.edition)
    if row.assignee is not None and row.assignee != actor.id:
        raise TaskTaken(task_ref(move.row.id, number), name_of(move.session, row.assignee) or row.assignee)
    _require_open(move, row, etag)
    refusal = _separated(move.edition.definition, rules, rows, actor, task.element)
    if refusal is not None:
        raise refusal
    return key


def separation(
    session: Session, definition: Definition, instance_id: int, actor: Actor, element: str
) -> PoryadokError | None:
    """Why separation of duties keeps the person from this step, or None.  One statement, and only if a rule names it."""
    rules = _rules(definition, element)
    if not rules:
        return None
    return _separated(definition, rules, instances.tasks(session, instance_id), actor, element)


def _require_open(move: Move, row: Task, etag: str | None) -> OpenTask:
    task = move.live.open_tasks.get(row.task)
    if task is None:
        by = name_of(move.session, row.completed_by)
        at = row.completed_at.astimezone(move.installation.zone) if row.completed_at else None
        raise TaskAlreadyDone(task_ref(row.instance_id, row.task), row.status, by, at)
    if etag is not None and etag != etag_of(row):
        raise Stale(etag_of(row), holder=name_of(move.session, row.assignee))
    return task


def _rules(definition: Definition, element: str | None) -> list[Separation]:
    return [rule for rule in definition.separations if element in rule.first or element in rule.second]


def _separated(
    definition: Definition, rules: Iterable[Separation], rows: Iterable[Task], actor: Actor, element: str
) -> PoryadokError | None:
    done = {row.element for row in rows if _did(row, actor)}
    for rule in rules:
        forbidden = _other_side(rule.first, rule.second, element)
        step = next((id_ for id_ in forbidden if id_ in done), None)
        if step is not None:
            node = definition.nodes.get(step)
            return SeparationOfDuties(rule.id, rule.ru, rule.en, f"«{node.name}»" if node and node.name else step)
    return None


def _did(task: Task, actor: Actor) -> bool:
    return task.status == TaskStatus.DONE and task.completed_by == actor.id


def _other_side(first: Iterable[str], second: Iterable[str], element: str) -> tuple[str, ...]:
    sides = (tuple(first), tuple(second))
    return tuple(id_ for here, there in (sides, sides[::-1]) if element in here for id_ in there if id_ != element)


def _require_sight(move: Move, actor: Actor, row: Task) -> None:
    """A task of a case that the person may not know of is not there for him."""
    if key_held(actor, row.roles, move.edition.key) is not None:
        return
    if not may_read(move.session, actor, move.row, move.edition):
        raise NotFound("Задача", "Task", task_ref(row.instance_id, row.task))
