"""One question tells whoever catches up that there is nothing to do: no timer, no start, no job."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage import due, jobs, start_timers, timers
from storage.database import Database
from tests.storage.cases import MONDAY, a_case, armed, days, happen, started
from tests.storage.test_start_timers import a_version
from tests.storage.test_start_timers import armed as a_start

MINUTE = timedelta(minutes=1)


def anything(database: Database, now: datetime) -> bool:
    with database.reading() as session:
        return due.anything(session, now)


def test_nothing_is_due_in_an_empty_database(database: Database) -> None:
    assert not anything(database, days(9))


def test_a_timer_is_due_at_its_moment_and_after_what_it_was_postponed_to(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), armed(1, days(2)))

    assert [anything(database, days(2) - MINUTE), anything(database, days(2))] == [False, True]

    with database.writing() as session:
        timers.postpone(session, case.id, days(5))

    assert [anything(database, days(4)), anything(database, days(5))] == [False, True]


def test_a_start_is_due_at_its_moment(database: Database) -> None:
    with database.writing() as session:
        a_start(session, a_version(session, 1), due=days(1))

    assert [anything(database, days(1) - MINUTE), anything(database, days(1))] == [False, True]

    with database.writing() as session:
        (row,) = start_timers.due(session, days(1))
        start_timers.postpone(session, row, days(3))

    assert [anything(database, days(2)), anything(database, days(3))] == [False, True]


def test_a_job_is_due_when_it_may_run_and_while_somebody_runs_it(database: Database) -> None:
    with database.writing() as session:
        jobs.enqueue(session, "notice", {}, key="k", run_at=days(1))

    assert [anything(database, MONDAY), anything(database, days(1))] == [False, True]

    with database.writing() as session:
        (job,) = jobs.claim(session, owner="w", now=days(1), lease=MINUTE)

    assert anything(database, days(1))

    with database.writing() as session:
        jobs.done(session, job.id, owner="w", at=days(1))

    assert not anything(database, days(9))
