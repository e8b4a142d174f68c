"""Expressions read only what something sets; else a slip of the pen would pass for an empty answer."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.data import CaseData, Reading
from processes.gate.finding import Finding, error, title
from processes.gate.places import Use, Written, readable


def check(definition: Definition) -> Iterator[Finding]:
    """`name.unknown` and `name.field` for each path that nothing sets."""
    data = CaseData.of(definition)
    for one, expression in readable(definition):
        for path in sorted(expression.names | expression.given_names):
            found = data.reading(one.at, path, outside=one.use is Use.COLLECTION)
            if found is Reading.UNKNOWN_NAME:
                yield _unknown(one, path)
            elif found is Reading.UNKNOWN_FIELD:
                yield _field(one, path)


def _unknown(one: Written, path: tuple[str, ...]) -> Finding:
    return error(
        "name.unknown",
        one.place,
        f"«{title(one.place)}», {one.ru}: имя «{path[0]}» не задаёт ни форма, ни сценарий, ни решение",
        f"{title(one.place)!r}, {one.en}: no form, script or decision sets {path[0]!r}",
        "Проверьте имя; текст пишут в кавычках",
        "Check the name; text stands in quotes",
    )


def _field(one: Written, path: tuple[str, ...]) -> Finding:
    dotted = ".".join(path)
    return error(
        "name.field",
        one.place,
        f"«{title(one.place)}», {one.ru}: поля «{dotted}» нет",
        f"{title(one.place)!r}, {one.en}: there is no field {dotted!r}",
        "Проверьте имя поля по форме, таблице решений или настройкам процедуры",
        "Check the field's name against the form, the decision table or the settings",
    )
