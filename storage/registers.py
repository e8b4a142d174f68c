"""Lists that procedures write to.  A row keeps all its versions; seats of a row with a capacity are never oversold.

Whether a change of state is legal is the procedure's decision table's question.  A seat is held, taken, or given back
(`released`); how it was used is a word of the procedure's sheet, `sat` or `absent`, and stays.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from storage import counting
from storage.conflict import insert_into
from storage.counting import Count
from storage.errors import CapacityTooSmall, NoSeatLeft, NoSeats, RowChanged, RowMissing
from storage.models import RegisterRow, RegisterVersion, Seat

USED = ("sat", "absent")
"""How a seat was used; it is nobody else's any more."""


def write(
    session: Session,
    register: str,
    key: str,
    data: dict[str, Any],
    *,
    at: datetime,
    actor: str,
    state: str = "active",
    capacity: int | None = None,
    instance_id: int | None = None,
    seq_n: str | None = None,
    seen: int | None = None,
) -> RegisterRow:
    """The row with `data` and `state` in whole, under its next version; a new row if the key is new.

    `seen` is the version that the writer decided on (0: he saw none); raises RowChanged if it is another now, and
    CapacityTooSmall if more seats are in use.  `seq_n` names the fact of the case that writes, such as 17.3.
    """
    row = _locked_or_new(session, register, key, data, at)
    if seen is not None and seen != row.version:
        raise RowChanged(register, key, seen=seen, current=row.version)
    if capacity is not None and row.version:
        used = _used(session, register, key, at)
        if used > capacity:
            raise CapacityTooSmall(register, key, capacity=capacity, used=used)
    row.data, row.state, row.capacity = data, state, capacity
    row.instance_id, row.seq_n, row.written_at = instance_id, seq_n, at
    row.version += 1
    session.flush()
    session.add(
        RegisterVersion(
            register=register,
            key=key,
            version=row.version,
            data=data,
            state=state,
            instance_id=instance_id,
            seq_n=seq_n,
            written_at=at,
            written_by=actor,
        )
    )
    session.flush()
    return row


def get(session: Session, register: str, key: str) -> RegisterRow:
    """The present version of a row; raises RowMissing."""
    found = session.get(RegisterRow, (register, key), populate_existing=True)
    if found is None:
        raise RowMissing(register, key)
    return found


def rows(
    session: Session,
    register: str,
    *,
    states: Collection[str] | None = None,
    after: str | None = None,
    limit: int = 100,
) -> list[RegisterRow]:
    """Rows of a register by key; keyset paging by key."""
    query = select(RegisterRow).where(RegisterRow.register == register).order_by(RegisterRow.key).limit(limit)
    if states is not None:
        query = query.where(RegisterRow.state.in_(sorted(states)))
    if after is not None:
        query = query.where(RegisterRow.key > after)
    return list(session.scalars(query))


def count(session: Session, register: str, *, states: Collection[str] | None = None) -> Count:
    """How many rows `rows` would give."""
    query = select(RegisterRow.key).where(RegisterRow.register == register)
    return counting.count(session, query if states is None else query.where(RegisterRow.state.in_(sorted(states))))


def versions(session: Session, register: str, key: str) -> list[RegisterVersion]:
    """All versions of a row, the first first."""
    return list(
        session.scalars(
            select(RegisterVersion)
            .where(RegisterVersion.register == register, RegisterVersion.key == key)
            .order_by(RegisterVersion.version)
        )
    )


