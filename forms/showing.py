"""Answers as people read them later: questions and answers, in the form's own words of that version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from forms.definition import Form
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Field, Question
from forms.fields.group import Group
from forms.sealing import is_erasable

_EMPTY = {"ru": "не указано", "en": "not given"}
_CLOSED = {"ru": "персональные данные", "en": "personal data"}


class Shown(NamedTuple):
    """A question and its answer: text, rows of such pairs, or a table."""

    label: str
    value: str | list[list[Shown]] | Table


class TableHead(NamedTuple):
    """Titles of neighbouring columns under the heading that they share, "" for none."""

    over: str
    titles: tuple[str, ...]


class TableRow(NamedTuple):
    """A row with a cell for each column; a cell has one answer without a label, or several with theirs.

    `line`: the row above has the same name, and stands for the same thing.
    """

    cells: tuple[tuple[Shown, ...], ...]
    line: bool


class Table(NamedTuple):
    """The rows of a list that is read as a table; `named` is the place of the column that names the row, if any."""

    heads: tuple[TableHead, ...]
    rows: tuple[TableRow, ...]
    named: int | None


class ShownFile(NamedTuple):
    """A file in the answers: its path (`scan.0`), its kind (`attachment`, or `document`: a paper of the service that was
    signed), its id, its name (None when closed or erased), its SHA-256 (hex)."""

    path: str
    kind: str
    id: str
    name: str | None
    sha256: str


def display(form: Form, answers: Mapping[str, Any], language: str = "ru") -> list[Shown]:
    """Question and answer for each answer that is there, in the order of the form.

    Takes plain, sealed or opened answers: an erasable value that was not opened is only said to be there.
    """
    return list(_context(form.fields, answers, language))


def files(form: Form, answers: Mapping[str, Any]) -> list[ShownFile]:
    """The files in the answers, in the order of the form."""
    return list(_files(answers, ""))


def _context(fields: Iterable[Field], answers: Any, language: str) -> Iterator[Shown]:
    if not isinstance(answers, Mapping):
        return
    for field in fields:
        if isinstance(field, Group):
            inside = answers.get(field.key) if field.path else answers
            yield from _context(field.components, inside, language)
        elif field.path and field.key in answers:
            yield Shown(field.title(language), _value(field, answers[field.key], language))


def _value(field: Field, answer: Any, language: str) -> str | list[list[Shown]] | Table:
    if is_erasable(answer):
        return _CLOSED[language] if answer["given"] else _EMPTY[language]
    if isinstance(field, DynamicList) and field.wide and answer:
        return _table(field, answer, language)
    if isinstance(field, DynamicList) and answer:
        return [list(_context(field.components, row, language)) for row in answer]
    if not isinstance(field, Question) or answer in (None, "", []):
        return _EMPTY[language]
    return field.shown(answer, language)


def _table(field: DynamicList, answers: list[Any], language: str) -> Table:
    rows = [row if isinstance(row, Mapping) else {} for row in answers]
    columns = [column for column in field.components if any(_asked(column, row) for row in rows)]
    over = groupby(columns, key=lambda column: column.column.heading(language))
    return Table(
        heads=tuple(TableHead(text, tuple(column.title(language) for column in inside)) for text, inside in over),
        rows=tuple(
            TableRow(cells=tuple(tuple(_cell(column, row, language)) for column in columns), line=line)
            for row, line in zip(rows, field.lines(rows), strict=True)
        ),
        named=next((number for number, column in enumerate(columns) if column is field.naming), None),
    )


def _asked(column: Field, row: Mapping[str, Any]) -> bool:
    """Whether the column has an answer in this row, be it empty."""
    if isinstance(column, Group) and not column.path:
        return any(_asked(each, row) for each in column.components)
    return bool(column.path) and column.key in row


def _cell(column: Field, row: Mapping[str, Any], language: str) -> Iterator[Shown]:
    """What stands in the cell: of several questions those that were answered."""
    answered = [shown for shown in _context((column,), row, language) if shown.value != _EMPTY[language]]
    for shown in answered:
        yield shown if isinstance(column, Group) else Shown("", shown.value)


def _files(answers: Any, above: str) -> Iterator[ShownFile]:
    kind = _kind(answers)
    if kind:
        name = answers.get("name")
        yield ShownFile(above, kind, answers[kind], name if isinstance(name, str) else None, str(answers["sha256"]))
        return
    inside: Iterable[tuple[Any, Any]] = ()
    if isinstance(answers, Mapping):
        inside = answers.items()
    elif isinstance(answers, list):
        inside = enumerate(answers)
    for key, value in inside:
        yield from _files(value, f"{above}.{key}" if above else str(key))


def _kind(answer: Any) -> str:
    """Whether this names an uploaded file or a paper, "" for anything else."""
    if not isinstance(answer, Mapping) or "sha256" not in answer:
        return ""
    return next((kind for kind in ("attachment", "document") if isinstance(answer.get(kind), str)), "")
