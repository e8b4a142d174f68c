"""What an operator has to look after: messages without a carrier or refused, incidents of cases, jobs that gave up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service import delivery, naming
from service.installation import Installation
from storage import instances, jobs, mail, timers

PAGE = 30
STATES = tuple(delivery.STATES)


@dataclass(frozen=True, kw_only=True)
class MailShown:
    """A letter or a text message; `number` is the case it belongs to."""

    id: int
    channel: str
    to: str
    subject: str
    body: str
    state: str
    words: str
    colour: str
    awaits: bool
    queued_at: datetime
    number: str


@dataclass(frozen=True, kw_only=True)
class IncidentShown:
    """Something inside a case that a person must put right."""

    instance_id: int
    incident: int
    number: str
    step: str
    ru: str
    en: str
    raised_at: datetime


@dataclass(frozen=True, kw_only=True)
class Work:
    """How far the service has caught up."""

    pending: int
    next_run: datetime | None
    next_timer: datetime | None
    dead: tuple[Any, ...]


def messages(
    installation: Installation, state: str | None, language: str, before: int | None = None
) -> tuple[tuple[MailShown, ...], int | None]:
    """A page of messages in this state, the newest first, and where the next page begins if there is one.

    By default everything that needs somebody; `before` is the id after which the page before ended.
    """
    with installation.database.reading() as session:
        wanted = [state] if state in STATES else list(delivery.AWAIT_PERSON)
        each_kind = (mail.listed(session, state=each, before=before, limit=PAGE + 1) for each in wanted)
        found = sorted((item for items in each_kind for item in items), key=lambda item: -item.id)
        more, found = len(found) > PAGE, found[:PAGE]
        cases = instances.some(session, {item.instance_id for item in found if item.instance_id is not None})
        numbers = {instance_id: row.number for instance_id, row in cases.items()}
        shown = tuple(
            MailShown(
                id=item.id,
                channel=item.channel,
                to=item.to,
                subject=item.subject,
                body=item.body,
                state=item.state,
                words=delivery.words(item, installation.zone, language),
                colour=delivery.colour(item),
                awaits=item.state in delivery.AWAIT_PERSON,
                queued_at=item.queued_at,
                number=numbers.get(item.instance_id or 0, ""),
            )
            for item in found
        )
        return shown, found[-1].id if more else None


def incidents(installation: Installation) -> tuple[IncidentShown, ...]:
    """Open incidents of all cases, the oldest first."""
    with installation.database.reading() as session:
        shown = []
        for row in instances.open_incidents(session):
            case = instances.get(session, row.instance_id)
            definition = installation.definitions.get(session, case.definition_id).definition
            shown.append(
                IncidentShown(
                    instance_id=row.instance_id,
                    incident=row.incident,
                    number=case.number,
                    step=naming.step_name(definition, row.element),
                    ru=row.ru,
                    en=row.en,
                    raised_at=row.raised_at,
                )
            )
        return tuple(shown)


def work(installation: Installation) -> Work:
    """Jobs and timers."""
    with installation.database.reading() as session:
        dead = tuple(jobs.dead(session))
        session.expunge_all()
        return Work(
            pending=jobs.pending(session, installation.now()),
            next_run=jobs.next_run(session),
            next_timer=timers.next_due(session),
            dead=dead,
        )
