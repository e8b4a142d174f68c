"""Register rows keep their versions; seats are never oversold; numbers have no gaps."""

from __future__ import annotations

import threading

import pytest

from storage import counters, registers
from storage.database import Database
from storage.errors import CapacityTooSmall, NoSeatLeft, NoSeats, RowChanged, RowMissing
from tests.storage.cases import IVANOVA, MONDAY, PETROV, a_case, days

SESSIONS = "R-EXM-SESSIONS"


def an_exam_session(database: Database, *, capacity: int | None = 1, cases: int = 3) -> list[int]:
    with database.writing() as session:
        registers.write(session, SESSIONS, "S-1", {"place": "Казань"}, at=MONDAY, actor=IVANOVA, capacity=capacity)
        return [a_case(session, f"ЭКЗ-2026-{number:04}").id for number in range(1, cases + 1)]


def free(database: Database, *, days_later: int = 0) -> int | None:
    with database.reading() as session:
        [choice] = registers.choices(session, SESSIONS, days(days_later))
    return choice.free


def test_a_row_keeps_every_version_with_who_wrote_it(database: Database) -> None:
    with database.writing() as session:
        case = a_case(session)
        registers.write(session, "R-ACC", "1", {"state": "a"}, at=MONDAY, actor=IVANOVA)
        row = registers.write(
            session, "R-ACC", "1", {"state": "b"}, at=days(1), actor=PETROV, state="suspended",
            instance_id=case.id, seq_n="17.3", seen=1,
        )  # fmt: skip
        case_id = case.id

    with database.reading() as session:
        versions = registers.versions(session, "R-ACC", "1")
        by_case = registers.written_by_instance(session, case_id)
        present = registers.get(session, "R-ACC", "1")

    assert row.version == 2
    assert [(v.version, v.data, v.state, v.written_by) for v in versions] == [
        (1, {"state": "a"}, "active", IVANOVA),
        (2, {"state": "b"}, "suspended", PETROV),
    ]
    assert [(v.version, v.seq_n) for v in by_case] == [(2, "17.3")]
    assert (present.version, present.data, present.state) == (2, {"state": "b"}, "suspended")


def test_a_writer_who_saw_an_older_version_is_refused(database: Database) -> None:
    with database.writing() as session:
        registers.write(session, "R-ACC", "1", {}, at=MONDAY, actor=IVANOVA, seen=0)
        registers.write(session, "R-ACC", "1", {}, at=MONDAY, actor=IVANOVA, seen=1)

    with pytest.raises(RowChanged) as refused, database.writing() as session:
        registers.write(session, "R-ACC", "1", {}, at=MONDAY, actor=PETROV, seen=1)

    assert (refused.value.facts["seen"], refused.value.facts["current"]) == (1, 2)


def test_rows_come_by_key_in_pages(database: Database) -> None:
    with database.writing() as session:
        for key in ("3", "1", "2"):
            registers.write(session, "R-ACC", key, {}, at=MONDAY, actor=IVANOVA)
        registers.write(session, "R-ACC", "4", {}, at=MONDAY, actor=IVANOVA, state="closed")

    with database.reading() as session:
        active = [row.key for row in registers.rows(session, "R-ACC", states=["active"], limit=2)]
        rest = [row.key for row in registers.rows(session, "R-ACC", after="2")]

    assert (active, rest) == (["1", "2"], ["3", "4"])


def test_a_held_seat_is_gone_until_its_time_runs_out(database: Database) -> None:
    first, second, _ = an_exam_session(database)
    with database.writing() as session:
        registers.hold(session, SESSIONS, "S-1", first, now=MONDAY, until=days(2))

    with pytest.raises(NoSeatLeft), database.writing() as session:
        registers.hold(session, SESSIONS, "S-1", second, now=days(1), until=days(3))
    assert (free(database, days_later=1), free(database, days_later=2)) == (0, 1)

    with database.writing() as session:
        registers.take(session, SESSIONS, "S-1", second, now=days(2))
    with pytest.raises(NoSeatLeft), database.writing() as session:
        registers.take(session, SESSIONS, "S-1", first, now=days(2))


