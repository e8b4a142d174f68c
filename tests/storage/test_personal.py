"""Erasable values stand apart from the log; erasing them leaves the log whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forms import sealing
from storage import history, instances, personal, search
from storage.database import Database
from tests.storage.cases import MONDAY, a_case, happen, opened, started, statements


@dataclass(frozen=True)
class Value:
    path: str
    salt: bytes
    value: Any


NAME = Value("name", b"s" * 16, "Сидорова Анна")
ROWS = Value("rows.0.text", b"t" * 16, {"b": [1, None], "a": "да"})
NAME_COMMITMENT = sealing.commitment(NAME.salt, NAME.value)
ROWS_COMMITMENT = sealing.commitment(ROWS.salt, ROWS.value)


def a_case_with_values(database: Database) -> int:
    with database.writing() as session:
        case = a_case(session)
        happen(session, case, started(), opened(1))
        personal.put(session, case.id, 1, [NAME], subject="party:12")
        personal.put(session, case.id, 1, [ROWS])
        personal.put(session, case.id, 1, [])
        search.add_erasable(session, case.id, [NAME.value])
        return case.id


def test_a_value_is_found_by_its_commitment(database: Database) -> None:
    case_id = a_case_with_values(database)

    with database.reading() as session:
        assert personal.resolve(session, case_id) == {NAME_COMMITMENT: NAME.value, ROWS_COMMITMENT: ROWS.value}
        assert personal.resolve(session, case_id + 1) == {}


def test_a_resolver_asks_the_database_once_and_only_if_it_must(database: Database) -> None:
    case_id = a_case_with_values(database)

    with database.reading() as session, statements(session.connection().engine) as sent:
        value_of = personal.resolver(session, case_id)
        assert sent == []
        assert value_of(NAME_COMMITMENT) == NAME.value
        assert value_of("unknown") is None

    assert len(sent) == 1


def test_erasure_of_one_subject_leaves_the_others_and_names_its_ground(database: Database) -> None:
    case_id = a_case_with_values(database)
    with database.writing() as session:
        assert personal.erase(session, case_id, at=MONDAY, ground="152-ФЗ, ст. 21", subject="party:12") == 1
        assert personal.erase(session, case_id, at=MONDAY, ground="152-ФЗ, ст. 21", subject="party:12") == 0

    with database.reading() as session:
        assert personal.resolve(session, case_id) == {ROWS_COMMITMENT: ROWS.value}
        [erased] = personal.about(session, "party:12")
        assert personal.erased_count(session, case_id) == 1
        assert len(personal.kept(session, case_id)) == 2
    assert (erased.salt, erased.value, erased.ground, erased.commitment) == (
        None, None, "152-ФЗ, ст. 21", NAME_COMMITMENT,
    )  # fmt: skip


def test_an_erased_case_is_found_by_its_number_only_and_its_history_holds(database: Database) -> None:
    case_id = a_case_with_values(database)
    with database.writing() as session:
        personal.erase(session, case_id, at=MONDAY, ground="152-ФЗ, ст. 21")

    with database.reading() as session:
        assert instances.listed(session, instances.Listing(q="сидорова")) == []
        assert [case.id for case in instances.listed(session, instances.Listing(q="17"))] == [case_id]
        assert history.check(session, case_id) is None
