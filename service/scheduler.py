"""Wakes the service: the tables of timers and jobs are the truth, and this only makes somebody look at them.

Three jobs of APScheduler (next due, a sweep each second, housekeeping), threads that run jobs, and a watchdog on the
monotonic clock, which sweeps too and mends the interval when the wall clock was set back.  Started only when serving.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from service.clock import SystemClock
from service.installation import Installation
from service.operations import fire_timers, housekeeping, run_jobs
from storage import timers

log = structlog.get_logger(__name__)

SWEEP = 1.0
WATCH = 5.0
BACKWARDS = 2.0
"""Seconds: between sweeps, between looks of the watchdog, and how far the wall clock may go back unnoticed."""

READY = 10.0
"""Without a sweep for this many seconds the service is not ready."""

PATIENCE = 30.0
"""Seconds that stopping waits for what is being done."""

HOUSEKEEPING = timedelta(minutes=10)


class Scheduler:
    """The background threads of one serving process."""

    def __init__(self, installation: Installation, *, workers: int = 2) -> None:
        self._installation = installation
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._draining = threading.Lock()
        self._bell = threading.Event()
        self._stopping = threading.Event()
        self._swept = time.monotonic()
        self._armed: datetime | None = None
        self._threads = [
            threading.Thread(target=self._run_jobs, name=f"jobs-{number}", daemon=True) for number in range(workers)
        ]
        self._threads.append(threading.Thread(target=self._watch, name="watchdog", daemon=True))

    def start(self) -> None:
        """Begin to look; from now on every commit that makes work wakes somebody."""
        self._installation.wake = self.wake
        self._installation.sweeps = self.ready
        self._add_sweep()
        self._scheduler.add_job(
            self._keep_house, IntervalTrigger(seconds=int(HOUSEKEEPING.total_seconds())), id="house"
        )
        self._scheduler.start()
        for thread in self._threads:
            thread.start()
        self.wake()

    def stop(self) -> None:
        """Finish what is being done and look no more."""
        self._stopping.set()
        self._installation.wake = _asleep
        for _ in self._threads:
            self._bell.set()
        # Not waiting: it would wait with the lock in its hands that a sweep needs to arm the next due.
        self._scheduler.shutdown(wait=False)
        for thread in self._threads:
            thread.join(timeout=PATIENCE)
        self._draining.acquire(timeout=PATIENCE)  # the sweep that ran has ended, and no other begins

    def wake(self) -> None:
        """Somebody has made work.  Called within commits, so it only rings a bell."""
        self._bell.set()

    def ready(self) -> bool:
        """Whether timers have been looked at lately."""
        return time.monotonic() - self._swept < READY

    def sweep(self) -> None:
        """Fire what is due; returns at once if somebody does already."""
        if not self._draining.acquire(blocking=False):
            return
        try:
            while fire_timers.fire_due(self._installation) and not self._stopping.is_set():
                pass
            self._swept = time.monotonic()
            self._arm()
        except Exception:  # the sweep must outlive whatever is wrong with the database for the moment
            log.exception("sweep_failed")
        finally:
            self._draining.release()

    def _arm(self) -> None:
        """Wake at the very moment of the next due, instead of up to a second later."""
        if not isinstance(self._installation.clock, SystemClock):
            return
        with self._installation.database.reading() as session:
            due = timers.next_due(session)
        if due == self._armed or due is None:
            return
        self._armed = due
        self._scheduler.add_job(self.sweep, DateTrigger(due), id="next", replace_existing=True)

    def _add_sweep(self) -> None:
        self._scheduler.add_job(self.sweep, IntervalTrigger(seconds=int(SWEEP)), id="sweep", replace_existing=True)

    def _run_jobs(self) -> None:
        """One of the threads that do jobs: woken by commits, and looks by itself each second."""
        while not self._stopping.is_set():
            self._bell.wait(SWEEP)
            self._bell.clear()
            try:
                while not self._stopping.is_set() and run_jobs.run_next(self._installation):
                    pass
            except Exception:  # a database that is away for a moment must not end the runner
                log.exception("job_runner_failed")
                self._stopping.wait(SWEEP)

    def _watch(self) -> None:
        wall, monotonic = time.time(), time.monotonic()
        while not self._stopping.wait(WATCH):
            passed = time.monotonic() - monotonic
            if time.time() - wall < passed - BACKWARDS:
                log.warning("clock_set_back", seconds=round(passed - (time.time() - wall), 1))
                self._armed = None
                self._add_sweep()
            wall, monotonic = time.time(), time.monotonic()
            self.sweep()

    def _keep_house(self) -> None:
        try:
            housekeeping.keep_house(self._installation)
        except Exception:  # next time, in ten minutes
            log.exception("housekeeping_failed")


def _asleep() -> None:
    """Nobody looks any more."""
