"""Catching up: what is due is done, until nothing is.  For tests, demo data and the virtual clock."""

from __future__ import annotations

import time

from service.installation import Installation
from service.operations import fire_timers, run_jobs
from storage import due

ROUNDS = 10_000
"""More work than this at one moment is an endless loop between cases."""

PATIENCE = 60.0
"""Seconds to wait for what other threads have begun."""


def settle(installation: Installation) -> None:
    """Timers and jobs that are due now are done, and those that follow from them, by us or by threads beside us."""
    for _ in range(ROUNDS):
        if not _anything_due(installation):
            return
        if fire_timers.fire_due(installation) or run_jobs.run_due(installation):
            continue
        if not _others_finish(installation):
            return
    raise RuntimeError(f"cases keep each other busy: {ROUNDS} rounds at {installation.now()} and still work to do")


def _anything_due(installation: Installation) -> bool:
    with installation.database.reading() as session:
        return due.anything(session, installation.now())


def _others_finish(installation: Installation) -> bool:
    """Whether somebody else does what is due, and is done with it when this returns."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if not _anything_due(installation):
            return True
        time.sleep(0.01)
    return False
