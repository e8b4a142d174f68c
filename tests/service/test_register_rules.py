"""What a register says of its rows holds for every case: from which state into which, on what ground, until which day."""

from __future__ import annotations

from typing import Any

import pytest

from forms.errors import AnswersRefused
from service import moving
from service.errors import StepRefused
from service.operations import publish, retry_incident, start_instance
from service.outcome import Outcome
from storage import instances, journal, registers
from tests.service import badge
from tests.service.driver import Office

ISSUED = {"number": "З-1", "act": "issue", "basis": "Приказ 1", "until": "2026-03-10"}


@pytest.fixture
def bureau(office: Office) -> Office:
    """The office with badges; *ivanov* is their clerk too."""
    publish.publish_parts(office.here, badge.parts())
    return office


def write(bureau: Office, **order: Any) -> Outcome:
    """A case of its own writes what the order says."""
    begun = start_instance.start(bureau.here, bureau.who("ivanov"), procedure="badge", answers={})
    return bureau.do("ivanov", begun.waiting[0].task, {"number": "З-1", **order})


def seen(bureau: Office, case: Outcome, result: str = "seen") -> dict[str, Any]:
    """What the case has read last."""
    with bureau.here.database.reading() as session:
        row = instances.get(session, case.instance_id)
        edition = bureau.here.definitions.get(session, row.definition_id)
        return dict(moving.case_data(bureau.here, session, row, edition)[result])


def versions(bureau: Office, register: str = "R-BADGES") -> list[tuple[str, dict[str, Any]]]:
    with bureau.here.database.reading() as session:
        return [(one.state, one.data) for one in registers.versions(session, register, "З-1")]


def test_a_change_keeps_the_columns_that_it_does_not_name(bureau: Office) -> None:
    write(bureau, **ISSUED)

    write(bureau, act="state", state="suspended", basis="Приказ 2")

    (_, before), (state, after) = versions(bureau)
    assert state == "suspended"
    assert after == {**before, "basis": "Приказ 2"}


def test_a_change_of_a_column_keeps_the_state(bureau: Office) -> None:
    write(bureau, **ISSUED)
    write(bureau, act="state", state="suspended", basis="Приказ 2")

    write(bureau, act="note", basis="Приказ 3")

    assert versions(bureau)[-1][0] == "suspended"
    assert versions(bureau)[-1][1]["note"] == "выдан на руки"


def test_what_is_read_is_the_row_as_it_is_today(bureau: Office) -> None:
    case = write(bureau, **ISSUED)

    assert seen(bureau, case) == {
        "register": "R-BADGES", "key": "З-1", "version": 1, "state": "active",
        "row": {
            "number": "З-1", "places": [{"name": "kazan", "hall": 1}, {"name": "Омск", "hall": None}],
            "valid_until": "2026-03-10", "basis": "Приказ 1", "note": None,
        },
    }  # fmt: skip


def test_a_row_that_is_not_there_is_read_as_absent(bureau: Office) -> None:
    case = write(bureau, act="journal")

    assert seen(bureau, case)["state"] == "absent"
    assert set(seen(bureau, case)["row"].values()) == {None}


def test_an_illegal_transition_is_refused_to_whoever_wanted_it_and_the_task_stays_open(bureau: Office) -> None:
    write(bureau, **ISSUED)
    write(bureau, act="state", state="ended", basis="Приказ 2")
    begun = start_instance.start(bureau.here, bureau.who("ivanov"), procedure="badge", answers={})
    again = {"number": "З-1", "act": "state", "state": "active", "basis": "Приказ 3"}

    with pytest.raises(StepRefused) as refused:
        bureau.do("ivanov", begun.waiting[0].task, again)

    assert "сейчас «прекращён», перевести её в «действует» нельзя" in refused.value.ru
    assert "Внести запись" in bureau.inbox("ivanov")
    assert [state for state, _ in versions(bureau)] == ["active", "ended"]
    bureau.holds_together(begun.instance_id)


def test_a_change_without_its_ground_is_refused(bureau: Office) -> None:
    write(bureau, **ISSUED)

    with pytest.raises(StepRefused) as refused:
        write(bureau, act="state", state="suspended")

    assert "не назвав: Приказ" in refused.value.ru
    assert len(versions(bureau)) == 1


def test_where_no_person_caused_it_the_case_waits_with_an_incident(bureau: Office) -> None:
    write(bureau, **ISSUED)
    case = write(bureau, act="state", state="suspended", later=True)

    bureau.wait(hours=1)

    with bureau.here.database.reading() as session:
        (incident,) = instances.open_incidents(session)
    assert incident.instance_id == case.instance_id
    assert len(versions(bureau)) == 1
    retry_incident.retry(bureau.here, bureau.who("admin"), case.instance_id, incident.incident)
    with bureau.here.database.reading() as session:
        assert [one.code for one in instances.open_incidents(session)] == [incident.code]
    bureau.holds_together(case.instance_id)