def written_by_instance(session: Session, instance_id: int) -> list[RegisterVersion]:
    """What a case has written to registers, in order."""
    return list(
        session.scalars(
            select(RegisterVersion)
            .where(RegisterVersion.instance_id == instance_id)
            .order_by(RegisterVersion.written_at, RegisterVersion.register, RegisterVersion.key)
        )
    )


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A row as a form offers it; `free` seats, or None where there is nothing to hold."""

    key: str
    version: int
    data: dict[str, Any]
    state: str
    free: int | None


def choices(
    session: Session, register: str, now: datetime, *, states: Collection[str] = ("active",), limit: int = 500
) -> list[Choice]:
    """The rows that a form may offer, by key, with the seats that are free now; full ones too, with 0."""
    used = (
        select(Seat.key, func.count().label("used"))
        .where(Seat.register == register, _in_use(now))
        .group_by(Seat.key)
        .subquery()
    )
    found = session.execute(
        select(RegisterRow, func.coalesce(used.c.used, 0))
        .outerjoin(used, used.c.key == RegisterRow.key)
        .where(RegisterRow.register == register, RegisterRow.state.in_(sorted(states)))
        .order_by(RegisterRow.key)
        .limit(limit)
    )
    return [
        Choice(
            key=row.key,
            version=row.version,
            data=row.data,
            state=row.state,
            free=None if row.capacity is None else max(0, row.capacity - taken),
        )
        for row, taken in found
    ]


def hold(session: Session, register: str, key: str, instance_id: int, *, now: datetime, until: datetime | None) -> None:
    """The case has a seat until then (None: for good).  Asking again renews it; a taken seat stays taken.

    Raises RowMissing, NoSeats, NoSeatLeft.
    """
    seat = _seat(session, register, key, instance_id, now)
    if seat.state != "taken":
        seat.state, seat.until = "held", until
    session.flush()


def take(session: Session, register: str, key: str, instance_id: int, *, now: datetime) -> None:
    """The case has a seat for good, held before or not.  Raises RowMissing, NoSeats, NoSeatLeft."""
    seat = _seat(session, register, key, instance_id, now)
    seat.state, seat.until = "taken", None
    session.flush()


def release(session: Session, register: str, key: str, instance_id: int) -> bool:
    """Whether the case had a seat there; it is free now.  A seat that was used stays as it was used."""
    freed = session.scalars(
        _given_back(instance_id).where(Seat.register == register, Seat.key == key).returning(Seat.key)
    ).all()
    return bool(freed)


def release_all(session: Session, instance_id: int, register: str | None = None) -> list[tuple[str, str]]:
    """The (register, key) pairs whose seats the case gave back."""
    query = _given_back(instance_id)
    if register is not None:
        query = query.where(Seat.register == register)
    freed = session.execute(query.returning(Seat.register, Seat.key))
    return sorted((row.register, row.key) for row in freed)


def mark_used(session: Session, register: str, instance_id: int, state: str) -> bool:
    """Whether the case had a seat in the register that is now marked as `state`: sat, absent."""
    marked = session.scalars(
        update(Seat)
        .where(Seat.register == register, Seat.instance_id == instance_id, Seat.state.in_(_OPEN))
        .values(state=state, until=None)
        .returning(Seat.key)
    ).all()
    return bool(marked)


def seats(session: Session, register: str, key: str, now: datetime) -> list[Seat]:
    """The seats of a row that are held or taken now, by case."""
    return list(
        session.scalars(
            select(Seat).where(Seat.register == register, Seat.key == key, _in_use(now)).order_by(Seat.instance_id)
        )
    )


def all_seats(session: Session, register: str, key: str) -> list[Seat]:
    """The seats of a row that cases have or had, those given back among them, by case."""
    return list(
        session.scalars(select(Seat).where(Seat.register == register, Seat.key == key).order_by(Seat.instance_id))
    )


def seats_of_instance(session: Session, instance_id: int) -> list[Seat]:
    """The seats that a case has, or had until their time ran out."""
    return seats_of_instances(session, [instance_id])


def seats_of_instances(session: Session, instance_ids: Collection[int]) -> list[Seat]:
    """The same for several cases at once."""
    return list(
        session.scalars(
            select(Seat)
            .where(Seat.instance_id.in_(sorted(instance_ids)), Seat.state.in_(_OPEN))
            .order_by(Seat.register, Seat.key, Seat.instance_id)
        )
    )


def seat_of(session: Session, register: str, key: str, instance_id: int) -> Seat | None:
    """The seat that the case has or had in this row."""
    return session.get(Seat, (register, key, instance_id), populate_existing=True)


_OPEN = ("held", "taken")
"""A seat that may still be given back or used."""


def _given_back(instance_id: int) -> Any:
    return (
        update(Seat).where(Seat.instance_id == instance_id, Seat.state.in_(_OPEN)).values(state="released", until=None)
    )


def _seat(session: Session, register: str, key: str, instance_id: int, now: datetime) -> Seat:
    """The case's seat, made if one is free: the row's lock is ours while we count."""
    row = _locked(session, register, key)
    if row is None:
        raise RowMissing(register, key)
    if row.capacity is None:
        raise NoSeats(register, key)
    seat = session.get(Seat, (register, key, instance_id), populate_existing=True)
    if seat is not None and seat.state != "released" and (seat.until is None or seat.until > now):
        return seat
    if _used(session, register, key, now) >= row.capacity:
        raise NoSeatLeft(register, key, row.capacity)
    if seat is None:
        seat = Seat(register=register, key=key, instance_id=instance_id, state="held")
        session.add(seat)
    seat.since = now
    return seat


def _used(session: Session, register: str, key: str, now: datetime) -> int:
    return session.scalars(
        select(func.count()).select_from(Seat).where(Seat.register == register, Seat.key == key, _in_use(now))
    ).one()


def _in_use(now: datetime) -> Any:
    held = and_(Seat.state == "held", or_(Seat.until.is_(None), Seat.until > now))
    return or_(Seat.state.in_(("taken", *USED)), held)


def _locked(session: Session, register: str, key: str) -> RegisterRow | None:
    return session.get(RegisterRow, (register, key), with_for_update=True, populate_existing=True)


def _locked_or_new(session: Session, register: str, key: str, data: dict[str, Any], at: datetime) -> RegisterRow:
    """A new row begins with version 0, which nobody sees: `write` makes it 1 in the same transaction."""
    session.execute(
        insert_into(session, RegisterRow)
        .values(register=register, key=key, data=data, version=0, state="", written_at=at)
        .on_conflict_do_nothing()
    )
    row = _locked(session, register, key)
    if row is None:
        raise RowMissing(register, key)
    return row
