"""Cases: created, locked while they move, kept one transaction at a time, listed.

Knows rows and their order; what a command means is decided before anything comes here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Update, bindparam, exists, func, or_, select, tuple_, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from storage import counting, history, keyset, projections, search
from storage.counting import Count
from storage.errors import NotFound
from storage.models import (
    GENESIS,
    LIVING,
    UNFINISHED,
    Action,
    Alert,
    Decided,
    History,
    Incident,
    Instance,
    InstanceStatus,
    Participant,
    Subscription,
    Task,
    Timer,
)

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What was kept: the new last seq and hash, and the earliest due among the timers that were armed."""

    seq: int
    hash: str
    armed: datetime | None


def create(
    session: Session, *, definition_id: int, procedure: str, process: str, number: str, started_at: datetime
) -> Instance:
    """A new case without history, found by its number; the caller's next step is to keep its start."""
    instance = Instance(
        definition_id=definition_id,
        procedure=procedure,
        process=process,
        number=number,
        started_at=started_at,
        rev=0,
        status=InstanceStatus.RUNNING,
        chain_head=GENESIS,
    )
    session.add(instance)
    session.flush()
    search.add(session, instance.id, [number])
    return instance


def get(session: Session, instance_id: int) -> Instance:
    """The case as it is, not locked; raises NotFound."""
    found = session.get(Instance, instance_id)
    if found is None:
        raise NotFound("Дело", "Instance", instance_id)
    return found


def by_number(session: Session, number: str) -> Instance:
    """The case with this number; raises NotFound."""
    found = session.scalars(select(Instance).where(Instance.number == number)).one_or_none()
    if found is None:
        raise NotFound("Дело", "Instance", number)
    return found


def running_under_older_core(session: Session, core: int) -> list[int]:
    """Cases that have not ended and whose last history row was recorded by an older core, in order."""
    return list(
        session.scalars(
            select(Instance.id)
            .join(History, (History.instance_id == Instance.id) & (History.seq == Instance.rev))
            .where(Instance.status.in_(UNFINISHED), History.core < core)
            .order_by(Instance.id)
        )
    )


def begun_by_key(session: Session, procedure: str, start: str, key: str) -> int | None:
    """The case that a message with this key began at this start, and that has not ended."""
    return session.scalar(
        select(Instance.id).where(
            Instance.procedure == procedure,
            Instance.message_start == start,
            Instance.message_key == key,
            Instance.ended_at.is_(None),
        )
    )


def moving(session: Session, instance_id: int) -> Instance:
    """The case, locked until the transaction ends, as it is now: whoever else wants to move it waits.

    On SQLite the whole writing session is the lock.  Raises NotFound.
    """
    found = session.scalars(_MOVING, {"instance_id": instance_id}).one_or_none()
    if found is None:
        raise NotFound("Дело", "Instance", instance_id)
    return found


def keep(
    session: Session,
    instance: Instance,
    steps: Sequence[history.Step],
    *,
    definition: projections.Procedure,
    at: datetime,
    actor: str,
    role: str | None,
    core: int,
    digest: str,
) -> Kept:
    """One transaction of a case, kept: the history row, the projections, the case's own row.

    Few statements: a usual click needs 4 to 8.  `digest` (hex) is that of the logical state after the last step.
    """
    head = history.append(session, instance, at=at, actor=actor, role=role, core=core, steps=steps, digest=digest)
    happened = [fact for step in steps for fact in step.facts]
    rows = projections.project(session, instance, definition, head["rev"], at, actor, happened)
    changes = {**head, **rows.instance, "postponed_until": None}
    halted = changes.get("status", instance.status) == InstanceStatus.SUSPENDED
    if halted:
        changes["next_due_at"] = None
    _write(session, instance, changes, due_anew=rows.due_changed and not halted)
    return Kept(seq=instance.rev, hash=instance.chain_head, armed=rows.earliest_armed)


