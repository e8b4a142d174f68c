"""Decision tables of a procedure for reading: rules in words, where they come from, and what the cases say now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from processes import decisions
from processes.decisions import DecisionTable, Outcome, Rule
from processes.definition import Definition
from service import naming
from service.definitions import cells, matrix
from service.definitions.matrix import Head
from service.installation import Installation
from service.naming import CitedClause
from service.published import Edition
from storage.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A table in the list of a procedure's decisions."""

    id: str
    name: str
    rules: int
    cases: int
    held: int
    unmatched: int
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell in words, or as FEEL where `code`."""

    label: str
    text: str
    code: bool = False


@dataclass(frozen=True, kw_only=True)
class RuleShown:
    """A row of a table; `cases` are the numbers of the cases that it matches."""

    id: str
    number: int
    tests: tuple[Cell, ...]
    outputs: tuple[Cell, ...]
    note: str
    clauses: tuple[CitedClause, ...]
    cases: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CaseShown:
    """A case: what is asked, what must come, what came, by which rules (their numbers)."""

    number: int
    inputs: tuple[tuple[str, str], ...]
    expected: str
    got: str
    rules: tuple[int, ...]
    holds: bool


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its label and, for an input, the expression that is tested where it is more than a name."""

    label: str
    expression: str = ""


@dataclass(frozen=True, kw_only=True)
class TableShown:
    """Everything on the page of a decision."""

    head: Head
    id: str
    name: str
    policy: str
    explained: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rules: tuple[RuleShown, ...]
    cases: tuple[CaseShown, ...]
    clauses: tuple[CitedClause, ...]
    ours: str
    steps: tuple[tuple[str, str], ...]
    readings: tuple[tuple[str, str], ...]

    @property
    def held(self) -> int:
        return sum(case.holds for case in self.cases)

    @property
    def unmatched(self) -> tuple[int, ...]:
        """The rules that no case matches."""
        return tuple(rule.number for rule in self.rules if not rule.cases)


def listed(installation: Installation, key: str, language: str) -> tuple[Head, tuple[Listed, ...]]:
    """The tables of the version in effect; raises NotFound."""
    edition = _edition(installation, key)
    return matrix.head(edition, language), tuple(
        _listed(edition.definition, table) for table in edition.definition.decisions.values()
    )


def table(installation: Installation, key: str, decision: str, language: str) -> TableShown:
    """One table; raises NotFound."""
    edition = _edition(installation, key)
    definition = edition.definition
    found = definition.decisions.get(decision)
    if found is None:
        raise NotFound("Решение", "Decision", decision)
    outcomes = outcomes_of(definition, found)
    ru, en = cells.POLICIES[found.hit_policy]
    return TableShown(
        head=matrix.head(edition, language),
        id=found.id,
        name=found.name or found.id,
        policy=" ".join(filter(None, (found.hit_policy, found.aggregation))),
        explained=ru if language == "ru" else en,
        inputs=tuple(
            Column(label=one.label, expression=_written(one.label, one.expression.source)) for one in found.inputs
        ),
        outputs=tuple(Column(label=one.label or one.name) for one in found.outputs),
        rules=tuple(_rule(definition, found, rule, outcomes, language) for rule in found.rules),
        cases=tuple(_case(found, outcome, language) for outcome in outcomes),
        clauses=_cited(definition, found.clauses, language),
        ours=found.ours,
        steps=_steps(definition, found),
        readings=tuple(
            (reading.id, reading.ru if language == "ru" else reading.en or reading.ru)
            for reading in definition.readings
            if any(shown == found.id for shown, _ in reading.shown_by_cases)
        ),
    )


def outcomes_of(definition: Definition, table: DecisionTable) -> tuple[Outcome, ...]:
    """What the table answers to its cases now; nothing where it has none, or its file is none."""
    content = definition.case_files.get(table.id)
    if content is None:
        return ()
    try:
        return decisions.run_cases(table, content)
    except decisions.TableRefused:
        return ()


def _edition(installation: Installation, key: str) -> Edition:
    with installation.database.reading() as session:
        return installation.definitions.newest(session, key, installation.now())


def _listed(definition: Definition, table: DecisionTable) -> Listed:
    outcomes = outcomes_of(definition, table)
    matched = {rule for outcome in outcomes for rule in outcome.rules}
    return Listed(
        id=table.id,
        name=table.name or table.id,
        rules=len(table.rules),
        cases=len(outcomes),
        held=sum(outcome.holds for outcome in outcomes),
        unmatched=sum(rule.id not in matched for rule in table.rules),
        steps=_steps(definition, table),
    )


def _steps(definition: Definition, table: DecisionTable) -> tuple[tuple[str, str], ...]:
    """The steps that ask it: id and name."""
    return tuple(
        (node.id, naming.step_name(definition, node.id))
        for node in definition.nodes.values()
        if node.decision == table.id
    )


def _rule(
    definition: Definition, table: DecisionTable, rule: Rule, outcomes: tuple[Outcome, ...], language: str
) -> RuleShown:
    return RuleShown(
        id=rule.id,
        number=table.number(rule.id),
        tests=tuple(
            _cell(column.label, test.source, cells.test(test.source, language))
            for column, test in zip(table.inputs, rule.tests, strict=True)
        ),
        outputs=tuple(
            _cell(column.label or column.name, said.source, cells.output(said.source, language))
            for column, said in zip(table.outputs, rule.outputs, strict=True)
        ),
        note=rule.note,
        clauses=_cited(definition, rule.clauses, language),
        cases=tuple(outcome.case.number for outcome in outcomes if rule.id in outcome.rules),
    )


def _cell(label: str, source: str, words: str | None) -> Cell:
    return Cell(label=label, text=source.strip(), code=True) if words is None else Cell(label=label, text=words)


def _case(table: DecisionTable, outcome: Outcome, language: str) -> CaseShown:
    error = outcome.error
    return CaseShown(
        number=outcome.case.number,
        inputs=tuple((name, cells.value(given, language)) for name, given in outcome.case.inputs.items()),
        expected=answer(table, outcome.case.expected, language),
        got=error.in_language(language) if error is not None else answer(table, outcome.got, language),
        rules=tuple(table.number(rule) for rule in outcome.rules),
        holds=outcome.holds,
    )


def answer(table: DecisionTable, outputs: Any, language: str) -> str:
    """What a table said, in words."""
    return cells.answered(table, outputs, language)


def _written(label: str, source: str) -> str:
    """The expression of a column, where it is more than the name of an input."""
    text = source.strip()
    return "" if text == label or text.isidentifier() else text


def _cited(definition: Definition, ids: tuple[str, ...], language: str) -> tuple[CitedClause, ...]:
    known = definition.clauses
    return naming.cited((known[id_] for id_ in ids if id_ in known), language)
