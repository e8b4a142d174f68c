"""Sending a message: it is written with its effect's transaction and delivered by a job right after commit."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from service.access import require_role
from service.actor import Actor
from service.errors import Unfit
from service.installation import Installation
from service.operations.repeats import Repeat, Repeatable
from storage import jobs, messages
from storage.database import after_commit
from storage.models import Message

WAITS = timedelta(days=30)
"""How long a message that nobody awaits is kept for somebody who will, unless its sender says otherwise."""

LONGEST = timedelta(days=366 * 10)
SCOPE = "messages"
"""The scope of a token that may send messages, whoever it speaks for."""

_BIGGEST_NUMBER = 2**53 - 1


@dataclass(frozen=True, kw_only=True)
class Posted(Repeatable):
    """A message and how far it has come: waiting, delivered (to the case `instance_id`) or expired."""

    id: str
    name: str
    key: str | None
    status: str
    sent_at: str
    expires_at: str | None
    instance_id: int | None = None
    delivered_at: str | None = None


def send(
    installation: Installation,
    actor: Actor,
    *,
    name: str,
    key: str | None,
    payload: Mapping[str, Any],
    ttl: timedelta = WAITS,
    idempotency: str | None = None,
) -> Posted:
    """A message from outside, kept until it is delivered or its `ttl` is over.

    Raises NotAllowed, Unfit (what a history cannot keep, or a ttl out of reach), IdempotencyMismatch.
    """
    _require_right(actor)
    _require_plain(payload, "/payload")
    if not timedelta() < ttl <= LONGEST:
        raise Unfit("ttl: больше нуля и не больше десяти лет", "ttl: above zero and at most ten years")
    repeat = Repeat(Posted, actor, idempotency, "message", name, key, payload, ttl.total_seconds())
    with installation.database.writing() as session:
        done = repeat.answered(session)
        if done is not None:
            return done
        now, id_ = installation.now(), secrets.token_hex(16)
        post(session, name=name, key=key, payload=dict(payload), at=now, message=id_, sender=None, ttl=ttl)
        after_commit(session, installation.wake)
        return repeat.remember(session, _posted(messages.get(session, id_), now), at=now)


def show(installation: Installation, actor: Actor, message_id: str) -> Posted:
    """How far a message has come; raises NotAllowed, NotFound."""
    _require_right(actor)
    with installation.database.reading() as session:
        return _posted(messages.get(session, message_id), installation.now())


def post(
    session: Session,
    *,
    name: str,
    key: str | None,
    payload: dict[str, Any],
    at: datetime,
    message: str,
    sender: int | None,
    ttl: timedelta = WAITS,
) -> str:
    """The message and its delivery, in the caller's transaction."""
    messages.post(session, id=message, name=name, key=key, payload=payload, at=at, ttl=ttl, sender=sender)
    jobs.enqueue(session, "message", {"message": message}, key=f"message:{message}", run_at=at)
    return message


def _posted(row: Message, now: datetime) -> Posted:
    over = row.state == "waiting" and row.expires_at is not None and row.expires_at <= now
    return Posted(
        id=row.id,
        name=row.name,
        key=row.key,
        status="expired" if over else row.state,
        sent_at=row.sent_at.isoformat(),
        expires_at=row.expires_at.isoformat() if row.expires_at else None,
        instance_id=row.receiver,
        delivered_at=row.delivered_at.isoformat() if row.delivered_at else None,
    )


def _require_right(actor: Actor) -> None:
    if SCOPE not in actor.scopes:
        require_role(actor, "operator", "admin")


def _require_plain(value: Any, pointer: str) -> None:
    """A receiver's history keeps the payload: whole numbers that every program reads alike, and text."""
    if isinstance(value, dict):
        for name, item in value.items():
            _require_plain(name, pointer)
            _require_plain(item, f"{pointer}/{name}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _require_plain(item, f"{pointer}/{index}")
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) > _BIGGEST_NUMBER):
        raise Unfit(
            f"{pointer}: дробное или слишком большое число; передайте его текстом",
            f"{pointer}: a fraction or too big a number; send it as text",
        )
    elif isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value):
        raise Unfit(f"{_printable(pointer)}: текст повреждён", f"{_printable(pointer)}: the text is broken")


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
