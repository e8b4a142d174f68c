"""Claiming a task: taking it out of the role's inbox for oneself."""

from __future__ import annotations

from processes.commands import ClaimTask
from service.actor import Actor
from service.installation import Installation
from service.moving import moving, outcome
from service.operations import tasks
from service.outcome import Outcome
from service.refs import read_task_ref


def claim(installation: Installation, actor: Actor, ref: str, *, etag: str | None = None) -> Outcome:
    """The task is the person's; claiming what one holds changes nothing.

    Raises NotFound, NotAllowed, TaskAlreadyDone, TaskTaken, Stale, SeparationOfDuties.
    """
    instance_id, number = read_task_ref(ref)
    with moving(installation, instance_id, actor.id) as move:
        move.role = tasks.require_workable(move, actor, number, etag)
        if move.live.open_tasks[number].claimed_by != actor.id:
            move.apply(ClaimTask(at=move.at, actor=actor.id, task=number))
        return tasks.with_etag(outcome(move, actor, task=ref), move)
