"""The list of cases that a person may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service import access, subjects
from service.actor import Actor
from service.installation import Installation
from service.published import Edition
from storage import instances
from storage.models import Instance

PAGE = 40
STATES = ("running", "suspended", "finished", "cancelled")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One case."""

    number: str
    subject: str
    title: str
    stage: str
    status: str
    ended_as: str
    started_at: datetime
    next_due: datetime | None
    late: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the list; `after` is the place of the next one."""

    rows: tuple[Row, ...]
    q: str
    status: str
    after: str


def page(installation: Installation, actor: Actor, args: Mapping[str, str], language: str) -> Page:
    """Cases that this person may see, newest first."""
    q, status = args.get("q", "").strip()[:200], args.get("status", "")
    status = status if status in STATES else ""
    with installation.database.reading() as session:
        found = instances.listed(
            session, instances.Listing(status=status or None, q=q), after=_read(args.get("after", "")), limit=PAGE
        )
        readable = tuple(_readable(installation, session, actor, found))
        whom = subjects.of(session, {row.id for row, _ in readable})
        rows = tuple(
            _row(session, row, edition, whom.get(row.id, ""), language, installation.now()) for row, edition in readable
        )
    after = f"{found[-1].started_at.isoformat()}~{found[-1].id}" if len(found) == PAGE else ""
    return Page(rows=rows, q=q, status=status, after=after)


def _read(text: str) -> tuple[datetime, int] | None:
    try:
        at, id_ = text.split("~")
        return datetime.fromisoformat(at), int(id_)
    except ValueError:
        return None


def _readable(
    installation: Installation, session: Session, actor: Actor, found: Iterable[Instance]
) -> Iterator[tuple[Instance, Edition]]:
    for row in found:
        edition = installation.definitions.get(session, row.definition_id)
        if access.may_read(session, actor, row, edition):
            yield row, edition


def _row(session: Session, row: Instance, edition: Edition, subject: str, language: str, now: datetime) -> Row:
    definition = edition.definition
    stage = next((stage for stage in definition.stages if stage.id == row.stage), None)
    end = definition.nodes.get(row.end_element or "")
    dues = [task.due for task in instances.open_tasks(session, row.id) if task.due is not None]
    next_due = min(dues, default=None)
    return Row(
        number=row.number,
        subject=subject,
        title=definition.title_of(row.process, language),
        stage="" if stage is None else stage.ru if language == "ru" else stage.en,
        status=row.status,
        ended_as=end.name if end else "",
        started_at=row.started_at,
        next_due=next_due,
        late=next_due is not None and next_due < now,
    )
