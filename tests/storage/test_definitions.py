"""Versions are numbered per procedure, kept for ever, and a part is stored once."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage import definitions
from storage.database import Database
from storage.definitions import Circumstances
from storage.errors import NotFound
from storage.models import Blob, Definition
from tests.storage.cases import MONDAY, days

PARTS = {"procedure.yaml": b"key: exam", "exam.bpmn": b"<definitions/>", "notices/N-1.txt": "Тема: да".encode()}


def save(session: Session, parts: dict[str, bytes], *, key: str = "exam", since: datetime = MONDAY) -> Definition:
    return definitions.save(
        session,
        parts=parts,
        key=key,
        code="ЭКЗ",
        titles={"ru": "Экзамен", "en": "Exam"},
        circumstances=Circumstances(
            author="shipped", reason="Первая поставка", effective_from=since, published_at=MONDAY
        ),
    )


def test_versions_are_numbered_per_procedure(database: Database) -> None:
    with database.writing() as session:
        numbers = [
            (row.procedure, row.version)
            for row in (save(session, PARTS), save(session, PARTS), save(session, PARTS, key="audit"))
        ]

    assert numbers == [("exam", 1), ("exam", 2), ("audit", 1)]


def test_parts_come_back_as_they_were_and_are_stored_once(database: Database) -> None:
    changed = {**PARTS, "exam.bpmn": b"<definitions id='2'/>"}
    with database.writing() as session:
        first, second = save(session, PARTS).id, save(session, changed).id

    with database.reading() as session:
        assert definitions.parts(session, first) == PARTS
        assert definitions.parts(session, second) == changed
        before, after = definitions.part_digests(session, first), definitions.part_digests(session, second)
        assert session.scalar(select(func.count()).select_from(Blob)) == 4
    assert {name for name in before if before[name] != after[name]} == {"exam.bpmn"}


def test_a_new_case_takes_the_newest_version_in_effect(database: Database) -> None:
    with database.writing() as session:
        save(session, PARTS)
        save(session, PARTS, since=days(10))
        save(session, PARTS, key="audit", since=days(20))

        at_once, later = definitions.newest(session, "exam", days(9)), definitions.newest(session, "exam", days(10))
        assert at_once is not None
        assert later is not None
        assert (at_once.version, later.version) == (1, 2)
        assert definitions.newest(session, "exam", days(-1)) is None
        assert [(row.procedure, row.version) for row in definitions.in_effect(session, days(15))] == [("exam", 2)]
        assert [row.version for row in definitions.versions(session, "exam")] == [2, 1]
        assert definitions.by_version(session, "exam", 1).id == at_once.id


def test_a_sketch_has_findings_and_no_number(database: Database) -> None:
    circumstances = Circumstances(author="person:1", reason="Проба", effective_from=MONDAY, published_at=MONDAY)
    with database.writing() as session:
        sketch = definitions.save_sketch(
            session, parts=PARTS, key="exam", code="ЭКЗ", titles={"ru": "Экзамен"}, circumstances=circumstances,
            findings=[{"code": "role.missing"}],
        )  # fmt: skip
        assert definitions.newest(session, "exam", days(1)) is None
        assert save(session, PARTS).version == 1
        assert [row.id for row in definitions.sketches(session, "exam")] == [sketch.id]

    assert (sketch.version, sketch.findings) == (None, [{"code": "role.missing"}])


def test_an_unknown_version_is_named(database: Database) -> None:
    with database.reading() as session, pytest.raises(NotFound) as refused:
        definitions.by_version(session, "exam", 7)

    assert "exam v7" in refused.value.en


PROCEDURE = """
key: exam
title: {ru: "Экзамен", en: "Exam"}
code: ЭКЗ
main: P-EXM
roles: {coc_specialist: {ru: "Специалист", en: "Specialist"}}
""".encode()
DIAGRAM = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
  <bpmn:process id="P-EXM" isExecutable="true">
    <bpmn:startEvent id="EXM-S"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:endEvent id="EXM-E"><bpmn:incoming>f1</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="EXM-S" targetRef="EXM-E"/>
  </bpmn:process>
</bpmn:definitions>"""
FORM = """{"type": "default", "id": "F-EXM-1", "schemaVersion": 18, "components": [
  {"id": "name", "type": "textfield", "key": "name", "label": "Имя"}]}""".encode()


def test_a_version_is_put_together_with_its_forms_and_texts(database: Database) -> None:
    parts = {"procedure.yaml": PROCEDURE, "exam.bpmn": DIAGRAM, "F-EXM-1.json": FORM, "notices/N-1.txt": b"N"}
    with database.writing() as session:
        row = save(session, parts)

        published = definitions.published(session, row.id)

    assert (published.id, published.key, published.version) == (row.id, "exam", 1)
    assert published.definition.digest == row.digest
    assert published.definition.node("EXM-S").id == "EXM-S"
    assert list(published.forms) == ["F-EXM-1"]
    assert list(published.definition.forms["F-EXM-1"].fields) == ["name"]
    assert published.texts == {"notices/N-1.txt": "N"}
