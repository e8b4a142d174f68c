"""Rows of a register as a public page shows them: narrowed, in an order, under headings, with lists that open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from processes.definition import STATE, PageOutline
from service.in_effect import Register
from service.installation import Installation
from service.registers import shelf
from service.registers.shelf import Picture
from storage import registers
from storage.models import RegisterRow
from storage.text import sort_key

MOST_ROWS = 500


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A column of a row; `prose` keeps its lines and is read at length, `money` stands at the right.

    `url` is where its text leads, `leads` the row of a register that it names, `picture` the file that stands in the
    column; None for all others.  `lines` are the items of a list, one a line.
    """

    title: str
    text: str
    prose: bool
    money: bool
    url: str | None
    picture: Picture | None
    leads: tuple[str, str] | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Inner:
    """A list in a row that opens on click: what it is called, its headings, its rows."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class RowShown:
    """A row with what opens under it."""

    cells: tuple[Cell, ...]
    inner: tuple[Inner, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """Rows that stand under one heading ("" for a page without headings)."""

    title: str
    rows: tuple[RowShown, ...]


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A column by which a visitor narrows the page: the values that there are, and the one that holds."""

    name: str
    title: str
    values: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The rows of a page; `once` is said of all of them, `asked` is how an address says what they are narrowed to."""

    register: str
    sections: tuple[Section, ...]
    filters: tuple[Filter, ...]
    once: tuple[tuple[str, str], ...]
    asked: Mapping[str, str]
    more: bool

    @property
    def prose(self) -> bool:
        """Whether its rows are read one under the other instead of in a table."""
        return any(cell.prose for section in self.sections for row in section.rows for cell in row.cells)


def of(
    installation: Installation, told: Register, outline: PageOutline, asked: Mapping[str, str], language: str
) -> Rows:
    """The rows of a page as its address narrows them."""
    with installation.database.reading() as session:
        kept = list(registers.each(session, told.outline.id, states=outline.states, today=installation.today()))
    filters: list[Filter] = []
    for name in outline.filters:
        chosen = _filter(told, outline, name, kept, asked, language)
        kept = [row for row in kept if not chosen.chosen or _value(row, name) == chosen.chosen]
        filters.append(chosen)
    for name in reversed(outline.order):  # a stable sort keeps what the later columns have said
        kept.sort(key=_by(name.removeprefix("-")), reverse=name.startswith("-"))
    shown = kept[:MOST_ROWS]
    return Rows(
        register=told.outline.id,
        sections=tuple(_sections(installation, told, outline, shown, language)),
        filters=tuple(filters),
        once=tuple(_once(told, outline, shown, language)),
        asked={one.name: one.chosen for one in filters if one.chosen},
        more=len(kept) > MOST_ROWS,
    )


def _filter(
    told: Register,
    outline: PageOutline,
    name: str,
    rows: Sequence[RegisterRow],
    asked: Mapping[str, str],
    language: str,
) -> Filter:
    """What the visitor chose; without a choice the latest, where the page opens with it."""
    latest = name == outline.latest
    values = sorted({_value(row, name) for row in rows} - {""}, key=sort_key, reverse=latest)
    chosen = asked.get(name, "").strip()[:500]
    if latest and not chosen and values:
        chosen = values[0]
    return Filter(name=name, title=_heading(told, name, language), values=tuple(values), chosen=chosen)


def _value(row: RegisterRow, name: str) -> str:
    value = row.data.get(name)
    return "" if value is None else str(value)


def _by(name: str) -> Callable[[RegisterRow], tuple[int, int | str]]:
    return lambda row: _place(row.data.get(name))


def _place(value: Any) -> tuple[int, int | str]:
    """A value in its order: numbers by size, texts as Russian sorts them, what is missing last."""
    if isinstance(value, int):
        return 0, value
    return (2, "") if value is None else (1, sort_key(str(value)))


def _sections(
    installation: Installation, told: Register, outline: PageOutline, rows: Sequence[RegisterRow], language: str
) -> Iterator[Section]:
    for title, found in groupby(rows, key=lambda row: _value(row, outline.heads) if outline.heads else ""):
        together = list(found)
        yield Section(
            title=title,
            rows=tuple(_row(installation, told, outline, row, together, language) for row in together),
        )


def _row(
    installation: Installation,
    told: Register,
    outline: PageOutline,
    row: RegisterRow,
    together: Sequence[RegisterRow],
    language: str,
) -> RowShown:
    state = shelf.state_words(told.outline, registers.state_on(row, installation.today()), language)
    return RowShown(
        cells=tuple(
            _state_cell(state, language) if name == STATE else _cell(told, row, name, together, language)
            for name in outline.columns
        ),
        inner=tuple(_inner(told, name, row.data.get(name), language) for name in outline.opens),
    )


def _state_cell(words: str, language: str) -> Cell:
    title = "Состояние" if language == "ru" else "State"
    return Cell(title=title, text=words, prose=False, money=False, url=None, picture=None)


def _cell(told: Register, row: RegisterRow, name: str, together: Sequence[RegisterRow], language: str) -> Cell:
    column, value = told.outline.columns[name], _in_words(row, name, language)
    kind = column.get("type")
    return Cell(
        title=_heading(told, name, language),
        text=_place_words(name, value, together, language)
        if kind == "place"
        else shelf.text_of(told, name, value, language),
        prose=kind == "prose",
        money=kind == "money",
        url=shelf.link_of(told, name, value),
        picture=shelf.picture_of(told, row.key, name, value),
        leads=shelf.leads_of(told, name, value),
        lines=shelf.lines_of(told, name, value, language),
    )


def _in_words(row: RegisterRow, name: str, language: str) -> Any:
    """The value of a column, in English what its `_en` says."""
    return (row.data.get(f"{name}_en") if language == "en" else None) or row.data.get(name)


def _place_words(name: str, value: Any, together: Sequence[RegisterRow], language: str) -> str:
    """A place in a ranking, and how many share it."""
    sharing = sum(1 for row in together if row.data.get(name) == value)
    if value is None or sharing < 2:
        return shelf.shown(value, language)
    return f"{value} (делят {sharing})" if language == "ru" else f"{value} (shared by {sharing})"


def _inner(told: Register, name: str, value: Any, language: str) -> Inner:
    """A list of contexts by the items that the register names: one `title_en` is the English of `title`."""
    items: Mapping[str, Mapping[str, Any]] = told.outline.items(name)
    rows = [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
    return Inner(
        title=_heading(told, name, language),
        headings=tuple(str(said.get(language) or said.get("ru") or item) for item, said in items.items()),
        rows=tuple(
            tuple(shelf.item_text(one, item, {**said, "unit": None}, language) or "—" for item, said in items.items())
            for one in rows
        ),
    )


def _once(
    told: Register, outline: PageOutline, rows: Sequence[RegisterRow], language: str
) -> Iterator[tuple[str, str]]:
    """What all rows say alike, in English what its `_en` says; where they differ, each of what they say."""
    for name in outline.once:
        said = dict.fromkeys(shelf.text_of(told, name, _in_words(row, name, language), language) for row in rows)
        if any(said):
            yield _heading(told, name, language), "; ".join(one for one in said if one)


def _heading(told: Register, name: str, language: str) -> str:
    column = told.outline.columns[name]
    return str(column.get(language) or column.get("ru") or name)