def _write(session: Session, instance: Instance, changes: dict[str, Any], *, due_anew: bool) -> None:
    """The case's own row, past the ORM: its unit of work takes longer than all other statements of a click.

    Raises StaleDataError, as the ORM would, if somebody has moved the case without its lock.
    """
    statement = _writing(tuple(changes), due_anew)
    written = session.connection().execute(statement, {**changes, "of_id": instance.id, "seen": instance.rev})
    if written.rowcount != 1:
        raise StaleDataError(f"case {instance.id} is no longer at row {instance.rev}")
    for name, value in changes.items():
        set_committed_value(instance, name, value)
    if due_anew:
        session.expire(instance, ["next_due_at"])


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Which cases to list; None asks nothing.  `holders`: party:12, person:7, any of them takes part.

    `readable`: procedures of which the reader sees every case, and holders whose cases he sees besides.
    """

    readable: tuple[Collection[str], Collection[str]] | None = None
    number: str | None = None
    procedure: str | None = None
    process: str | None = None
    status: str | None = None
    stage: str | None = None
    holders: Collection[str] | None = None
    started_from: datetime | None = None
    started_before: datetime | None = None
    with_incident: bool | None = None
    q: str = ""


Cursor = tuple[datetime, int]
"""Where a page of cases ended: (started_at, id)."""


def listed(
    session: Session, listing: Listing | None = None, *, after: Cursor | None = None, limit: int = 50
) -> list[Instance]:
    """Cases, the newest first; keyset paging by (started_at, id)."""
    query = _filtered(listing or Listing())
    if after is not None:
        place = (Instance.started_at, Instance.id)
        query = query.where(tuple_(*place) < keyset.cursor(place, after))
    query = query.order_by(Instance.started_at.desc(), Instance.id.desc()).limit(limit)
    return _fresh(session, query)


def count(session: Session, listing: Listing) -> Count:
    """How many `listed` would give."""
    return counting.count(session, _filtered(listing))


def _taking_part(holders: Collection[str]) -> ColumnElement[bool]:
    return exists().where(Participant.instance_id == Instance.id, Participant.holder.in_(sorted(holders)))


def _filtered(listing: Listing) -> Select[Instance]:
    query = select(Instance)
    for column, value in (
        (Instance.procedure, listing.procedure),
        (Instance.process, listing.process),
        (Instance.status, listing.status),
        (Instance.stage, listing.stage),
        (Instance.number, listing.number),
    ):
        if value is not None:
            query = query.where(column == value)
    if listing.holders is not None:
        query = query.where(_taking_part(listing.holders))
    if listing.readable is not None:
        procedures, holders = listing.readable
        query = query.where(or_(Instance.procedure.in_(sorted(procedures)), _taking_part(holders)))
    if listing.started_from is not None:
        query = query.where(Instance.started_at >= listing.started_from)
    if listing.started_before is not None:
        query = query.where(Instance.started_at < listing.started_before)
    if listing.with_incident is not None:
        broken = exists().where(Incident.instance_id == Instance.id, Incident.state == "open")
        query = query.where(broken if listing.with_incident else ~broken)
    return query.where(*search.found(listing.q, Instance.id))


def open_by_definition(session: Session, procedure: str) -> dict[int, int]:
    """Definition's id -> how many cases that have not ended stay on it."""
    found = session.execute(
        select(Instance.definition_id, func.count())
        .where(Instance.procedure == procedure, Instance.ended_at.is_(None))
        .group_by(Instance.definition_id)
    )
    return dict(found.all())


def running(session: Session, *, procedure: str | None = None) -> list[int]:
    """Ids of the cases that have not ended, suspended ones too, oldest first."""
    query = select(Instance.id).where(Instance.status.in_(UNFINISHED)).order_by(Instance.id)
    if procedure is not None:
        query = query.where(Instance.procedure == procedure)
    return list(session.scalars(query))


def begun_in(session: Session, procedure: str, processes: Collection[str]) -> list[Instance]:
    """Cases of these processes of a procedure that have not ended, suspended ones too, oldest first."""
    query = (
        select(Instance)
        .where(
            Instance.procedure == procedure,
            Instance.process.in_(sorted(processes)),
            Instance.status.in_(UNFINISHED),
        )
        .order_by(Instance.started_at, Instance.id)
    )
    return _fresh(session, query)


def task(session: Session, instance_id: int, task: int) -> Task:
    """A task, living or not; raises NotFound."""
    found = session.scalars(_TASK, {"instance_id": instance_id, "task": task}).one_or_none()
    if found is None:
        raise NotFound("Задача", "Task", f"{instance_id}-{task}")
    return found


def tasks(session: Session, instance_id: int) -> list[Task]:
    """All tasks of a case, in the order in which they were opened."""
    return _fresh(session, select(Task).where(Task.instance_id == instance_id).order_by(Task.task))


def tasks_of(session: Session, instance_ids: Collection[int]) -> list[Task]:
    """All tasks of these cases."""
    return _fresh(session, select(Task).where(Task.instance_id.in_(sorted(instance_ids))).order_by(Task.task))


def open_tasks(session: Session, instance_id: int) -> list[Task]:
    """The tasks of a case that can be worked on, in the order in which they were opened."""
    return _fresh(
        session, select(Task).where(Task.instance_id == instance_id, Task.status.in_(LIVING)).order_by(Task.task)
    )


def done_by(session: Session, actor: str, *, before: datetime | None = None, limit: int = 50) -> list[Task]:
    """Tasks that somebody completed, the latest first."""
    query = select(Task).where(Task.completed_by == actor)
    if before is not None:
        query = query.where(Task.completed_at < before)
    return _fresh(session, query.order_by(Task.completed_at.desc(), Task.instance_id, Task.task).limit(limit))


