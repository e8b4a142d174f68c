"""Releasing a task: giving it back to its role."""

from __future__ import annotations

from processes.commands import ReleaseTask
from service.actor import Actor
from service.errors import NotYours
from service.installation import Installation
from service.moving import moving, outcome
from service.operations import tasks
from service.operations.repeats import Repeat
from service.outcome import Outcome
from service.refs import read_task_ref


def release(
    installation: Installation, actor: Actor, ref: str, *, etag: str | None = None, idempotency: str | None = None
) -> Outcome:
    """The task is in its role's inbox again.  Only its holder gives it back, or a process owner for him.

    Raises NotFound, NotAllowed, TaskAlreadyDone, NotYours, Stale, IdempotencyMismatch.
    """
    instance_id, number = read_task_ref(ref)
    repeat = Repeat(Outcome, actor, idempotency, "release", ref)
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        task = tasks.require_open(move, actor, number, etag)
        owner = actor.holds("process_owner", procedure=move.edition.key)
        if task.claimed_by is None or (task.claimed_by != actor.id and not owner):
            raise NotYours(ref)
        move.role = "process_owner" if task.claimed_by != actor.id else None
        move.apply(ReleaseTask(at=move.at, actor=actor.id, task=number))
        result = tasks.with_etag(outcome(move, actor, task=ref), move)
        return repeat.remember(move.session, result, at=move.at)
