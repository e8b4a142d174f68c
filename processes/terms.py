"""The terms of a procedure: those of the regulation beside what its diagrams and tables count, and those of ours.

A clause of kind `deadline` says a number and a unit; whatever names the clause should count just that, as a number that
stands in the diagram and not in a setting.  What else is counted is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from processes.definition import Clause, Definition, Setting
from processes.feel.spans import Span, spans
from processes.model import listed
from processes.model.elements import Node

_TEXT = re.compile(
    r"(?<![\w.])(\d{1,4})\s+(?:\([^)]*\)\s+)?(?:(календарн|рабоч)\w*\s+)?(дн(?:ей|я|ям|ями)|день|месяц\w*|год\w*|лет)\b"
)
_UNITS = {"дн": "days", "де": "days", "ме": "months", "го": "years", "ле": "years"}


class Standing(StrEnum):
    """How what is counted stands to what a clause says."""

    KEPT = "kept"  #: The very term is counted, and nothing but a new diagram changes it
    LOOSE = "loose"  #: The very term is counted, but a setting says it
    DIFFERS = "differs"  #: Another number of the same unit is counted
    MISSING = "missing"  #: Nothing that names the clause counts such a term


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A term that an element counts: a node, or a decision table."""

    element: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class TextTerm:
    """A term of the regulation, and everything that names its clause and counts days, months or years."""

    clause: Clause
    span: Span
    standing: Standing
    counted: tuple[Counted, ...]


@dataclass(frozen=True, kw_only=True)
class OwnTerm:
    """A term of ours: a setting or (`setting` None) a number in the diagram, with the elements that count it."""

    setting: Setting | None
    span: Span
    elements: tuple[str, ...]


def of_text(definition: Definition) -> tuple[TextTerm, ...]:
    """The terms of the regulation, in its order."""
    known = list(_counted(definition))
    return tuple(
        _compared(definition, clause, span, [one for clauses, one in known if clause.id in clauses])
        for clause in definition.clauses.values()
        if clause.kind == "deadline"
        for span in said(clause.text)
    )


def ours(definition: Definition) -> tuple[OwnTerm, ...]:
    """The terms that no clause sets: settings in their order, then numbers that stand in diagrams."""
    deadlines = {clause.id for clause in definition.clauses.values() if clause.kind == "deadline"}
    by_setting: dict[str, list[Counted]] = {}
    fixed: dict[tuple[str, int | None], list[Counted]] = {}
    for clauses, one in _counted(definition):
        if one.span.setting is not None:
            by_setting.setdefault(one.span.setting, []).append(one)
        elif deadlines.isdisjoint(clauses) and one.span.count:
            fixed.setdefault(one.span.measured(), []).append(one)
    settings = [
        OwnTerm(setting=setting, span=by_setting[name][0].span, elements=_elements(by_setting[name]))
        for name, setting in definition.settings.items()
        if name in by_setting
    ]
    return (
        *settings,
        *(OwnTerm(setting=None, span=found[0].span, elements=_elements(found)) for found in fixed.values()),
    )


def said(text: str) -> tuple[Span, ...]:
    """The terms that a text says in numbers: «10 календарных дней», «за 1 месяц», «5 лет»."""
    return tuple(
        Span(unit="workdays" if kind == "рабоч" else _UNITS[unit[:2]], count=int(number))
        for number, kind, unit in _TEXT.findall(text.casefold())
    )


def _compared(definition: Definition, clause: Clause, span: Span, known: list[Counted]) -> TextTerm:
    wanted = span.measured()
    same = [one for one in known if _worth(definition, one.span) == wanted]
    alike = [one for one in known if _worth(definition, one.span)[0] == wanted[0]]
    if same:
        standing = Standing.KEPT if all(one.span.setting is None for one in same) else Standing.LOOSE
    else:
        standing = Standing.DIFFERS if alike else Standing.MISSING
    return TextTerm(clause=clause, span=span, standing=standing, counted=tuple(dict.fromkeys(same or alike)))


def _worth(definition: Definition, span: Span) -> tuple[str, int | None]:
    """What a span comes to with the settings of this version."""
    setting = definition.settings.get(span.setting or "")
    if setting is None or isinstance(setting.value, bool) or not isinstance(setting.value, int):
        return span.measured()
    return Span(unit=span.unit, count=setting.value).measured()


def _elements(found: list[Counted]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.element for one in found))


def _counted(definition: Definition) -> Iterator[tuple[tuple[str, ...], Counted]]:
    """Every term that a node or a table counts, with the clauses that it names."""
    for node in definition.nodes.values():
        clauses = listed(node.properties.get("clause", ""))
        for source in _sources(node):
            for span in spans(source):
                yield clauses, Counted(element=node.id, span=span)
    for table in definition.decisions.values():
        for rule in table.rules:
            for output in rule.outputs:
                for span in spans(output.source):
                    yield rule.clauses or table.clauses, Counted(element=table.id, span=span)
        for column in table.inputs:
            for span in spans(column.expression.source):
                yield table.clauses, Counted(element=table.id, span=span)


def _sources(node: Node) -> Iterator[str]:
    if "due" in node.properties:
        yield node.properties["due"]
    yield from (event.expression for event in node.events if event.kind == "timer" and event.expression)
    for line in (node.script or "").splitlines():
        yield line.partition("=")[2]