def test_a_taken_seat_stays_taken_until_it_is_given_back(database: Database) -> None:
    first, second, _ = an_exam_session(database)
    with database.writing() as session:
        registers.hold(session, SESSIONS, "S-1", first, now=MONDAY, until=days(2))
        registers.take(session, SESSIONS, "S-1", first, now=days(1))
        registers.hold(session, SESSIONS, "S-1", first, now=days(1), until=days(2))

    assert free(database, days_later=30) == 0
    with database.writing() as session:
        assert registers.release(session, SESSIONS, "S-1", first)
        assert not registers.release(session, SESSIONS, "S-1", first)
        registers.take(session, SESSIONS, "S-1", second, now=days(30))
        assert [seat.instance_id for seat in registers.seats(session, SESSIONS, "S-1", days(30))] == [second]


def test_a_case_gives_back_all_its_seats(database: Database) -> None:
    first, *_ = an_exam_session(database, capacity=2)
    with database.writing() as session:
        registers.write(session, SESSIONS, "S-2", {}, at=MONDAY, actor=IVANOVA, capacity=1)
        registers.take(session, SESSIONS, "S-1", first, now=MONDAY)
        registers.hold(session, SESSIONS, "S-2", first, now=MONDAY, until=None)

        assert len(registers.seats_of_instance(session, first)) == 2
        assert registers.release_all(session, first) == [(SESSIONS, "S-1"), (SESSIONS, "S-2")]
        assert registers.seats_of_instance(session, first) == []


@pytest.mark.parametrize("capacity", [1, 2])
def test_threads_that_want_the_last_seat_get_it_once(database: Database, capacity: int) -> None:
    cases = an_exam_session(database, capacity=capacity, cases=6)
    outcomes: list[str] = []
    ready = threading.Barrier(len(cases))

    def take(case_id: int) -> None:
        ready.wait()
        try:
            with database.writing() as session:
                registers.take(session, SESSIONS, "S-1", case_id, now=MONDAY)
            outcomes.append("seat")
        except NoSeatLeft:
            outcomes.append("none")

    threads = [threading.Thread(target=take, args=(case_id,)) for case_id in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["none"] * (6 - capacity) + ["seat"] * capacity
    assert free(database) == 0


def test_seats_need_a_row_with_a_capacity_that_holds_them(database: Database) -> None:
    first, second, _ = an_exam_session(database, capacity=2)
    with database.writing() as session:
        registers.write(session, SESSIONS, "S-2", {}, at=MONDAY, actor=IVANOVA)
        registers.take(session, SESSIONS, "S-1", first, now=MONDAY)
        registers.take(session, SESSIONS, "S-1", second, now=MONDAY)

    with pytest.raises(RowMissing), database.writing() as session:
        registers.take(session, SESSIONS, "S-9", first, now=MONDAY)
    with pytest.raises(NoSeats), database.writing() as session:
        registers.take(session, SESSIONS, "S-2", first, now=MONDAY)
    with pytest.raises(CapacityTooSmall), database.writing() as session:
        registers.write(session, SESSIONS, "S-1", {}, at=MONDAY, actor=IVANOVA, capacity=1)


def test_a_row_without_capacity_is_offered_without_a_number(database: Database) -> None:
    an_exam_session(database, capacity=None)

    assert free(database) is None


def test_numbers_begin_at_one_in_each_code_and_year(database: Database) -> None:
    with database.writing() as session:
        drawn = [
            counters.next(session, code, year)
            for code, year in (("ЭКЗ", 2026), ("ЭКЗ", 2026), ("ЭКЗ", 2027), ("АКК", 2026))
        ]

    assert drawn == [1, 2, 1, 1]


def test_numbers_have_no_gap_when_some_transactions_fail(database: Database) -> None:
    given: list[int] = []

    def draw(fails: bool) -> None:
        try:
            with database.writing() as session:
                number = counters.next(session, "ЭКЗ", 2026)
                if fails:
                    raise RuntimeError
            given.append(number)
        except RuntimeError:
            pass

    threads = [threading.Thread(target=draw, args=(number % 3 == 0,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(given) == list(range(1, 9))
