"""A decision table in our own objects, and how it answers.  Knows no XML; expressions are compiled already.

DMN 1.3, chapter 8.  Rules are asked in the order of the table, so that the answer never depends on chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from processes import feel
from processes.decisions import hits
from processes.decisions.errors import DecisionError
from processes.decisions.hits import Aggregation, Hit, HitPolicy


@dataclass(frozen=True, kw_only=True)
class Input:
    """A column that is tested: FEEL over the decision's inputs.  `allowed` are its input values, if it lists them."""

    label: str
    type: str | None
    expression: feel.Expression
    allowed: feel.Tests | None = None


@dataclass(frozen=True, kw_only=True)
class Output:
    """A column that answers.

    `allowed` are its output values; `ranking` the same as a FEEL list, most important first (for PRIORITY and OUTPUT
    ORDER); `default` answers when no rule matches.
    """

    name: str
    label: str
    type: str | None
    allowed: feel.Tests | None = None
    ranking: feel.Expression | None = None
    default: feel.Expression | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A row: one test per input, one expression per output.  `line` is 1-based in the file.

    `clauses` are the statements that this row carries out, where it says so itself.
    """

    id: str
    line: int
    tests: tuple[feel.Tests, ...]
    outputs: tuple[feel.Expression, ...]
    note: str = ""
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a table said: ids of the matching rules in table order, and the outputs as plain JSON.

    One hit is a dict by output name.  Several hits of a table with one output are a dict with one list, of a table
    with several outputs a list of dicts.  FIRST stops asking at its first match and records no other.
    """

    rules: tuple[str, ...]
    outputs: dict[str, Any] | list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class DecisionTable:
    """A decision made by one table.

    `clauses` are ids of the statements of the regulation that it carries out, `ours` why it is there without one.
    """

    id: str
    name: str
    file: str
    line: int
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    clauses: tuple[str, ...] = ()
    ours: str = ""

    @cached_property
    def names(self) -> frozenset[str]:
        """The decision's inputs: every name that a column or a cell of the table reads."""
        expressions = [column.expression for column in self.inputs]
        expressions += [output.default for output in self.outputs if output.default]
        expressions += [expression for rule in self.rules for expression in rule.outputs]
        paths = [expression.names | expression.given_names for expression in expressions]
        paths += [test.names | test.given_names for rule in self.rules for test in rule.tests]
        return frozenset(path[0] for read in paths for path in read)

    def number(self, rule: str) -> int:
        """The place of a rule in the table, from 1; raises KeyError."""
        return {one.id: number for number, one in enumerate(self.rules, 1)}[rule]

    def evaluate(self, inputs: Mapping[str, Any], moment: feel.Moment) -> Answer:
        """The answer to these inputs (plain JSON by name); raises DecisionError when there is none."""
        try:
            matched = self._matching(inputs, moment)
            if not matched:
                return Answer(rules=(), outputs=self._without_match(inputs, moment))
            if self.hit_policy is HitPolicy.UNIQUE:
                hits.refuse_overlap([rule.id for rule in matched], dict(inputs))
            found = [self._hit(rule, inputs, moment) for rule in matched]
            return Answer(rules=tuple(rule.id for rule in matched), outputs=self._answer(found))
        except (DecisionError, feel.FeelError) as error:
            raise DecisionError(
                f"Таблица {self.id} «{self.name}»: {error.ru}",
                f"Table {self.id} {self.name!r}: {error.en}",
                **{"decision": self.id, **error.facts},
            ) from error

    def _matching(self, inputs: Mapping[str, Any], moment: feel.Moment) -> list[Rule]:
        values = [self._value(column, inputs, moment) for column in self.inputs]
        matching = (rule for rule in self.rules if self._matches(rule, values, inputs, moment))
        if self.hit_policy is HitPolicy.FIRST:
            return list(islice(matching, 1))
        return list(matching)

    def _value(self, column: Input, inputs: Mapping[str, Any], moment: feel.Moment) -> Any:
        try:
            value = column.expression.evaluate(inputs, moment)
            allowed = column.allowed is None or column.allowed.match(value, inputs, moment)
        except feel.FeelError as error:
            raise _failed(f"столбец «{column.label}»", f"column {column.label!r}", error) from error
        if not allowed:
            raise DecisionError(
                f"столбец «{column.label}»: значения {value!r} нет среди допустимых; исправьте данные или таблицу",
                f"column {column.label!r}: {value!r} is not among its input values; correct the data or the table",
                column=column.label,
            )
        return value

    def _matches(self, rule: Rule, values: Sequence[Any], inputs: Mapping[str, Any], moment: feel.Moment) -> bool:
        for column, test, value in zip(self.inputs, rule.tests, values, strict=True):
            try:
                if not test.match(value, inputs, moment):
                    return False
            except feel.FeelError as error:
                ru, en = f"правило {rule.id}, столбец «{column.label}»", f"rule {rule.id}, column {column.label!r}"
                raise _failed(ru, en, error) from error
        return True

    def _hit(self, rule: Rule, inputs: Mapping[str, Any], moment: feel.Moment) -> Hit:
        place = (f"правило {rule.id}", f"rule {rule.id}")
        values = {
            output.name: _output(place, output, expression, inputs, moment)
            for output, expression in zip(self.outputs, rule.outputs, strict=True)
        }
        if not self.hit_policy.ranked:
            return Hit(rule=rule.id, outputs=values)
        rank = tuple(_rank(place, output, values[output.name], moment) for output in self.outputs if output.ranking)
        return Hit(rule=rule.id, outputs=values, rank=rank)

    def _answer(self, found: Sequence[Hit]) -> dict[str, Any] | list[dict[str, Any]]:
        names = [output.name for output in self.outputs]
        if self.aggregation:
            return {names[0]: hits.aggregated(self.aggregation, [hit.outputs[names[0]] for hit in found])}
        if self.hit_policy.several:
            return hits.several(self.hit_policy, found, names)
        return hits.single(self.hit_policy, found)

    def _without_match(self, inputs: Mapping[str, Any], moment: feel.Moment) -> dict[str, Any] | list[dict[str, Any]]:
        """The default output entries (DMN 1.3, 8.2.11); else the empty answer where all hits are wanted."""
        if any(output.default for output in self.outputs):
            place = ("ответ по умолчанию", "default output")
            return {
                output.name: feel.plain(_output(place, output, output.default, inputs, moment))
                if output.default
                else None
                for output in self.outputs
            }
        if self.hit_policy.several:
            return self._answer(())
        raise DecisionError(
            "ни одно правило не подходит; добавьте правило или ответ по умолчанию",
            "no rule matches; add a rule or a default output",
            rules=(),
            inputs=dict(inputs),
        )


