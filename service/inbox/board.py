"""What stands on the inbox page: open tasks in groups by urgency, with tabs, filters and alerts.

Reads through `storage`; decides nothing about rights beyond the keys that the person holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from service import in_effect, naming, subjects, words
from service.actor import Actor
from service.inbox import alerts
from service.inbox.alerts import AlertShown
from service.installation import Installation
from service.operations import show_sheet
from service.operations.show_sheet import Address
from storage import drafts, inbox, instances, people
from storage.models import FAR_FUTURE

GROUPS = ("late", "today", "week", "later")
TABS = ("role", "mine", "done")
PAGE = 40
CAP = 100


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address of the page says; the same address always means the same list."""

    tab: str = "role"
    role: str = ""
    procedure: str = ""
    due: str = ""
    q: str = ""
    after: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Asked:
        """From a query string; unknown words mean no filter."""
        tab, due = args.get("tab", ""), args.get("due", "")
        return cls(
            tab=tab if tab in TABS else "role",
            role=args.get("role", ""),
            procedure=args.get("procedure", ""),
            due=due if due in GROUPS else "",
            q=args.get("q", "").strip()[:200],
            after=args.get("after", ""),
        )

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.role or self.procedure or self.due or self.q)

    def query(self, **changes: str) -> dict[str, str]:
        """The query string of this list with these changes, without what is at its default."""
        changed = replace(self, **changes)
        return {
            name: value for name, value in vars(changed).items() if value and not (name == "tab" and value == "role")
        }


