"""Delivering a message: the receiver moves in its own transaction, so a broken receiver never fails the sender.

A message that no case waits for may begin one (`begin_by_message`).  A suspended case takes none; resuming it calls for them again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy.orm import Session

from processes.commands import DeliverMessage
from service.actor import SYSTEM
from service.installation import Installation
from service.moving import Move, moving
from service.operations import begin_by_message
from storage import messages
from storage.models import Message


def deliver(installation: Installation, message_id: str, report: Callable[[Session], None] | None = None) -> bool:
    """Whether a case took the message now; an early one goes on waiting.  `report` joins the transaction.

    That nobody waits is said only after a look while nobody is about to (`messages.look_alone`).
    """
    report = report or _nobody_asks
    tried: set[int] = set()
    while True:
        with installation.database.reading() as session:
            message = messages.get(session, message_id)
            waits = messages.is_waiting(message, installation.now())
            receiver = _receiver(session, message, tried) if waits else None
            begins = waits and receiver is None and begin_by_message.begins(installation, session, message)
        if receiver is not None:
            if _taken(installation, receiver, message_id, report):
                return True
            tried.add(receiver)  # it has gone on meanwhile; if it waits again, it has seen the message
            continue
        if begins and begin_by_message.begin(installation, message_id, report):
            return True
        with installation.database.writing() as session:
            messages.look_alone(session, message.name, message.key)
            if not waits or _receiver(session, message, tried) is None:
                report(session)
                return False


def _receiver(session: Session, message: Message, tried: Collection[int]) -> int | None:
    """The case that has waited longest for the message, of those that were not tried."""
    found = messages.receivers(session, message.name, message.key)
    return next((one.instance_id for one in found if one.instance_id not in tried), None)


def _taken(installation: Installation, receiver: int, message_id: str, report: Callable[[Session], None]) -> bool:
    with moving(installation, receiver, SYSTEM) as move:
        taken = hand_over(move, message_id)
        if taken:
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
