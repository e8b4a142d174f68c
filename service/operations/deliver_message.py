"""Delivering a message: the receiver moves in its own transaction, so a broken receiver never fails the sender.

A message that no case waits for may begin one (`begin_by_message`).  A suspended case takes none; resuming it calls for them again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from processes.commands import DeliverMessage
from service.actor import SYSTEM
from service.installation import Installation
from service.moving import Move, moving
from service.operations import begin_by_message
from storage import messages


def deliver(installation: Installation, message_id: str, report: Callable[[Session], None] | None = None) -> bool:
    """Whether a case took the message now; an early one goes on waiting.  `report` joins the transaction."""
    report = report or _nobody_asks
    with installation.database.reading() as session:
        message = messages.get(session, message_id)
        receivers = messages.receivers(session, message.name, message.key) if message.state == "waiting" else ()
        receiver = receivers[0].instance_id if receivers else None
        begins = (
            receiver is None and message.state == "waiting" and begin_by_message.begins(installation, session, message)
        )
    if begins:
        return begin_by_message.begin(installation, message_id, report)
    if receiver is None:
        with installation.database.writing() as session:
            report(session)
        return False
    with moving(installation, receiver, SYSTEM) as move:
        taken = hand_over(move, message_id)
        report(move.session)
        return taken


def _nobody_asks(session: Session) -> None:
    """The caller has nothing to write down."""


def hand_over_sent_before(move: Move, moment: datetime) -> bool:
    """Whether the case took a message that was sent before this moment and has been waiting for it."""
    for awaited in move.live.subscriptions.values():
        if awaited.roles:
            continue
        for message in messages.early(move.session, awaited.name, awaited.key, move.at):
            first = messages.receivers(move.session, message.name, message.key)[:1]
            if message.sent_at < moment and first and first[0].instance_id == move.row.id:
                return hand_over(move, message.id)
    return False


def hand_over(move: Move, message_id: str) -> bool:
    """Whether the locked case, not suspended, still waits for the message and nobody else has had it."""
    if move.live.suspended is not None:
        return False
    message = messages.get(move.session, message_id)
    awaited = next(
        (
            waiting
            for waiting in move.live.subscriptions.values()
            if waiting.name == message.name and waiting.key == message.key
        ),
        None,
    )
    if awaited is None or not messages.delivered(move.session, message_id, receiver=move.row.id, at=move.at):
        return False
    move.apply(
        DeliverMessage(
            at=move.at,
            actor=SYSTEM,
            subscription=awaited.subscription,
            name=message.name,
            payload=message.payload,
            message=message_id,
        )
    )
    return True