@dataclass(frozen=True, kw_only=True)
class Row:
    """One open task.

    `subject` is whom the case is about, `holder` is a name, or empty while nobody has taken it; `draft`: begun and not
    finished; `sheet` is where it can be done together with those of other cases.
    """

    ref: str
    name: str
    number: str
    subject: str
    procedure: str
    role: str
    due: datetime | None
    urgency: str
    holder: str
    mine: bool
    draft: bool
    suspended: bool
    sheet: Address | None


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rows of one urgency; `count` may be capped and is then said as «100+»."""

    id: str
    rows: tuple[Row, ...]
    count: str


@dataclass(frozen=True, kw_only=True)
class DoneRow:
    """A task that the person has finished."""

    name: str
    number: str
    subject: str
    when: datetime
    late: int


@dataclass(frozen=True, kw_only=True)
class Option:
    """A choice of a filter."""

    value: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Board:
    """Everything on the page."""

    asked: Asked
    counts: Mapping[str, str]
    groups: tuple[Group, ...] = ()
    done: tuple[DoneRow, ...] = ()
    after: str = ""
    alerts: tuple[AlertShown, ...] = ()
    roles: tuple[Option, ...] = ()
    procedures: tuple[Option, ...] = ()
    next_due: Row | None = None


def board(installation: Installation, actor: Actor, asked: Asked, language: str) -> Board:
    """The inbox of this person as the address asks for it."""
    now = installation.now()
    with installation.database.reading() as session:
        catalogue = _Catalogue(installation, session, language)
        counts = _tab_counts(session, actor)
        shared: dict[str, Any] = {
            "asked": asked,
            "counts": counts,
            "alerts": alerts.shown(installation, session, actor),
            "roles": tuple(catalogue.role_options(actor.keys)),
            "procedures": tuple(catalogue.procedure_options()),
        }
        if asked.tab == "done":
            return Board(**shared, done=tuple(_done(session, actor)))
        found = inbox.entries(
            session,
            _keys(actor, asked),
            filters=_filters(actor, asked, now, installation.zone),
            after=read_cursor(asked.after),
            limit=PAGE,
        )
        rows = _rows(installation, session, actor, found, catalogue)
        sizes = _group_counts(session, actor, asked, now, installation.zone)
        after = write_cursor(found[-1]) if len(found) == PAGE else ""
        return Board(**shared, groups=_grouped(rows, sizes), after=after)


def read_cursor(text: str) -> tuple[datetime, int, int] | None:
    """The place after which the next page begins; None for the first page and for anything we did not write."""
    try:
        due, instance_id, task = text.split("~")
        moment = datetime.fromisoformat(due)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)), int(instance_id), int(task)
    except ValueError:
        return None


def write_cursor(entry: inbox.Entry) -> str:
    """The place of an entry, for the address of the next page."""
    due = (entry.due or FAR_FUTURE).astimezone(UTC)
    return f"{due:%Y-%m-%dT%H:%M:%S.%f}~{entry.instance_id}~{entry.task}"


def _keys(actor: Actor, asked: Asked) -> frozenset[str]:
    if not asked.role:
        return actor.keys
    return frozenset(key for key in actor.keys if naming.bare_role(key) == asked.role)


def _filters(actor: Actor, asked: Asked, now: datetime, zone: ZoneInfo) -> inbox.Filters:
    due_from, due_before = _bounds(asked.due, now, zone) if asked.due else (None, None)
    return inbox.Filters(
        procedure=asked.procedure or None,
        q=asked.q,
        assignee=actor.id if asked.tab == "mine" else None,
        due_from=due_from,
        due_before=due_before,
    )


def _bounds(group: str, now: datetime, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """The moments between which the dues of a group lie: from (inclusive) and before."""
    midnight = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
    week = midnight + timedelta(days=7)
    return {"late": (None, now), "today": (now, midnight), "week": (midnight, week), "later": (week, None)}[group]


def _tab_counts(session: Session, actor: Actor) -> dict[str, str]:
    mine = inbox.count(session, actor.keys, filters=inbox.Filters(assignee=actor.id), cap=CAP)
    every = inbox.count(session, actor.keys, filters=inbox.Filters(), cap=CAP)
    return {"role": _capped(every), "mine": _capped(mine), "done": ""}


def _group_counts(session: Session, actor: Actor, asked: Asked, now: datetime, zone: ZoneInfo) -> dict[str, str]:
    return {
        group: _capped(
            inbox.count(
                session, _keys(actor, asked), filters=_filters(actor, replace(asked, due=group), now, zone), cap=CAP
            )
        )
        for group in GROUPS
        if asked.due in ("", group)
    }


def _capped(count: inbox.Count) -> str:
    return f"{count.number}+" if count.capped else str(count.number)


def _rows(
    installation: Installation,
    session: Session,
    actor: Actor,
    found: Sequence[inbox.Entry],
    catalogue: _Catalogue,
) -> tuple[Row, ...]:
    now, zone = installation.now(), installation.zone
    steps = ((entry.instance_id, entry.procedure, entry.element) for entry in found)
    sheets = show_sheet.of_tasks(installation, session, steps)
    begun = drafts.places(session, actor.person_id, [f"{entry.instance_id}-{entry.task}" for entry in found])
    whom = subjects.of(session, {entry.instance_id for entry in found})
    holders = _names(session, (entry.assignee for entry in found))
    return tuple(
        Row(
            ref=f"{entry.instance_id}-{entry.task}",
            name=entry.called,
            number=entry.number,
            subject=whom.get(entry.instance_id, ""),
            procedure=catalogue.procedure(entry.procedure),
            role=catalogue.role(entry.role),
            due=entry.due,
            urgency=words.urgency(entry.due, now, zone),
            holder=naming.person_name(entry.assignee, holders, catalogue.language) if entry.assignee else "",
            mine=entry.assignee == actor.id,
            draft=f"{entry.instance_id}-{entry.task}" in begun,
            suspended=entry.suspended,
            sheet=sheets.get((entry.instance_id, entry.element)),
        )
        for entry in found
    )


def _grouped(rows: Iterable[Row], sizes: Mapping[str, str]) -> tuple[Group, ...]:
    together = tuple(rows)
    groups = (
        Group(id=id_, rows=tuple(row for row in together if row.urgency == id_), count=sizes.get(id_, ""))
        for id_ in GROUPS
    )
    return tuple(group for group in groups if group.rows)


def _names(session: Session, actors: Iterable[str | None]) -> Mapping[int, str]:
    ids = {int(actor.removeprefix("person:")) for actor in actors if actor and actor.startswith("person:")}
    return people.named(session, ids) if ids else {}


def _done(session: Session, actor: Actor) -> Iterable[DoneRow]:
    tasks = instances.done_by(session, actor.id, limit=PAGE)
    cases = instances.some(session, {task.instance_id for task in tasks})
    whom = subjects.of(session, set(cases))
    for task in tasks:
        yield DoneRow(
            name=task.called,
            number=cases[task.instance_id].number,
            subject=whom.get(task.instance_id, ""),
            when=task.completed_at or task.opened_at,
            late=task.late or 0,
        )


class _Catalogue:
    """Titles of the procedures in effect and of their roles, read once a page."""

    def __init__(self, installation: Installation, session: Session, language: str) -> None:
        self.language = language
        self._editions = in_effect.editions(installation, session)
        self._roles = in_effect.roles(self._editions)

    def procedure(self, key: str) -> str:
        edition = self._editions.get(key)
        return edition.definition.titles.get(self.language, key) if edition else key

    def role(self, key: str) -> str:
        return naming.role_title(self._roles, key, self.language)

    def role_options(self, keys: Iterable[str]) -> Iterable[Option]:
        for role in sorted({naming.bare_role(key) for key in keys}):
            if role in self._roles:
                yield Option(value=role, title=self.role(role))

    def procedure_options(self) -> Iterable[Option]:
        for key in sorted(self._editions):
            yield Option(value=key, title=self.procedure(key))
