"""What a decision table leaves out or says twice, found before it is published.

Every column is tried with the values its cells name, the values beside them and one that no cell names; the table is
asked with every combination.  A column whose cells are more than literals, comparisons and ranges cannot be tried so.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from processes import feel
from processes.decisions.cases import NEW_YEAR
from processes.decisions.hits import HitPolicy
from processes.decisions.table import DecisionTable, Input, Rule

MOST_COMBINATIONS = 20_000


class FaultKind(StrEnum):
    """What may be wrong with a table as a whole."""

    OVERLAP = "overlap"  #: Rules match together where the hit policy forbids it
    GAP = "gap"  #: No rule matches, and there is no default
    DEAD = "dead"  #: A rule that never answers
    UNCHECKED = "unchecked"  #: The table is too large or too free to be tried


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something wrong with a table.  `example` is column label -> value; `certain` if columns are independent inputs."""

    kind: FaultKind
    rules: tuple[str, ...]
    example: Mapping[str, Any]
    certain: bool
    ru: str
    en: str


_STRING = r'"(?:[^"\\]|\\.)*"'
_NUMBER = r"-?\d+(?:\.\d+)?"
_LITERAL = rf"(?:{_STRING}|{_NUMBER}|true|false|null)"
_RANGE = rf"[\[\]\(]\s*{_NUMBER}\s*\.\.\s*{_NUMBER}\s*[\[\]\)]"
_TEST = rf"(?:(?:<=|>=|<|>|=|!=)?\s*{_LITERAL}|{_RANGE})"
_LIST = rf"{_TEST}(?:\s*,\s*{_TEST})*"
_SIMPLE = re.compile(rf"\s*(?:-|{_LIST}|not\(\s*{_LIST}\s*\))\s*")
_LITERALS = re.compile(rf"{_STRING}|(?<![\w.]){_NUMBER}|\b(?:true|false|null)\b")
_NAME = re.compile(r"\s*[^\W\d]\w*\s*")


def check_table(table: DecisionTable) -> tuple[Fault, ...]:
    """Overlaps, gaps and dead rules of a table, one finding for each pair of rules, gap or rule; never raises."""
    columns = [_samples(table, n) for n in range(len(table.inputs))]
    tried = [column for column in columns if column is not None]
    if len(tried) < len(columns) or math.prod(len(column) for column in tried) > MOST_COMBINATIONS:
        return _unchecked(table)
    try:
        return tuple(_faults(table, tried))
    except feel.FeelError:
        return _unchecked(table)  # a cell that fails on a sample value is not simple after all


def _faults(table: DecisionTable, columns: Sequence[Sequence[Any]]) -> Iterator[Fault]:
    certain = all(_NAME.fullmatch(column.expression.source) for column in table.inputs)
    certain = certain and len({column.expression.source.strip() for column in table.inputs}) == len(table.inputs)
    pairs: dict[tuple[str, str], Mapping[str, Any]] = {}
    gap: Mapping[str, Any] | None = None
    answering: set[str] = set()
    for values in itertools.product(*columns):
        matching = [rule for rule in table.rules if _matches(rule, values)]
        example = {column.label: feel.plain(value) for column, value in zip(table.inputs, values, strict=True)}
        if not matching and gap is None:
            gap = example
        answering.update(rule.id for rule in (matching[:1] if table.hit_policy is HitPolicy.FIRST else matching))
        for first, second in itertools.combinations(matching, 2):
            if _collide(table, first, second):
                pairs.setdefault((first.id, second.id), example)
    yield from (_overlap(table, pair, example, certain) for pair, example in pairs.items())
    if gap is not None and not table.hit_policy.several and not any(output.default for output in table.outputs):
        yield _gap(table, gap, certain)
    yield from (_dead(rule) for rule in table.rules if rule.id not in answering)


