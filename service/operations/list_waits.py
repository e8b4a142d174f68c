"""What cases wait for, over all cases of the procedures that a person may read: moments, and hands that put things right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service import access
from service.actor import Actor
from service.installation import Installation
from service.operations import paging
from service.operations.paging import Asked, Page
from storage import incidents, timers


@dataclass(frozen=True, kw_only=True)
class TimerFilter:
    """Which timers; None asks nothing."""

    procedure: str | None = None
    instance: int | None = None
    kind: str | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class IncidentFilter:
    """Which incidents; None asks nothing.  `state`: open or resolved."""

    procedure: str | None = None
    instance: int | None = None
    state: str | None = None


def list_timers(
    installation: Installation, actor: Actor, sought: TimerFilter | None = None, asked: Asked | None = None
) -> Page[timers.Entry]:
    """Open timers, the soonest due first.  Raises Unfit (cursor)."""
    sought, asked = sought or TimerFilter(), asked or Asked()
    after = paging.read(installation, "timers", asked.cursor, datetime, int, int)
    with installation.database.reading() as session:
        query = timers.Sought(
            procedures=access.procedures_read(installation, session, actor),
            procedure=sought.procedure,
            instance_id=sought.instance,
            kind=sought.kind,
            due_from=sought.due_from,
            due_before=sought.due_before,
        )
        found = timers.listed(session, query, after=after, limit=asked.size + 1)
        total = timers.count(session, query) if asked.total else None
    return paging.page(
        found,
        asked,
        lambda last: paging.sign(installation, "timers", last.timer.due_utc, last.timer.instance_id, last.timer.timer),
        total=total,
    )


def list_incidents(
    installation: Installation, actor: Actor, sought: IncidentFilter | None = None, asked: Asked | None = None
) -> Page[incidents.Entry]:
    """Incidents, the longest standing first.  Raises Unfit (cursor)."""
    sought, asked = sought or IncidentFilter(), asked or Asked()
    after = paging.read(installation, "incidents", asked.cursor, datetime, int, int)
    with installation.database.reading() as session:
        query = incidents.Sought(
            procedures=access.procedures_read(installation, session, actor),
            procedure=sought.procedure,
            instance_id=sought.instance,
            state=sought.state,
        )
        found = incidents.listed(session, query, after=after, limit=asked.size + 1)
        total = incidents.count(session, query) if asked.total else None
    return paging.page(
        found,
        asked,
        lambda last: paging.sign(
            installation,
            "incidents",
            last.incident.raised_at,
            last.incident.instance_id,
            last.incident.incident,
        ),
        total=total,
    )
