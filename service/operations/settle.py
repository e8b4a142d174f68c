"""Catching up: what is due is done, until nothing is.  For tests, demo data and the virtual clock."""

from __future__ import annotations

import time

from service.installation import Installation
from service.operations import fire_timers, run_jobs
from storage import jobs, start_timers, timers

ROUNDS = 10_000
"""More work than this at one moment is an endless loop between cases."""

PATIENCE = 60.0
"""Seconds to wait for what other threads have begun."""


def settle(installation: Installation) -> None:
    """Timers and jobs that are due now are done, and those that follow from them, by us or by threads beside us."""
    for _ in range(ROUNDS):
        if fire_timers.fire_due(installation) or run_jobs.run_due(installation):
            continue
        if not _others_work(installation):
            return
    raise RuntimeError(f"cases keep each other busy: {ROUNDS} rounds at {installation.now()} and still work to do")


def _others_work(installation: Installation) -> bool:
    """Whether somebody else had work in hand; he is done when this returns, and something may have followed from it."""
    waited = False
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        now = installation.now()
        with installation.database.reading() as session:
            due = timers.due_instances(session, now, 1) or start_timers.due(session, now, 1)
            busy = jobs.pending(session, now) or due
        if not busy:
            return waited
        waited = True
        time.sleep(0.01)
    return False
