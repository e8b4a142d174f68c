"""Claiming a task: taking it out of the role's inbox for oneself."""

from __future__ import annotations

from processes.commands import ClaimTask
from service.actor import Actor
from service.installation import Installation
from service.moving import moving, outcome
from service.operations import tasks
from service.operations.repeats import Repeat
from service.outcome import Outcome
from service.refs import read_task_ref


def claim(
    installation: Installation, actor: Actor, ref: str, *, etag: str | None = None, idempotency: str | None = None
) -> Outcome:
    """The task is the person's; claiming what one holds changes nothing.

    Raises NotFound, NotAllowed, TaskAlreadyDone, TaskTaken, Stale, SeparationOfDuties, IdempotencyMismatch.
    """
    instance_id, number = read_task_ref(ref)
    repeat = Repeat(Outcome, actor, idempotency, "claim", ref)
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        move.role = tasks.require_workable(move, actor, number, etag)
        if move.live.open_tasks[number].claimed_by != actor.id:
            move.apply(ClaimTask(at=move.at, actor=actor.id, task=number))
        result = tasks.with_etag(outcome(move, actor, task=ref), move)
        return repeat.remember(move.session, result, at=move.at)
