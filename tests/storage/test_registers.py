"""Register rows keep their versions; seats are never oversold; numbers have no gaps."""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from processes.definition import RegisterOutline
from storage import counters, registers
from storage.database import Database
from storage.errors import (
    BasisMissing,
    CapacityTooSmall,
    NoSeatLeft,
    NoSeats,
    NotADay,
    RowChanged,
    RowKept,
    RowMissing,
    TransitionRefused,
)
from storage.models import RegisterRow
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
        active = [row.key for row in registers.rows(session, "R-ACC", states=["active"], today=MONDAY.date(), limit=2)]
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


CERTIFICATES = RegisterOutline(
    id="R-ACC",
    ru="Свидетельства",
    en="Certificates",
    columns={"until": {"ru": "До", "type": "date"}, "basis": {"ru": "Приказ"}, "name": {"ru": "Имя"}},
    basis=("basis",),
    expires="until",
    states={
        "active": {"ru": "действует", "from": ("new", "suspended")},
        "suspended": {"ru": "приостановлено", "from": ("active",)},
        "ended": {"ru": "прекращено", "from": ("active", "suspended")},
        "expired": {"ru": "истекло", "from": ("active", "suspended")},
    },
)
UNTIL = {"until": "2026-03-10", "basis": "1", "name": "Казань"}


def on(day: int) -> registers.Rules:
    return registers.Rules(outline=CERTIFICATES, today=date(2026, 3, day))


def a_certificate(session: Session, state: str = "active") -> None:
    registers.write(session, "R-ACC", "1", UNTIL, at=MONDAY, actor=IVANOVA, rules=on(2))
    if state != "active":
        registers.change(session, "R-ACC", "1", {"basis": "2"}, at=MONDAY, actor=IVANOVA, state=state, rules=on(2))


def test_a_change_keeps_what_it_does_not_name(database: Database) -> None:
    with database.writing() as session:
        a_certificate(session)
        registers.change(session, "R-ACC", "1", {"basis": "2"}, at=MONDAY, actor=PETROV, rules=on(3))

    with database.reading() as session:
        row = registers.get(session, "R-ACC", "1")
    assert (row.version, row.state, row.data) == (2, "active", {**UNTIL, "basis": "2"})


STATES = ("active", "suspended", "ended", "expired")


@pytest.mark.parametrize("before", STATES[:3])
@pytest.mark.parametrize("after", STATES)
def test_a_row_comes_only_into_the_states_that_its_register_names(database: Database, before: str, after: str) -> None:
    allowed = {
        "active": {"active", "suspended", "ended", "expired"},
        "suspended": {"suspended", "active", "ended", "expired"},
        "ended": {"ended"},
    }
    with database.writing() as session:
        a_certificate(session, before)

    def change() -> None:
        with database.writing() as session:
            registers.change(session, "R-ACC", "1", {"basis": "9"}, at=MONDAY, actor=PETROV, state=after, rules=on(3))

    if after in allowed[before]:
        change()
        return
    with pytest.raises(TransitionRefused) as refused:
        change()
    assert (refused.value.facts["before"], refused.value.facts["after"]) == (before, after)


def test_who_knows_a_row_in_a_state_is_refused_when_it_is_in_another(database: Database) -> None:
    with database.writing() as session:
        a_certificate(session, "suspended")

    def suspend(*sources: str) -> None:
        with database.writing() as session:
            registers.change(
                session, "R-ACC", "1", {"basis": "9"}, at=MONDAY, actor=PETROV, state="suspended", sources=sources,
                rules=on(3),
            )  # fmt: skip

    suspend("active", "suspended")
    with pytest.raises(TransitionRefused):
        suspend("active")


@pytest.mark.parametrize("state", ["suspended", "ended", "expired"])
def test_a_new_row_begins_where_the_register_says(database: Database, state: str) -> None:
    with pytest.raises(TransitionRefused), database.writing() as session:
        registers.write(session, "R-ACC", "1", UNTIL, at=MONDAY, actor=IVANOVA, state=state, rules=on(2))


def test_a_row_lapses_at_the_end_of_its_last_day_unless_it_was_ended(database: Database) -> None:
    with database.writing() as session:
        a_certificate(session)
        registers.write(session, "R-ACC", "2", UNTIL, at=MONDAY, actor=IVANOVA, rules=on(2))
        registers.change(session, "R-ACC", "2", {"basis": "2"}, at=MONDAY, actor=IVANOVA, state="ended", rules=on(2))

    with database.reading() as session:

        def states(day: int) -> dict[str, list[str]]:
            today = date(2026, 3, day)
            return {
                state: [row.key for row in registers.rows(session, "R-ACC", states=[state], today=today)]
                for state in ("active", "ended", "expired")
            }

        assert states(10) == {"active": ["1"], "ended": ["2"], "expired": []}
        assert states(11) == {"active": [], "ended": ["2"], "expired": ["1"]}
        assert registers.count(session, "R-ACC", states=["expired"], today=date(2026, 3, 11)).number == 1
        assert [one.key for one in registers.choices(session, "R-ACC", MONDAY, today=date(2026, 3, 11))] == []


