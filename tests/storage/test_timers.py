"""Timers wait in a table; whoever wakes finds the longest overdue case first."""

from __future__ import annotations

from storage import instances, timers
from storage.database import Database
from tests.storage.cases import a_case, armed, days, happen, started


def two_cases(database: Database) -> tuple[int, int]:
    with database.writing() as session:
        first, second = a_case(session, "ЭКЗ-2026-0001"), a_case(session, "ЭКЗ-2026-0002")
        happen(session, first, started("ЭКЗ-2026-0001"), armed(1, days(4)), armed(2, days(3)))
        happen(session, second, started("ЭКЗ-2026-0002"), armed(1, days(2)))
        return first.id, second.id


def test_due_cases_come_the_longest_overdue_first(database: Database) -> None:
    first, second = two_cases(database)

    with database.reading() as session:
        assert timers.due_instances(session, days(1)) == []
        assert timers.due_instances(session, days(2)) == [second]
        assert timers.due_instances(session, days(9)) == [second, first]
        assert timers.due_instances(session, days(9), limit=1) == [second]


def test_due_timers_of_a_case_come_in_the_order_in_which_they_should_fire(database: Database) -> None:
    first, _ = two_cases(database)

    with database.reading() as session:
        assert [timer.timer for timer in timers.due(session, first, days(9))] == [2, 1]
        assert [timer.timer for timer in timers.due(session, first, days(3))] == [2]
        assert [timer.timer for timer in timers.open_of(session, first)] == [2, 1]


def test_the_next_moment_is_that_of_the_earliest_case(database: Database) -> None:
    two_cases(database)

    with database.reading() as session:
        assert timers.next_due(session) == days(2)
        assert [timer.due_utc for timer in timers.coming(session, days(3), days(9))] == [days(3), days(4)]


def test_nothing_waits_in_an_empty_database(database: Database) -> None:
    with database.reading() as session:
        assert timers.next_due(session) is None


def test_a_case_whose_timers_failed_is_left_alone_for_a_while(database: Database) -> None:
    first, second = two_cases(database)
    with database.writing() as session:
        timers.postpone(session, second, days(7))

    with database.reading() as session:
        assert timers.due_instances(session, days(6)) == [first]
        assert timers.next_due(session) == days(3)
        assert timers.due_instances(session, days(7)) == [second, first]


def test_a_case_that_moves_is_no_longer_left_alone(database: Database) -> None:
    _, second = two_cases(database)
    with database.writing() as session:
        timers.postpone(session, second, days(7))
    with database.writing() as session:
        happen(session, instances.moving(session, second), armed(2, days(8)))

    with database.reading() as session:
        assert timers.due_instances(session, days(2)) == [second]
