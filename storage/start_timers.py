"""When cases begin by themselves: a row for each timer start of each published version, with its next moment.

A version's row counts from the moment at which the version takes effect.  It stays when a newer version takes over; who
begins a case asks which version was in effect at the due moment, and closes the row of another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from storage.models import Definition, DefinitionState, StartTimer


def arm(
    session: Session,
    *,
    definition_id: int,
    element: str,
    written: Mapping[str, Any],
    agenda: Mapping[str, Any],
    n: int,
    due: datetime | None,
) -> None:
    """The row of a timer start of a version that was just published."""
    session.add(
        StartTimer(
            definition_id=definition_id, element=element, written=dict(written), agenda=dict(agenda), n=n, due=due
        )
    )


def of_definition(session: Session, definition_id: int) -> dict[str, StartTimer]:
    """The rows of a version by element."""
    found = session.scalars(
        select(StartTimer).where(StartTimer.definition_id == definition_id).execution_options(populate_existing=True)
    )
    return {row.element: row for row in found}


def before(session: Session, procedure: str, version: int, at: datetime) -> dict[str, StartTimer]:
    """The rows of the version that was in effect at this moment before the one of that number came."""
    preceding = session.scalar(
        select(Definition.id)
        .where(
            Definition.procedure == procedure,
            Definition.state == DefinitionState.PUBLISHED,
            Definition.version < version,
            Definition.effective_from <= at,
        )
        .order_by(Definition.version.desc())
        .limit(1)
    )
    return of_definition(session, preceding) if preceding is not None else {}


def due(session: Session, now: datetime, limit: int = 50) -> list[StartTimer]:
    """The rows whose time has come, the longest overdue first; postponed ones only after their time."""
    return list(
        session.scalars(
            select(StartTimer)
            .where(_open(), StartTimer.due <= now)
            .where(or_(StartTimer.postponed_until.is_(None), StartTimer.postponed_until <= now))
            .order_by(StartTimer.due, StartTimer.definition_id, StartTimer.element)
            .limit(limit)
        )
    )


def next_due(session: Session) -> datetime | None:
    """The earliest moment at which a case begins and that is not postponed; may lie in the past."""
    return session.scalar(
        select(StartTimer.due).where(_open(), StartTimer.postponed_until.is_(None)).order_by(StartTimer.due).limit(1)
    )


def move_on(session: Session, row: StartTimer, *, n: int, due: datetime | None) -> bool:
    """Whether this transaction has the moment that `row` says was due; False: somebody else had it.

    The row says the next moment now, or none.  Whoever has the moment holds the row until his transaction ends.
    """
    moved = session.scalars(
        update(StartTimer)
        .where(
            StartTimer.definition_id == row.definition_id,
            StartTimer.element == row.element,
            StartTimer.due == row.due,
            StartTimer.n == row.n,
        )
        .values(n=n, due=due, postponed_until=None)
        .returning(StartTimer.n),
        execution_options={"synchronize_session": False},
    )
    return moved.one_or_none() is not None


def postpone(session: Session, row: StartTimer, until: datetime) -> None:
    """Beginning a case failed: the start is left alone until then."""
    session.execute(
        update(StartTimer)
        .where(StartTimer.definition_id == row.definition_id, StartTimer.element == row.element)
        .values(postponed_until=until)
    )


def _open() -> ColumnElement[bool]:
    return StartTimer.due.is_not(None)
