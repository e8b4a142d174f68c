"""Which tasks wait for whom.  Written by the projections in the transaction of the case, so the next read is right.

A person's inbox is the union of the inboxes of his keys, resolved when he asks; never one row per person.
Knows keys and their order, not who holds them: `storage.people.keys` does.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from storage import keyset, search
from storage.counting import Count
from storage.models import FAR_FUTURE, InboxRow, Instance, Task, called

Cursor = tuple[datetime, int, int]
"""Where a page ended: (due or FAR_FUTURE, instance_id, task)."""

_KEYS_AT_ONCE = 200  # SQLite takes at most 500 selects in a union


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which tasks to show; None asks nothing.

    `assignee`: person:7; `free`: only tasks that nobody has taken; `due_before`, `due_from`: moments;
    `q`: words of the case, all of them.
    """

    procedure: str | None = None
    element: str | None = None
    instance_id: int | None = None
    due_before: datetime | None = None
    due_from: datetime | None = None
    assignee: str | None = None
    free: bool = False
    q: str = ""


ALL = Filters()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An open task in a list.  `role` is the inbox key under which it was found, the first of several.

    `suspended`: its case is halted, so it can be read and not be done.  Such tasks are marked and not hidden: their terms
    run on, and whoever owes them has to see by whom they are held.
    """

    instance_id: int
    task: int
    role: str
    due: datetime | None
    assignee: str | None
    procedure: str
    element: str
    name: str
    about: str | None
    number: str
    form: str | None
    status: str
    opened_at: datetime
    version: int
    suspended: bool

    @property
    def called(self) -> str:
        """Its name, with what tells it from others of its kind."""
        return called(self.name, self.about)

    @property
    def cursor(self) -> Cursor:
        """The next page begins after it."""
        return (self.due or FAR_FUTURE, self.instance_id, self.task)


def entries(
    session: Session,
    keys: Collection[str],
    *,
    filters: Filters = ALL,
    after: Cursor | None = None,
    limit: int = 50,
) -> list[Entry]:
    """The open tasks of these inbox keys, each once, the soonest due first; keyset paging by `Entry.cursor`."""
    pages = []
    for some in _in_portions(keys):
        asked = _Asked.of(some, filters, after)
        values = asked.values(some, filters, after, limit=limit, page=limit * len(some))
        pages.append(session.connection().execute(_described(asked), values).all())
    merged = heapq.merge(*pages, key=lambda row: (row.due, row.instance_id, row.task, row.role))
    return [_entry(row) for row in islice(_each_once(merged), limit)]


def count(session: Session, keys: Collection[str], *, filters: Filters = ALL, cap: int = 1000) -> Count:
    """How many tasks `entries` would show; stops counting at `cap`."""
    seen: set[tuple[int, int]] = set()
    for some in _in_portions(keys):
        asked = _Asked.of(some, filters, None)
        values = asked.values(some, filters, None, limit=cap + 1, page=cap + 1)
        seen.update((instance_id, task) for instance_id, task in session.connection().execute(_numbered(asked), values))
        if len(seen) > cap:
            return Count(number=cap, capped=True)
    return Count(number=len(seen), capped=False)


def counts_by_key(
    session: Session, keys: Collection[str], *, filters: Filters = ALL, cap: int = 1000
) -> dict[str, Count]:
    """How many tasks each key has; a statement a key, so ask for the few that a page shows."""
    return {key: count(session, [key], filters=filters, cap=cap) for key in keys}


def next_of_instance(session: Session, keys: Collection[str], instance_id: int) -> Entry | None:
    """The soonest due task of a case that these keys may do."""
    found = entries(session, keys, filters=Filters(instance_id=instance_id), limit=1)
    return found[0] if found else None


def waiting(session: Session, instance_id: int) -> list[InboxRow]:
    """Who is awaited in a case: its inbox rows, the soonest due first."""
    return list(
        session.scalars(
            select(InboxRow)
            .where(InboxRow.instance_id == instance_id)
            .order_by(InboxRow.due, InboxRow.task, InboxRow.role)
        )
    )


def _in_portions(keys: Collection[str]) -> Iterator[Sequence[str]]:
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), _KEYS_AT_ONCE):
        yield ordered[start : start + _KEYS_AT_ONCE]


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What a statement asks for, without the values: so many statements are put together once and kept."""

    limited: tuple[bool, ...]
    """For each key whether it is limited to a procedure."""
    named: tuple[str, ...]
    words: int
    free: bool
    after: bool

    @classmethod
    def of(cls, keys: Sequence[str], filters: Filters, after: Cursor | None) -> _Asked:
        return cls(
            limited=tuple("/" in key for key in keys),
            named=tuple(name for name in _COMPARED if getattr(filters, name) is not None),
            words=len(search.values(filters.q)),
            free=filters.free,
            after=after is not None,
        )

    def values(
        self, keys: Sequence[str], filters: Filters, after: Cursor | None, *, limit: int, page: int
    ) -> dict[str, Any]:
        """By the names that the statement has for them."""
        values: dict[str, Any] = {"limit": limit, "page": page, **search.values(filters.q)}
        values |= {name: getattr(filters, name) for name in self.named}
        for number, key in enumerate(keys):
            role, _, procedure = key.partition("/")
            values |= {f"role_{number}": role, f"procedure_{number}": procedure}
        if after is not None:
            values |= dict(zip(_AFTER, after, strict=True))
        return values


