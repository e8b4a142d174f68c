"""Open tasks of a person's keys as the API lists them: filtered, by due date, page after page by a signed cursor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer

from service.actor import Actor
from service.errors import Unfit
from service.installation import Installation
from storage import inbox
from storage.inbox import Cursor, Entry

MOST = 200
STATUSES = ("open", "claimed")


@dataclass(frozen=True, kw_only=True)
class TaskFilter:
    """Which tasks; None asks nothing.  `status`: open, or claimed by the person himself."""

    role: str | None = None
    procedure: str | None = None
    instance: int | None = None
    status: str | None = None
    due_before: datetime | None = None
    q: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskPage:
    """Some tasks, and the cursor of the next page if there is one."""

    items: tuple[Entry, ...]
    next: str | None


def list_tasks(
    installation: Installation,
    actor: Actor,
    asked: TaskFilter | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> TaskPage:
    """Open tasks that the person may do, the soonest due first.  Raises Unfit for a cursor that is not ours."""
    asked = asked or TaskFilter()
    filters = inbox.Filters(
        procedure=asked.procedure,
        instance_id=asked.instance,
        due_before=asked.due_before,
        assignee=actor.id if asked.status == "claimed" else None,
        free=asked.status == "open",
        q=asked.q,
    )
    keys = [key for key in actor.keys if asked.role is None or _bare(key) == _bare(asked.role)]
    size = max(1, min(limit, MOST))
    after = _read(installation, cursor) if cursor else None
    with installation.database.reading() as session:
        found = inbox.entries(session, keys, filters=filters, after=after, limit=size + 1) if keys else []
    return TaskPage(
        items=tuple(found[:size]), next=_sign(installation, found[size - 1].cursor) if len(found) > size else None
    )


def _bare(key: str) -> str:
    return key.partition("@")[0].partition("/")[0]


def _serializer(installation: Installation) -> URLSafeSerializer:
    return URLSafeSerializer(installation.config.secret, salt="tasks-cursor")


def _sign(installation: Installation, cursor: Cursor) -> str:
    due, instance_id, task = cursor
    return str(_serializer(installation).dumps([due.isoformat(), instance_id, task]))


def _read(installation: Installation, cursor: str) -> Cursor:
    try:
        due, instance_id, task = _serializer(installation).loads(cursor)
        return datetime.fromisoformat(due), int(instance_id), int(task)
    except (BadSignature, ValueError, TypeError) as error:
        raise Unfit("Курсор страницы не подходит; начните с первой", "The cursor does not fit; begin anew") from error
