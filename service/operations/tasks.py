"""What has to hold before somebody works on a task.  Shared by the operations on tasks; opens no transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from processes.definition import Definition, Separation
from processes.errors import PoryadokError
from processes.state import OpenTask
from service.access import bare_role, key_held, may_read, require_key
from service.actor import Actor
from service.errors import CaseSuspended, NotAllowed, SeparationOfDuties, Stale, TaskAlreadyDone, TaskTaken
from service.moving import Move
from service.outcome import Outcome
from service.published import Edition
from service.refs import read_person, task_ref
from storage import history, instances, messages, people
from storage.errors import NotFound
from storage.models import LIVING, Task, TaskStatus
from storage.models import Instance as InstanceRow


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


def require_going_on(move: Move) -> None:
    """The case is not suspended; raises CaseSuspended, which says by whom and since when."""
    refusal = halted(move.session, move.row, move.installation.zone)
    if refusal is not None:
        raise refusal


def halted(session: Session, row: InstanceRow, zone: ZoneInfo) -> CaseSuspended | None:
    """Why nobody can do anything in the case now, if it is suspended."""
    if row.suspended_at is None:
        return None
    return CaseSuspended(row.number, name_of(session, row.suspended_by), row.suspended_at.astimezone(zone))


def require_open(move: Move, actor: Actor, number: int, etag: str | None) -> OpenTask:
    """The open task as the person saw it; raises NotFound, TaskAlreadyDone, CaseSuspended or Stale."""
    row = instances.task(move.session, move.row.id, number)
    _require_sight(move, actor, row)
    return _require_open(move, row, etag)


def require_workable(move: Move, actor: Actor, number: int, etag: str | None) -> str:
    """The inbox key by which the person may work on the task; one statement.

    Raises NotFound, TaskAlreadyDone, CaseSuspended, NotAllowed, TaskTaken, Stale or SeparationOfDuties.
    """
    return _require(move, actor, number, etag, lambda task: require_key(actor, task.roles, move.edition))


def require_enterable(move: Move, actor: Actor, number: int, etag: str | None) -> str:
    """The role in which the person may enter what somebody outside has answered on paper; raises the same."""

    def key_of(task: OpenTask) -> str:
        require_key(actor, move.edition.definition.intake, move.edition)
        held = intake_key(actor, move.edition, task.roles)
        if held is None:
            raise NotAllowed
        return held

    return _require(move, actor, number, etag, key_of)


def intake_key(actor: Actor, edition: Edition, roles: Iterable[str]) -> str | None:
    """The role in which the person enters paper for the task of these inbox keys; None: he may not, or it is no such task."""
    definition = edition.definition
    known = [definition.roles.get(bare_role(key)) for key in roles]
    if not all(role is not None and role.outside for role in known):
        return None
    return next((role for role in definition.intake if actor.holds(role, procedure=edition.key)), None)


def _require(move: Move, actor: Actor, number: int, etag: str | None, key_of: Callable[[OpenTask], str]) -> str:
    element = move.live.open_tasks[number].element if number in move.live.open_tasks else None
    rules = _rules(move.edition.definition, element)
    # Rules ask who did the other steps, so the case's tasks are read at once, this one among them.
    rows = instances.tasks(move.session, move.row.id) if rules else [instances.task(move.session, move.row.id, number)]
    row = next(row for row in rows if row.task == number)
    _require_sight(move, actor, row)
    task = _require_open(move, row, None)
    key = key_of(task)
    if row.assignee is not None and row.assignee != actor.id:
        raise TaskTaken(task_ref(move.row.id, number), name_of(move.session, row.assignee) or row.assignee)
    _require_open(move, row, etag)
    refusal = _separated(move.session, move.edition.definition, rules, rows, actor, task.element)
    if refusal is not None:
        raise refusal
    return key


def require_opened(move: Move, actor: Actor, number: int, done: Iterable[str]) -> str:
    """The inbox key for a task that has opened in this very transaction, after the person did the steps `done` in it.

    Nobody else can have it yet, and no row tells of it; raises NotAllowed or SeparationOfDuties.
    """
    task = move.live.open_tasks[number]
    key = require_key(actor, task.roles, move.edition)
    definition = move.edition.definition
    rules = _rules(definition, task.element)
    earlier = instances.tasks(move.session, move.row.id) if rules else []
    did = {row.element for row in earlier if _did(row, actor)} | set(done)
    refused = _apart(definition, rules, did, task.element) or _across(
        move.session, definition, rules, move.row.id, actor, task.element
    )
    if refused is not None:
        raise refused
    return key


def refusal(session: Session, actor: Actor, task: Task, edition: Edition, rows: Sequence[Task]) -> PoryadokError | None:
    """Why the person may not do this task now, or None; `rows` are the tasks of its case.

    No statement, or one; another two where a rule speaks of steps of several processes.
    """
    if task.status not in LIVING:
        return None
    try:
        require_key(actor, task.roles, edition)
    except PoryadokError as error:
        return error
    if task.assignee is not None and task.assignee != actor.id:
        return TaskTaken(task_ref(task.instance_id, task.task), name_of(session, task.assignee) or task.assignee)
    return separated(session, edition.definition, rows, actor, task.element)


def separated(
    session: Session, definition: Definition, rows: Sequence[Task], actor: Actor, element: str
) -> PoryadokError | None:
    """Why separation of duties keeps the person from this step of the case whose tasks are `rows`, or None.

    A rule whose steps belong to several processes is asked of the cases, too, that this one sent a message to or got one
    from: who inspected in one case does not decide in the case that his finding began.
    """
    return _separated(session, definition, _rules(definition, element), rows, actor, element)


def kept_apart(definition: Definition, one: str, others: Collection[str]) -> PoryadokError | None:
    """Why whoever does the steps `others` of a case may not do this one as well, or None."""
    return _apart(definition, _rules(definition, one), others, one)


def separation(
    session: Session, definition: Definition, instance_id: int, actor: Actor, element: str
) -> PoryadokError | None:
    """Why separation of duties keeps the person from this step, or None.  No statement if no rule names it."""
    rules = _rules(definition, element)
    if not rules:
        return None
    return _separated(session, definition, rules, instances.tasks(session, instance_id), actor, element)


def _require_open(move: Move, row: Task, etag: str | None) -> OpenTask:
    task = move.live.open_tasks.get(row.task)
    if task is None:
        by = name_of(move.session, row.completed_by)
        at = row.completed_at.astimezone(move.installation.zone) if row.completed_at else None
        raise TaskAlreadyDone(task_ref(row.instance_id, row.task), row.status, by, at)
    require_going_on(move)
    if etag is not None and etag != etag_of(row):
        raise _stale(move, row)
    return task


def _stale(move: Move, row: Task) -> Stale:
    """What the task is now, and who made it so."""
    changed = history.recorded_at(move.session, row.instance_id, row.version)
    holder = name_of(move.session, row.assignee)
    due = row.due.astimezone(UTC).isoformat() if row.due else None
    return Stale(
        etag_of(row),
        holder=holder,
        state={"task": task_ref(row.instance_id, row.task), "status": row.status, "assignee": row.assignee, "due": due},
        changed_by=name_of(move.session, changed.actor),
        changed_at=changed.at,
    )


def _rules(definition: Definition, element: str | None) -> list[Separation]:
    return [rule for rule in definition.separations if element in rule.first or element in rule.second]


def _separated(
    session: Session,
    definition: Definition,
    rules: Sequence[Separation],
    rows: Sequence[Task],
    actor: Actor,
    element: str,
) -> PoryadokError | None:
    refused = _apart(definition, rules, {row.element for row in rows if _did(row, actor)}, element)
    if refused is not None or not rows:
        return refused
    return _across(session, definition, rules, rows[0].instance_id, actor, element)


def _across(
    session: Session,
    definition: Definition,
    rules: Iterable[Separation],
    instance_id: int,
    actor: Actor,
    element: str,
) -> PoryadokError | None:
    """The same for what the person did in cases joined to this one by messages."""
    wide = [rule for rule in rules if _is_wide(definition, rule)]
    found = messages.joined(session, instance_id) if wide else ()
    others = {other.id: other.number for _, other, _ in found if other.procedure == definition.key}
    if not others:
        return None
    done = {row.element: others[row.instance_id] for row in instances.tasks_of(session, others) if _did(row, actor)}
    return _apart(definition, wide, done, element, cases=done)


def _is_wide(definition: Definition, rule: Separation) -> bool:
    """Whether its steps may stand in several cases: a process that another one calls runs in its caller's."""
    steps = (step for step in (*rule.first, *rule.second) if step in definition.nodes)
    return len({case for step in steps for case in definition.cases_with[definition.process_of(step).id]}) > 1


def _apart(
    definition: Definition,
    rules: Iterable[Separation],
    done: Collection[str],
    element: str,
    *,
    cases: Mapping[str, str] | None = None,
) -> SeparationOfDuties | None:
    """The first rule against it; `cases` has the numbers of the other cases in which the steps were done."""
    for rule in rules:
        forbidden = _other_side(rule.first, rule.second, element)
        step = next((id_ for id_ in forbidden if id_ in done), None)
        if step is not None:
            node = definition.nodes.get(step)
            name = f"«{node.name}»" if node and node.name else step
            return SeparationOfDuties(rule.id, rule.ru, rule.en, name, case=cases[step] if cases else None)
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
