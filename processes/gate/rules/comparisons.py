"""Comparisons with what an answer can never be: they would send every case the same way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from processes.definition import Definition, FieldOutline
from processes.gate.data import CaseData
from processes.gate.finding import Finding, error, title
from processes.gate.places import Written, readable

_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')


def check(definition: Definition) -> Iterator[Finding]:
    """`comparison.choice` for a text that is no choice of the field, `comparison.kind` for a yes/no compared with text."""
    data = CaseData.of(definition)
    for one, expression in readable(definition):
        for path in sorted(expression.names):
            fields = data.fields(one.at, path)
            choices = {choice for field in fields for choice in field.choices or ()}
            if fields and all(field.choices for field in fields):
                for text in _compared(expression.source, path):
                    if text not in choices:
                        yield _no_choice(one, path, text, sorted(choices))
        for comparison in expression.comparisons:
            if _is_unlike(data.fields(one.at, comparison.path), comparison.kind):
                yield _unlike(one, comparison.path)


def _compared(source: str, path: tuple[str, ...]) -> list[str]:
    """The texts that a path is compared with, by `=`, `!=` or `in (...)`."""
    name = r"\s*\.\s*".join(re.escape(part) for part in path)
    equal = re.compile(rf"(?<![\w.]){name}\s*!?=\s*({_TEXT.pattern})")
    member = re.compile(rf"(?<![\w.]){name}\s+in\s*[\[(]((?:\s*,?\s*{_TEXT.pattern})*)\s*[\])]")
    pieces = [found[1] for found in equal.finditer(source)] + [found[1] for found in member.finditer(source)]
    return [text for piece in pieces for text in _TEXT.findall(piece)]


def _is_unlike(fields: list[FieldOutline], kind: str) -> bool:
    if not fields or kind == "null":
        return False
    return all(field.type == "checkbox" for field in fields) and kind != "boolean"


def _no_choice(one: Written, path: tuple[str, ...], text: str, choices: list[str]) -> Finding:
    dotted = ".".join(path)
    return error(
        "comparison.choice",
        one.place,
        f"«{title(one.place)}», {one.ru}: ответа «{text}» у поля «{dotted}» не бывает",
        f"{title(one.place)!r}, {one.en}: {text!r} is no choice of field {dotted!r}",
        f"Выберите один из ответов: {', '.join(choices)}",
        f"Use one of the choices: {', '.join(choices)}",
    )


def _unlike(one: Written, path: tuple[str, ...]) -> Finding:
    dotted = ".".join(path)
    return error(
        "comparison.kind",
        one.place,
        f"«{title(one.place)}», {one.ru}: «{dotted}» — ответ да или нет, а сравнивается с другим",
        f"{title(one.place)!r}, {one.en}: {dotted!r} is a yes or no, but is compared with something else",
        f"Напишите {dotted} = true или {dotted} = false",
        f"Write {dotted} = true or {dotted} = false",
    )
