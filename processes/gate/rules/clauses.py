"""Terms say which clause of the regulation sets them, and clauses that are named exist."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title, warning
from processes.gate.paths import nodes
from processes.gate.places import TASKS_OF_PEOPLE
from processes.model import listed
from processes.model.elements import Node


def check(definition: Definition) -> Iterator[Finding]:
    """`clause.unknown`; `clause.missing` for each term without one."""
    for node in nodes(definition):
        clauses = listed(node.properties.get("clause", ""))
        if definition.clauses:
            yield from (_unknown(node, clause) for clause in clauses if clause not in definition.clauses)
        has_term = node.kind in TASKS_OF_PEOPLE and node.properties.get("due")
        if not clauses and (has_term or any(event.kind == "timer" for event in node.events)):
            yield warning(
                "clause.missing",
                node,
                f"У срока «{title(node)}» не указан пункт регламента",
                f"The term of {title(node)!r} names no clause of the regulation",
                "Укажите свойство clause",
                "Set the property clause",
            )
    for table in definition.decisions.values():
        for clause in table.clauses:
            if definition.clauses and clause not in definition.clauses:
                yield error(
                    "clause.unknown",
                    table,
                    f"Таблица «{title(table)}» ссылается на пункт «{clause}», которого нет",
                    f"Table {title(table)!r} refers to clause {clause!r}, which does not exist",
                    "Исправьте пункт или добавьте его в clauses.yaml",
                    "Correct the clause or add it to clauses.yaml",
                )


def _unknown(node: Node, clause: str) -> Finding:
    return error(
        "clause.unknown",
        node,
        f"«{title(node)}» ссылается на пункт «{clause}», которого нет",
        f"{title(node)!r} refers to clause {clause!r}, which does not exist",
        "Исправьте пункт или добавьте его в clauses.yaml",
        "Correct the clause or add it to clauses.yaml",
    )
