"""Alerts are seen: the head of a role has taken note that terms have passed.  Nothing in the cases changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from service.access import may_read
from service.actor import Actor
from service.errors import NotAllowed
from service.installation import Installation
from storage import instances, journal
from storage.errors import NotFound

Key = tuple[int, int, int]
"""An alert: case, seq, n; the fact seq.n of the case has raised it."""


def see(installation: Installation, actor: Actor, alerts: Iterable[Key]) -> int:
    """How many of these alerts nobody had seen before; who saw one first stays, and is in the journal.

    Raises NotFound, NotAllowed (one was raised for another role): then none is marked.
    """
    now = installation.now()
    with installation.database.writing() as session:
        return sum(_see(installation, session, actor, key, now) for key in alerts)


def _see(installation: Installation, session: Session, actor: Actor, key: Key, now: datetime) -> bool:
    instance_id, seq, n = key
    alert = instances.alert(session, instance_id, seq, n)
    row = instances.get(session, instance_id)
    edition = installation.definitions.get(session, row.definition_id)
    if not may_read(session, actor, row, edition):
        raise NotFound("Оповещение", "Alert", f"{instance_id}/{seq}.{n}")
    if not actor.holds(alert.role, procedure=row.procedure):
        role = edition.definition.roles.get(alert.role)
        raise NotAllowed((alert.role,), (role.ru, role.en) if role else ("", ""))
    if not instances.alert_seen(session, instance_id, seq, n, at=now, actor=actor.id):
        return False
    journal.record(
        session,
        at=now,
        actor=actor.id,
        kind="alert.seen",
        subject=f"instance:{instance_id}",
        details={"at": f"{seq}.{n}", "element": alert.element, "due": alert.due.isoformat()},
    )
    return True