def test_a_lapsed_row_comes_to_life_by_no_writing(database: Database) -> None:
    with database.writing() as session:
        a_certificate(session)
    later = {"until": "2031-03-10", "basis": "2"}

    for columns, state in ((later, None), (later, "active"), ({"basis": "2"}, "active")):
        with pytest.raises(TransitionRefused), database.writing() as session:
            registers.change(session, "R-ACC", "1", columns, at=days(9), actor=PETROV, state=state, rules=on(11))


def test_a_row_that_is_read_to_be_changed_stands_still(database: Database) -> None:
    """Two cases read a certificate and then change it: the second one reads what the first one wrote."""
    with database.writing() as session:
        a_certificate(session)
    began, seen = threading.Event(), []

    def second() -> None:
        began.wait(5)
        with database.writing() as session:
            seen.append(registers.still(session, "R-ACC", "1").state)

    thread = threading.Thread(target=second)
    thread.start()
    with database.writing() as session:
        assert registers.still(session, "R-ACC", "1").state == "active"
        began.set()
        time.sleep(0.2)
        registers.change(session, "R-ACC", "1", {"basis": "2"}, at=MONDAY, actor=PETROV, state="ended", rules=on(3))
    thread.join(5)

    assert seen == ["ended"]
    with pytest.raises(RowMissing), database.writing() as session:
        registers.still(session, "R-ACC", "9")


def test_a_change_names_its_basis_anew(database: Database) -> None:
    with database.writing() as session:
        a_certificate(session)

    with pytest.raises(BasisMissing) as refused, database.writing() as session:
        registers.change(session, "R-ACC", "1", {"name": "Омск"}, at=MONDAY, actor=PETROV, rules=on(3))

    assert refused.value.facts["missing"] == ["basis"]
    assert "Приказ" in refused.value.ru


def test_rows_that_are_only_added_to_are_never_changed(database: Database) -> None:
    journal = registers.Rules(
        outline=RegisterOutline(id="R-J", ru="Журнал", en="Journal", columns={}, append=True), today=MONDAY.date()
    )
    with database.writing() as session:
        registers.write(session, "R-J", "1", {}, at=MONDAY, actor=IVANOVA, rules=journal)

    with pytest.raises(RowKept), database.writing() as session:
        registers.write(session, "R-J", "1", {}, at=MONDAY, actor=IVANOVA, rules=journal)


def test_a_last_day_that_is_no_day_is_refused(database: Database) -> None:
    with pytest.raises(NotADay), database.writing() as session:
        registers.write(session, "R-ACC", "1", {**UNTIL, "until": "скоро"}, at=MONDAY, actor=IVANOVA, rules=on(2))


def test_a_row_that_differs_from_its_versions_is_untrue(database: Database) -> None:
    with database.writing() as session:
        a_certificate(session, "suspended")
        registers.write(session, "R-ACC", "2", UNTIL, at=MONDAY, actor=IVANOVA, rules=on(2))
        assert registers.untrue(session) == []
        session.execute(update(RegisterRow).where(RegisterRow.key == "2").values(state="ended"))

    with database.reading() as session:
        assert registers.untrue(session) == [("R-ACC", "2")]


# ---------------------------------------------------------------------- search


def found(database: Database, q: str) -> list[str]:
    with database.reading() as session:
        return [row.key for row in registers.rows(session, "R", q=q)]


@pytest.fixture
def named(database: Database) -> Database:
    with database.writing() as session:
        for key, title in (("СС-2026-0017", "Безопасность строительства"), ("СС-2026-0018", "Проектирование мостов")):
            data = {"title": title, "places": [{"name": "Тольятти"}], "year": 2026}
            registers.write(session, "R", key, data, at=MONDAY, actor=IVANOVA)
    return database


@pytest.mark.parametrize(
    ("q", "keys"),
    [
        pytest.param("строительство", ["СС-2026-0017"], id="another-form-of-the-word"),
        pytest.param("МОСТЫ проектирование", ["СС-2026-0018"], id="all-words-in-any-order-and-case"),
        pytest.param("безопасность мостов", [], id="not-only-some-of-them"),
        pytest.param("безоп", ["СС-2026-0017"], id="a-word-as-it-begins"),
        pytest.param("тольятти", ["СС-2026-0017", "СС-2026-0018"], id="what-stands-in-a-list"),
        pytest.param("СС-2026-0017", ["СС-2026-0017"], id="the-number"),
        pytest.param("СС-2026", ["СС-2026-0017", "СС-2026-0018"], id="its-beginning"),
        pytest.param("17", ["СС-2026-0017"], id="its-end"),
        pytest.param("202", [], id="a-number-only-whole"),
        pytest.param("%", ["СС-2026-0017", "СС-2026-0018"], id="no-word-at-all"),
    ],
)
def test_a_row_is_found_by_its_words(named: Database, q: str, keys: list[str]) -> None:
    assert found(named, q) == keys


def test_a_row_is_found_by_what_it_says_now(named: Database) -> None:
    with named.writing() as session:
        row = {"title": "Охрана труда"}
        registers.write(session, "R", "СС-2026-0017", row, at=MONDAY, actor=IVANOVA, words=["Казань"])

    assert found(named, "строительство") == []
    assert found(named, "охрана казани") == ["СС-2026-0017"]
