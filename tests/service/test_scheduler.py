"""The background threads: they only look at the tables, and stop when told."""

from __future__ import annotations

import time
from collections.abc import Callable

from service.clock import SystemClock
from service.scheduler import Scheduler
from tests.service.driver import GOOD, Office


def soon(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_jobs_are_done_right_after_the_commit_that_made_them(office: Office) -> None:
    scheduler = Scheduler(office.here)
    scheduler.start()
    try:
        begun = office.apply()
        office.do("ivanov", begun.waiting[0].task, GOOD)

        assert soon(lambda: len(office.post.delivered) == 1)
        assert scheduler.ready()
    finally:
        scheduler.stop()
    office.holds_together(begun.instance_id)


def test_moving_the_clock_waits_for_the_threads(office: Office) -> None:
    scheduler = Scheduler(office.here)
    scheduler.start()
    try:
        begun = office.apply()
        office.do("ivanov", begun.waiting[0].task, GOOD)
        office.wait(days=1)

        assert office.inbox("sidorov") == ["Подписать пропуск"]
    finally:
        scheduler.stop()


def test_timers_fire_without_anybody_asking(office: Office) -> None:
    begun = office.apply()
    office.here.clock = SystemClock()  # months later than the case
    scheduler = Scheduler(office.here)
    scheduler.start()
    try:
        assert soon(lambda: len(office.post.delivered) >= 2)
    finally:
        scheduler.stop()
    office.holds_together(begun.instance_id)
