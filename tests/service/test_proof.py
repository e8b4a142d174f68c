"""Publishing, replay and verify: what a version is, and how a change of the record shows."""

from __future__ import annotations

import pytest

from processes.errors import DefinitionRefused
from service.errors import NotAllowed, Unfit
from service.operations import cancel_instance, publish, replay, show_instance, verify
from storage import definitions
from tests.service import permit
from tests.service.driver import GOOD, Office


def test_the_same_parts_are_the_same_version(office: Office) -> None:
    again = publish.publish_parts(office.here, permit.parts())

    assert (again.version, again.new) == (1, False)


def test_a_changed_part_is_a_new_version_and_running_cases_stay_on_theirs(office: Office) -> None:
    begun = office.apply()
    changed = permit.parts() | {"notices/N-PER-READY.txt": "Тема: Готово\nЗаходите.\n".encode()}

    second = publish.publish_parts(office.here, changed)
    fresh = office.apply()

    admin = office.who("admin")
    assert (second.version, second.new) == (2, True)
    assert show_instance.show(office.here, admin, begun.instance_id).edition.version == 1
    assert show_instance.show(office.here, admin, fresh.instance_id).edition.version == 2


def test_what_comes_with_the_release_is_recorded_as_shipped(office: Office) -> None:
    with office.here.database.reading() as session:
        row = definitions.by_version(session, "permit", 1)

    assert (row.author, row.reason) == ("system", "shipped")


def test_the_gate_lets_nothing_broken_through(office: Office) -> None:
    broken = permit.DIAGRAM.replace('form="F-PER-2"', "").replace('value="F-PER-2"', 'value="F-NOWHERE"')

    with pytest.raises(DefinitionRefused) as refused:
        publish.publish_parts(office.here, permit.parts() | {"permit.bpmn": broken.encode()})

    assert "PER-20" in refused.value.ru or "F-NOWHERE" in refused.value.ru
    with office.here.database.reading() as session:
        assert len(definitions.versions(session, "permit")) == 1


def test_an_altered_fact_is_reported_by_its_place(office: Office) -> None:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.change(
        "UPDATE history SET text = replace(text, :old, :new) WHERE seq = 2",
        old='"element":"PER-20","fact":"TaskCompleted"',
        new='"element":"PER-99","fact":"TaskCompleted"',
    )

    found = replay.replay(office.here, begun.instance_id)

    assert found.difference is not None
    assert found.difference.at == "2.1"
    assert found.difference.recorded["element"] == "PER-99"


def test_a_changed_byte_names_the_row_of_the_history(office: Office) -> None:
    begun = office.apply()
    office.do("ivanov", begun.waiting[0].task, GOOD)
    office.change("UPDATE history SET text = replace(text, 'Москва', 'москва') || ' ' WHERE seq = 1")

    found = verify.verify(office.here)

    assert not found.intact
    assert [(one.number, one.broken.seq, one.broken.what) for one in found.histories] == [("ПРО-2026-0001", 1, "text")]


def test_a_projection_that_lies_is_named_with_its_column(office: Office) -> None:
    begun = office.apply()
    office.change("UPDATE task SET name = 'Ничего не делать' WHERE instance_id = :id", id=begun.instance_id)

    (found,) = verify.verify(office.here).projections

    assert (found.difference.table, found.difference.column) == ("task", "name")
    assert (found.difference.stored, found.difference.expected) == ("Ничего не делать", "Проверить заявку")


def test_a_history_that_cannot_be_read_is_said_and_the_rest_is_verified(office: Office) -> None:
    office.apply()
    office.apply()
    office.change("UPDATE history SET text = 'spoiled' WHERE instance_id = 1")

    found = verify.verify(office.here)

    assert found.instances == 2
    assert {one.number for one in found.unreadable} == {"ПРО-2026-0001"}


def test_the_owner_stops_a_case_and_says_why(office: Office) -> None:
    begun = office.apply()
    with pytest.raises(NotAllowed):
        cancel_instance.cancel(office.here, office.who("ivanov"), begun.instance_id, "Подано по ошибке")
    with pytest.raises(Unfit):
        cancel_instance.cancel(office.here, office.who("admin"), begun.instance_id, " ")

    stopped = cancel_instance.cancel(office.here, office.who("admin"), begun.instance_id, "Подано по ошибке")

    assert stopped.ended
    assert office.status(begun.instance_id) == "cancelled"
    assert office.inbox("ivanov") == []
    last = show_instance.events(office.here, office.who("admin"), begun.instance_id)[-1]
    assert last["steps"][0]["command"]["reason"] == "Подано по ошибке"
    office.holds_together(begun.instance_id)
