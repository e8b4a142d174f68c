"""Every business rule task asks a decision that exists, and hands it all it reads."""

from __future__ import annotations

from collections.abc import Iterator

from processes.decisions import DecisionTable
from processes.definition import Definition
from processes.gate.finding import Finding, error, title, warning
from processes.gate.paths import nodes
from processes.model.elements import Kind, Node


def check(definition: Definition) -> Iterator[Finding]:
    """`decision.unknown`, `decision.input` and `decision.unused`."""
    for node in nodes(definition, Kind.RULE):
        table = definition.decisions.get(node.decision or "")
        if table is None:
            yield error(
                "decision.unknown",
                node,
                f"«{title(node)}» спрашивает решение «{node.decision or ''}», которого в процедуре нет",
                f"{title(node)!r} asks decision {node.decision or ''!r}, which the procedure does not have",
                "Укажите calledDecisionId таблицы решений этой процедуры",
                "Set calledDecisionId to a decision table of this procedure",
            )
        else:
            yield from _inputs(node, table)


def _inputs(node: Node, table: DecisionTable) -> Iterator[Finding]:
    given = {name.removeprefix("input.") for name in node.properties if name.startswith("input.")}
    for name in sorted(table.names - given):
        yield error(
            "decision.input",
            node,
            f"«{title(node)}» не передаёт таблице {table.id} вход «{name}»",
            f"{title(node)!r} does not hand input {name!r} to table {table.id}",
            f"Добавьте свойство input.{name}",
            f"Add the property input.{name}",
        )
    for name in sorted(given - table.names):
        yield warning(
            "decision.unused",
            node,
            f"«{title(node)}» передаёт таблице {table.id} вход «{name}», которого она не читает",
            f"{title(node)!r} hands input {name!r} to table {table.id}, which does not read it",
            f"Уберите input.{name} или проверьте имя",
            f"Remove input.{name} or check the name",
        )
