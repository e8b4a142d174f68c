"""Stopping a case: the owner of its procedure takes it off, and says why."""

from __future__ import annotations

import secrets

from forms import answers
from processes.commands import CancelInstance
from service.access import may_read, require_role
from service.actor import Actor
from service.errors import Unfit
from service.installation import Installation
from service.moving import moving, outcome
from service.operations.answering import SALT, subject_of
from service.outcome import Outcome
from storage import registers
from storage.errors import NotFound

SHORTEST_REASON = 10


def cancel(installation: Installation, actor: Actor, instance_id: int, reason: str) -> Outcome:
    """The case, stopped; seats that it had are free.  Raises NotFound, NotAllowed, InstanceEnded, Unfit (no reason)."""
    said = " ".join(reason.split())
    if len(said) < SHORTEST_REASON:
        raise Unfit(
            f"Назовите причину: не короче {SHORTEST_REASON} знаков",
            f"Say why, in at least {SHORTEST_REASON} characters",
        )
    with moving(installation, instance_id, actor.id) as move:
        if not may_read(move.session, actor, move.row, move.edition):
            raise NotFound("Дело", "Instance", instance_id)
        require_role(actor, "process_owner", "admin", procedure=move.edition.key)
        move.role = "process_owner"
        erasable = answers.Erasable(path="reason", salt=secrets.token_bytes(SALT), value=said)
        move.seal([erasable], subject=subject_of(move))
        commitment = answers.commitment(erasable.salt, said)
        move.apply(CancelInstance(at=move.at, actor=actor.id, reason={"given": True, "commitment": commitment}))
        registers.release_all(move.session, instance_id)
        return outcome(move, actor)