def _output(
    place: tuple[str, str], output: Output, expression: feel.Expression, inputs: Mapping[str, Any], moment: feel.Moment
) -> Any:
    ru, en = f"{place[0]}, столбец «{output.name}»", f"{place[1]}, column {output.name!r}"
    try:
        value = expression.evaluate(inputs, moment)
        allowed = output.allowed is None or output.allowed.match(value, inputs, moment)
    except feel.FeelError as error:
        raise _failed(ru, en, error) from error
    if not allowed:
        raise DecisionError(
            f"{ru}: ответа {value!r} нет в перечне значений столбца; исправьте таблицу",
            f"{en}: {value!r} is not among the output values; correct the table",
        )
    return value


def _rank(place: tuple[str, str], output: Output, value: Any, moment: feel.Moment) -> int:
    ranking = output.ranking.evaluate({}, moment) if output.ranking else []
    plain = [feel.plain(item) for item in ranking]
    if feel.plain(value) in plain:
        return plain.index(feel.plain(value))
    raise DecisionError(
        f"{place[0]}, столбец «{output.name}»: для ответа {value!r} не указан приоритет; добавьте его в перечень значений",
        f"{place[1]}, column {output.name!r}: {value!r} has no priority; add it to the output values",
    )


def _failed(ru: str, en: str, error: feel.FeelError) -> DecisionError:
    return DecisionError(f"{ru}: {error.ru}", f"{en}: {error.en}", **error.facts)