def subscriptions(session: Session, instance_id: int) -> list[Subscription]:
    """The messages and acts that a case waits for."""
    return _fresh(
        session,
        select(Subscription)
        .where(Subscription.instance_id == instance_id, Subscription.state == "open")
        .order_by(Subscription.subscription),
    )


def subscription(session: Session, instance_id: int, subscription: int) -> Subscription:
    """One of them, open or not; raises NotFound."""
    found = session.get(Subscription, (instance_id, subscription), populate_existing=True)
    if found is None:
        raise NotFound("Ожидание", "Subscription", f"{instance_id}-{subscription}")
    return found


def participants(session: Session, instance_id: int) -> list[Participant]:
    """Who takes part in a case, in the order in which they joined it."""
    return _fresh(
        session,
        select(Participant)
        .where(Participant.instance_id == instance_id)
        .order_by(Participant.joined_at, Participant.role, Participant.holder),
    )


def first_participants(session: Session, instance_ids: Collection[int]) -> dict[int, str]:
    """The holder (party:12, person:7) who joined each of these cases first."""
    found = session.execute(
        select(Participant.instance_id, Participant.holder)
        .where(Participant.instance_id.in_(sorted(instance_ids)))
        .order_by(Participant.joined_at.desc(), Participant.role.desc(), Participant.holder.desc())
    )
    return dict(found.all())


def some(session: Session, instance_ids: Collection[int]) -> dict[int, Instance]:
    """These cases by id."""
    return {row.id: row for row in _fresh(session, select(Instance).where(Instance.id.in_(sorted(instance_ids))))}


def requested_actions(session: Session, instance_id: int) -> list[Action]:
    """The actions that a case waits for."""
    return _fresh(
        session,
        select(Action).where(Action.instance_id == instance_id, Action.state == "requested").order_by(Action.action),
    )


def incidents(session: Session, instance_id: int) -> list[Incident]:
    """All incidents of a case, in order."""
    return _fresh(session, select(Incident).where(Incident.instance_id == instance_id).order_by(Incident.incident))


def open_incidents(session: Session, *, limit: int = 100) -> list[Incident]:
    """What somebody must put right, in all cases, the oldest first."""
    return _fresh(
        session,
        select(Incident)
        .where(Incident.state == "open")
        .order_by(Incident.raised_at, Incident.instance_id, Incident.incident)
        .limit(limit),
    )


def decided(session: Session, instance_id: int) -> list[Decided]:
    """What decision tables answered in the case, in the order of its history."""
    query = select(Decided).where(Decided.instance_id == instance_id).order_by(Decided.seq, Decided.n)
    return list(session.scalars(query))


def alerts(session: Session, roles: Collection[str], *, limit: int = 100) -> list[Alert]:
    """What the heads of these roles are told and have not seen, the newest first."""
    return _fresh(
        session,
        select(Alert)
        .where(Alert.role.in_(sorted(roles)), Alert.seen_at.is_(None))
        .order_by(Alert.raised_at.desc(), Alert.instance_id, Alert.seq, Alert.n)
        .limit(limit),
    )


def alert(session: Session, instance_id: int, seq: int, n: int) -> Alert:
    """One of them, seen or not; raises NotFound."""
    found = session.get(Alert, (instance_id, seq, n), populate_existing=True)
    if found is None:
        raise NotFound("Оповещение", "Alert", f"{instance_id}/{seq}.{n}")
    return found


def alert_seen(session: Session, instance_id: int, seq: int, n: int, *, at: datetime, actor: str) -> bool:
    """Whether nobody had seen the alert before; who saw it first stays."""
    changed = session.execute(
        update(Alert)
        .where(Alert.instance_id == instance_id, Alert.seq == seq, Alert.n == n, Alert.seen_at.is_(None))
        .values(seen_at=at, seen_by=actor)
        .returning(Alert.n)
    )
    return changed.scalar_one_or_none() is not None


def _fresh(session: Session, query: Select[Row]) -> list[Row]:
    """Rows as they are now: projections are written past the ORM, which would answer from what it read before."""
    return list(session.scalars(query.execution_options(populate_existing=True)))


@lru_cache(maxsize=64)
def _writing(columns: tuple[str, ...], due_anew: bool) -> Update:
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    if due_anew:
        still_open = (Timer.instance_id == bindparam("of_id"), Timer.state == "open")
        values["next_due_at"] = select(func.min(Timer.due_utc)).where(*still_open).scalar_subquery()
    return update(Instance).where(Instance.id == bindparam("of_id"), Instance.rev == bindparam("seen")).values(values)


# Asked at every click, so put together once.
_MOVING = (
    select(Instance)
    .where(Instance.id == bindparam("instance_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_TASK = (
    select(Task)
    .where(Task.instance_id == bindparam("instance_id"), Task.task == bindparam("task"))
    .execution_options(populate_existing=True)
)
