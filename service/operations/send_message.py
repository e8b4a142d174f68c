"""Sending a message: it is written with its effect's transaction and delivered by a job right after commit."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from service.access import require_role
from service.actor import Actor
from service.installation import Installation
from storage import jobs, messages
from storage.database import after_commit

WAITS = timedelta(days=30)
"""How long a message that nobody awaits is kept for somebody who will."""


def send(
    installation: Installation,
    actor: Actor,
    name: str,
    key: str | None,
    payload: Mapping[str, Any],
    *,
    message: str | None = None,
) -> str:
    """The id of a message from outside; `message` makes a repeat known.  Raises NotAllowed."""
    require_role(actor, "operator", "admin")
    with installation.database.writing() as session:
        id_ = message or secrets.token_hex(16)
        post(session, name=name, key=key, payload=dict(payload), at=installation.now(), message=id_, sender=None)
        after_commit(session, installation.wake)
        return id_


def post(
    session: Session,
    *,
    name: str,
    key: str | None,
    payload: dict[str, Any],
    at: datetime,
    message: str,
    sender: int | None,
) -> str:
    """The message and its delivery, in the caller's transaction."""
    messages.post(session, id=message, name=name, key=key, payload=payload, at=at, ttl=WAITS, sender=sender)
    jobs.enqueue(session, "message", {"message": message}, key=f"message:{message}", run_at=at)
    return message
