"""Terms of cases whose last moment lies in a period: of steps, and of what is drawn around several steps.

One statement each, by the due's own index; no log is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Instance, Task, TaskStatus, Timer


@dataclass(frozen=True, kw_only=True)
class TermRow:
    """A term of a case.  `met_at`: when its work was finished; `taken_back`: the case no longer owed it."""

    instance_id: int
    number: str
    definition_id: int
    element: str
    due: datetime
    met_at: datetime | None
    taken_back: bool
    ended_at: datetime | None


def of_steps(session: Session, procedure: str, since: datetime, until: datetime) -> list[TermRow]:
    """The steps whose due lies in the period, the earliest first."""
    rows = session.execute(
        select(
            Instance.id,
            Instance.number,
            Instance.definition_id,
            Task.element,
            Task.due,
            Task.completed_at,
            Task.status,
            Instance.ended_at,
        )
        .join(Instance, Instance.id == Task.instance_id)
        .where(Instance.procedure == procedure, Task.due.between(since, until))
        .order_by(Task.due, Task.instance_id, Task.task)
    )
    return [
        TermRow(
            instance_id=id_,
            number=number,
            definition_id=definition,
            element=element,
            due=due,
            met_at=completed,
            taken_back=status == TaskStatus.CANCELLED,
            ended_at=ended,
        )
        for id_, number, definition, element, due, completed, status, ended in rows
        if due is not None
    ]


def drawn(session: Session, procedure: str, since: datetime, until: datetime) -> list[TermRow]:
    """The timers of diagrams whose due lies in the period, the earliest first; some of them are no terms but waits."""
    rows = session.execute(
        select(
            Instance.id,
            Instance.number,
            Instance.definition_id,
            Timer.element,
            Timer.due_utc,
            Timer.left_at,
            Timer.state,
            Instance.ended_at,
        )
        .join(Instance, Instance.id == Timer.instance_id)
        .where(Instance.procedure == procedure, Timer.kind == "drawn", Timer.due_utc.between(since, until))
        .order_by(Timer.due_utc, Timer.instance_id, Timer.timer)
    )
    return [
        TermRow(
            instance_id=id_,
            number=number,
            definition_id=definition,
            element=element,
            due=due,
            met_at=left,
            taken_back=state == "cancelled" and left is None,
            ended_at=ended,
        )
        for id_, number, definition, element, due, left, state, ended in rows
    ]
