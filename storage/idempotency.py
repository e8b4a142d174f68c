"""Answers to requests that carried a key, written with their effect: who asks again gets the first answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from storage.errors import IdempotencyMismatch, StillRunning
from storage.models import Idempotency


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the first request was answered."""

    status: int
    body: Any


def remembered(session: Session, client: str, key: str, body_digest: str) -> Answer | None:
    """The first answer to this key of this client; None lets this transaction be the first.

    Raises IdempotencyMismatch if the body was another, StillRunning while another transaction does the first request
    (PostgreSQL; on SQLite writers come one after another, so the second finds the answer).
    """
    _take_turn(session, client, key)
    known = session.get(Idempotency, (client, key), populate_existing=True)
    if known is None:
        return None
    if known.body_digest != body_digest:
        raise IdempotencyMismatch(key)
    return Answer(status=known.status, body=known.answer)


def _take_turn(session: Session, client: str, key: str) -> None:
    if session.get_bind().dialect.name == "sqlite":
        return
    number = func.hashtextextended(f"{client} {key}", 0)
    if not session.scalar(select(func.pg_try_advisory_xact_lock(number))):
        raise StillRunning(key)


def remember(
    session: Session, client: str, key: str, body_digest: str, *, status: int, body: Any, at: datetime
) -> None:
    """Keeps the answer with its effect."""
    session.add(Idempotency(client=client, key=key, body_digest=body_digest, status=status, answer=body, at=at))
    session.flush()


def forget(session: Session, before: datetime) -> None:
    """Keys older than that may be used again."""
    session.execute(delete(Idempotency).where(Idempotency.at < before))
