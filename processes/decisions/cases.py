"""Cases of a decision table: what it must answer, written by hand beside it.  Knows no files: a case file comes as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from processes import feel, yaml_part
from processes.decisions.errors import DecisionError, TableRefused
from processes.decisions.hits import typed
from processes.decisions.table import DecisionTable
from processes.errors import DefinitionRefused

_ZONE = ZoneInfo("Europe/Moscow")
NEW_YEAR = feel.Moment(datetime(2026, 1, 1, 12, tzinfo=_ZONE), _ZONE)
"""The moment at which cases are asked.  A table that depends on the day takes it as an input."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a table is asked, and what it must answer.  `number` counts from 1."""

    number: int
    inputs: Mapping[str, Any]
    expected: Any


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a table answered to a case: `got` and the rules that matched; `error` instead where it could not answer."""

    case: Case
    got: Any
    rules: tuple[str, ...]
    error: DecisionError | None = None

    @property
    def holds(self) -> bool:
        """Whether the answer is the expected one, in value and type."""
        return self.error is None and typed(self.got) == typed(self.case.expected)


@dataclass(frozen=True, kw_only=True)
class CaseFailure:
    """A case that the table answers otherwise.  `number` counts from 1; `got` is None when the table failed."""

    number: int
    inputs: Mapping[str, Any]
    expected: Any
    got: Any
    rules: tuple[str, ...]
    ru: str
    en: str


def check_cases(table: DecisionTable, content: bytes, moment: feel.Moment = NEW_YEAR) -> list[CaseFailure]:
    """The cases that the table does not answer as written; raises TableRefused if the file is no case file of this table.

    The file is YAML: `{decision: <id>, cases: [{input: {...}, output: {...}}]}`.
    """
    return [_failure(outcome) for outcome in run_cases(table, content, moment) if not outcome.holds]


def run_cases(table: DecisionTable, content: bytes, moment: feel.Moment = NEW_YEAR) -> tuple[Outcome, ...]:
    """What the table answers to each case of its file; raises TableRefused."""
    return tuple(ask(table, case, moment) for case in read_cases(table, content))


def ask(table: DecisionTable, case: Case, moment: feel.Moment = NEW_YEAR) -> Outcome:
    """What the table answers to this case."""
    try:
        answer = table.evaluate(case.inputs, moment)
    except DecisionError as error:
        return Outcome(case=case, got=None, rules=(), error=error)
    return Outcome(case=case, got=answer.outputs, rules=answer.rules)


def read_cases(table: DecisionTable, content: bytes) -> tuple[Case, ...]:
    """The cases in a file; raises TableRefused if it is no case file of this table."""
    try:
        document = yaml_part.read(content, f"{table.id}.cases.yaml")
    except DefinitionRefused as error:
        raise TableRefused(error.ru, error.en) from error
    named = document.get("decision") if isinstance(document, dict) else None
    if named != table.id:
        raise TableRefused(
            f"Файл случаев относится к решению {named!r}, а не к {table.id}; укажите decision: {table.id}",
            f"The case file is for decision {named!r}, not {table.id}; set decision: {table.id}",
        )
    cases = document.get("cases")
    if not isinstance(cases, list) or not all(
        isinstance(case, dict) and isinstance(case.get("input"), dict) and "output" in case for case in cases
    ):
        raise TableRefused(
            f"Случаи таблицы {table.id}: нужен список cases, в каждом input и output",
            f"Cases of {table.id}: a list of cases is needed, each with input and output",
        )
    return tuple(
        Case(number=number, inputs=case["input"], expected=case["output"]) for number, case in enumerate(cases, 1)
    )


def _failure(outcome: Outcome) -> CaseFailure:
    case, error = outcome.case, outcome.error
    ru, en = (
        (error.ru, error.en)
        if error is not None
        else (
            f"ожидалось {case.expected!r}, получено {outcome.got!r}",
            f"expected {case.expected!r}, got {outcome.got!r}",
        )
    )
    return CaseFailure(
        number=case.number,
        inputs=case.inputs,
        expected=case.expected,
        got=outcome.got,
        rules=outcome.rules,
        ru=f"Случай {case.number}: {ru}",
        en=f"Case {case.number}: {en}",
    )
