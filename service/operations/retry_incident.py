"""Retrying what an incident stopped, once somebody has put right what was wrong."""

from __future__ import annotations

from processes.commands import RetryIncident
from service.access import may_read, require_role
from service.actor import Actor
from service.installation import Installation
from service.moving import moving, outcome
from service.operations import tasks
from service.operations.repeats import Repeat
from service.outcome import Outcome
from storage.errors import NotFound


def retry(
    installation: Installation, actor: Actor, instance_id: int, incident: int, *, idempotency: str | None = None
) -> Outcome:
    """The case after another attempt, which may end in a new incident.

    Raises NotFound, NotAllowed, CaseSuspended, CommandRefused, IdempotencyMismatch.
    """
    repeat = Repeat(Outcome, actor, idempotency, "retry", instance_id, incident)
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        if not may_read(move.session, actor, move.row, move.edition):
            raise NotFound("Дело", "Instance", instance_id)
        require_role(actor, "operator", "process_owner", "admin", procedure=move.edition.key)
        move.role = next(
            role for role in ("operator", "process_owner", "admin") if actor.holds(role, procedure=move.edition.key)
        )
        tasks.require_going_on(move)
        move.apply(RetryIncident(at=move.at, actor=actor.id, incident=incident))
        return repeat.remember(move.session, outcome(move, actor), at=move.at)
