"""Codes that were sent to addresses and numbers.  Hashed; how they are drawn and compared is not known here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.models import ContactCode


def issue(
    session: Session,
    *,
    person_id: int,
    instance_id: int,
    contact: str,
    hash: str,
    at: datetime,
    expires_at: datetime,
) -> ContactCode:
    """A new code; those before it no longer count.  `contact`: email or phone."""
    code = ContactCode(
        person_id=person_id,
        instance_id=instance_id,
        contact=contact,
        hash=hash,
        sent_at=at,
        expires_at=expires_at,
        tries=0,
    )
    session.add(code)
    session.flush()
    return code


def latest(session: Session, person_id: int, contact: str) -> ContactCode | None:
    """The code that counts now, expired and used ones too; None if none was ever sent."""
    query = select(ContactCode).where(ContactCode.person_id == person_id, ContactCode.contact == contact)
    return session.scalars(query.order_by(ContactCode.id.desc()).limit(1)).first()


def sent(session: Session, person_id: int, contact: str) -> int:
    """How many codes were sent to this contact so far."""
    query = select(func.count(ContactCode.id)).where(ContactCode.person_id == person_id, ContactCode.contact == contact)
    return session.scalar(query) or 0


def registration_of(session: Session, person_id: int) -> int | None:
    """The case of the person's registration; None if he did not register himself."""
    query = select(ContactCode.instance_id).where(ContactCode.person_id == person_id)
    return session.scalars(query.order_by(ContactCode.id.desc()).limit(1)).first()
