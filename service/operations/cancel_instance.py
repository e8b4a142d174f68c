"""Stopping a case: the owner of its procedure takes it off, and says why; whom `stopped` names in the procedure is told."""

from __future__ import annotations

from processes.commands import CancelInstance
from service.actions import notice
from service.actor import Actor
from service.installation import Installation
from service.moving import moving, outcome
from service.operations import intervening
from service.operations.repeats import Repeat
from service.outcome import Outcome
from storage import registers


def cancel(
    installation: Installation, actor: Actor, instance_id: int, reason: str, *, idempotency: str | None = None
) -> Outcome:
    """The case, stopped, suspended or not; seats that it had are free.

    Raises NotFound, NotAllowed, InstanceEnded, Unfit (no reason), IdempotencyMismatch.
    """
    said = intervening.required(reason)
    repeat = Repeat(Outcome, actor, idempotency, "cancel", instance_id, said)
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        intervening.require_owner(move, actor)
        move.apply(CancelInstance(at=move.at, actor=actor.id, reason=intervening.sealed(move, said)))
        registers.release_all(move.session, instance_id)
        notice.say_farewell(move)
        return repeat.remember(move.session, outcome(move, actor), at=move.at)
