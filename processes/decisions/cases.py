"""Cases of a decision table: what it must answer, written by hand beside it.  Knows no files: a case file comes as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from processes import feel
from processes.decisions.errors import DecisionError, TableRefused
from processes.decisions.hits import typed
from processes.decisions.table import DecisionTable

_ZONE = ZoneInfo("Europe/Moscow")
NEW_YEAR = feel.Moment(datetime(2026, 1, 1, 12, tzinfo=_ZONE), _ZONE)
"""The moment at which cases are asked.  A table that depends on the day takes it as an input."""


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
    failures = (_failure(table, n, case, moment) for n, case in enumerate(_cases(table, content), 1))
    return [failure for failure in failures if failure is not None]


def _cases(table: DecisionTable, content: bytes) -> list[Mapping[str, Any]]:
    try:
        document = yaml.safe_load(content)
    except yaml.YAMLError as error:
        raise TableRefused(
            f"Случаи таблицы {table.id} не читаются как YAML: {error}", f"Cases of {table.id} are not YAML: {error}"
        ) from error
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
    return cases


def _failure(table: DecisionTable, number: int, case: Mapping[str, Any], moment: feel.Moment) -> CaseFailure | None:
    try:
        answer = table.evaluate(case["input"], moment)
    except DecisionError as error:
        return CaseFailure(
            number=number,
            inputs=case["input"],
            expected=case["output"],
            got=None,
            rules=(),
            ru=f"Случай {number}: {error.ru}",
            en=f"Case {number}: {error.en}",
        )
    if typed(answer.outputs) == typed(case["output"]):
        return None
    return CaseFailure(
        number=number,
        inputs=case["input"],
        expected=case["output"],
        got=answer.outputs,
        rules=answer.rules,
        ru=f"Случай {number}: ожидалось {case['output']!r}, получено {answer.outputs!r}",
        en=f"Case {number}: expected {case['output']!r}, got {answer.outputs!r}",
    )