def test_after_its_last_day_a_row_is_read_as_expired_and_nothing_was_written(bureau: Office) -> None:
    write(bureau, **ISSUED)
    bureau.wait(days=8)  # the 10th, the last day
    assert seen(bureau, write(bureau, act="note", basis="Приказ 2"))["state"] == "active"

    bureau.wait(days=1)

    assert seen(bureau, write(bureau, act="note", basis="Приказ 3"))["state"] == "expired"
    assert [state for state, _ in versions(bureau)] == ["active"] * 3
    with pytest.raises(StepRefused):
        write(bureau, act="state", state="active", basis="Приказ 4")


def test_what_was_ended_does_not_expire(bureau: Office) -> None:
    write(bureau, **ISSUED)
    write(bureau, act="state", state="ended", basis="Приказ 2")

    bureau.wait(days=30)

    assert seen(bureau, write(bureau, act="note", basis="Приказ 3"))["state"] == "ended"


def test_a_form_offers_rows_in_the_states_that_it_names(bureau: Office) -> None:
    write(bureau, **ISSUED)
    with pytest.raises(AnswersRefused, match="Возобновляемый знак"):
        write(bureau, act="journal", resumed="З-1")

    write(bureau, act="state", state="suspended", basis="Приказ 2")
    write(bureau, act="journal", resumed="З-1")
    bureau.wait(days=9)
    write(bureau, act="note", basis="Приказ 3", resumed="З-1")


def test_a_row_of_a_register_that_is_only_added_to_is_never_changed(bureau: Office) -> None:
    write(bureau, act="journal")

    with pytest.raises(StepRefused) as refused:
        write(bureau, act="journal")

    assert "записи не меняют" in refused.value.ru
    assert len(versions(bureau, "R-BADGE-JOURNAL")) == 1


def test_a_row_changed_past_the_service_is_found_by_verify(bureau: Office) -> None:
    case = write(bureau, **ISSUED)
    bureau.holds_together(case.instance_id)

    bureau.change("UPDATE register_row SET state = 'suspended' WHERE key = 'З-1'")

    with pytest.raises(AssertionError, match="R-BADGES"):
        bureau.holds_together(case.instance_id)


def test_a_list_has_the_rows_in_these_states_today_with_these_values(bureau: Office) -> None:
    for number, basis in (("З-1", "Приказ 1"), ("З-2", "Приказ 1"), ("З-3", "Приказ 2"), ("З-4", "Приказ 1")):
        write(bureau, **{**ISSUED, "number": number, "basis": basis})
    write(bureau, number="З-2", act="state", state="suspended", basis="Приказ 1")

    case = write(bureau, act="journal", basis="Приказ 1")

    listed = seen(bureau, case, "listed")
    assert [(one["key"], one["state"], one["row"]["basis"]) for one in listed["rows"]] == [
        ("З-1", "active", "Приказ 1"), ("З-4", "active", "Приказ 1"),
    ]  # fmt: skip


def test_a_list_reads_a_row_whose_last_day_is_over_as_expired(bureau: Office) -> None:
    write(bureau, **ISSUED)
    bureau.wait(days=30)

    case = write(bureau, act="journal", basis="Приказ 1")

    assert [one["state"] for one in seen(bureau, case, "listed")["rows"]] == ["expired"]


def kinds(bureau: Office) -> dict[str, dict[str, Any]]:
    with bureau.here.database.reading() as session:
        return {row.key: row.data for row in registers.rows(session, "R-BADGE-KINDS")}


def test_a_register_begins_with_the_rows_of_its_procedure(bureau: Office) -> None:
    assert kinds(bureau) == {"plain": {"title": "Обычный", "fee": 100}, "honour": {"title": "Почётный", "fee": None}}
    with bureau.here.database.reading() as session:
        told = [entry.subject for entry in journal.entries(session, kind="register.written")]
    assert sorted(told) == ["R-BADGE-KINDS/honour", "R-BADGE-KINDS/plain"]


def test_what_became_of_them_stays_when_another_version_is_published(bureau: Office) -> None:
    with bureau.here.database.writing() as session:
        row = {"title": "Обычный", "fee": 120}
        registers.write(session, "R-BADGE-KINDS", "plain", row, at=bureau.clock.now(), actor="system")

    parts = badge.parts()
    parts["procedure.yaml"] = parts["procedure.yaml"].replace(b"fee: 100}", b"fee: 150}\n      third: {fee: 1}")
    publish.publish_parts(bureau.here, parts)

    assert kinds(bureau)["plain"]["fee"] == 120
    assert kinds(bureau)["third"] == {"title": None, "fee": 1}