_COMPARED: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "procedure": lambda value: InboxRow.procedure == value,
    "element": lambda value: InboxRow.element == value,
    "instance_id": lambda value: InboxRow.instance_id == value,
    "due_before": lambda value: InboxRow.due < value,
    "due_from": lambda value: InboxRow.due >= value,
    "assignee": lambda value: InboxRow.assignee == value,
}
_PLACE = (InboxRow.due, InboxRow.instance_id, InboxRow.task)
_AFTER = ("after_due", "after_instance", "after_task")


def _scans(asked: _Asked) -> Any:
    """One limited range scan per key: the first `limit` tasks of the union are among them, however many there are.

    What one person has taken is little, whatever his keys: that is one scan by assignee.
    """
    conditions = list(_conditions(asked))
    addressed = [_addressed_to(number, limited) for number, limited in enumerate(asked.limited)]
    if "assignee" in asked.named:
        return _scan([or_(*(and_(*one) for one in addressed)), *conditions], "page")
    return union_all(*(select(_scan([*one, *conditions], "limit").subquery()) for one in addressed))


def _scan(conditions: Sequence[ColumnElement[bool]], limit: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            InboxRow.role,
            InboxRow.due,
            InboxRow.instance_id,
            InboxRow.task,
            InboxRow.assignee,
            InboxRow.procedure,
            InboxRow.element,
        )
        .where(*conditions)
        .order_by(*_PLACE)
        .limit(bindparam(limit, type_=Integer))
    )


def _addressed_to(number: int, limited: bool) -> list[ColumnElement[bool]]:
    role = InboxRow.role == bindparam(f"role_{number}")
    return [role, InboxRow.procedure == bindparam(f"procedure_{number}")] if limited else [role]


def _conditions(asked: _Asked) -> Iterator[ColumnElement[bool]]:
    if asked.after:
        yield tuple_(*_PLACE) > keyset.named(_PLACE, _AFTER)
    for name in asked.named:
        yield _COMPARED[name](bindparam(name))
    if asked.free:
        yield InboxRow.assignee.is_(None)
    yield from search.having(asked.words, InboxRow.instance_id)


@lru_cache(maxsize=256)
def _described(asked: _Asked) -> Select[*tuple[Any, ...]]:
    page = _scans(asked).subquery()
    limit = bindparam("page", type_=Integer)
    first = select(page).order_by(page.c.due, page.c.instance_id, page.c.task, page.c.role).limit(limit).subquery()
    return (
        select(
            first,
            Task.name,
            Task.about,
            Task.form,
            Task.status,
            Task.opened_at,
            Task.version,
            Instance.number,
            Instance.suspended_at,
        )
        .join(Task, (Task.instance_id == first.c.instance_id) & (Task.task == first.c.task))
        .join(Instance, Instance.id == first.c.instance_id)
        .order_by(first.c.due, first.c.instance_id, first.c.task, first.c.role)
    )


@lru_cache(maxsize=256)
def _numbered(asked: _Asked) -> Select[*tuple[Any, ...]]:
    scans = _scans(asked).subquery()
    return select(scans.c.instance_id, scans.c.task).distinct().limit(bindparam("page", type_=Integer))


def _each_once(rows: Iterator[Any]) -> Iterator[Any]:
    last = None
    for row in rows:
        if (row.instance_id, row.task) != last:
            last = (row.instance_id, row.task)
            yield row


def _entry(row: Any) -> Entry:
    return Entry(
        instance_id=row.instance_id,
        task=row.task,
        role=row.role,
        due=None if row.due == FAR_FUTURE else row.due,
        assignee=row.assignee,
        procedure=row.procedure,
        element=row.element,
        name=row.name,
        about=row.about,
        number=row.number,
        form=row.form,
        status=row.status,
        opened_at=row.opened_at,
        version=row.version,
        suspended=row.suspended_at is not None,
    )
