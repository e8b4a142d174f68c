"""Exam sessions and qualifications: kept by hand, by the forms of their registers; and which session a case is offered."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from forms.errors import AnswersRefused
from service.errors import NotAllowed, SeatGone, SeparationOfDuties, TaskAlreadyDone
from service.operations import complete_task, show_seats, write_register
from service.refs import task_ref
from storage import instances, registers
from storage.errors import CapacityTooSmall
from storage.models import RegisterRow
from tests.procedures.office import Office
from tests.procedures.test_candidate_exam import (
    ALL_ACCEPTED,
    ALL_SHOWN,
    accept_and_propose,
    conclude_contract,
    confirm_payment,
)

ABSENT = {"arrived": "no"}
THEORY = {"held_on": "2026-03-20", "score": "34", "max_score": "40", "result": "passed"}
PRACTICE = {"held_on": "2026-03-20", "result": "passed"}


def row(office: Office, register: str, key: str) -> RegisterRow:
    with office.here.database.reading() as session:
        return registers.get(session, register, key)


def test_a_session_is_known_by_its_day_and_time_and_keeps_its_qualifications_as_they_were(office: Office) -> None:
    key = office.write_session(None, date="27.03.2026", time="9:30", qualifications=["records-5", "hr-6"])

    session = row(office, "R-EXM-SESSIONS", key)
    assert key == "2026-03-27-0930"
    assert (session.data["date"], session.data["time"], session.capacity) == ("2026-03-27", "09:30", 8)
    assert session.data["qualifications"] == [
        {"row": "hr-6", "version": 1, "title": "Специалист по управлению персоналом"},
        {"row": "records-5", "version": 1, "title": "Специалист по кадровому делопроизводству"},
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        pytest.param("date", "31.02.2026", id="no-day"),
        pytest.param("date", "2026-03-01", id="today"),
        pytest.param("date", "2026-02-27", id="past"),
        pytest.param("time", "25:00", id="no-time"),
        pytest.param("place", "", id="no-place"),
        pytest.param("qualifications", [], id="no-qualification"),
        pytest.param("qualifications", ["welder-3"], id="unknown-qualification"),
        pytest.param("capacity", "0", id="no-seat"),
        pytest.param("capacity", "2.5", id="half-a-seat"),
    ],
)
def test_a_session_that_cannot_be_is_refused_by_field(office: Office, column: str, value: Any) -> None:
    with pytest.raises(AnswersRefused) as refused:
        office.write_session(None, **{column: value})

    assert list(refused.value.errors) == [column]


def test_a_session_of_the_past_may_be_corrected_but_not_put_into_the_past(office: Office) -> None:
    office.write_session("spring", date="2026-03-27")
    office.until("2026-03-28 10:00")

    office.write_session("spring", date="2026-03-27", place="Москва, зал 2")
    with pytest.raises(AnswersRefused) as refused:
        office.write_session("spring", date="2026-03-26")

    assert "будущий день" in refused.value.errors["date"].ru
    assert row(office, "R-EXM-SESSIONS", "spring").data["place"] == "Москва, зал 2"


def test_the_specialist_the_head_and_the_admin_keep_sessions(office: Office) -> None:
    for by in ("ivanova", "gromova", "admin"):
        office.write_session("spring", by=by)

    for by in ("orlova", "sidorov", "kuznetsov"):
        with pytest.raises(NotAllowed):
            office.write_session("spring", by=by)


def test_seats_in_use_cannot_be_taken_away(office: Office) -> None:
    office.write_session("spring", capacity=2)
    for by in ("orlova", "belov"):
        office.apply(by=by)
        accept_and_propose(office, "spring")

    with pytest.raises(CapacityTooSmall):
        office.write_session("spring", capacity=1)


def test_a_qualification_says_what_it_requires_only_of_what_it_needs(office: Office) -> None:
    asked = {"title": "Сварщик", "level": "3", "price": "5 000", "education": True, "training_text": "Не нужно"}

    with pytest.raises(AnswersRefused) as refused:
        write_register.write(office.here, office.who("ivanova"), "R-QUALIFICATIONS", "welder-3", asked)
    written = asked | {"education_text": "Среднее образование"}
    write_register.write(office.here, office.who("ivanova"), "R-QUALIFICATIONS", "welder-3", written)

    assert list(refused.value.errors) == ["education_text"]
    assert row(office, "R-QUALIFICATIONS", "welder-3").data == {
        "title": "Сварщик", "level": 3, "price": "5000.00", "education": True,
        "education_text": "Среднее образование", "training": False, "experience": False,
    }  # fmt: skip


def test_a_case_is_offered_future_sessions_of_its_qualification(office: Office) -> None:
    office.write_session("2026-03-05", date="2026-03-05", capacity=3)
    office.write_session("2026-03-28", date="2026-03-28", qualifications=["secretary-4"])
    office.apply()
    office.do("EXM-30", by="ivanova", **ALL_ACCEPTED)

    before = office.choices("EXM-50", "ivanova", "session")
    assert list(before) == ["2026-03-05", "2026-03-20", "2026-04-10"]
    assert before["2026-03-05"].replace("\u00a0", " ") == (
        "5 марта 2026 г., 10:00, Москва, ул. Примерная, д. 5, свободно мест: 3"
    )

    office.until("2026-03-05 09:00")
    assert list(office.choices("EXM-50", "ivanova", "session")) == ["2026-03-20", "2026-04-10"]


@pytest.mark.parametrize("session", ["2026-03-05", "2026-03-28"], ids=["past", "of-another-qualification"])
def test_a_session_that_is_not_offered_is_refused(office: Office, session: str) -> None:
    office.write_session("2026-03-05", date="2026-03-05")
    office.write_session("2026-03-28", date="2026-03-28", qualifications=["secretary-4"])
    office.apply()
    office.do("EXM-30", by="ivanova", **ALL_ACCEPTED)
    office.until("2026-03-06 09:00")

    with pytest.raises(AnswersRefused) as refused:
        office.do("EXM-50", by="ivanova", session=session)

    assert list(refused.value.errors) == ["session"]


# ---------------------------------------------------------------------- S-EXM-13


def a_day_of_exams(office: Office, candidates: int, seats: int | None = None, *, pay: bool = True) -> list[int]:
    """The cases of this many candidates with a seat on 20 March, paid for unless said otherwise; still in early March."""
    office.open_session("2026-03-20", seats=seats or candidates)
    cases = []
    for number in range(candidates):
        by = ("orlova", "belov")[number % 2]
        cases.append(office.apply(by=by).instance_id)
        accept_and_propose(office)
        office.do("EXM-51", by=by, answer="agree")
        conclude_contract(office, by, paid_on="2026-03-01")
        if pay:
            confirm_payment(office, received_on="2026-03-01")
    return cases


def states(office: Office, key: str = "2026-03-20") -> list[str]:
    shown = show_seats.show(office.here, office.who("ivanova"), "R-EXM-SESSIONS", key)
    return [seat.state for seat in shown.seats]


def standings(office: Office, by: str, case: int, key: str = "2026-03-20") -> list[str]:
    return [str(step.standing) for step in office.sheet(by, key)[case].steps.values()]


def waits(office: Office, case: int) -> list[str]:
    """The steps at which the case stands."""
    with office.here.database.reading() as session:
        return [task.element for task in instances.open_tasks(session, case)]


def test_s_exm_13_two_candidates_and_two_seats(office: Office) -> None:
    first, second = a_day_of_exams(office, 2)

    third = office.apply(by="belov")
    office.do("EXM-30", by="ivanova", **ALL_ACCEPTED)
    assert "2026-03-20" not in office.choices("EXM-50", "ivanova", "session")

    office.until("2026-03-20 09:00")
    assert list(office.sheet("ivanova", "2026-03-20")) == [first, second]
    assert third.instance_id not in office.sheet("ivanova", "2026-03-20")
    office.record("ivanova", "2026-03-20", {first: {"EXM-60": ALL_SHOWN}})
    assert (waits(office, first), waits(office, second)) == (["EXM-70"], ["EXM-60"])
    office.record("sidorov", "2026-03-20", {first: {"EXM-70": THEORY, "EXM-71": PRACTICE}})

    assert (waits(office, first), waits(office, second)) == (["EXM-75"], ["EXM-60"])
    assert states(office) == ["sat", "taken"]


def test_s_exm_13_an_unpaid_seat_comes_back_two_days_before(office: Office) -> None:
    (paid,) = a_day_of_exams(office, 1, seats=2)
    office.apply(by="belov")
    accept_and_propose(office)
    office.do("EXM-51", by="belov", answer="agree")
    office.apply(by="orlova")
    office.do("EXM-30", by="ivanova", **ALL_ACCEPTED)
    assert "2026-03-20" not in office.choices("EXM-50", "ivanova", "session")

    office.until("2026-03-19 09:00")

    assert states(office) == ["taken", "released"]
    assert list(office.sheet("ivanova", "2026-03-20")) == [paid]
    office.do("EXM-50", by="ivanova", session="2026-03-20")
    assert states(office) == ["taken", "released", "held"]


def test_s_exm_13_eight_candidates_one_of_whom_does_not_come(office: Office) -> None:
    cases = a_day_of_exams(office, 8)
    *present, absent = cases
    office.until("2026-03-20 09:30")

    originals = {case: {"EXM-60": ALL_SHOWN} for case in present} | {absent: {"EXM-60": ABSENT}}
    by_clerk = office.record("ivanova", "2026-03-20", originals)
    exam = {case: {"EXM-70": THEORY, "EXM-71": PRACTICE} for case in present}
    by_examiner = office.record("sidorov", "2026-03-20", exam)

    assert [result.done for result in by_clerk.values()] == [["EXM-60"]] * 8
    assert [result.done for result in by_examiner.values()] == [["EXM-70", "EXM-71"]] * 7
    assert [waits(office, case) for case in cases] == [["EXM-75"]] * 7 + [["EXM-63"]]
    assert states(office) == ["sat"] * 7 + ["absent"]


def test_two_clerks_cannot_take_the_last_seat_of_s_exm_13_at_once(office: Office) -> None:
    office.open_session("2026-03-20", seats=1)
    cases = []
    for by, clerk in (("orlova", "ivanova"), ("belov", "petrova")):
        cases.append(office.apply(by=by).instance_id)
        office.do("EXM-30", by=clerk, **ALL_ACCEPTED)
    ready, said = threading.Barrier(2), []

    def propose(case: int, clerk: str) -> None:
        with office.here.database.reading() as session:
            (task,) = [task for task in instances.open_tasks(session, case) if task.element == "EXM-50"]
        ready.wait()
        try:
            complete_task.complete(office.here, office.who(clerk), task_ref(case, task.task), {"session": "2026-03-20"})
            said.append("proposed")
        except AnswersRefused as refused:
            said.append(",".join(refused.errors))

    threads = [threading.Thread(target=propose, args=pair) for pair in zip(cases, ("ivanova", "petrova"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["proposed", "session"]
    assert states(office) == ["held"]


# ---------------------------------------------------------------------- the sheet F-EXM-13


def test_everybody_fills_in_the_columns_of_his_own_steps(office: Office) -> None:
    (case,) = a_day_of_exams(office, 1)
    office.until("2026-03-20 09:30")

    assert standings(office, "ivanova", case) == ["open", "none", "none"]
    assert standings(office, "sidorov", case) == ["refused", "none", "none"]

    office.record("ivanova", "2026-03-20", {case: {"EXM-60": ALL_SHOWN}})
    assert standings(office, "ivanova", case) == ["done", "refused", "none"]
    assert standings(office, "sidorov", case) == ["done", "open", "open"]


def test_whoever_checked_the_documents_does_not_examine_on_the_sheet_either(office: Office) -> None:
    (case,) = a_day_of_exams(office, 1)
    office.also("ivanova", "examiner")
    office.until("2026-03-20 09:30")

    assert standings(office, "ivanova", case) == ["open", "none", "none"]
    refused = office.record("ivanova", "2026-03-20", {case: {"EXM-60": ALL_SHOWN, "EXM-70": THEORY}})[case]

    assert isinstance(refused.refusal, SeparationOfDuties)
    assert (refused.element, refused.done) == ("EXM-70", [])
    assert waits(office, case) == ["EXM-60"], "nothing of the row is recorded when a part of it is refused"


def test_a_wrong_cell_leaves_its_row_open_and_the_others_recorded(office: Office) -> None:
    first, second = a_day_of_exams(office, 2)
    office.until("2026-03-20 09:30")
    office.record("ivanova", "2026-03-20", {case: {"EXM-60": ALL_SHOWN} for case in (first, second)})

    results = office.record(
        "sidorov",
        "2026-03-20",
        {
            first: {"EXM-70": THEORY, "EXM-71": {**PRACTICE, "result": None}},
            second: {"EXM-70": THEORY, "EXM-71": PRACTICE},
        },
    )

    assert isinstance(results[first].refusal, AnswersRefused)
    assert (results[first].element, list(results[first].refusal.errors)) == ("EXM-71", ["result"])
    assert (waits(office, first), waits(office, second)) == (["EXM-70"], ["EXM-75"])


def test_the_practical_part_does_not_open_after_a_failed_theory(office: Office) -> None:
    (case,) = a_day_of_exams(office, 1)
    office.until("2026-03-20 09:30")
    office.record("ivanova", "2026-03-20", {case: {"EXM-60": ALL_SHOWN}})

    failed = {"EXM-70": {**THEORY, "result": "failed"}, "EXM-71": PRACTICE}
    result = office.record("sidorov", "2026-03-20", {case: failed})[case]

    assert (result.done, result.unopened, result.refusal) == (["EXM-70"], ["EXM-71"], None)
    assert waits(office, case) == ["EXM-75"]


def test_the_same_sheet_sent_twice_is_recorded_once(office: Office) -> None:
    (case,) = a_day_of_exams(office, 1)
    office.until("2026-03-20 09:30")
    seen = office.sheet("ivanova", "2026-03-20")

    office.record("ivanova", "2026-03-20", {case: {"EXM-60": ALL_SHOWN}}, seen)
    again = office.record("ivanova", "2026-03-20", {case: {"EXM-60": ALL_SHOWN}}, seen)[case]

    assert (again.done, again.earlier, again.refusal) == ([], ["EXM-60"], None)
    office.turn_to_case(case)
    assert len(office.tasks("EXM-60")) == 1


def test_a_row_that_somebody_else_has_finished_says_who(office: Office) -> None:
    (case,) = a_day_of_exams(office, 1)
    office.until("2026-03-20 09:30")
    seen = office.sheet("petrova", "2026-03-20")
    office.record("ivanova", "2026-03-20", {case: {"EXM-60": ALL_SHOWN}})

    result = office.record("petrova", "2026-03-20", {case: {"EXM-60": ABSENT}}, seen)[case]

    assert isinstance(result.refusal, TaskAlreadyDone)
    assert "Иванова" in result.refusal.ru
    assert "09:30" in result.refusal.ru


def test_a_case_that_has_gone_to_another_day_is_no_row_of_this_sheet(office: Office) -> None:
    (case,) = a_day_of_exams(office, 1)
    office.open_session("2026-04-10", seats=1)
    office.until("2026-03-20 09:30")
    office.record("ivanova", "2026-03-20", {case: {"EXM-60": ABSENT}})
    office.turn_to_case(case)
    office.do("EXM-63", by="ivanova", decision="reschedule", reason="Соискатель болел.")
    office.do("EXM-53", by="ivanova", session="2026-04-10")
    office.do("EXM-51", by="orlova", answer="agree")
    office.until("2026-04-10 09:30")

    assert (states(office), states(office, "2026-04-10")) == (["absent"], ["taken"])
    assert standings(office, "ivanova", case) == ["done", "none", "none"]
    assert standings(office, "ivanova", case, "2026-04-10") == ["open", "none", "none"]
    open_there = office.sheet("ivanova", "2026-04-10")
    stray = office.record("ivanova", "2026-03-20", {case: {"EXM-60": ALL_SHOWN}}, open_there)[case]
    assert isinstance(stray.refusal, SeatGone)

    office.record("ivanova", "2026-04-10", {case: {"EXM-60": ALL_SHOWN}})
    assert waits(office, case) == ["EXM-70"]


def test_a_step_done_on_its_own_page_marks_the_seat_as_well(office: Office) -> None:
    (case,) = a_day_of_exams(office, 1)
    office.turn_to_case(case)
    office.until("2026-03-20 09:30")

    office.do("EXM-60", by="ivanova", **ALL_SHOWN)
    assert states(office) == ["taken"]
    office.do("EXM-70", by="sidorov", **THEORY)

    assert states(office) == ["sat"]
