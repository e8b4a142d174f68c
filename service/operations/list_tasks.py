"""Open tasks of a person's keys as the API lists them: filtered, by due date, page after page by a signed cursor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.actor import Actor
from service.installation import Installation
from service.operations import paging
from service.operations.paging import Asked, Page
from storage import inbox
from storage.inbox import Entry

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


def list_tasks(
    installation: Installation, actor: Actor, sought: TaskFilter | None = None, asked: Asked | None = None
) -> Page[Entry]:
    """Open tasks that the person may do, the soonest due first.  Raises Unfit for a cursor that is not ours."""
    sought, asked = sought or TaskFilter(), asked or Asked()
    filters = inbox.Filters(
        procedure=sought.procedure,
        instance_id=sought.instance,
        due_before=sought.due_before,
        assignee=actor.id if sought.status == "claimed" else None,
        free=sought.status == "open",
        q=sought.q,
    )
    keys = [key for key in actor.keys if sought.role is None or _bare(key) == _bare(sought.role)]
    after = paging.read(installation, "tasks", asked.cursor, datetime, int, int)
    with installation.database.reading() as session:
        found = inbox.entries(session, keys, filters=filters, after=after, limit=asked.size + 1) if keys else []
        total = inbox.count(session, keys, filters=filters) if asked.total else None
    return paging.page(found, asked, lambda last: paging.sign(installation, "tasks", *last.cursor), total=total)


def _bare(key: str) -> str:
    return key.partition("@")[0].partition("/")[0]
