"""Halting a case and letting it go on: the owner of its procedure does it, and says why."""

from __future__ import annotations

from processes.commands import ResumeInstance, SuspendInstance
from service.actor import Actor
from service.installation import Installation
from service.moving import moving, outcome
from service.operations import intervening, tasks
from service.operations.repeats import Repeat
from service.outcome import Outcome


def suspend(
    installation: Installation, actor: Actor, instance_id: int, reason: str, *, idempotency: str | None = None
) -> Outcome:
    """The case, halted: tasks, timers, messages and results of actions wait until it is resumed.  Terms run on.

    Raises NotFound, NotAllowed, CaseSuspended, InstanceEnded, Unfit (no reason), IdempotencyMismatch.
    """
    said = intervening.required(reason)
    repeat = Repeat(Outcome, actor, idempotency, "suspend", instance_id, said)
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        intervening.require_owner(move, actor)
        tasks.require_going_on(move)
        move.apply(SuspendInstance(at=move.at, actor=actor.id, reason=intervening.sealed(move, said)))
        return repeat.remember(move.session, outcome(move, actor), at=move.at)


def resume(
    installation: Installation, actor: Actor, instance_id: int, reason: str, *, idempotency: str | None = None
) -> Outcome:
    """The case, going on: what became due meanwhile follows right after, late and in its order.

    Raises NotFound, NotAllowed, CommandRefused (not suspended), Unfit (no reason), IdempotencyMismatch.
    """
    said = intervening.required(reason)
    repeat = Repeat(Outcome, actor, idempotency, "resume", instance_id, said)
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        intervening.require_owner(move, actor)
        move.apply(ResumeInstance(at=move.at, actor=actor.id, reason=intervening.sealed(move, said)))
        return repeat.remember(move.session, outcome(move, actor), at=move.at)
