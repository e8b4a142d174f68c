"""Decision tables answer every case, and only once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from processes.decisions import Fault, FaultKind, check_table
from processes.definition import Definition
from processes.gate.finding import Finding, Place, error, info, warning

_ADVICE = {
    FaultKind.OVERLAP: ("Разделите условия этих правил", "Make the conditions of these rules disjoint"),
    FaultKind.GAP: (
        "Добавьте правило, ответ по умолчанию или перечень допустимых значений столбца",
        "Add a rule, a default output or the list of the column's input values",
    ),
    FaultKind.DEAD: ("Удалите правило или исправьте его условие", "Remove the rule or correct its condition"),
    FaultKind.UNCHECKED: ("Опишите такие случаи рядом с таблицей", "Write cases for it beside the table"),
}


def check(definition: Definition) -> Iterator[Finding]:
    """`table.overlap`, `table.gap`, `table.dead`, and `table.unchecked` where a table is too free to be tried."""
    for table in definition.decisions.values():
        for fault in check_table(table):
            yield _level(fault)(f"table.{fault.kind}", table, fault.ru, fault.en, *_ADVICE[fault.kind])


def _level(fault: Fault) -> Callable[[str, Place, str, str, str, str], Finding]:
    if fault.kind is FaultKind.UNCHECKED:
        return info
    return error if fault.certain else warning
