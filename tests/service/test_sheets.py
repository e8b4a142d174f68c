"""One sheet for all cases of a row: each case in a transaction of its own, by the rules of its own task."""

from __future__ import annotations

import pytest

from forms.errors import AnswersRefused
from service.errors import CaseSuspended, SeparationOfDuties, Stale, TaskTaken
from service.operations import fill_sheet, show_sheet, suspend_instance
from service.operations.fill_sheet import CaseSent, StepSent
from storage.errors import NotFound
from tests.service.driver import Office
from tests.service.together import SIGNED, Gate


def test_eight_cases_are_recorded_from_one_sheet(office: Office) -> None:
    gate = Gate(office, 8)

    results = gate.sign("sidorov", dict.fromkeys(gate.cases, SIGNED))

    assert [result.done for result in results] == [["PER-40"]] * 8
    assert gate.seats() == ["sat"] * 8
    office.holds_together(gate.cases[0])


def test_each_case_costs_a_few_statements(office: Office) -> None:
    gate = Gate(office, 8)
    with office.statements() as looking:
        gate.sheet("sidorov")

    with office.statements() as sent:
        gate.sign("sidorov", dict.fromkeys(gate.cases, SIGNED))

    assert len(looking) <= 8 + 14, f"{len(looking)} statements for the page"
    a_case = 12 if office.here.database.dialect == "sqlite" else 13  # PostgreSQL locks what a case begins to wait for
    assert len(sent) - len(looking) <= 8 * a_case + 6, f"{len(sent) - len(looking)} statements for eight cases"


def test_a_case_that_is_refused_leaves_the_others_recorded(office: Office) -> None:
    gate = Gate(office, 3)
    first, second, third = gate.cases

    results = gate.sign("sidorov", {first: SIGNED, second: {**SIGNED, "valid_days": "365"}, third: SIGNED})

    assert [result.done for result in results] == [["PER-40"], [], ["PER-40"]]
    assert isinstance(results[1].refusal, AnswersRefused)
    assert list(results[1].refusal.errors) == ["valid_days"]
    assert gate.seats() == ["sat", "held", "sat"]


def test_the_separation_of_duties_holds_on_the_sheet(office: Office) -> None:
    gate = Gate(office, 1)
    (case,) = gate.cases

    assert isinstance(gate.sheet("ivanov")[case].steps["PER-40"].refusal, SeparationOfDuties)
    (result,) = gate.sign("ivanov", {case: SIGNED})

    assert isinstance(result.refusal, SeparationOfDuties)
    assert gate.seats() == ["held"]


def test_a_task_that_somebody_has_taken_is_his(office: Office) -> None:
    gate = Gate(office, 1)
    (case,) = gate.cases
    ref = gate.sheet("orlova")[case].steps["PER-40"].ref
    assert ref is not None
    office.claim("orlova", ref)

    (result,) = gate.sign("sidorov", {case: SIGNED})

    assert isinstance(result.refusal, TaskTaken)
    assert "Орлова" in result.refusal.ru


def test_a_sheet_that_has_grown_old_is_refused_by_row(office: Office) -> None:
    gate = Gate(office, 1)
    (case,) = gate.cases
    step = gate.sheet("sidorov")[case].steps["PER-40"]
    assert step.ref is not None
    office.claim("sidorov", step.ref)
    sent = CaseSent(instance_id=case, steps={"PER-40": StepSent(raw=SIGNED, ref=step.ref, etag=step.etag)})

    (result,) = fill_sheet.fill(office.here, office.who("sidorov"), "R-GATES", "west", [sent])

    assert isinstance(result.refusal, Stale)


def test_a_suspended_case_waits_and_the_others_are_recorded(office: Office) -> None:
    gate = Gate(office, 2)
    first, second = gate.cases
    suspend_instance.suspend(office.here, office.who("admin"), first, "Проверка жалобы заявителя")

    assert isinstance(gate.sheet("sidorov")[first].steps["PER-40"].refusal, CaseSuspended)
    results = gate.sign("sidorov", {first: SIGNED, second: SIGNED})

    assert isinstance(results[0].refusal, CaseSuspended)
    assert gate.seats() == ["held", "sat"]


@pytest.mark.parametrize("login", ["petrova", "stranger"])
def test_a_sheet_is_hidden_from_people_outside(office: Office, login: str) -> None:
    gate = Gate(office, 1)
    (case,) = gate.cases
    sent = CaseSent(instance_id=case, steps={"PER-40": StepSent(raw=SIGNED)})

    with pytest.raises(NotFound):
        show_sheet.show(office.here, office.who(login), "R-GATES", "west")
    with pytest.raises(NotFound):
        fill_sheet.fill(office.here, office.who(login), "R-GATES", "west", [sent])

    assert gate.seats() == ["held"]


def test_a_case_without_a_seat_there_cannot_be_slipped_in(office: Office) -> None:
    gate = Gate(office, 1)
    elsewhere = office.apply()
    office.do("ivanov", elsewhere.waiting[0].task, {"verdict": "good", "remarks": None, "gate": "north"})
    office.settle()
    sent = CaseSent(instance_id=elsewhere.instance_id, steps={"PER-40": StepSent(raw=SIGNED)})

    (result,) = fill_sheet.fill(office.here, office.who("sidorov"), "R-GATES", "west", [sent])

    assert result.done == []
    assert result.refusal is not None
    assert result.refusal.code == "seat.gone"
    assert gate.seats() == ["held"]


def test_a_failure_of_the_service_stops_at_its_case_and_leaves_it_whole(office: Office) -> None:
    gate = Gate(office, 2)
    first, second = gate.cases

    with office.refusing_history(second), pytest.raises(Exception, match="disk is full"):
        gate.sign("sidorov", {first: SIGNED, second: SIGNED})

    assert gate.seats() == ["sat", "held"]
    again = gate.sign("sidorov", {first: SIGNED, second: SIGNED})
    assert [(result.done, result.earlier) for result in again] == [([], ["PER-40"]), (["PER-40"], [])]


def test_looks_of_an_auditor_at_a_sheet_are_recorded(office: Office) -> None:
    gate = Gate(office, 2)
    office.person("revizorov", "Ревизоров Иван", "auditor")

    gate.sheet("revizorov")
    gate.sheet("ivanov")

    looks = office.here.looks.take(office.here.today())
    assert {(look.actor, look.instance_id) for look, _ in looks} == {
        (office.who("revizorov").id, case) for case in gate.cases
    }
