"""What no case's history tells: administrative acts, exports, looks at personal data.  Only ever appended to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from storage.models import JournalEntry


def record(
    session: Session, *, at: datetime, actor: str, kind: str, subject: str, details: dict[str, Any] | None = None
) -> None:
    """`kind` is a stable word (role.granted, export.made); `subject` what it was done to (person:7, instance:17)."""
    record_all(session, [{"at": at, "actor": actor, "kind": kind, "subject": subject, "details": details or {}}])


def record_all(session: Session, entries: Iterable[dict[str, Any]]) -> None:
    """Many at once, each with at, actor, kind, subject, details: looks at personal data are gathered."""
    rows = list(entries)
    if rows:
        session.execute(insert(JournalEntry), rows)


def entries(
    session: Session, *, kind: str | None = None, subject: str | None = None, before: int | None = None, limit: int = 50
) -> list[JournalEntry]:
    """The newest first; keyset paging by id."""
    query = select(JournalEntry).order_by(JournalEntry.id.desc()).limit(limit)
    if kind is not None:
        query = query.where(JournalEntry.kind == kind)
    if subject is not None:
        query = query.where(JournalEntry.subject == subject)
    if before is not None:
        query = query.where(JournalEntry.id < before)
    return list(session.scalars(query))
