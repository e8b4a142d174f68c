"""Lists that procedures write to.  A row keeps all its versions; seats of a row with a capacity are never oversold.

What a row may become is said by its register (`processes.definition.RegisterOutline`) and held here, under the row's
lock, for whoever writes: a case, a person, an example.  A row whose last day is over is read as `expired`.  A seat is held, taken, or given back
(`released`); how it was used is a word of the procedure's sheet, `sat` or `absent`, and stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from processes.definition import EXPIRED, NEW, RegisterOutline
from storage import counting
from storage.conflict import insert_into
from storage.counting import Count
from storage.errors import (
    BasisMissing,
    CapacityTooSmall,
    NoSeatLeft,
    NoSeats,
    NotADay,
    RowChanged,
    RowKept,
    RowMissing,
    TransitionRefused,
)
from storage.models import RegisterRow, RegisterVersion, RegisterWord, Seat
from storage.text import beginnings, tokens_of

USED = ("sat", "absent")
"""How a seat was used; it is nobody else's any more."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a register says of its rows, read on the day `today`."""

    outline: RegisterOutline
    today: date


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
    rules: Rules | None = None,
    words: Iterable[str] = (),
) -> RegisterRow:
    """The row with `data` and `state` in whole, under its next version; a new row if the key is new.

    It is found by its key, by what stands in it, and by the `words` that people read in place of values.

    `seen` is the version that the writer decided on (0: he saw none); raises RowChanged if it is another now,
    CapacityTooSmall if more seats are in use, RowRefused where `rules` do not allow it.  `seq_n` names the fact of the
    case that writes, such as 17.3.
    """
    row = _locked_or_new(session, register, key, data, at)
    if seen is not None and seen != row.version:
        raise RowChanged(register, key, seen=seen, current=row.version)
    if capacity is not None and row.version:
        used = _used(session, register, key, at)
        if used > capacity:
            raise CapacityTooSmall(register, key, capacity=capacity, used=used)
    _require(rules, row, state, data, given=data)
    row.capacity = capacity
    hand = _Hand(at=at, actor=actor, instance_id=instance_id, seq_n=seq_n, words=tuple(words))
    return _put(session, row, state, data, rules, hand)


def change(
    session: Session,
    register: str,
    key: str,
    columns: Mapping[str, Any],
    *,
    at: datetime,
    actor: str,
    state: str | None = None,
    sources: Collection[str] = (),
    instance_id: int | None = None,
    seq_n: str | None = None,
    rules: Rules | None = None,
) -> RegisterRow:
    """The row with these columns changed and all others kept, under its next version; a new row if the key is new.

    `state` None: what it is stays.  `sources` are the states in which the writer knows it, if that matters to him.
    Raises RowRefused where `rules` do not allow it, or where it is in another state by now.
    """
    row = _locked_or_new(session, register, key, {}, at)
    data = {**row.data, **columns}
    kept = row.state or "active"
    if rules is not None and sources:
        now = state_on(row, rules.today) if row.version else NEW
        if now not in sources:
            raise TransitionRefused(rules.outline, key, before=now, after=state or kept)
    if state is None and _lapsed(rules, key, kept, data):
        _require(rules, row, EXPIRED, data, given=columns)
    else:
        _require(rules, row, state or kept, data, given=columns)
    hand = _Hand(at=at, actor=actor, instance_id=instance_id, seq_n=seq_n)
    return _put(session, row, state or kept, data, rules, hand)


def state_on(row: RegisterRow | RegisterVersion, day: date) -> str:
    """What the row is on this day: its state, or `expired` once its last day is over."""
    return EXPIRED if row.expires_on is not None and row.expires_on < day else row.state


@dataclass(frozen=True, kw_only=True)
class _Hand:
    """Who writes and when."""

    at: datetime
    actor: str
    instance_id: int | None
    seq_n: str | None
    words: tuple[str, ...] = ()


