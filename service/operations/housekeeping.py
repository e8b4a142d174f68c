"""What is done now and then: old files, messages and keys are thrown away, looks at personal data are recorded."""

from __future__ import annotations

from datetime import timedelta

from service.installation import Installation
from service.operations import upload_attachment
from storage import idempotency, journal, messages, people

REPEATS = timedelta(days=7)
"""How long an Idempotency-Key is remembered."""


def keep_house(installation: Installation) -> None:
    """Throw away what has had its time."""
    upload_attachment.sweep(installation)
    record_looks(installation)
    record_token_uses(installation)
    now = installation.now()
    with installation.database.writing() as session:
        messages.expire(session, now)
        idempotency.forget(session, now - REPEATS)


def record_looks(installation: Installation) -> int:
    """How many looks at personal data were written to the journal."""
    taken = installation.looks.take(installation.now().date())
    if taken:
        with installation.database.writing() as session:
            journal.record_all(
                session,
                [
                    {
                        "at": at,
                        "actor": look.actor,
                        "kind": "personal.read",
                        "subject": f"instance:{look.instance_id}",
                        "details": {},
                    }
                    for look, at in taken
                ],
            )
    return len(taken)


def record_token_uses(installation: Installation) -> int:
    """How many tokens got a new moment of last use."""
    taken = installation.token_uses.take()
    if taken:
        with installation.database.writing() as session:
            for token_id, at in taken.items():
                people.token_used(session, token_id, at)
    return len(taken)
