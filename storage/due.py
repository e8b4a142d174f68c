"""Whether anything wants to be done now, asked in one statement: whoever has caught up asks it again and again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from storage.models import Instance, Job, StartTimer
from storage.models.base import Moment


def anything(session: Session, now: datetime) -> bool:
    """Whether a timer or a start is due, or a job runs or could run."""
    return bool(session.execute(_ANYTHING, {"now": now}).scalar_one())


def _statement() -> Any:
    now: Any = bindparam("now", type_=Moment())
    return select(
        or_(
            _waits(Instance.next_due_at, Instance.postponed_until, now),
            _waits(StartTimer.due, StartTimer.postponed_until, now),
            exists().where(Job.state == "waiting", Job.run_at <= now),
            exists().where(Job.state == "running"),
        )
    )


def _waits(due: Any, postponed: Any, now: Any) -> ColumnElement[bool]:
    return exists().where(and_(due.is_not(None), due <= now, or_(postponed.is_(None), postponed <= now)))


_ANYTHING = _statement()
