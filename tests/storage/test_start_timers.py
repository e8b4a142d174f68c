"""When cases begin by themselves: a moment is had once, and a newer version sees what the one before it counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from processes import facts
from storage import instances, start_timers, timers
from storage.database import Database
from storage.models import Definition, StartTimer
from tests.storage.cases import DIGEST, MONDAY, a_case, happen

TUESDAY = MONDAY + timedelta(days=1)
AGENDA = {"anchor": MONDAY.isoformat(), "period": "P1D", "first": 1, "times": None}


def a_version(session: Session, version: int, *, since: datetime = MONDAY, state: str = "published") -> int:
    return session.execute(
        insert(Definition).returning(Definition.id),
        {
            "procedure": "audit", "version": version, "state": state, "code": "АУД", "titles": {"ru": "Аудит"},
            "digest": DIGEST, "author": "shipped", "reason": "first", "effective_from": since, "published_at": since,
            "findings": [],
        },
    ).scalar_one()  # fmt: skip


def armed(session: Session, definition_id: int, element: str = "T", *, due: datetime | None = TUESDAY) -> None:
    written = {"cycle": "R/P1D", "reads": {}}
    start_timers.arm(
        session, definition_id=definition_id, element=element, written=written, agenda=AGENDA, n=1, due=due
    )


def row(session: Session, definition_id: int, element: str = "T") -> StartTimer:
    return start_timers.of_definition(session, definition_id)[element]


def test_the_next_moment_is_among_those_that_the_service_wakes_for(database: Database) -> None:
    with database.writing() as session:
        first = a_version(session, 1)
        armed(session, first)
        armed(session, first, "NEVER", due=None)

    with database.reading() as session:
        assert timers.next_due(session) == TUESDAY
        assert start_timers.due(session, TUESDAY - timedelta(seconds=1)) == []
        assert [found.element for found in start_timers.due(session, TUESDAY)] == ["T"]


def test_a_moment_is_had_once(database: Database) -> None:
    with database.writing() as session:
        first = a_version(session, 1)
        armed(session, first)
    with database.reading() as session:
        seen = row(session, first)

    with database.writing() as session:
        assert start_timers.move_on(session, seen, n=2, due=TUESDAY + timedelta(days=1))
    with database.writing() as session:
        assert not start_timers.move_on(session, seen, n=2, due=TUESDAY + timedelta(days=1))

    with database.reading() as session:
        assert (row(session, first).n, row(session, first).due) == (2, TUESDAY + timedelta(days=1))


def test_two_at_once_have_it_once_and_a_failure_gives_it_back(database: Database) -> None:
    with database.writing() as session:
        first = a_version(session, 1)
        armed(session, first)
    with database.reading() as session:
        seen = row(session, first)
    with pytest.raises(RuntimeError), database.writing() as session:
        assert start_timers.move_on(session, seen, n=2, due=None)
        raise RuntimeError("the case could not begin")
    together, had = Barrier(2), []

    def take() -> None:
        together.wait()
        with database.writing() as session:
            had.append(start_timers.move_on(session, seen, n=2, due=None))

    threads = [Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(had) == [False, True]


def test_a_postponed_start_rests(database: Database) -> None:
    with database.writing() as session:
        first = a_version(session, 1)
        armed(session, first)
        start_timers.postpone(session, row(session, first), TUESDAY + timedelta(minutes=5))

    with database.reading() as session:
        assert start_timers.due(session, TUESDAY) == []
        assert timers.next_due(session) is None
        assert len(start_timers.due(session, TUESDAY + timedelta(minutes=5))) == 1


def test_the_version_before_is_the_published_one_that_was_in_effect(database: Database) -> None:
    with database.writing() as session:
        for version, since, state in ((1, MONDAY, "published"), (2, TUESDAY, "published"), (3, MONDAY, "rejected")):
            armed(session, a_version(session, version, since=since, state=state), f"T{version}")

    with database.reading() as session:
        assert list(start_timers.before(session, "audit", 4, MONDAY)) == ["T1"]
        assert list(start_timers.before(session, "audit", 4, TUESDAY)) == ["T2"]
        assert start_timers.before(session, "audit", 1, TUESDAY) == {}


def begun(session: Session, number: str, key: str | None) -> int:
    case = a_case(session, number)
    happen(
        session,
        case,
        facts.InstanceStarted(
            number=number, process="P-EXM", element="START", digest=DIGEST, message=f"m-{number}", key=key
        ),
    )
    return case.id


def test_a_key_has_one_case_at_a_time(database: Database) -> None:
    with database.writing() as session:
        first = begun(session, "ЭКЗ-2026-0001", "ORDER-7")
        begun(session, "ЭКЗ-2026-0002", "ORDER-8")
        begun(session, "ЭКЗ-2026-0003", None)
        begun(session, "ЭКЗ-2026-0004", None)

    with pytest.raises(IntegrityError), database.writing() as session:
        begun(session, "ЭКЗ-2026-0005", "ORDER-7")

    with database.writing() as session:
        assert instances.begun_by_key(session, "exam", "START", "ORDER-7") == first
        happen(session, instances.get(session, first), facts.InstanceFinished(element="START", name="Конец"))
        assert instances.begun_by_key(session, "exam", "START", "ORDER-7") is None
        begun(session, "ЭКЗ-2026-0006", "ORDER-7")
