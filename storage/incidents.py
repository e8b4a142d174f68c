"""What somebody must put right inside procedures, over all cases that a reader may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from storage import counting, keyset
from storage.counting import Count
from storage.models import Incident, Instance

Cursor = tuple[datetime, int, int]
"""Where a page ended: (raised_at, instance_id, incident)."""


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which incidents; None asks nothing.  `procedures`: those that the reader may read whole."""

    procedures: Collection[str]
    procedure: str | None = None
    instance_id: int | None = None
    state: str | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An incident with the number of its case."""

    incident: Incident
    number: str
    procedure: str


def listed(session: Session, sought: Sought, *, after: Cursor | None = None, limit: int = 50) -> list[Entry]:
    """The longest standing first; keyset paging by (raised_at, instance_id, incident)."""
    query = _filtered(sought)
    place = (Incident.raised_at, Incident.instance_id, Incident.incident)
    if after is not None:
        query = query.where(tuple_(*place) > keyset.cursor(place, after))
    found = session.execute(query.order_by(*place).limit(limit))
    return [Entry(incident=incident, number=number, procedure=procedure) for incident, number, procedure in found]


def count(session: Session, sought: Sought) -> Count:
    """How many `listed` would give."""
    return counting.count(session, _filtered(sought))


def _filtered(sought: Sought) -> Select[*tuple[Incident, str, str]]:
    query = (
        select(Incident, Instance.number, Instance.procedure)
        .join(Instance, Instance.id == Incident.instance_id)
        .where(Instance.procedure.in_(sorted(sought.procedures)))
    )
    for column, value in (
        (Instance.procedure, sought.procedure),
        (Incident.instance_id, sought.instance_id),
        (Incident.state, sought.state),
    ):
        if value is not None:
            query = query.where(column == value)
    return query
