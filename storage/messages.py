"""Messages between cases and from outside: stored by the sender, delivered by a job in the receiver's transaction.

A message that comes before anybody waits for it waits itself.  It is delivered once at most.

Who begins to wait looks for what has come already, and a delivery looks for who waits; on PostgreSQL neither sees what the
other has not committed.  So the one holds `begin_to_wait` until his commit, and the other looks for the last time under
`look_alone`: whoever comes second sees the first.  SQLite's writers come one after another, which does the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
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


def begin_to_wait(session: Session, awaited: Collection[tuple[str, str | None]]) -> None:
    """Until this transaction ends no delivery finds that nobody waits for these messages, by name and key."""
    if not awaited or session.get_bind().dialect.name != "postgresql":
        return
    # In one order for everybody, so that two who begin to wait for several messages never wait for each other.
    numbers = func.unnest(literal(sorted(map(_number, awaited)), ARRAY(BigInteger))).column_valued("number")
    session.execute(select(func.pg_advisory_xact_lock_shared(numbers)))


def look_alone(session: Session, name: str, key: str | None) -> None:
    """Nobody is about to wait for this message who has not yet committed; held until this transaction ends.

    The transaction takes no other lock after it but that of its own job.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_number((name, key)))))


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


def waits_of(session: Session, instance_id: int) -> Sequence[Subscription]:
    """What the case waits for, as its last transaction left it."""
    waits = select(Subscription).where(Subscription.instance_id == instance_id, Subscription.state == "open")
    return session.scalars(waits.order_by(Subscription.subscription)).all()


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


def takers(session: Session, sender: int, process: str) -> list[int]:
    """The other cases of a process that took a message of this case, in the order in which they began."""
    return list(
        session.scalars(
            select(Instance.id)
            .join(Message, Message.receiver == Instance.id)
            .where(Message.sender == sender, Instance.id != sender, Instance.process == process)
            .order_by(Instance.id)
            .distinct()
        )
    )


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


def _number(awaited: tuple[str, str | None]) -> int:
    """The number of an advisory lock: of this message among all that the database gives out."""
    named = json.dumps(["message", *awaited])
    return int.from_bytes(hashlib.sha256(named.encode()).digest()[:8], "big", signed=True)


def _in_time(now: datetime) -> ColumnElement[bool]:
    return or_(Message.expires_at.is_(None), Message.expires_at > now)


def _same_key(column: InstrumentedAttribute[str | None], key: str | None) -> ColumnElement[bool]:
    return column.is_(None) if key is None else column == key
