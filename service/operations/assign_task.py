"""Assigning a task: the owner of the procedure, or the head of the task's role, gives it to somebody and says why."""

from __future__ import annotations

from processes.commands import AssignTask
from service import actor as actors
from service.access import bare_role, key_held, require_role
from service.actor import Actor
from service.errors import Conflict, NotSignedIn
from service.installation import Installation
from service.moving import Move, moving, outcome
from service.operations import intervening, tasks
from service.operations.repeats import Repeat
from service.outcome import Outcome
from service.refs import read_person, read_task_ref
from storage.errors import NotFound


def assign(
    installation: Installation,
    actor: Actor,
    ref: str,
    person: str,
    reason: str,
    *,
    etag: str | None = None,
    idempotency: str | None = None,
) -> Outcome:
    """The task is held by `person` (person:7) now, whoever held it before.

    Raises NotFound (task or person), NotAllowed, TaskAlreadyDone, CaseSuspended, Stale, Conflict (the person does not hold
    the task's role, or separation of duties keeps him from it), Unfit (no reason), IdempotencyMismatch.
    """
    said = intervening.required(reason)
    instance_id, number = read_task_ref(ref)
    repeat = Repeat(Outcome, actor, idempotency, "assign", ref, person, said)
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        task = tasks.require_open(move, actor, number, etag)
        move.role = _required_role(move, actor, task.roles)
        _require_fit(move, _person(move, person), task.roles, task.element)
        sealed = intervening.sealed(move, said)
        move.apply(AssignTask(at=move.at, actor=actor.id, task=number, person=person, reason=sealed))
        result = tasks.with_etag(outcome(move, actor, task=ref), move)
        return repeat.remember(move.session, result, at=move.at)


def _required_role(move: Move, actor: Actor, keys: tuple[str, ...]) -> str:
    """In which role the person assigns; raises NotAllowed."""
    roles = move.edition.definition.roles
    heads = [roles[bare].head for key in keys if (bare := bare_role(key)) in roles]
    allowed = ("process_owner", "admin", *(head for head in heads if head))
    require_role(actor, *allowed, procedure=move.edition.key)
    return next(role for role in allowed if actor.holds(role, procedure=move.edition.key))


def _person(move: Move, person: str) -> Actor:
    number = read_person(person)
    try:
        return actors.read(move.session, number if number is not None and number < 2**62 else 0)
    except NotSignedIn as error:
        raise NotFound("Человек", "Person", person[:40]) from error


def _require_fit(move: Move, person: Actor, keys: tuple[str, ...], element: str) -> None:
    if key_held(person, keys, move.edition.key) is None:
        raise Conflict(
            f"{person.name} не держит роль этой задачи. Выберите другого или попросите администратора дать роль",
            f"{person.name} does not hold the role of this task. Choose another, or ask an administrator to grant it",
            person=person.id,
        )
    refusal = tasks.separation(move.session, move.edition.definition, move.row.id, person, element)
    if refusal is not None:
        raise Conflict(
            f"{person.name}: этот шаг запрещает разделение обязанностей, в деле уже выполнен шаг {refusal.facts['done']}",
            f"{person.name}: separation of duties forbids this step to whoever did {refusal.facts['done']} of this case",
            person=person.id,
            rule=refusal.facts["rule"],
        )
