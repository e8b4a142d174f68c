"""People's hand on the outbox: send again, or record that the receiver was told otherwise."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.access import require_role, works_on
from service.actor import Actor
from service.delivery import AWAIT_PERSON
from service.errors import Conflict, Unfit
from service.installation import Installation
from storage import instances, jobs, journal, mail
from storage.database import after_commit
from storage.models import Mail


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


def confirm(installation: Installation, actor: Actor, mail_id: int, how: str, *, when: str = "") -> None:
    """The receiver was told by a call or a letter; who confirmed it stands in the journal.

    The operator may say so of any message, staff of the procedure of those of their cases.  `when` is дд.мм.гггг or
    дд.мм.гггг чч:мм on the installation's clock, now if it is empty.  Raises NotAllowed, NotFound, Conflict (it needs
    nobody any more), Unfit (it is not said how, or the moment is none or to come).
    """
    said = " ".join(how.split())[:200]
    if not said:
        raise Unfit("Скажите, как сообщено: звонок, письмо…", "Say how it was told: a call, a letter…")
    at = _moment(installation, when)
    with installation.database.writing() as session:
        row = mail.get(session, mail_id)
        _require(installation, session, actor, row)
        if row.state not in AWAIT_PERSON:
            raise Conflict(
                "Это уведомление уже отправлено или стоит в очереди: отмечать нечего",
                "This notice has been sent already or is queued: there is nothing to note",
            )
        mail.confirmed(session, mail_id, at=at, how=said)
        journal.record(
            session, at=installation.now(), actor=actor.id, kind="mail.confirmed", subject=f"mail:{mail_id}",
            details={"how": said, "told_at": at.isoformat()},
        )  # fmt: skip


def _require(installation: Installation, session: Session, actor: Actor, row: Mail) -> None:
    """The operator, or staff of the procedure whose case the message belongs to; raises NotAllowed."""
    if row.instance_id is not None:
        case = instances.get(session, row.instance_id)
        if works_on(actor, installation.definitions.get(session, case.definition_id).definition):
            return
    require_role(actor, "operator", "admin")


def _moment(installation: Installation, text: str) -> datetime:
    """The moment that was typed; raises Unfit."""
    now = installation.now()
    if not text.strip():
        return now
    for form in ("%d.%m.%Y %H:%M", "%d.%m.%Y"):
        try:
            at = datetime.strptime(" ".join(text.split()), form).replace(tzinfo=installation.zone)
        except ValueError:
            continue
        if at <= now:
            return at
        raise Unfit("Когда сообщено: этот момент ещё не наступил", "When it was told: that moment is yet to come")
    raise Unfit(
        "Когда сообщено: нужно дд.мм.гггг или дд.мм.гггг чч:мм", "When it was told: dd.mm.yyyy, with hh:mm or not"
    )
