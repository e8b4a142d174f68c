"""Moments that cases wait for.  The table is the truth; whoever wakes only looks at it.

A case's row names its earliest open timer, so an idle look is one indexed read.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from storage.models import Instance, Timer


def due_instances(session: Session, now: datetime, limit: int = 100) -> list[int]:
    """Cases with a timer whose time has come, the longest overdue first; postponed ones only after their time."""
    return list(
        session.scalars(
            select(Instance.id)
            .where(
                Instance.next_due_at.is_not(None),
                Instance.next_due_at <= now,
                or_(Instance.postponed_until.is_(None), Instance.postponed_until <= now),
            )
            .order_by(Instance.next_due_at, Instance.id)
            .limit(limit)
        )
    )


def due(session: Session, instance_id: int, now: datetime) -> list[Timer]:
    """The open timers of a case whose time has come, in the order in which they should fire."""
    return list(
        session.scalars(
            select(Timer)
            .where(Timer.instance_id == instance_id, Timer.state == "open", Timer.due_utc <= now)
            .order_by(Timer.due_utc, Timer.timer)
        )
    )


def open_of(session: Session, instance_id: int) -> list[Timer]:
    """All moments that a case waits for, the soonest first."""
    return list(
        session.scalars(
            select(Timer)
            .where(Timer.instance_id == instance_id, Timer.state == "open")
            .order_by(Timer.due_utc, Timer.timer)
        )
    )


def next_due(session: Session) -> datetime | None:
    """The earliest moment that any case waits for and that is not postponed; may lie in the past."""
    return session.scalar(
        select(Instance.next_due_at)
        .where(Instance.next_due_at.is_not(None), Instance.postponed_until.is_(None))
        .order_by(Instance.next_due_at)
        .limit(1)
    )


def coming(session: Session, since: datetime, until: datetime, limit: int = 200) -> list[Timer]:
    """Open timers of all cases in a span of time, the soonest first: a calendar's."""
    return list(
        session.scalars(
            select(Timer)
            .where(Timer.state == "open", Timer.due_utc >= since, Timer.due_utc < until)
            .order_by(Timer.due_utc, Timer.instance_id, Timer.timer)
            .limit(limit)
        )
    )


def postpone(session: Session, instance_id: int, until: datetime) -> None:
    """Firing failed: the case's timers are left alone until then, or until the case moves otherwise."""
    session.execute(update(Instance).where(Instance.id == instance_id).values(postponed_until=until))
