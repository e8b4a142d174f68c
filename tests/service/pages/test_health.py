"""What a supervisor of processes is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.exc import OperationalError

from service.scheduler import Scheduler
from tests.service.driver import Office
from tests.service.pages.visitor import Visitor


def test_a_process_that_answers_is_alive(stranger: Visitor) -> None:
    answer = stranger.get("/health/live")

    assert (answer.status_code, answer.json) == (200, {"status": "live"})


def test_with_a_database_and_swept_timers_it_is_ready(stranger: Visitor) -> None:
    answer = stranger.get("/health/ready")

    assert (answer.status_code, answer.json) == (200, {"status": "ready", "database": True, "timers": True})


def test_without_its_database_it_is_not(office: Office, stranger: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Iterator[None]:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(office.here.database, "reading", away)

    answer = stranger.get("/health/ready")

    assert (answer.status_code, answer.json) == (503, {"status": "not ready", "database": False, "timers": True})


def test_when_nobody_has_swept_the_timers_lately_it_is_not(
    office: Office, stranger: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler = Scheduler(office.here)
    scheduler.start()
    try:
        swept = stranger.get("/health/ready").status_code
        monkeypatch.setattr("service.scheduler.READY", -1.0)
        answer = stranger.get("/health/ready")
    finally:
        scheduler.stop()

    assert swept == 200
    assert (answer.status_code, answer.json["timers"]) == (503, False)  # type: ignore[index]  # the answer is an object