def _require(
    rules: Rules | None, row: RegisterRow, state: str, data: Mapping[str, Any], *, given: Mapping[str, Any]
) -> None:
    """That the register lets the row become this; `given` are the columns that the writer names."""
    if rules is None:
        return
    if rules.outline.append and row.version:
        raise RowKept(rules.outline, row.key)
    before = state_on(row, rules.today) if row.version else NEW
    if not rules.outline.allows(before, state):
        raise TransitionRefused(rules.outline, row.key, before=before, after=state)
    missing = [name for name in rules.outline.basis if given.get(name) in (None, "")]
    if missing and (before != state or row.data != data):
        raise BasisMissing(rules.outline, row.key, missing)


def _put(
    session: Session, row: RegisterRow, state: str, data: dict[str, Any], rules: Rules | None, hand: _Hand
) -> RegisterRow:
    """The row and its next version, which says the same for ever."""
    _find_by(session, row.register, row.key, [row.key, data, hand.words, *(rules.outline.said(data) if rules else ())])
    row.data, row.state, row.expires_on = data, state, _last_day(rules, row.key, state, data)
    row.instance_id, row.seq_n, row.written_at = hand.instance_id, hand.seq_n, hand.at
    row.version += 1
    session.flush()
    session.add(
        RegisterVersion(
            register=row.register,
            key=row.key,
            version=row.version,
            data=data,
            state=state,
            expires_on=row.expires_on,
            instance_id=hand.instance_id,
            seq_n=hand.seq_n,
            written_at=hand.at,
            written_by=hand.actor,
        )
    )
    session.flush()
    return row


def _find_by(session: Session, register: str, key: str, said: list[Any]) -> None:
    """From now on the row is found by these texts and no others."""
    present = RegisterWord.register == register, RegisterWord.key == key
    session.execute(delete(RegisterWord).where(*present))
    tokens = sorted(tokens_of(said))
    if tokens:
        session.execute(
            insert(RegisterWord), [{"register": register, "token": token, "key": key} for token in tokens]
        )  # fmt: skip


def _lapsed(rules: Rules | None, key: str, state: str, data: Mapping[str, Any]) -> bool:
    last = _last_day(rules, key, state, data)
    return rules is not None and last is not None and last < rules.today


def _last_day(rules: Rules | None, key: str, state: str, data: Mapping[str, Any]) -> date | None:
    if rules is None:
        return None
    try:
        return rules.outline.last_day(state, data)
    except ValueError as error:
        raise NotADay(rules.outline, key) from error


def get(session: Session, register: str, key: str) -> RegisterRow:
    """The present version of a row; raises RowMissing."""
    found = session.get(RegisterRow, (register, key), populate_existing=True)
    if found is None:
        raise RowMissing(register, key)
    return found


def still(session: Session, register: str, key: str) -> RegisterRow:
    """The present version of a row, which nobody else changes before this transaction ends; raises RowMissing."""
    found = _locked(session, register, key)
    if found is None:
        raise RowMissing(register, key)
    return found


def rows(
    session: Session,
    register: str,
    *,
    states: Collection[str] | None = None,
    today: date | None = None,
    q: str = "",
    after: str | None = None,
    limit: int = 100,
) -> list[RegisterRow]:
    """Rows of a register by key, those with all words of `q`; keyset paging by key.  Who asks for states says on which day."""
    query = select(RegisterRow).where(RegisterRow.register == register).order_by(RegisterRow.key).limit(limit)
    if states is not None:
        query = query.where(_in_states(states, today))
    if after is not None:
        query = query.where(RegisterRow.key > after)
    query = query.where(*(_has(word) for word in beginnings(q)))
    return list(session.scalars(query))


def each(
    session: Session,
    register: str,
    *,
    states: Collection[str] | None = None,
    today: date | None = None,
    q: str = "",
    after: str | None = None,
) -> Iterator[RegisterRow]:
    """All rows that `rows` would give, by key."""
    while found := rows(session, register, states=states, today=today, q=q, after=after):
        yield from found
        after = found[-1].key


