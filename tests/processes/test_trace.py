"""The matrix between clauses and what carries them out, both ways."""

from __future__ import annotations

from typing import Any

from processes.definition import Clause, Definition, FieldOutline, FormOutline
from processes.trace import Sort, trace
from tests.processes.decisions.tables import table
from tests.processes.gate.drawing import procedure, straight

FORM = FormOutline(
    id="F-1",
    fields={
        "passport": FieldOutline(type="checkbox", open=True, clauses=("4.2",)),
        "note": FieldOutline(type="textarea", open=False, ours="Для памяти"),
        "scans.name": FieldOutline(type="filename", open=False),
    },
)


def version(form: FormOutline = FORM, **outline: Any) -> Definition:
    """Two clauses: 4.1 by the step, 4.2 by a question of its form."""
    drawing = straight().user("A", form=form.id, clause="4.1").path("S", "A", "E")
    return procedure(drawing, forms=(form,), clauses=("4.1", "4.2"), **outline)


def told(found: tuple[Any, ...]) -> list[str]:
    return [f"{one.sort} {one.home} {one.id}".replace("  ", " ") for one in found]


def test_a_clause_leads_to_what_carries_it_out():
    matrix = trace(version())

    assert told(matrix.implementing("4.1")) == ["node P A"]
    assert told(matrix.implementing("4.2")) == ["question F-1 passport"]
    assert matrix.uncovered == ()


def test_an_obligation_that_nothing_carries_out_is_told():
    bare = FormOutline(id="F-1", fields={})

    assert [clause.id for clause in trace(version(bare)).uncovered] == ["4.2"]


def test_a_note_obliges_nobody():
    assert not Clause(id="x", clause="1", text="…", kind="note").obliges
    assert Clause(id="x", clause="1", text="…", kind="role").obliges


def test_a_setting_alone_carries_nothing_out():
    bare = FormOutline(id="F-1", fields={})
    days = {"days": {"value": 10, "ru": "Дней", "en": "Days", "clause": "4.2"}}

    matrix = trace(version(bare, settings=days))

    assert told(matrix.by_clause["4.2"]) == ["setting days"]
    assert [clause.id for clause in matrix.uncovered] == ["4.2"]


def test_an_element_says_its_clause_or_why_it_is_ours():
    matrix = trace(version())

    assert told(matrix.unexplained) == ["node P S", "node P E"]
    assert told(matrix.ours) == ["question F-1 note"]
    assert matrix.share_of_ours == 1 / 5
    assert not matrix.whole


def test_a_form_speaks_for_its_silent_questions():
    silent = {"a": FieldOutline(type="number", open=True), "b": FieldOutline(type="number", open=True, ours="Счёт")}
    form = FormOutline(id="F-1", fields=silent, clauses=("4.2",))

    matrix = trace(version(form))

    assert told(matrix.implementing("4.2")) == ["form F-1", "question F-1 a"]
    assert told(matrix.ours) == ["question F-1 b"]


def test_tables_papers_registers_and_roles_are_elements_too():
    matrix = trace(
        procedure(
            straight().path("S", "E"),
            tables={
                "DT-1.dmn": table("DT-1", rules=[([">= 10"], ['"big"'])]),
                "notices/N-1.txt": b"Subject: x",
                "documents/D-1.typ": b"x",
            },
            clauses=("4.1",),
            papers={"N-1": {"clause": "4.1"}, "D-1": {"ours": "Удобно"}},
            roles={"clerk": {"ru": "Роль", "en": "Role", "clause": "4.1"}},
            registers={"R": {"ru": "Р", "en": "R", "columns": {"a": {"ru": "А", "clause": "4.1"}}, "ours": "Учёт"}},
        )
    )

    assert told(matrix.implementing("4.1")) == ["notice N-1", "column R a", "role clerk"]
    assert told(matrix.ours) == ["document D-1", "register R"]
    assert [one.id for one in matrix.unexplained if one.sort is Sort.TABLE] == ["DT-1"]
