"""The seven hit policies of DMN 1.3 (8.2.8): how the rules that match make one answer.  Knows no table and no FEEL text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from processes import feel
from processes.decisions.errors import DecisionError


class HitPolicy(StrEnum):
    """How the matching rules make one answer."""

    UNIQUE = "UNIQUE"  #: Exactly one rule may match
    FIRST = "FIRST"  #: The first that matches
    PRIORITY = "PRIORITY"  #: The one whose output stands first in the list of output values
    ANY = "ANY"  #: Several may match, all with the same output
    COLLECT = "COLLECT"  #: All, as a list or put together by the aggregation
    RULE_ORDER = "RULE ORDER"  #: All, in the order of the table
    OUTPUT_ORDER = "OUTPUT ORDER"  #: All, in the order of the list of output values

    @property
    def several(self) -> bool:
        """Whether the answer holds all hits instead of one."""
        return self in (HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER)

    @property
    def ranked(self) -> bool:
        """Whether the list of output values decides."""
        return self in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)


class Aggregation(StrEnum):
    """How COLLECT puts the outputs of all matching rules together; without one they are a list."""

    SUM = "SUM"
    COUNT = "COUNT"
    MIN = "MIN"
    MAX = "MAX"


@dataclass(frozen=True, kw_only=True)
class Hit:
    """The outputs of a rule that matched, as FEEL values by name, and its place among the output values (0 is first)."""

    rule: str
    outputs: dict[str, Any]
    rank: tuple[int, ...] = ()

    @property
    def plain(self) -> dict[str, Any]:
        return {name: feel.plain(value) for name, value in self.outputs.items()}


def refuse_overlap(rules: Sequence[str], inputs: object) -> None:
    """Raises DecisionError if a UNIQUE table has more than one matching rule."""
    if len(rules) > 1:
        listed = ", ".join(rules)
        raise DecisionError(
            f"подходят сразу правила {listed}, а политика UNIQUE допускает одно. Разделите их условия",
            f"rules {listed} all match, and UNIQUE allows one. Make their conditions disjoint",
            rules=tuple(rules),
            inputs=inputs,
        )


def single(policy: HitPolicy, hits: Sequence[Hit]) -> dict[str, Any]:
    """The one answer of UNIQUE, FIRST, PRIORITY or ANY; `hits` is not empty and in table order."""
    if policy is HitPolicy.PRIORITY:
        return min(hits, key=lambda hit: hit.rank).plain
    if policy is HitPolicy.ANY:
        _refuse_difference(hits)
    return hits[0].plain


def several(policy: HitPolicy, hits: Sequence[Hit], names: Sequence[str]) -> dict[str, Any] | list[dict[str, Any]]:
    """All answers of COLLECT, RULE ORDER or OUTPUT ORDER: one list for one output, else a list of contexts."""
    ordered = sorted(hits, key=lambda hit: hit.rank) if policy is HitPolicy.OUTPUT_ORDER else hits
    if len(names) == 1:
        return {names[0]: [hit.plain[names[0]] for hit in ordered]}
    return [hit.plain for hit in ordered]


def aggregated(aggregation: Aggregation, values: Sequence[Any]) -> Any:
    """COLLECT with an operator over the outputs of all hits, as a plain value; of no hits the count is 0, the rest null."""
    if aggregation is Aggregation.COUNT:
        return len(values)
    if not values:
        return None
    if aggregation is Aggregation.SUM:
        return feel.plain(sum(_numbers(values), Decimal(0)))
    smallest_or_largest = min if aggregation is Aggregation.MIN else max
    try:
        return feel.plain(smallest_or_largest(values))
    except TypeError as error:
        raise DecisionError(
            f"ответы {list(values)!r} нельзя сравнить друг с другом для {aggregation}",
            f"outputs {list(values)!r} cannot be compared for {aggregation}",
        ) from error


def _numbers(values: Sequence[Any]) -> list[Decimal]:
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise DecisionError(f"ответ {value!r} — не число, сумма невозможна", f"{value!r} is no number to be summed")
    return [Decimal(value) for value in values]


def _refuse_difference(hits: Sequence[Hit]) -> None:
    other = next((hit for hit in hits if typed(hit.plain) != typed(hits[0].plain)), None)
    if other is not None:
        raise DecisionError(
            f"правила {hits[0].rule} и {other.rule} подходят вместе, но отвечают по-разному; ANY требует одного ответа",
            f"rules {hits[0].rule} and {other.rule} both match with different outputs; ANY demands the same",
            rules=(hits[0].rule, other.rule),
        )


def typed(value: Any) -> Any:
    """The value with its types, since Python takes true for 1."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    return (type(value).__name__, value)
