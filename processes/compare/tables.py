"""What changed in decision tables: columns by their place, rules by id, cells by their column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from processes import decisions
from processes.compare.change import Change, Kind, Where, Words
from processes.compare.plain import moved
from processes.compare.words import OF_TABLES, called, quoted
from processes.decisions import DecisionTable, Input, Output, Rule

Tables = Mapping[str, DecisionTable]


def read(parts: Mapping[str, bytes]) -> dict[str, DecisionTable]:
    """The tables among the parts, by id; raises TableRefused."""
    found: dict[str, DecisionTable] = {}
    for name, content in sorted(parts.items()):
        if name.endswith(".dmn"):
            found.update({table.id: table for table in decisions.read(content, name)})
    return found


def compare(before: Tables, after: Tables) -> Iterator[Change]:
    """Everything that could change an answer, and what readers see."""
    for id_, table in after.items():
        old = before.get(id_)
        if old is None:
            yield _change(Kind.ADDED, table, id_, _table(table))
            continue
        yield from _compared(old, table)
    for id_, table in before.items():
        if id_ not in after:
            yield _change(Kind.REMOVED, table, id_, _table(table))


def _compared(old: DecisionTable, new: DecisionTable) -> Iterator[Change]:
    if old.name != new.name:
        yield _change(Kind.RENAMED, new, new.id, Words(f"Таблица {new.id}", f"Table {new.id}"), old.name, new.name)
    for name in ("hit_policy", "aggregation", "clauses"):
        values = _shown(getattr(old, name)), _shown(getattr(new, name))
        if values[0] != values[1]:
            yield _change(Kind.CHANGED, new, new.id, _aspect(_table(new), name), *values)
    yield from _columns(old, new, old.inputs, new.inputs, Words("столбец", "column"))
    yield from _columns(old, new, old.outputs, new.outputs, Words("ответ", "output"))
    yield from _rules(old, new)


def _columns(
    old: DecisionTable,
    new: DecisionTable,
    before: tuple[Input, ...] | tuple[Output, ...],
    after: tuple[Input, ...] | tuple[Output, ...],
    word: Words,
) -> Iterator[Change]:
    left, right = {_column_id(one): one for one in before}, {_column_id(one): one for one in after}
    for id_, column in right.items():
        what = _table(new) + Words(f": {word.ru} ", f": {word.en} ") + quoted(_heading(column))
        earlier = left.get(id_)
        if earlier is None:
            yield _change(Kind.ADDED, new, new.id, what)
            continue
        for name in ("label", "type", "allowed", "default", "ranking"):
            values = _shown(getattr(earlier, name, None)), _shown(getattr(column, name, None))
            if values[0] != values[1]:
                yield _change(Kind.CHANGED, new, new.id, _aspect(what, name), *values)
    for id_, column in left.items():
        if id_ not in right:
            what = _table(old) + Words(f": {word.ru} ", f": {word.en} ") + quoted(_heading(column))
            yield _change(Kind.REMOVED, old, old.id, what)


def _rules(old: DecisionTable, new: DecisionTable) -> Iterator[Change]:
    left, right = {rule.id: rule for rule in old.rules}, {rule.id: rule for rule in new.rules}
    for n, rule in enumerate(new.rules, 1):
        what = _table(new) + Words(f": правило {n}", f": rule {n}")
        earlier = left.get(rule.id)
        if earlier is None:
            yield _change(Kind.ADDED, new, rule.id, what, after=_row(new, rule))
            continue
        cells, now = _cells(old, earlier), _cells(new, rule)
        for heading in dict.fromkeys((*cells, *now)):
            if cells.get(heading) != now.get(heading):
                cell = what + Words(", ", ", ") + quoted(heading)
                yield _change(Kind.CHANGED, new, rule.id, cell, cells.get(heading), now.get(heading))
        if earlier.note != rule.note:
            yield _change(Kind.CHANGED, new, rule.id, _aspect(what, "note"), earlier.note or None, rule.note or None)
    for n, rule in enumerate(old.rules, 1):
        if rule.id not in right:
            what = _table(old) + Words(f": правило {n}", f": rule {n}")
            yield _change(Kind.REMOVED, old, rule.id, what, before=_row(old, rule))
    for id_ in moved(list(left), list(right)):
        places = list(left).index(str(id_)) + 1, list(right).index(str(id_)) + 1
        what = _table(new) + Words(f": место правила {id_}", f": place of rule {id_}")
        yield _change(Kind.MOVED, new, str(id_), what, *places)


def _cells(table: DecisionTable, rule: Rule) -> dict[str, str]:
    columns: tuple[Input | Output, ...] = (*table.inputs, *table.outputs)
    written = [*(test.source for test in rule.tests), *(answer.source for answer in rule.outputs)]
    cells: dict[str, str] = {}
    for column, cell in zip(columns, written, strict=False):
        heading = _heading(column)
        cells[heading if heading not in cells else f"{heading} ({_column_id(column)})"] = cell
    return cells


def _row(table: DecisionTable, rule: Rule) -> list[str]:
    return [f"{heading}: {cell}" for heading, cell in _cells(table, rule).items() if cell not in ("", "-")]


def _column_id(column: Input | Output) -> str:
    return column.expression.source if isinstance(column, Input) else column.name


def _heading(column: Input | Output) -> str:
    return column.label or _column_id(column)


def _shown(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return getattr(value, "source", value)


def _table(table: DecisionTable) -> Words:
    return Words("Таблица ", "Table ") + quoted(table.name or table.id)


def _aspect(what: Words, name: str) -> Words:
    return what + Words(": ", ": ") + called(OF_TABLES, name)


def _change(
    kind: Kind, table: DecisionTable, element: str, what: Words, before: Any = None, after: Any = None
) -> Change:
    return Change(kind=kind, where=Where.TABLE, part=table.file, element=element, what=what, before=before, after=after)
