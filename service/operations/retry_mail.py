"""The operator's hand on the outbox: send again, or record that the receiver was told otherwise."""

from __future__ import annotations

from service.access import require_role
from service.actor import Actor
from service.errors import Unfit
from service.installation import Installation
from storage import jobs, journal, mail
from storage.database import after_commit


def resend(installation: Installation, actor: Actor, mail_id: int) -> None:
    """The mail waits for a carrier again, under the same Message-ID.  Raises NotAllowed, NotFound."""
    require_role(actor, "operator", "admin")
    now = installation.now()
    with installation.database.writing() as session:
        row = mail.get(session, mail_id)
        mail.again(session, mail_id)
        jobs.enqueue(session, "mail", {"mail": mail_id}, key=f"mail:{row.message_id}:{now.timestamp()}", run_at=now)
        journal.record(session, at=now, actor=actor.id, kind="mail.resent", subject=f"mail:{mail_id}")
        after_commit(session, installation.wake)


def confirm(installation: Installation, actor: Actor, mail_id: int, how: str) -> None:
    """The receiver was told by a call or a letter; who confirmed it stands in the journal.

    Raises NotAllowed, NotFound, Unfit (it is not said how).
    """
    require_role(actor, "operator", "admin")
    said = " ".join(how.split())[:200]
    if not said:
        raise Unfit("Скажите, как сообщено: звонок, письмо…", "Say how it was told: a call, a letter…")
    now = installation.now()
    with installation.database.writing() as session:
        mail.confirmed(session, mail_id, at=now, how=said)
        journal.record(
            session, at=now, actor=actor.id, kind="mail.confirmed", subject=f"mail:{mail_id}", details={"how": said}
        )