def _matches(rule: Rule, values: Sequence[Any]) -> bool:
    return all(test.match(value, {}, NEW_YEAR) for test, value in zip(rule.tests, values, strict=True))


def _collide(table: DecisionTable, first: Rule, second: Rule) -> bool:
    if table.hit_policy is HitPolicy.UNIQUE:
        return True
    same = [output.source for output in first.outputs] == [output.source for output in second.outputs]
    return table.hit_policy is HitPolicy.ANY and not same


def _samples(table: DecisionTable, number: int) -> list[Any] | None:
    """Values that tell all cells of a column apart, or None if the cells are not simple."""
    column = table.inputs[number]
    cells = [rule.tests[number].source for rule in table.rules]
    listed = [column.allowed.source] if column.allowed else []
    if not all(_SIMPLE.fullmatch(cell) for cell in cells + listed):
        return None
    literals = dict.fromkeys(literal for cell in listed + cells for literal in _LITERALS.findall(cell))
    values = [feel.compile(literal).evaluate({}, NEW_YEAR) for literal in literals]
    samples = [*values, *_beside(values, column)]
    if not samples:
        return [None]  # every cell is "-": any value will do
    if column.allowed is None:
        return samples
    return [value for value in samples if column.allowed.match(value, {}, NEW_YEAR)]


def _beside(values: Sequence[Any], column: Input) -> Iterator[Any]:
    """Values that no cell names: the other truth value, numbers between and outside, a text of its own."""
    if any(isinstance(value, bool) for value in values):
        yield from (truth for truth in (True, False) if not any(value is truth for value in values))
    numbers = sorted(Decimal(v) for v in values if isinstance(v, int | Decimal) and not isinstance(v, bool))
    if numbers:
        yield from (numbers[0] - 1, numbers[-1] + 1)
        whole = column.type in ("integer", "long")
        yield from (
            (a + b) // 2 if whole else (a + b) / 2 for a, b in itertools.pairwise(numbers) if not whole or b - a > 1
        )
    if any(isinstance(value, str) for value in values):
        yield "…"  # the ellipsis stands for any text that no cell names


def _where(example: Mapping[str, Any]) -> str:
    return ", ".join(f"{label} = {value!r}" for label, value in example.items())


def _overlap(table: DecisionTable, pair: tuple[str, str], example: Mapping[str, Any], certain: bool) -> Fault:
    return Fault(
        kind=FaultKind.OVERLAP,
        rules=pair,
        example=example,
        certain=certain,
        ru=f"Правила {pair[0]} и {pair[1]} подходят вместе при {_where(example)}; политика {table.hit_policy} этого не допускает",
        en=f"Rules {pair[0]} and {pair[1]} both match for {_where(example)}; hit policy {table.hit_policy} forbids that",
    )


def _gap(table: DecisionTable, example: Mapping[str, Any], certain: bool) -> Fault:
    return Fault(
        kind=FaultKind.GAP,
        rules=(),
        example=example,
        certain=certain,
        ru=f"В таблице {table.id} нет правила для {_where(example)}",
        en=f"Table {table.id} has no rule for {_where(example)}",
    )


def _dead(rule: Rule) -> Fault:
    return Fault(
        kind=FaultKind.DEAD,
        rules=(rule.id,),
        example={},
        certain=True,
        ru=f"Правило {rule.id} никогда не даёт ответа",
        en=f"Rule {rule.id} never answers",
    )


def _unchecked(table: DecisionTable) -> tuple[Fault, ...]:
    """Nothing to say where rules may match together or not at all."""
    if table.hit_policy.several:
        return ()
    return (
        Fault(
            kind=FaultKind.UNCHECKED,
            rules=(),
            example={},
            certain=False,
            ru=f"Пропуски и пересечения таблицы {table.id} не проверены: условия сложнее, чем значения и диапазоны",
            en=f"Gaps and overlaps of table {table.id} were not checked: its tests are more than values and ranges",
        ),
    )
