"""Completing a task: the click that moves a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.commands import CompleteTask
from service.actor import Actor
from service.installation import Installation
from service.moving import Move, moving, outcome
from service.operations import answering, tasks
from service.operations.repeats import Repeat
from service.outcome import Outcome
from service.refs import read_task_ref, task_ref
from storage import drafts


def complete(
    installation: Installation,
    actor: Actor,
    ref: str,
    answers: Mapping[str, Any],
    *,
    etag: str | None = None,
    idempotency: str | None = None,
) -> Outcome:
    """The case after the task; an open task is claimed by completing it.

    `answers` are raw values; `etag` is the state that the person saw (None: whatever it is).  Raises NotFound,
    NotAllowed, TaskAlreadyDone, TaskTaken, Stale, SeparationOfDuties, AnswersRefused, IdempotencyMismatch.
    """
    instance_id, number = read_task_ref(ref)
    repeat = Repeat(Outcome, actor, idempotency, "complete", ref, answers)
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        move.role = tasks.require_workable(move, actor, number, etag)
        finish(move, actor, number, answers)
        return repeat.remember(move.session, outcome(move, actor, task=ref), at=move.at)


def finish(move: Move, actor: Actor, number: int, answers: Mapping[str, Any]) -> None:
    """The open task is done with these raw answers, and everybody's drafts of it go; raises AnswersRefused."""
    task = move.live.open_tasks[number]
    sealed = answering.sealed(move, actor, move.edition.form(task.form), answers, at=number)
    move.apply(CompleteTask(at=move.at, actor=actor.id, task=number, answers=sealed))
    drafts.drop_place(move.session, task_ref(move.row.id, number))
