"""Firing what is due: each case in its own transaction, so that one broken case never blocks the sweep.

Cases that begin on time are due as well (`begin_on_time`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from processes.commands import FireTimer
from processes.errors import in_both_languages
from service.actor import SYSTEM
from service.errors import Unavailable, meant_by
from service.installation import Installation
from service.moving import moving
from service.operations import begin_on_time
from service.operations.deliver_message import hand_over_sent_before
from service.restoring import warm
from storage import journal, timers

log = structlog.get_logger(__name__)

REST = timedelta(minutes=5)
"""How long the timers of a case are left alone after firing them failed."""


def fire_due(installation: Installation, *, limit: int = 50) -> int:
    """How many timers fired, those of the longest overdue cases first, and how many cases began on time."""
    fired = begin_on_time.begin_due(installation, limit=limit)
    with installation.database.reading() as session:
        due = timers.due_instances(session, installation.now(), limit)
    warm(installation, due)
    for instance_id in due:
        try:
            fired += fire_instance(installation, instance_id)
        except Exception as error:  # whatever is wrong with one case must not hold up the others
            if isinstance(meant_by(error), Unavailable):  # nothing is wrong with the case: the next sweep fires it
                log.warning("timers_not_reached", instance=instance_id, error=repr(error)[:300])
                continue
            log.exception("timers_failed", instance=instance_id)
            _push_forward(installation, instance_id, error)
    return fired


def fire_instance(installation: Installation, instance_id: int) -> int:
    """How many timers of one case fired, in the order in which they were due, each a history row of its own.

    A message that was sent before a late timer's moment comes before it.  A suspended case fires none.
    """
    fired = 0
    while True:
        with moving(installation, instance_id, SYSTEM) as move:
            now = move.at
            due = sorted(
                (moment, timer.timer)
                for timer in move.live.timers.values()
                if (moment := datetime.fromisoformat(timer.due)) <= now
            )
            if not due or move.live.suspended is not None:
                return fired
            moment, timer = due[0]
            if hand_over_sent_before(move, moment):
                continue
            move.apply(FireTimer(at=now, actor=SYSTEM, timer=timer, due=moment))
            more = len(due) > 1
        fired += 1
        if not more:
            return fired


def _push_forward(installation: Installation, instance_id: int, error: Exception) -> None:
    """The case rests, and the operator reads why.  A failed command is no fact, so this stands beside the history."""
    now = installation.now()
    _, said = in_both_languages(error)
    with installation.database.writing() as session:
        timers.postpone(session, instance_id, now + REST)
        journal.record(
            session,
            at=now,
            actor=SYSTEM,
            kind="timers.failed",
            subject=f"instance:{instance_id}",
            details={"error": said[:1000]},
        )
