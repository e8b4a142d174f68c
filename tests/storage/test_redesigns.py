"""A redesign is one a procedure, counts its changes, and leaves nothing behind that nobody has any more."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage import definitions, redesigns
from storage.database import Database
from storage.definitions import Circumstances
from storage.errors import StaleVersion
from storage.models import Blob, Definition, DefinitionState
from tests.storage.cases import MONDAY, days

PARTS = {"procedure.yaml": b"key: exam", "exam.bpmn": b"<definitions/>"}


def save(session: Session, state: DefinitionState = DefinitionState.PUBLISHED) -> Definition:
    return definitions.save(
        session,
        parts=PARTS,
        key="exam",
        code="ЭКЗ",
        titles={"ru": "Экзамен", "en": "Exam"},
        circumstances=Circumstances(author="person:1", reason="Проба", effective_from=MONDAY, published_at=MONDAY),
        state=state,
    )


def test_a_redesign_begins_with_all_parts_of_its_base(database: Database) -> None:
    with database.writing() as session:
        base = save(session)

        begun = redesigns.changing(session, base, seen=0, by="person:1", at=days(1))
        redesigns.put_part(session, "exam", "exam.bpmn", b"<changed/>")

        assert (begun.base_id, begun.rev, begun.author) == (base.id, 1, "person:1")
        assert redesigns.parts(session, "exam") == {**PARTS, "exam.bpmn": b"<changed/>"}
        assert definitions.parts(session, base.id) == PARTS


def test_whoever_saw_an_earlier_state_is_refused(database: Database) -> None:
    with database.writing() as session:
        base = save(session)
        redesigns.changing(session, base, seen=0, by="person:1", at=days(1))

    with database.writing() as session, pytest.raises(StaleVersion) as refused:
        redesigns.changing(session, base, seen=0, by="person:2", at=days(1))

    assert refused.value.facts["current"] == 1


def test_states_that_nothing_has_any_more_are_not_kept(database: Database) -> None:
    with database.writing() as session:
        base = save(session)
        for seen in range(5):
            redesigns.changing(session, base, seen=seen, by="person:1", at=days(1))
            redesigns.put_part(session, "exam", "exam.bpmn", f"<state n='{seen}'/>".encode())
        redesigns.put_part(session, "exam", "new.dmn", b"<table/>")

        assert _blobs(session) == 4  # two of the base, the last state, the table

        assert redesigns.drop_part(session, "exam", "new.dmn")
        assert redesigns.drop(session, "exam")

        assert _blobs(session) == 2
        assert definitions.parts(session, base.id) == PARTS
        assert not redesigns.drop(session, "exam")


def test_a_proposed_version_is_not_in_effect_until_it_is_approved(database: Database) -> None:
    with database.writing() as session:
        save(session)
        save(session, DefinitionState.PROPOSED)

        newest = definitions.newest(session, "exam", days(1))
        assert newest is not None and newest.version == 1
        assert [row.version for row in definitions.in_effect(session, days(1))] == [1]
        waiting = definitions.proposed(session, "exam")
        assert waiting is not None and waiting.version == 2

        approved = DefinitionState.PUBLISHED
        assert definitions.decide(session, "exam", 2, approved, by="person:2", at=days(1), effective_from=days(2))
        assert not definitions.decide(session, "exam", 2, approved, by="person:3", at=days(1), effective_from=days(2))

        assert [row.version for row in definitions.in_effect(session, days(1))] == [1]
        assert [row.version for row in definitions.in_effect(session, days(2))] == [2]


def test_a_rejected_version_keeps_its_number(database: Database) -> None:
    with database.writing() as session:
        save(session)
        save(session, DefinitionState.PROPOSED)
        definitions.decide(
            session,
            "exam",
            2,
            DefinitionState.REJECTED,
            by="person:2",
            at=days(1),
            effective_from=MONDAY,
            verdict="Рано",
        )

        assert definitions.proposed(session, "exam") is None
        assert save(session).version == 3
        assert [(row.version, row.state) for row in definitions.versions(session, "exam")] == [
            (3, "published"), (2, "rejected"), (1, "published"),
        ]  # fmt: skip


def _blobs(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Blob)) or 0
