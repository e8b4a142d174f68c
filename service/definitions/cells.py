"""Cells of decision tables and their values in words, as far as that is simple; the rest stays FEEL.

Knows no tables of a database and no request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from forms import wording
from processes.decisions import DecisionTable, HitPolicy

_STRING = r'"((?:[^"\\]|\\.)*)"'
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_LITERAL = re.compile(rf"(?:{_STRING}|{_NUMBER}|(true|false)|(null))")
_COMPARED = re.compile(rf"(<=|>=|<|>|=|!=)\s*({_NUMBER}|{_STRING})")
_BETWEEN = re.compile(rf"\[\s*{_NUMBER}\s*\.\.\s*{_NUMBER}\s*\]")
_NOT = re.compile(r"not\((.*)\)")
_CONTAINS = re.compile(rf"(not\()?contains\(\?,\s*{_STRING}\)(\))?")

_COMPARISONS = {
    "ru": {"<=": "не больше", ">=": "не меньше", "<": "меньше", ">": "больше", "=": "равно", "!=": "не равно"},
    "en": {"<=": "at most", ">=": "at least", "<": "less than", ">": "more than", "=": "equal to", "!=": "other than"},
}


def test(source: str, language: str) -> str | None:
    """A unary test in words: «не меньше 10», «образование или опыт»; None where FEEL says it better."""
    text = source.strip()
    if text in ("", "-"):
        return "любое" if language == "ru" else "any"
    if (negated := _NOT.fullmatch(text)) is not None and not text.startswith("not(contains"):
        inner = _one_of(negated[1], language)
        return None if inner is None else f"{'не' if language == 'ru' else 'not'} {inner}"
    return _one_of(text, language)


def output(source: str, language: str) -> str | None:
    """An output cell in words, if it is a value and no expression."""
    return _literal(source.strip(), language)


def value(plain: Any, language: str) -> str:
    """A plain value as people read it."""
    if plain is None:
        return "нет значения" if language == "ru" else "no value"
    if isinstance(plain, bool):
        return wording.text(plain, language)
    if isinstance(plain, Mapping):
        return "; ".join(f"{name}: {value(one, language)}" for name, one in plain.items())
    if isinstance(plain, list | tuple):
        return ", ".join(value(one, language) for one in plain) or ("ничего" if language == "ru" else "nothing")
    return str(plain) or ("пусто" if language == "ru" else "empty")


def answered(table: DecisionTable, outputs: Any, language: str) -> str:
    """What a table said; the only column of an answer needs no name."""
    if isinstance(outputs, Mapping) and len(outputs) == 1:
        return value(next(iter(outputs.values())), language)
    if isinstance(outputs, Mapping):
        labels = {column.name: column.label or column.name for column in table.outputs}
        return "; ".join(f"{labels.get(name, name)}: {value(one, language)}" for name, one in outputs.items())
    return value(outputs, language)


POLICIES: Mapping[HitPolicy, tuple[str, str]] = {
    HitPolicy.UNIQUE: (
        "Подойти может только одно правило; оно и отвечает.",
        "Only one rule may match; it answers.",
    ),
    HitPolicy.FIRST: (
        "Правила спрашивают сверху вниз; отвечает первое, которое подошло.",
        "Rules are asked from the top; the first that matches answers.",
    ),
    HitPolicy.PRIORITY: (
        "Подойти могут несколько; отвечает то, чей ответ стоит раньше в перечне значений.",
        "Several may match; the one whose output stands first in the list of values answers.",
    ),
    HitPolicy.ANY: (
        "Подойти могут несколько, но все с одним ответом.",
        "Several may match, all with the same output.",
    ),
    HitPolicy.COLLECT: (
        "Отвечают все правила, которые подошли: их ответы собираются вместе.",
        "All rules that match answer; their outputs are collected.",
    ),
    HitPolicy.RULE_ORDER: (
        "Отвечают все правила, которые подошли, в порядке таблицы.",
        "All rules that match answer, in the order of the table.",
    ),
    HitPolicy.OUTPUT_ORDER: (
        "Отвечают все правила, которые подошли, в порядке перечня значений.",
        "All rules that match answer, in the order of the list of values.",
    ),
}


def _one_of(text: str, language: str) -> str | None:
    said = [_single(part.strip(), language) for part in _parts(text)]
    if any(part is None for part in said):
        return None
    return (" или " if language == "ru" else " or ").join(part for part in said if part is not None)


def _parts(text: str) -> list[str]:
    """What commas part, outside of strings and brackets."""
    parts, depth, quoted, start = [], 0, False, 0
    for place, sign in enumerate(text):
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign in "([":
            depth += 1
        elif not quoted and sign in ")]":
            depth -= 1
        elif sign == "," and not quoted and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _single(text: str, language: str) -> str | None:
    if (compared := _COMPARED.fullmatch(text)) is not None:
        return (
            f"{_COMPARISONS[language if language == 'ru' else 'en'][compared[1]]} {compared[3] or compared[4] or '«»'}"
        )
    if (between := _BETWEEN.fullmatch(text)) is not None:
        return f"от {between[1]} до {between[2]}" if language == "ru" else f"from {between[1]} to {between[2]}"
    if (contains := _CONTAINS.fullmatch(text)) is not None and bool(contains[1]) == bool(contains[3]):
        if language == "ru":
            return f"{'не ' if contains[1] else ''}содержит {contains[2]}"
        return f"{'does not contain' if contains[1] else 'contains'} {contains[2]}"
    return _literal(text, language)


def _literal(text: str, language: str) -> str | None:
    found = _LITERAL.fullmatch(text)
    if found is None:
        return None
    if found[3]:
        return wording.text(found[3] == "true", language)
    if found[4]:
        return "нет значения" if language == "ru" else "no value"
    if found[1] is not None:
        return found[1] or ("пусто" if language == "ru" else "empty")
    return found[2]
