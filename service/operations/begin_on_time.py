"""Timer starts: armed when a version is published, and each due moment begins one case, in order.

A version's moments are those from the one at which it takes effect up to the one at which a newer version does; a newer
version whose timer says the same (text, and the settings that it reads) goes on counting, another counts anew.

*Every* moment that was missed while the service stood begins its case, in order and saying how late, by the version that was
in effect then: each was a duty of its day, and one that is skipped in silence is one that nobody can answer for.  That a
long stop buries nobody is the gate's care: no timer start comes more often than hourly.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from processes import feel, timers
from processes.definition import Definition
from processes.errors import in_both_languages
from processes.timers import Agenda
from service.actor import SYSTEM
from service.errors import Unavailable, meant_by
from service.installation import Installation
from service.operations.start_instance import begin_by_itself
from storage import definitions, journal, start_timers
from storage.models import StartTimer

log = structlog.get_logger(__name__)

REST = timedelta(minutes=5)
"""How long a start is left alone after beginning a case failed."""


def arm(
    session: Session, definition: Definition, *, definition_id: int, version: int, since: datetime, zone: ZoneInfo
) -> None:
    """The next moments of a version that was just published and takes effect at `since`; raises TimerFault, FeelError."""
    before = start_timers.before(session, definition.key, version, since)
    for node, event in definition.starts_by("timer"):
        written = timers.written(event, definition.setting_values)
        known = before.get(node.id)
        if known is not None and known.written == written:
            agenda = Agenda.read(known.agenda)
        else:
            agenda = timers.agenda(event, definition.setting_values, feel.Moment(now=since, zone=zone))
        n = agenda.number_from(since, zone)
        start_timers.arm(
            session,
            definition_id=definition_id,
            element=node.id,
            written=written,
            agenda=agenda.plain(),
            n=n,
            due=agenda.due(n, zone),
        )


def begin_due(installation: Installation, *, limit: int = 50) -> int:
    """How many cases began because their moment has come; each in its own transaction."""
    begun = 0
    with installation.database.reading() as session:
        due = start_timers.due(session, installation.now(), limit)
    for row in due:
        try:
            begun += _begin(installation, row)
        except Exception as error:  # whatever is wrong with one start must not hold up the others
            if isinstance(meant_by(error), Unavailable):  # nothing is wrong with the start: the next sweep begins it
                log.warning("start_not_reached", definition=row.definition_id, error=repr(error)[:300])
                continue
            log.exception("start_failed", definition=row.definition_id, element=row.element)
            _push_forward(installation, row, error)
    return begun


def _begin(installation: Installation, row: StartTimer) -> bool:
    """Whether this call began the case of the moment that the row says; the row moves on with it, or not at all."""
    assert row.due is not None, "only rows with a moment are due"  # noqa: S101  # a bug of ours
    with installation.database.writing() as session:
        edition = installation.definitions.get(session, row.definition_id)
        in_effect = definitions.newest(session, edition.key, row.due)
        if in_effect is None or in_effect.id != edition.id:
            start_timers.move_on(session, row, n=row.n, due=None)  # a newer version has taken over
            return False
        next_due = Agenda.read(row.agenda).due(row.n + 1, installation.zone)
        if not start_timers.move_on(session, row, n=row.n + 1, due=next_due):
            return False  # somebody else had it
        begin_by_itself(installation, session, edition, edition.definition.node(row.element), due=row.due)
        return True


def _push_forward(installation: Installation, row: StartTimer, error: Exception) -> None:
    """The start rests, and the operator reads why."""
    now = installation.now()
    _, said = in_both_languages(error)
    with installation.database.writing() as session:
        start_timers.postpone(session, row, now + REST)
        journal.record(
            session,
            at=now,
            actor=SYSTEM,
            kind="start.failed",
            subject=f"definition:{definitions.get(session, row.definition_id).procedure}",
            details={"element": row.element, "due": row.due.isoformat() if row.due else None, "error": said[:1000]},
        )
