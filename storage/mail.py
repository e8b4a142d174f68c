"""The outbox of e-mail and text messages.  Handed to a carrier at least once, always under the same Message-ID."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.conflict import insert_into
from storage.errors import NotFound
from storage.models import Mail


def queue(
    session: Session,
    *,
    channel: str,
    to: str,
    subject: str,
    body: str,
    message_id: str,
    at: datetime,
    instance_id: int | None = None,
    documents: Sequence[str] = (),
    state: str = "queued",
    masked: str | None = None,
) -> int | None:
    """The id of the new message, None if one with this Message-ID is queued already.

    `channel`: email, sms, post, in_person; or cabinet, which needs no carrier and is `sent` as it is queued.
    `masked`: what stands masked in the body, code or token.
    """
    queued_id = session.execute(
        insert_into(session, Mail)
        .values(
            channel=channel,
            to=to,
            subject=subject,
            body=body,
            masked=masked,
            message_id=message_id,
            instance_id=instance_id,
            documents=list(documents),
            state=state,
            sent_at=at if state == "sent" else None,
            tries=0,
            queued_at=at,
        )
        .on_conflict_do_nothing(index_elements=["message_id"])
        .returning(Mail.id)
    ).scalar_one_or_none()
    return None if queued_id is None else int(queued_id)


def get(session: Session, mail_id: int) -> Mail:
    """Raises NotFound."""
    found = session.get(Mail, mail_id, populate_existing=True)
    if found is None:
        raise NotFound("Письмо", "Mail", mail_id)
    return found


def queued(session: Session, limit: int = 100) -> list[Mail]:
    """What waits for a carrier, the oldest first."""
    return list(session.scalars(select(Mail).where(Mail.state == "queued").order_by(Mail.id).limit(limit)))


def tried(session: Session, mail_id: int) -> Mail:
    """The message, with one more try counted: commit before handing over, so that a crash shows."""
    mail = get(session, mail_id)
    mail.tries += 1
    session.flush()
    return mail


def not_sent(session: Session, mail_id: int) -> None:
    """The carrier certainly did not take it: this try does not count, so a later one is not "maybe sent" twice."""
    mail = get(session, mail_id)
    mail.tries -= 1
    session.flush()


def again(session: Session, mail_id: int) -> None:
    """Somebody has put right what was wrong with it: it waits for a carrier once more."""
    mail = get(session, mail_id)
    mail.state, mail.error = "queued", None
    session.flush()


def confirmed(session: Session, mail_id: int, *, at: datetime, how: str) -> None:
    """Somebody has told the receiver otherwise: by a call, by a letter."""
    mail = get(session, mail_id)
    mail.state, mail.sent_at, mail.error = "sent", at, how
    session.flush()


def sent(session: Session, mail_id: int, *, at: datetime) -> None:
    """The carrier took it; after an earlier try of unknown outcome it may have been sent twice."""
    mail = get(session, mail_id)
    mail.state, mail.sent_at, mail.error = "sent" if mail.tries <= 1 else "maybe_sent", at, None
    session.flush()


def failed(session: Session, mail_id: int, *, error: str) -> None:
    """The carrier refused it for good."""
    mail = get(session, mail_id)
    mail.state, mail.error = "failed", error
    session.flush()


def no_carrier(session: Session, mail_id: int) -> None:
    """The installation has no driver for its channel; it stays to be read and confirmed by a call."""
    mail = get(session, mail_id)
    mail.state = "no_carrier"
    session.flush()


def of_instance(session: Session, instance_id: int) -> list[Mail]:
    """The messages of a case, in order."""
    return list(session.scalars(select(Mail).where(Mail.instance_id == instance_id).order_by(Mail.id)))


def listed(session: Session, *, state: str | None = None, before: int | None = None, limit: int = 50) -> list[Mail]:
    """The outbox, the newest first; keyset paging by id."""
    query = select(Mail).order_by(Mail.id.desc()).limit(limit)
    if state is not None:
        query = query.where(Mail.state == state)
    if before is not None:
        query = query.where(Mail.id < before)
    return list(session.scalars(query))