def count(
    session: Session, register: str, *, states: Collection[str] | None = None, today: date | None = None
) -> Count:
    """How many rows `rows` would give."""
    query = select(RegisterRow.key).where(RegisterRow.register == register)
    return counting.count(session, query if states is None else query.where(_in_states(states, today)))


def versions(session: Session, register: str, key: str) -> list[RegisterVersion]:
    """All versions of a row, the first first."""
    return list(
        session.scalars(
            select(RegisterVersion)
            .where(RegisterVersion.register == register, RegisterVersion.key == key)
            .order_by(RegisterVersion.version)
        )
    )


def turns(session: Session, register: str, keys: Collection[str]) -> dict[str, RegisterVersion]:
    """The version with which each of these rows came into the state that its last version has."""
    found: dict[str, RegisterVersion] = {}
    every = (
        select(RegisterVersion)
        .where(RegisterVersion.register == register, RegisterVersion.key.in_(sorted(keys)))
        .order_by(RegisterVersion.key, RegisterVersion.version)
    )
    for version in session.scalars(every):
        before = found.get(version.key)
        if before is None or before.state != version.state:
            found[version.key] = version
    return found


def untrue(session: Session) -> list[tuple[str, str]]:
    """The (register, key) of the rows that do not say what their last version says, or that lack a version."""
    count = func.count(RegisterVersion.version)
    numbered = (
        select(RegisterVersion.register, RegisterVersion.key, count.label("n"))
        .group_by(RegisterVersion.register, RegisterVersion.key)
        .subquery()
    )
    last = and_(
        RegisterVersion.register == RegisterRow.register,
        RegisterVersion.key == RegisterRow.key,
        RegisterVersion.version == RegisterRow.version,
    )
    same = and_(numbered.c.register == RegisterRow.register, numbered.c.key == RegisterRow.key)
    found = session.execute(
        select(RegisterRow, RegisterVersion, numbered.c.n)
        .outerjoin(RegisterVersion, last)
        .outerjoin(numbered, same)
        .order_by(RegisterRow.register, RegisterRow.key)
        .execution_options(yield_per=500)
    )
    return [(row.register, row.key) for row, version, n in found if n != row.version or not _says(row, version)]


def _says(row: RegisterRow, version: RegisterVersion | None) -> bool:
    names = ("data", "state", "expires_on", "instance_id", "seq_n", "written_at")
    return version is not None and all(getattr(row, name) == getattr(version, name) for name in names)


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
    session: Session,
    register: str,
    now: datetime,
    *,
    today: date | None = None,
    states: Collection[str] = ("active",),
    limit: int = 500,
) -> list[Choice]:
    """The rows that a form may offer, by key, with the seats that are free now; full ones too, with 0.

    `today` says which have lapsed; None: the day of `now` in its own zone.
    """
    used = (
        select(Seat.key, func.count().label("used"))
        .where(Seat.register == register, _in_use(now))
        .group_by(Seat.key)
        .subquery()
    )
    found = session.execute(
        select(RegisterRow, func.coalesce(used.c.used, 0))
        .outerjoin(used, used.c.key == RegisterRow.key)
        .where(RegisterRow.register == register, _in_states(states, today or now.date()))
        .order_by(RegisterRow.key)
        .limit(limit)
    )
    return [
        Choice(
            key=row.key,
            version=row.version,
            data=row.data,
            state=state_on(row, today or now.date()),
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


def _has(word: str) -> Any:
    """The rows of which a token begins with the word; a number has to be there as it stands."""
    is_it = RegisterWord.token == word
    if not word.isdecimal():
        is_it = RegisterWord.token.startswith(word, autoescape=True)
    return exists().where(RegisterWord.register == RegisterRow.register, RegisterWord.key == RegisterRow.key, is_it)


def _in_states(states: Collection[str], today: date | None) -> Any:
    """The rows that are in one of these states on this day, the lapsed ones as `expired`."""
    if today is None:
        raise ValueError("states are asked for without a day")
    lapsed = and_(RegisterRow.expires_on.is_not(None), RegisterRow.expires_on < today)
    return case((lapsed, EXPIRED), else_=RegisterRow.state).in_(sorted(states))


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
