"""Moments that cases wait for.  The table is the truth; whoever wakes only looks at it.

A case's row names its earliest open timer, so an idle look is one indexed read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select, tuple_, update
from sqlalchemy.orm import Session

from storage import counting, keyset, start_timers
from storage.counting import Count
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
    """The earliest moment that any case waits for, or at which one begins, and that is not postponed; may lie in the past."""
    waited_for = session.scalar(
        select(Instance.next_due_at)
        .where(Instance.next_due_at.is_not(None), Instance.postponed_until.is_(None))
        .order_by(Instance.next_due_at)
        .limit(1)
    )
    begins = start_timers.next_due(session)
    return min((due for due in (waited_for, begins) if due is not None), default=None)


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


Cursor = tuple[datetime, int, int]
"""Where a page of timers ended: (due_utc, instance_id, timer)."""


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which open timers; None asks nothing.  `procedures`: those that the reader may read whole."""

    procedures: Collection[str]
    procedure: str | None = None
    instance_id: int | None = None
    kind: str | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An open timer with its case; `suspended`: it will not fire before the case goes on."""

    timer: Timer
    number: str
    procedure: str
    suspended: bool


def listed(session: Session, sought: Sought, *, after: Cursor | None = None, limit: int = 50) -> list[Entry]:
    """The soonest due first; keyset paging by (due_utc, instance_id, timer)."""
    query = _filtered(sought)
    place = (Timer.due_utc, Timer.instance_id, Timer.timer)
    if after is not None:
        query = query.where(tuple_(*place) > keyset.cursor(place, after))
    found = session.execute(query.order_by(*place).limit(limit))
    return [
        Entry(timer=timer, number=number, procedure=procedure, suspended=suspended_at is not None)
        for timer, number, procedure, suspended_at in found
    ]


def count(session: Session, sought: Sought) -> Count:
    """How many `listed` would give."""
    return counting.count(session, _filtered(sought))


def _filtered(sought: Sought) -> Select[*tuple[Timer, str, str, datetime | None]]:
    query = (
        select(Timer, Instance.number, Instance.procedure, Instance.suspended_at)
        .join(Instance, Instance.id == Timer.instance_id)
        .where(Timer.state == "open", Instance.procedure.in_(sorted(sought.procedures)))
    )
    for column, value in (
        (Instance.procedure, sought.procedure),
        (Timer.instance_id, sought.instance_id),
        (Timer.kind, sought.kind),
    ):
        if value is not None:
            query = query.where(column == value)
    if sought.due_from is not None:
        query = query.where(Timer.due_utc >= sought.due_from)
    if sought.due_before is not None:
        query = query.where(Timer.due_utc < sought.due_before)
    return query


def postpone(session: Session, instance_id: int, until: datetime) -> None:
    """Firing failed: the case's timers are left alone until then, or until the case moves otherwise."""
    session.execute(update(Instance).where(Instance.id == instance_id).values(postponed_until=until))
