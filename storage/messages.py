"""Messages between cases and from outside: stored by the sender, delivered by a job in the receiver's transaction.

A message that comes before anybody waits for it waits itself.  It is delivered once at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.errors import NotFound
from storage.models import Instance, InstanceStatus, Message, Subscription


def post(
    session: Session,
    *,
    id: str,
    name: str,
    key: str | None,
    payload: dict[str, Any],
    at: datetime,
    ttl: timedelta | None = None,
    sender: int | None = None,
) -> Message:
    """A message that waits for its receiver; `id` is drawn by the caller, `sender` is a case, `ttl` None is for ever."""
    message = Message(
        id=id,
        name=name,
        key=key,
        payload=payload,
        sender=sender,
        sent_at=at,
        expires_at=None if ttl is None else at + ttl,
        state="waiting",
    )
    session.add(message)
    session.flush()
    return message


def get(session: Session, message_id: str) -> Message:
    """A message, delivered or not; raises NotFound."""
    found = session.get(Message, message_id, populate_existing=True)
    if found is None:
        raise NotFound("Сообщение", "Message", message_id)
    return found


def locked(session: Session, message_id: str) -> Message:
    """A message that nobody else delivers until the transaction ends; raises NotFound."""
    found = session.get(Message, message_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("Сообщение", "Message", message_id)
    return found


def is_waiting(message: Message, now: datetime) -> bool:
    """Whether it has not been delivered, and its time is not over."""
    return message.state == "waiting" and (message.expires_at is None or message.expires_at > now)


def is_known(session: Session, message_id: str) -> bool:
    """Whether a message with this id was ever sent."""
    return session.get(Message, message_id) is not None


def awaited(session: Session, name: str, key: str | None) -> bool:
    """Whether any case waits for this message, a suspended one too."""
    waits = select(Subscription.instance_id).where(
        Subscription.state == "open", Subscription.name == name, _same_key(Subscription.key, key)
    )
    return session.scalar(waits.limit(1)) is not None


def receivers(session: Session, name: str, key: str | None) -> Sequence[Subscription]:
    """Where cases wait for this message, the longest waiting first; suspended cases do not wait now.

    No key matches only a wait without key.
    """
    return session.scalars(
        select(Subscription)
        .join(Instance, Instance.id == Subscription.instance_id)
        .where(Instance.status == InstanceStatus.RUNNING)
        .where(Subscription.state == "open", Subscription.name == name, _same_key(Subscription.key, key))
        .order_by(Subscription.opened_at, Subscription.instance_id, Subscription.subscription)
    ).all()


def early(session: Session, name: str, key: str | None, now: datetime) -> Sequence[Message]:
    """Messages that came before anybody waited for them, in the order in which they were sent."""
    return session.scalars(
        select(Message)
        .where(
            Message.state == "waiting",
            Message.name == name,
            _same_key(Message.key, key),
            _in_time(now),
        )
        .order_by(Message.sent_at, Message.id)
    ).all()


def waiting(session: Session, name: str, now: datetime) -> Sequence[Message]:
    """Messages of this name that nobody took, whatever their key, in the order in which they were sent."""
    return session.scalars(
        select(Message)
        .where(Message.state == "waiting", Message.name == name, _in_time(now))
        .order_by(Message.sent_at, Message.id)
    ).all()


def delivered(session: Session, message_id: str, *, receiver: int, at: datetime) -> bool:
    """Whether this transaction delivers it; False: it was delivered or has expired."""
    taken = session.scalars(
        update(Message)
        .where(Message.id == message_id, Message.state == "waiting", _in_time(at))
        .values(state="delivered", receiver=receiver, delivered_at=at)
        .returning(Message.id),
        execution_options={"synchronize_session": False},
    )
    return taken.one_or_none() is not None


def joined(session: Session, instance_id: int, limit: int = 50) -> list[tuple[Message, Instance, bool]]:
    """What a case sent to other cases and got from them, oldest first: the message, the other case, whether it was sent."""
    sent = (
        select(Message, Instance).join(Instance, Instance.id == Message.receiver).where(Message.sender == instance_id)
    )
    got = select(Message, Instance).join(Instance, Instance.id == Message.sender).where(Message.receiver == instance_id)
    found = [
        (message, other, outward)
        for query, outward in ((sent, True), (got, False))
        for message, other in session.execute(query.order_by(Message.sent_at).limit(limit)).all()
        if other.id != instance_id
    ]
    return sorted(found, key=lambda one: (one[0].sent_at, one[0].id))


def expire(session: Session, now: datetime) -> list[str]:
    """Ids of the messages whose time is over; they are expired now."""
    return list(
        session.scalars(
            update(Message)
            .where(Message.state == "waiting", Message.expires_at <= now)
            .values(state="expired")
            .returning(Message.id),
            execution_options={"synchronize_session": False},
        )
    )


def _in_time(now: datetime) -> ColumnElement[bool]:
    return or_(Message.expires_at.is_(None), Message.expires_at > now)


def _same_key(column: InstrumentedAttribute[str | None], key: str | None) -> ColumnElement[bool]:
    return column.is_(None) if key is None else column == key
