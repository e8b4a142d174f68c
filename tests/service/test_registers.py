"""Rows that people keep by hand: checked by the register's form, by whoever procedure.yaml names, version by version."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forms.errors import AnswersRefused
from service.errors import Conflict, NotAllowed, Unfit
from service.operations import write_register
from storage import definitions, journal, registers
from storage.errors import CapacityTooSmall, NotFound, RowChanged
from storage.models import RegisterRow
from tests.service import permit
from tests.service.driver import GOOD, Office

GATE = {"title": "Проходная западная", "opens": "05.03.2026", "capacity": "2"}


def write(office: Office, login: str, key: str | None = "west", register: str = "R-GATES", **more: Any) -> str:
    etag, state = more.pop("etag", None), more.pop("state", "active")
    return write_register.write(office.here, office.who(login), register, key, GATE | more, etag=etag, state=state)


def row(office: Office, key: str) -> RegisterRow:
    with office.here.database.reading() as session:
        return registers.get(session, "R-GATES", key)


def test_a_row_holds_the_answers_to_the_form(office: Office) -> None:
    written = row(office, write(office, "ivanov"))

    assert written.data == {"title": "Проходная западная", "opens": "2026-03-05", "capacity": 2}
    assert (written.capacity, written.version, written.state) == (2, 1, "active")


def test_a_row_may_be_closed(office: Office) -> None:
    write(office, "ivanov")

    write(office, "ivanov", etag="1", state="closed")

    assert (row(office, "west").version, row(office, "west").state) == (2, "closed")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("opens", "31.02.2026"),
        ("capacity", "0"),
        ("capacity", "2.5"),
        ("title", " "),
        ("sneaked", "x"),
        ("state", "odd"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_field(office: Office, column: str, value: str) -> None:
    with pytest.raises(AnswersRefused) as refused:
        write(office, "ivanov", **{column: value})

    assert list(refused.value.errors) == [column]


def test_who_keeps_it_is_said_in_the_procedure_and_the_admin_may_always(office: Office) -> None:
    for login in ("sidorov", "petrova", "stranger"):
        with pytest.raises(NotAllowed) as refused:
            write(office, login)
        assert "Специалист" in refused.value.ru

    assert write(office, "admin") == "west"


def test_a_register_without_a_form_is_kept_by_cases_alone(office: Office) -> None:
    for register in ("R-PERMITS", "R-NOTHING"):
        with pytest.raises(NotFound):
            write(office, "admin", register=register)


def test_nothing_that_may_be_erased_is_written(office: Office) -> None:
    gate = json.loads(permit.parts()["F-PER-5.json"])
    gate["components"][0]["properties"] = {}
    past_the_gate(office, permit.parts() | {"F-PER-5.json": json.dumps(gate).encode()})

    with pytest.raises(Unfit) as refused:
        write(office, "ivanov")

    assert "title" in refused.value.en


def past_the_gate(office: Office, parts: dict[str, bytes]) -> None:
    """A version that the gate would have refused."""
    with office.here.database.writing() as session:
        definitions.save(
            session, parts=parts, key="permit", code="ПРО", titles={"ru": "Пропуск", "en": "Permit"}, findings=[],
            circumstances=definitions.Circumstances(
                author="system", reason="test", effective_from=office.here.now(), published_at=office.here.now()
            ),
        )  # fmt: skip


def test_of_two_who_edit_one_row_the_second_is_told(office: Office) -> None:
    write(office, "ivanov")
    write(office, "ivanov", etag="1", capacity="3")

    with pytest.raises(RowChanged):
        write(office, "orlova", etag="1", capacity="4")

    assert row(office, "west").capacity == 3


def test_a_new_row_never_replaces_one_that_is_there(office: Office) -> None:
    key = write(office, "ivanov", key=None)  # known by the moment of its writing, and the clock stands still

    with pytest.raises(Conflict):
        write(office, "orlova", key=None, capacity="9")

    assert row(office, key).capacity == 2


def test_places_in_use_cannot_be_taken_away(office: Office) -> None:
    for _ in range(2):
        begun = office.apply()
        office.do("ivanov", begun.waiting[0].task, GOOD | {"gate": "south"})

    with pytest.raises(CapacityTooSmall):
        write(office, "ivanov", "south", capacity="1")


def test_each_writing_is_recorded(office: Office) -> None:
    write(office, "ivanov")

    with office.here.database.reading() as session:
        (entry,) = journal.entries(session, kind="register.written")
    assert (entry.actor, entry.subject) == (office.people["ivanov"].id, "R-GATES/west")
