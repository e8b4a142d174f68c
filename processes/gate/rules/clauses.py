"""Terms say which clause of the regulation sets them, and clauses that are named exist."""

from __future__ import annotations

from collections.abc import Iterator

from processes import trace
from processes.definition import Definition
from processes.gate.finding import Finding, Place, error, title, warning
from processes.gate.paths import nodes
from processes.gate.places import TASKS_OF_PEOPLE
from processes.model.elements import Node
from processes.trace import Sort


def check(definition: Definition) -> Iterator[Finding]:
    """`clause.unknown`; `clause.missing` for each term without one; `paper.unknown`."""
    if definition.clauses:
        for element in trace.elements(definition):
            for clause in element.clauses:
                if clause not in definition.clauses:
                    yield _unknown(definition, element, clause)
    for node in nodes(definition):
        if _is_term(node) and not node.properties.get("clause") and not node.properties.get("ours"):
            yield warning(
                "clause.missing",
                node,
                f"У срока «{title(node)}» не указан пункт регламента",
                f"The term of {title(node)!r} names no clause of the regulation",
                "Укажите свойство clause, а у нашего срока — ours",
                "Set the property clause, or ours for a term of your own",
            )
    for paper in definition.papers.values():
        if not paper.part:
            yield error(
                "paper.unknown",
                None,
                f"procedure.yaml: в papers указан шаблон «{paper.id}», которого в процедуре нет",
                f"procedure.yaml: papers name template {paper.id!r}, which the procedure does not have",
                "Исправьте имя или добавьте шаблон",
                "Correct the name or add the template",
            )


def _is_term(node: Node) -> bool:
    owed = node.kind in TASKS_OF_PEOPLE and bool(node.properties.get("due"))
    return owed or any(event.kind == "timer" for event in node.events)


_IN_WORDS = {
    Sort.PROCESS: ("Процесс", "Process"),
    Sort.FORM: ("Форма", "Form"),
    Sort.QUESTION: ("Вопрос формы", "Question of form"),
    Sort.TABLE: ("Таблица", "Table"),
    Sort.RULE: ("Правило таблицы", "Rule of table"),
    Sort.NOTICE: ("Письмо", "Notice"),
    Sort.DOCUMENT: ("Документ", "Document"),
    Sort.REGISTER: ("Реестр", "Register"),
    Sort.SHEET: ("Ведомость реестра", "Sheet of register"),
    Sort.COLUMN: ("Столбец реестра", "Column of register"),
    Sort.ROLE: ("Роль", "Role"),
    Sort.PAGE: ("Страница", "Page"),
    Sort.SETTING: ("Настройка", "Setting"),
}


def _unknown(definition: Definition, element: trace.Element, clause: str) -> Finding:
    place = _place(definition, element)
    ru, en = _IN_WORDS.get(element.sort, ("", ""))
    named = element.name or " ".join(filter(None, (element.home, element.id)))
    return error(
        "clause.unknown",
        place,
        f"{ru} «{named}» ссылается на пункт «{clause}», которого нет".strip(),
        f"{en} {named!r} refers to clause {clause!r}, which does not exist".strip(),
        "Исправьте пункт или добавьте его в clauses.yaml",
        "Correct the clause or add it to clauses.yaml",
    )


def _place(definition: Definition, element: trace.Element) -> Place | None:
    if element.sort is Sort.NODE:
        return definition.nodes[element.id]
    if element.sort is Sort.PROCESS:
        return definition.processes[element.id]
    if element.sort in (Sort.TABLE, Sort.RULE):
        return definition.decisions[element.home or element.id]
    return None
