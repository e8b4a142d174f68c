"""Requests that a client may send again: the first answer is kept with its effect, in the same transaction."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy.orm import Session

from service.actor import Actor
from service.outcome import Outcome
from storage import idempotency


class Repeat:
    """One request under an Idempotency-Key of a client, told apart from others by what it asks."""

    def __init__(self, actor: Actor, key: str, *asked: Any) -> None:
        self._client = actor.id
        self._key = key
        self._digest = hashlib.sha256(rfc8785.dumps([_told_apart(item) for item in asked])).hexdigest()

    def answered(self, session: Session) -> Outcome | None:
        """The first answer, if the request was done before; raises IdempotencyMismatch for another request."""
        known = idempotency.remembered(session, self._client, self._key, self._digest)
        return None if known is None else Outcome.from_plain(known.body, repeated=True)

    def remember(self, session: Session, outcome: Outcome, *, at: datetime) -> None:
        """Keep the answer together with what was done."""
        idempotency.remember(session, self._client, self._key, self._digest, status=200, body=outcome.plain(), at=at)


def _told_apart(value: Any) -> Any:
    """Raw answers may hold anything that JSON can say; what RFC 8785 does not take is told apart as text."""
    if isinstance(value, dict):
        return {ascii(name): _told_apart(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_told_apart(item) for item in value]
    return value if isinstance(value, bool) or value is None else ascii(value)
