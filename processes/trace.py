"""The matrix between the regulation and what carries it out, both ways.  Pure: a definition in, plain values out.

An *obligation* is a clause of any kind but `note`.  It is *implemented* when something that a case meets or people see
names it: a step, a question, a table, a rule, a paper, a register or its column, a role, a page.  A setting or a
reminder belongs to a clause, but alone carries nothing out.  Steps, questions, tables, papers and registers must name
a clause or say why they are ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from processes.decisions import DecisionTable
from processes.definition import Clause, Definition, FormOutline, PaperKind, RegisterOutline
from processes.model import listed


class Sort(StrEnum):
    """What kind of thing an element of the matrix is."""

    PROCESS = "process"
    NODE = "node"
    FORM = "form"
    QUESTION = "question"
    TABLE = "table"
    RULE = "rule"
    NOTICE = "notice"
    DOCUMENT = "document"
    REGISTER = "register"
    COLUMN = "column"
    SHEET = "sheet"
    PAGE = "page"
    FORUM = "forum"
    ROLE = "role"
    SETTING = "setting"
    REMINDER = "reminder"


OWING = frozenset({Sort.NODE, Sort.QUESTION, Sort.TABLE, Sort.NOTICE, Sort.DOCUMENT, Sort.REGISTER, Sort.FORUM})
"""What has to say where it comes from."""

IDLE = frozenset({Sort.SETTING, Sort.REMINDER})
"""What belongs to a clause without carrying it out."""


@dataclass(frozen=True, kw_only=True)
class Element:
    """Something in a definition that may name clauses.

    `id` is unique together with `sort` and `home`: the form of a question, the table of a rule, the register of a
    column, the process of a node, the step of a reminder.  `name` is what the definition itself calls it, "" where only
    the form or the interface knows.  `ours` is the reason why it is there without a clause.
    """

    sort: Sort
    id: str
    home: str
    name: str
    clauses: tuple[str, ...]
    ours: str = ""

    @property
    def explained(self) -> bool:
        return bool(self.clauses or self.ours)

    @property
    def place(self) -> str:
        """Where it stands, in one word: `F-EXM-2 scan_education`, `EXM-30`."""
        return f"{self.home} {self.id}" if self.home and self.sort not in (Sort.NODE, Sort.REMINDER) else self.id


@dataclass(frozen=True, kw_only=True)
class Trace:
    """The matrix of a definition: its clauses, and its elements in the order of the definition."""

    clauses: tuple[Clause, ...]
    elements: tuple[Element, ...]

    @cached_property
    def by_clause(self) -> dict[str, tuple[Element, ...]]:
        """Everything that names a clause, for every clause."""
        found: dict[str, list[Element]] = {clause.id: [] for clause in self.clauses}
        for element in self.elements:
            for clause in element.clauses:
                found.setdefault(clause, []).append(element)
        return {clause: tuple(elements) for clause, elements in found.items()}

    def implementing(self, clause: str) -> tuple[Element, ...]:
        """What carries the clause out."""
        return tuple(element for element in self.by_clause.get(clause, ()) if element.sort not in IDLE)

    @property
    def obligations(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.obliges)

    @property
    def uncovered(self) -> tuple[Clause, ...]:
        """Obligations that nothing carries out."""
        return tuple(clause for clause in self.obligations if not self.implementing(clause.id))

    @property
    def owing(self) -> tuple[Element, ...]:
        """The elements that must say where they come from."""
        return tuple(element for element in self.elements if element.sort in OWING)

    @property
    def unexplained(self) -> tuple[Element, ...]:
        """Those that say neither a clause nor a reason."""
        return tuple(element for element in self.owing if not element.explained)

    @property
    def ours(self) -> tuple[Element, ...]:
        """Those that stand in no clause, and say why they are there."""
        return tuple(element for element in self.owing if not element.clauses and element.ours)

    @property
    def share_of_ours(self) -> float:
        """Of all elements that owe an explanation, from 0 to 1."""
        return len(self.ours) / len(self.owing) if self.owing else 0.0

    @property
    def whole(self) -> bool:
        """Whether every obligation is carried out and every element explained."""
        return not self.uncovered and not self.unexplained


def plain(found: Trace) -> dict[str, Any]:
    """The matrix as plain JSON: figures first, then by clause, then by element."""
    return {
        "obligations": len(found.obligations),
        "implemented": len(found.obligations) - len(found.uncovered),
        "uncovered": [clause.id for clause in found.uncovered],
        "elements": len(found.owing),
        "unexplained_elements": len(found.unexplained),
        "unexplained": [f"{element.sort} {element.place}" for element in found.unexplained],
        "ours_elements": len(found.ours),
        "ours": round(found.share_of_ours, 4),
        "clauses": {
            clause.id: {
                "clause": clause.clause,
                "kind": clause.kind,
                "elements": [f"{element.sort} {element.place}" for element in found.by_clause[clause.id]],
            }
            for clause in found.clauses
        },
        "by_element": [
            {
                "kind": str(element.sort),
                "element": element.place,
                "clauses": list(element.clauses),
                "ours": element.ours or None,
            }
            for element in found.owing
        ],
    }


def trace(definition: Definition) -> Trace:
    """The matrix of a definition."""
    return Trace(clauses=tuple(definition.clauses.values()), elements=tuple(elements(definition)))


def elements(definition: Definition) -> Iterator[Element]:
    """Everything that may name a clause, in the order in which a reader meets it."""
    yield from _diagrams(definition)
    for form in definition.forms.values():
        yield from _form(form)
    for table in definition.decisions.values():
        yield from _table(table)
    yield from _papers(definition)
    for register in definition.registers.values():
        yield from _register(register)
    for page in definition.pages.values():
        yield Element(sort=Sort.PAGE, id=page.id, home="", name=page.ru, clauses=page.clauses)
    for forum in definition.forums.values():
        yield Element(
            sort=Sort.FORUM, id=forum.id, home="", name=forum.ru, clauses=_words(forum.clause), ours=forum.ours or ""
        )
    for role in definition.roles.values():
        yield Element(sort=Sort.ROLE, id=role.id, home="", name=role.ru, clauses=_words(role.clause))
    for setting in definition.settings.values():
        yield Element(sort=Sort.SETTING, id=setting.name, home="", name=setting.ru, clauses=_words(setting.clause))
    yield from _reminders(definition)


def _diagrams(definition: Definition) -> Iterator[Element]:
    for process in definition.processes.values():
        yield Element(
            sort=Sort.PROCESS,
            id=process.id,
            home="",
            name=process.name,
            clauses=_words(process.properties.get("clause")),
            ours=process.properties.get("ours", ""),
        )
        for node in process.nodes.values():
            yield Element(
                sort=Sort.NODE,
                id=node.id,
                home=process.id,
                name=node.name.strip(),
                clauses=_words(node.properties.get("clause")),
                ours=node.properties.get("ours", ""),
            )


def _form(form: FormOutline) -> Iterator[Element]:
    yield Element(sort=Sort.FORM, id=form.id, home="", name="", clauses=form.clauses, ours=form.ours)
    for path, field in form.fields.items():
        if not field.asked:
            continue
        silent = not field.clauses and not field.ours
        yield Element(
            sort=Sort.QUESTION,
            id=path,
            home=form.id,
            name="",
            clauses=form.clauses if silent else field.clauses,
            ours=form.ours if silent else field.ours,
        )


def _table(table: DecisionTable) -> Iterator[Element]:
    yield Element(sort=Sort.TABLE, id=table.id, home="", name=table.name, clauses=table.clauses, ours=table.ours)
    for rule in table.rules:
        yield Element(sort=Sort.RULE, id=rule.id, home=table.id, name=rule.note, clauses=rule.clauses)


_PAPERS = {PaperKind.NOTICE: Sort.NOTICE, PaperKind.DOCUMENT: Sort.DOCUMENT}


def _papers(definition: Definition) -> Iterator[Element]:
    for paper in definition.papers.values():
        sort, said = _PAPERS[paper.kind], _words(paper.clause)
        yield Element(sort=sort, id=paper.id, home="", name="", clauses=said, ours=paper.ours or "")


def _register(register: RegisterOutline) -> Iterator[Element]:
    yield Element(
        sort=Sort.REGISTER,
        id=register.id,
        home="",
        name=register.ru,
        clauses=_words(register.clause),
        ours=register.ours or "",
    )
    for name, column in register.columns.items():
        yield Element(
            sort=Sort.COLUMN,
            id=name,
            home=register.id,
            name=column.get("ru", ""),
            clauses=_words(column.get("clause")),
            ours=column.get("ours", ""),
        )
    if register.sheet is not None:
        sheet = register.sheet
        yield Element(sort=Sort.SHEET, id=sheet.id, home=register.id, name=sheet.ru, clauses=sheet.clauses)


def _reminders(definition: Definition) -> Iterator[Element]:
    """A reminder belongs to the terms of its step."""
    for step, reminders in definition.reminders.items():
        node = definition.nodes.get(step)
        named = _words(node.properties.get("clause")) if node else ()
        terms = tuple(id_ for id_ in named if id_ in definition.clauses and definition.clauses[id_].kind == "deadline")
        for number, reminder in enumerate(reminders, 1):
            yield Element(
                sort=Sort.REMINDER, id=f"{step}#{number}", home=step, name=reminder.kind, clauses=terms, ours=""
            )


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(listed(text or ""))
