"""Readings of unclear clauses can be followed: their default, switch, clauses and cases are there."""

from __future__ import annotations

from collections.abc import Iterator

from processes import decisions
from processes.definition import Definition, Reading
from processes.gate.finding import Finding, error, warning


def check(definition: Definition) -> Iterator[Finding]:
    """`reading.default`, `reading.setting`, `reading.value`, `reading.clause`, `reading.case` and `reading.role`."""
    for reading in definition.readings:
        for code, ru, en in _faults(definition, reading):
            yield error(
                code,
                None,
                f"Прочтение {reading.id}: {ru}",
                f"Reading {reading.id}: {en}",
                "Исправьте readings.yaml",
                "Correct readings.yaml",
            )
        for table, number in reading.shown_by_cases:
            if not 1 <= number <= _cases(definition, table):
                yield warning(
                    "reading.case",
                    None,
                    f"Прочтение {reading.id} показывает случай {table}#{number}, которого нет",
                    f"Reading {reading.id} is shown by case {table}#{number}, which does not exist",
                    "Исправьте shown_by или добавьте случай",
                    "Correct shown_by or add the case",
                )
    for role in definition.signers:
        if role not in definition.roles:
            yield error(
                "reading.role",
                None,
                f"procedure.yaml: signs_readings называет роль «{role}», которой в процедуре нет",
                f"procedure.yaml: signs_readings names role {role!r}, which the procedure does not have",
                "Исправьте имя или опишите роль",
                "Correct the name or describe the role",
            )


def _faults(definition: Definition, reading: Reading) -> Iterator[tuple[str, str, str]]:
    if reading.default not in {choice.id for choice in reading.choices}:
        yield "reading.default", f"варианта «{reading.default}» нет", f"there is no choice {reading.default!r}"
    if reading.setting is not None and reading.setting not in definition.settings:
        yield "reading.setting", f"настройки «{reading.setting}» нет", f"there is no setting {reading.setting!r}"
    if reading.setting is None and any(choice.value is not None for choice in reading.choices):
        yield (
            "reading.value",
            "варианты с value, а настройка не названа",
            "choices have values, but no setting is named",
        )
    for clause in reading.clauses:
        if definition.clauses and clause not in definition.clauses:
            yield "reading.clause", f"пункта «{clause}» нет", f"there is no clause {clause!r}"


def _cases(definition: Definition, table: str) -> int:
    """How many cases a table has; none if it or its file is not there."""
    found, content = definition.decisions.get(table), definition.case_files.get(table)
    if found is None or content is None:
        return 0
    try:
        return len(decisions.read_cases(found, content))
    except decisions.TableRefused:
        return 0
