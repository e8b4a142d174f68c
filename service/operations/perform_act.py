"""An act open to a person at any time, drawn as a message that he sends: withdrawing an application, say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.commands import DeliverMessage
from service.access import key_held, may_read, require_key
from service.actor import Actor
from service.errors import Conflict
from service.installation import Installation
from service.moving import moving, outcome
from service.operations import answering, tasks
from service.operations.repeats import Repeat
from service.outcome import Outcome
from storage import drafts
from storage.errors import NotFound


def perform(
    installation: Installation,
    actor: Actor,
    instance_id: int,
    subscription: int,
    answers: Mapping[str, Any],
    *,
    idempotency: str | None = None,
) -> Outcome:
    """The case after the act.

    Raises NotFound, NotAllowed, Conflict (the case no longer takes it), CaseSuspended,
    AnswersRefused.
    """
    repeat = Repeat(Outcome, actor, idempotency, "act", instance_id, subscription, answers)
    with moving(installation, instance_id, actor.id) as move:
        done = repeat.answered(move.session)
        if done is not None:
            return done
        awaited = move.live.subscriptions.get(subscription)
        held = awaited and key_held(actor, awaited.roles, move.edition.key)
        if not held and not may_read(move.session, actor, move.row, move.edition):
            raise NotFound("Дело", "Instance", instance_id)
        if awaited is None or not awaited.roles:
            raise Conflict(
                "Сейчас это действие в деле невозможно: дело пошло дальше",
                "The case does not take this act now: it has gone on",
                instance=instance_id,
            )
        tasks.require_going_on(move)
        move.role = require_key(actor, awaited.roles, move.edition)
        sealed = answering.sealed(move, actor, move.edition.form(awaited.form), answers, at=subscription)
        move.apply(
            DeliverMessage(
                at=move.at,
                actor=actor.id,
                subscription=subscription,
                name=awaited.name,
                payload=sealed,
                message=f"act-{instance_id}-{move.seq}",
            )
        )
        drafts.drop_place(move.session, f"act:{instance_id}-{subscription}")
        return repeat.remember(move.session, outcome(move, actor), at=move.at)
