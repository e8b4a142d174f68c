"""An owner's editor saves over what it has seen of this diagram, and loses nothing that it does not know."""

from __future__ import annotations

import pytest

from processes.errors import DiagramRefused
from service.errors import EtagMissing, NotAllowed, NotFound, RedesignChanged, WouldLose
from service.operations import redesign
from service.operations.save_diagram import mark, read_diagram, replace_diagram, save_diagram
from tests.prepared import FILES, Ground
from tests.service import permit
from tests.service.driver import Office

PART = "permit.bpmn"
BEFORE = permit.DIAGRAM.encode()
RENAMED = permit.DIAGRAM.replace("Выдача пропуска", "Выдача пропусков").encode()


@pytest.fixture
def ground() -> Ground:
    """Once: what is asked here is asked of files, not of a database."""
    return FILES


@pytest.fixture(autouse=True)
def owners(office: Office) -> None:
    office.person("volkova", "Волкова Ирина", "process_owner")
    office.person("zaitsev", "Зайцев Глеб", "process_owner")


def save(office: Office, content: bytes, over: bytes, by: str = "volkova") -> str:
    return save_diagram(office.here, office.who(by), "permit", PART, content, over=mark(over))


def kept(office: Office) -> bytes:
    return read_diagram(office.here, office.who("volkova"), "permit", PART)


def test_a_save_answers_with_the_mark_to_save_over_next_time(office: Office) -> None:
    first = save(office, RENAMED, BEFORE)

    assert first == mark(RENAMED)
    assert kept(office) == RENAMED
    assert save_diagram(office.here, office.who("volkova"), "permit", PART, BEFORE, over=first) == mark(BEFORE)


def test_a_colleague_at_another_part_is_in_nobodys_way(office: Office) -> None:
    redesign.write_part(office.here, office.who("zaitsev"), "permit", "notices/N-NEW.txt", b"N", etag='"0"')

    save(office, RENAMED, BEFORE)

    found = redesign.read(office.here, office.who("volkova"), "permit")
    assert (found.parts[PART], found.parts["notices/N-NEW.txt"]) == (RENAMED, b"N")


def test_a_colleague_at_the_same_diagram_is_not_overwritten(office: Office) -> None:
    save(office, RENAMED, BEFORE, by="zaitsev")

    with pytest.raises(RedesignChanged, match="Зайцев Глеб") as refused:
        save(office, permit.DIAGRAM.replace("Специалист", "Эксперт").encode(), BEFORE)

    assert "Зайцев Глеб" in refused.value.ru
    assert kept(office) == RENAMED


def test_whoever_names_no_state_saves_nothing(office: Office) -> None:
    with pytest.raises(EtagMissing):
        save_diagram(office.here, office.who("volkova"), "permit", PART, RENAMED, over=None)


def test_a_save_that_loses_a_definition_is_refused_and_names_it(office: Office) -> None:
    lacking = permit.DIAGRAM.replace('<bpmn:message id="M-PAID" name="paid"/>', "").encode()

    with pytest.raises(WouldLose) as refused:
        save(office, lacking, BEFORE)

    assert "bpmn:message (M-PAID)" in refused.value.ru
    assert kept(office) == BEFORE


def test_a_file_from_outside_may_be_quite_another_one(office: Office) -> None:
    lacking = permit.DIAGRAM.replace('<bpmn:message id="M-PAID" name="paid"/>', "").encode()

    replace_diagram(office.here, office.who("volkova"), "permit", PART, lacking, over=mark(BEFORE))

    assert kept(office) == lacking


@pytest.mark.parametrize("content", [b"", b"<html/>", b"PK\x03\x04"], ids=["empty", "a page", "an archive"])
def test_what_is_no_diagram_is_not_put_in_its_place(office: Office, content: bytes) -> None:
    with pytest.raises(DiagramRefused):
        replace_diagram(office.here, office.who("volkova"), "permit", PART, content, over=mark(BEFORE))

    assert kept(office) == BEFORE


@pytest.mark.parametrize("part", ["none.bpmn", "procedure.yaml"])
def test_only_diagrams_of_the_procedure_are_drawn(office: Office, part: str) -> None:
    with pytest.raises(NotFound):
        read_diagram(office.here, office.who("volkova"), "permit", part)


@pytest.mark.parametrize("login", ["ivanov", "petrova"])
def test_nobody_else_draws(office: Office, login: str) -> None:
    with pytest.raises(NotAllowed):
        save(office, RENAMED, BEFORE, by=login)
