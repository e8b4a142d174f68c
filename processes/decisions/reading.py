"""DMN 1.3 files read into decision tables.  Refuses, by name and all at once, whatever we would not evaluate as written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from processes import feel
from processes.decisions.errors import TableRefused
from processes.decisions.hits import Aggregation, HitPolicy
from processes.decisions.table import DecisionTable, Input, Output, Rule
from processes.errors import DiagramRefused
from processes.model import source
from processes.model.names import SPIFF, line_of, local, shown

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
MOST_CELLS = 20_000
"""Cells of all tables of one file; a table that a person can read has some hundreds."""

_OUTPUT_NAME = re.compile(r"[^\W\d]\w*")
# What a DMN file may hold besides its decisions: documentation and pictures that change no answer.
_HARMLESS = {
    "association",
    "description",
    "DMNDI",
    "elementCollection",
    "extensionElements",
    "inputData",
    "knowledgeSource",
    "organizationUnit",
    "performanceIndicator",
    "textAnnotation",
}
_HARMLESS_IN_DECISION = {
    "allowedAnswers",
    "authorityRequirement",
    "description",
    "decisionMaker",
    "decisionOwner",
    "decisionTable",
    "extensionElements",
    "question",
    "variable",
}


def read(content: bytes, name: str) -> tuple[DecisionTable, ...]:
    """The decision tables of a file in document order; raises TableRefused with all its faults.

    `name` is the file's, for messages.  An empty input cell means `-`, as the editors write it.
    """
    try:
        root = source.tree(content, DMN, "definitions", "DMN 1.3")
    except DiagramRefused as error:
        raise TableRefused(f"{name}: {error.ru}", f"{name}: {error.en}", file=name, **error.facts) from error
    return _Reading(name).tables(root)


class _Reading:
    """One pass over one file: collects tables and faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[tuple[str, str]] = []

    def tables(self, root: etree._Element) -> tuple[DecisionTable, ...]:
        self._refuse_language(root)
        for child in _elements(root):
            if local(child) not in _HARMLESS | {"decision"}:
                self._fault(
                    child,
                    f"«{local(child)}» не поддерживается; оставьте только таблицы решений",
                    f"{local(child)} is not supported; keep decision tables only",
                )
        decisions = list(root.iterchildren(_dmn("decision")))
        if not decisions:
            self._fault(root, "нет ни одной таблицы решений", "there is no decision table")
        if sum(1 for _ in root.iter(_dmn("inputEntry"), _dmn("outputEntry"))) > MOST_CELLS:
            self._fault(root, f"больше {MOST_CELLS} ячеек; разделите файл", f"over {MOST_CELLS} cells; split the file")
            decisions = []
        tables = [table for decision in decisions for table in self._table(decision)]
        self._refuse_duplicates([(table.id, table.line) for table in tables], "решение", "decision")
        self._refuse_duplicates([(rule.id, rule.line) for table in tables for rule in table.rules], "правило", "rule")
        if self.faults:
            raise TableRefused(
                "; ".join(ru for ru, _ in self.faults),
                "; ".join(en for _, en in self.faults),
                file=self.file,
                faults=tuple(self.faults),
            )
        return tuple(tables)

    def _table(self, decision: etree._Element) -> Iterator[DecisionTable]:
        for child in _elements(decision):
            if local(child) not in _HARMLESS_IN_DECISION and not self._is_input_data(child):
                self._fault(
                    child,
                    f"решение {decision.get('id')}: «{local(child)}» не поддерживается; нужна одна таблица решений",
                    f"decision {decision.get('id')}: {local(child)} is not supported; one decision table is needed",
                )
        table = decision.find(_dmn("decisionTable"))
        if table is None:
            self._fault(decision, f"решение {decision.get('id')}: нет таблицы", f"{decision.get('id')}: no table")
            return
        id_ = decision.get("id", "")
        if not id_:
            self._fault(decision, "у решения нет id", "the decision has no id")
        policy, aggregation = self._policy(table)
        inputs = tuple(self._input(column, n) for n, column in enumerate(table.iterchildren(_dmn("input")), 1))
        outputs = self._outputs(table, decision, policy)
        if aggregation and len(outputs) != 1:
            self._fault(
                table,
                f"{id_}: COLLECT с {aggregation} возможен только при одном столбце ответа",
                f"{id_}: COLLECT with {aggregation} takes one output only",
            )
        if policy.ranked and not any(output.ranking for output in outputs):
            self._fault(
                table,
                f"{id_}: {policy} требует перечня значений (outputValues) хотя бы у одного столбца ответа",
                f"{id_}: {policy} needs output values on at least one output",
            )
        rules = tuple(
            self._rule(rule, f"{id_}-{n}", len(inputs), len(outputs))
            for n, rule in enumerate(table.iterchildren(_dmn("rule")), 1)
        )
        if not rules:
            self._fault(table, f"{id_}: в таблице нет правил", f"{id_}: the table has no rules")
        yield DecisionTable(
            id=id_,
            name=shown(decision.get("name")),
            file=self.file,
            line=line_of(decision),
            hit_policy=policy,
            aggregation=aggregation,
            inputs=inputs,
            outputs=outputs,
            rules=rules,
            clauses=_clauses(decision),
            ours=_property(decision, "ours"),
        )

    def _is_input_data(self, child: etree._Element) -> bool:
        """A requirement of input data only draws a line; one of another decision would have to be evaluated."""
        return local(child) == "informationRequirement" and child.find(_dmn("requiredDecision")) is None

    def _policy(self, table: etree._Element) -> tuple[HitPolicy, Aggregation | None]:
        written = table.get("hitPolicy", "UNIQUE")
        operator = table.get("aggregation")
        if written not in list(HitPolicy):
            self._fault(table, f"политика {written!r} неизвестна", f"hit policy {written!r} is unknown")
            return HitPolicy.UNIQUE, None
        if operator is not None and (operator not in list(Aggregation) or written != HitPolicy.COLLECT):
            self._fault(
                table,
                f"агрегация {operator!r} при политике {written} не определена стандартом",
                f"aggregation {operator!r} with hit policy {written} is not defined by the standard",
            )
            return HitPolicy(written), None
        return HitPolicy(written), Aggregation(operator) if operator else None

    def _input(self, column: etree._Element, number: int) -> Input:
        expression = column.find(_dmn("inputExpression"))
        text = _text(expression)
        label = shown(column.get("label")) or text or str(number)
        if expression is None or not text:
            self._fault(column, f"столбец {number}: нет выражения", f"column {number}: no input expression")
        return Input(
            label=label,
            type=expression.get("typeRef") if expression is not None else None,
            expression=self._expression(expression, text or "null", f"столбец «{label}»", f"column {label!r}"),
            allowed=self._values(column.find(_dmn("inputValues")), label),
        )

    def _outputs(self, table: etree._Element, decision: etree._Element, policy: HitPolicy) -> tuple[Output, ...]:
        columns = list(table.iterchildren(_dmn("output")))
        if not columns:
            self._fault(table, "в таблице нет столбца ответа", "the table has no output")
        outputs = tuple(self._output(column, decision, policy, len(columns)) for column in columns)
        self._refuse_duplicates([(output.name, line_of(table)) for output in outputs], "столбец", "output")
        return outputs

    def _output(self, column: etree._Element, decision: etree._Element, policy: HitPolicy, columns: int) -> Output:
        variable = decision.find(_dmn("variable"))
        only = variable.get("name", "") if variable is not None and columns == 1 else ""
        name = column.get("name") or only
        if not _OUTPUT_NAME.fullmatch(name):
            self._fault(
                column,
                f"имя столбца ответа {name!r} не подходит: буквы, цифры и подчёркивание",
                f"output name {name!r} will not do: letters, digits and underscores",
            )
        values = column.find(_dmn("outputValues"))
        ranking = None
        if policy.ranked and values is not None and _text(values):
            ranking = self._expression(values, f"[{_text(values)}]", f"значения «{name}»", f"values of {name!r}")
        default = column.find(_dmn("defaultOutputEntry"))
        return Output(
            name=name,
            label=shown(column.get("label")) or name,
            type=column.get("typeRef"),
            allowed=self._values(values, name),
            ranking=ranking,
            default=self._expression(default, _text(default), f"умолчание «{name}»", f"default of {name!r}")
            if default is not None and _text(default)
            else None,
        )

    def _values(self, values: etree._Element | None, label: str) -> feel.Tests | None:
        if values is None or not _text(values):
            return None
        return self._tests(values, _text(values), f"значения столбца «{label}»", f"values of column {label!r}")

    def _rule(self, rule: etree._Element, by_place: str, inputs: int, outputs: int) -> Rule:
        id_ = rule.get("id") or by_place
        tests = list(rule.iterchildren(_dmn("inputEntry")))
        answers = list(rule.iterchildren(_dmn("outputEntry")))
        if len(tests) != inputs or len(answers) != outputs:
            self._fault(
                rule,
                f"правило {id_}: {len(tests)} условий и {len(answers)} ответов, столбцов же {inputs} и {outputs}",
                f"rule {id_}: {len(tests)} tests and {len(answers)} outputs, but {inputs} and {outputs} columns",
            )
        for answer in answers:
            if not _text(answer):
                self._fault(
                    answer,
                    f"правило {id_}: пустой ответ; напишите значение или null",
                    f"rule {id_}: empty output; write a value or null",
                )
        return Rule(
            id=id_,
            line=line_of(rule),
            tests=tuple(self._tests(cell, _text(cell) or "-", f"правило {id_}", f"rule {id_}") for cell in tests),
            outputs=tuple(
                self._expression(cell, _text(cell) or "null", f"правило {id_}", f"rule {id_}") for cell in answers
            ),
            note=" ".join(_text(note) for note in rule.iterchildren(_dmn("annotationEntry"), _dmn("description"))),
            clauses=_clauses(rule),
        )

    def _expression(self, element: etree._Element | None, text: str, ru: str, en: str) -> feel.Expression:
        if element is not None:
            self._refuse_language(element)
        try:
            return feel.compile(text)
        except feel.FeelError as error:
            self._fault(element, f"{ru}: {error.ru}", f"{en}: {error.en}")
            return feel.compile("null")

    def _tests(self, element: etree._Element, text: str, ru: str, en: str) -> feel.Tests:
        self._refuse_language(element)
        try:
            return feel.compile_tests(text)
        except feel.FeelError as error:
            self._fault(element, f"{ru}: {error.ru}", f"{en}: {error.en}")
            return feel.compile_tests("-")

    def _refuse_language(self, element: etree._Element) -> None:
        language = element.get("expressionLanguage", "feel")
        if "feel" not in language.lower():
            self._fault(
                element,
                f"язык выражений {language!r} не поддерживается; перепишите на FEEL",
                f"expression language {language!r} is not supported; write FEEL",
            )

    def _refuse_duplicates(self, named: list[tuple[str, int]], ru: str, en: str) -> None:
        seen: set[str] = set()
        for id_, line in named:
            if id_ in seen:
                self.faults.append(
                    (
                        f"{self.file}, строка {line}: {ru} «{id_}» описано дважды",
                        f"{self.file}, line {line}: {en} {id_!r} is there twice",
                    )
                )
            seen.add(id_)

    def _fault(self, element: etree._Element | None, ru: str, en: str) -> None:
        line = line_of(element) if element is not None else "?"
        self.faults.append((f"{self.file}, строка {line}: {ru}", f"{self.file}, line {line}: {en}"))


def _dmn(name: str) -> str:
    return f"{{{DMN}}}{name}"


def _elements(parent: etree._Element) -> Iterator[etree._Element]:
    """Child elements; comments and processing instructions are nothing to us."""
    return (child for child in parent.iterchildren() if isinstance(child.tag, str))


def _text(holder: etree._Element | None) -> str:
    """The trimmed content of the `text` child; empty if there is none."""
    text = holder.find(_dmn("text")) if holder is not None else None
    return ("".join(str(piece) for piece in text.itertext(with_tail=False)) if text is not None else "").strip()


def _clauses(holder: etree._Element) -> tuple[str, ...]:
    """The words of the property `clause`, written as in our diagrams."""
    return tuple(dict.fromkeys(_property(holder, "clause").replace(",", " ").split()))


def _property(holder: etree._Element, name: str) -> str:
    """A property of a decision or rule, written as in our diagrams; empty if it has none."""
    properties = holder.iterfind(f"{_dmn('extensionElements')}/{{{SPIFF}}}properties/{{{SPIFF}}}property")
    return " ".join(one.get("value", "") for one in properties if one.get("name") == name)
