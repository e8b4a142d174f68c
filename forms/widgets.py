"""A form as a page draws it: one widget a component, with value, error, choices and condition.  Knows no HTML.

A template gets `widget` and nothing else; containers include the templates of the widgets inside them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from forms import conditions, signing, whereabouts
from forms.definition import Form
from forms.fields.choices import Choice, word
from forms.fields.chosen import Chosen
from forms.fields.circumstances import Attachment, Circumstances, Signable
from forms.fields.day import Day
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Field, Question
from forms.fields.filepicker import FilePicker
from forms.fields.group import Group
from forms.fields.number import Number
from forms.fields.select import Select
from forms.fields.signature import Signed
from forms.fields.text import Block, Text
from forms.fields.written import Written
from forms.prefilling import contexts, laid, standing
from forms.sealing import is_erasable
from processes import feel

#: Stands for the number of a row that is not there yet
NEW_ROW = "__row__"

#: How an answer is drawn in a cell that nobody may change: as text, and the kinds that can be
READ = "fields/read.html"
_READ = (Written, Number, Day, Select)

#: Signs of a text beside an answer that is shown without opening it
LONG = 240

_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A choice to draw: its text in the post, its label, whether it is chosen, the answer itself for conditions."""

    value: str
    label: str
    chosen: bool
    answer: Any


@dataclass(frozen=True, kw_only=True)
class FileOffer:
    """A file that is already given: its id, its name (or the id), its size in bytes (None if unknown)."""

    id: str
    name: str
    size: int | None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a list: its number from 0 (or NEW_ROW) and its widgets; `naming`: the key of the one that names it.

    `stays`: nobody may take it away.  `line`: the row above has the same name, and stands for the same thing.
    `rises`: it may change places with the row above.
    """

    number: int | str
    naming: str
    stays: bool
    line: bool
    rises: bool
    widgets: tuple[Widget, ...]

    @property
    def cells(self) -> tuple[Widget, ...]:
        """The widgets that stand in cells of their own."""
        return tuple(widget for widget in self.widgets if widget.name or widget.widgets)


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Columns that stand under one heading, or a single column without one ("")."""

    text: str
    columns: tuple[Widget, ...]


@dataclass(frozen=True, kw_only=True)
class Widget:
    """A component as it is drawn.

    `name` is that of the control and its id, so that error summaries lead there (`experience.1.years`); `scope` is
    what stands before its own key (`experience.1.`).  `beside` is a text to be read with the answer.  `hide` is the
    JSON tree of the condition for the browser and `known` the case data that it reads, by dotted path; both None where
    the browser cannot judge.
    """

    field: Field
    template: str
    name: str
    scope: str
    label: str
    hint: str
    error: str
    required: bool
    readonly: bool
    value: str
    ticked: bool
    offers: tuple[Offer, ...]
    files: tuple[FileOffer, ...]
    signables: tuple[Signable, ...]
    widgets: tuple[Widget, ...]
    rows: tuple[Row, ...]
    blank: Row | None
    headings: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    beside: str
    hide: Any
    known: Mapping[str, Any] | None

    @property
    def described_by(self) -> str:
        parts = [f"{self.name}-hint"] if self.hint or isinstance(self.field, FilePicker) else []
        if self.beside and not self.beside_long:
            parts.insert(0, f"{self.name}-beside")
        return " ".join([*parts, f"{self.name}-error"] if self.error else parts)

    @property
    def beside_long(self) -> bool:
        """Whether the text beside is too long to be always open, and to be read out at every box."""
        return len(self.beside) > LONG


def drawn(
    form: Form,
    raw: Mapping[str, Any],
    *,
    circumstances: Circumstances,
    case: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    language: str = "ru",
    above: str = "",
) -> tuple[Widget, ...]:
    """The widgets of a form over raw (or plain) answers, with the texts of errors by name.

    `above` stands before the names of all controls, so that one page may draw several forms: `EXM-60.17.`, with a
    number between dots last, as a row has it.

    A component whose condition reads the case data alone is judged here and not drawn when hidden; any other
    conditional component is drawn, the browser hides it, and without JavaScript the server decides on submission.
    """
    known = case or {}
    given = standing(form, raw, case=known, today=circumstances.today, zone=circumstances.zone)
    drawing = _Drawing(form, given, above, circumstances, known, errors or {}, language, frozenset(form.by_path))
    return tuple(drawing.widgets(form.fields, given, above, _TOP))


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What a component stands in: the lists, outermost first, and of the row what it was prefilled with.

    `added`: a person added the row, so that in a list whose rows stay nothing in it is read-only.
    """

    lists: tuple[str, ...] = ()
    added: bool = False
    prefilled: Mapping[str, Any] | None = None


_TOP = _Around()


@dataclass(frozen=True)
class _Drawing:
    form: Form
    raw: Mapping[str, Any]
    above: str
    circumstances: Circumstances
    case: Mapping[str, Any]
    errors: Mapping[str, str]
    language: str
    paths: frozenset[str]

    def widgets(self, fields: Iterable[Field], raw: Any, above: str, around: _Around) -> Iterator[Widget]:
        values = raw if isinstance(raw, Mapping) else {}
        for field in fields:
            if not self._judged_hidden(field, around.lists):
                yield self._widget(field, values, above, around)

    def _widget(self, field: Field, values: Mapping[str, Any], above: str, around: _Around) -> Widget:
        name = f"{above}{field.key}" if field.path else ""
        value = values.get(field.key) if field.path else None
        tree, known = self._condition(field, around.lists)
        readonly = isinstance(field, Question) and field.readonly and not around.added
        blank = self._row(field, NEW_ROW, {}, name, _new(field, around)) if isinstance(field, DynamicList) else None
        return Widget(
            field=field,
            template=READ if readonly and around.lists and isinstance(field, _READ) else field.template,
            name=name,
            scope=above,
            label=field.title(self.language),
            hint=field.description(self.language),
            error=self._error(name, around) if name else "",
            required=isinstance(field, Question) and field.required,
            readonly=readonly,
            value=self._text(field, value),
            ticked=value in (True, "true", "on", "1"),
            offers=tuple(self._offers(field, value)) if isinstance(field, Chosen) else (),
            files=tuple(self._files(value)) if isinstance(field, FilePicker) else (),
            signables=self._signables(field),
            widgets=tuple(self._inside(field, values, above, around)) if isinstance(field, Group) else (),
            rows=tuple(self._rows(field, value, name, around)) if isinstance(field, DynamicList) else (),
            blank=blank,
            headings=self._headings(blank.cells) if blank else (),
            blocks=field.blocks(self.language) if isinstance(field, Text) else (),
            beside=_beside(field, around),
            hide=tree,
            known=known,
        )

    def _inside(self, field: Group, values: Mapping[str, Any], above: str, around: _Around) -> Iterator[Widget]:
        if field.path:
            return self.widgets(field.components, values.get(field.key), f"{above}{field.key}.", around)
        return self.widgets(field.components, values, above, around)

    def _rows(self, field: DynamicList, value: Any, name: str, around: _Around) -> Iterator[Row]:
        rows = value[: field.most] if isinstance(value, list | tuple) else []
        ours = contexts(field, self.case, self.circumstances.moment) if field.holds_prefilled else []
        added = _new(field, around)
        known = {field.name_of(row) for row in ours} if field.grouped else set()
        placed = laid(field, rows, ours) if ours else [(row, None) for row in rows]
        lines = field.lines([row for row, _ in placed])
        above_stays = False
        for number, ((row, origin), line) in enumerate(zip(placed, lines, strict=True)):
            here = added if origin is None else replace(added, added=False, prefilled=ours[origin])
            rises = origin is None and not field.grouped and not above_stays
            above_stays = origin is not None
            yield self._row(
                field, number, row, name, here, stays=origin is not None, line=line, rises=rises, known=known
            )

    def _row(
        self, field: DynamicList, number: int | str, row: Any, name: str, around: _Around,
        *, stays: bool = False, line: bool = False, rises: bool = True, known: Collection[str] = (),
    ) -> Row:  # fmt: skip
        inside = self.widgets(field.components, row, f"{name}.{number}.", around)
        called = field.name_of(row)
        return Row(
            number=number,
            naming=field.row_name,
            stays=stays,
            line=line,
            rises=rises,
            widgets=tuple(_settled(widget, field) if called in known else widget for widget in inside),
        )

    def _headings(self, columns: Sequence[Widget]) -> tuple[Heading, ...]:
        """The columns of a list under the headings that neighbours share."""
        over = groupby(columns, key=lambda column: column.field.column.heading(self.language))
        return tuple(Heading(text=text, columns=tuple(inside)) for text, inside in over)

    def _error(self, name: str, around: _Around) -> str:
        """What is wrong here; in a cell without the words for the place, which its row and column say."""
        said = self.errors.get(name, "")
        if not said or not around.lists:
            return said
        place = whereabouts.words(self.form, name.removeprefix(self.above), self.raw)
        return said.removeprefix(f"{place.in_language(self.language)}: ")

    def _text(self, field: Field, value: Any) -> str:
        """What stands in the box: what was typed, or a plain answer as a person would type it."""
        if value is None or isinstance(value, bool | list | Mapping):
            return ""
        if isinstance(field, Day) and isinstance(value, str):
            return _as_typed(field, value, self.circumstances.zone)
        text = str(value)
        return (
            text.replace(".", ",")
            if field.type == "number" and _DECIMAL.fullmatch(text) and self.language == "ru"
            else text
        )

    def _offers(self, field: Chosen, value: Any) -> Iterator[Offer]:
        given = value if isinstance(value, list | tuple) else [value]
        chosen = {word(each.get("row") if isinstance(each, Mapping) else each) for each in given}
        answers = {option.word: option.value for option in field.options}
        for choice in field.offered(self.circumstances.choices):
            yield Offer(
                value=choice.value,
                label=field.offered_as(choice, self.language),
                chosen=choice.value in chosen,
                answer=answers[choice.value] if field.options else _facts(field, choice),
            )

    def _files(self, value: Any) -> Iterator[FileOffer]:
        for each in value if isinstance(value, list | tuple) else [value]:
            id_ = each.get("attachment") if isinstance(each, Mapping) else each
            if isinstance(id_, str) and id_:
                yield self._file(id_, each)

    def _signables(self, field: Field) -> tuple[Signable, ...]:
        return signing.of(field, self.case, self.circumstances.moment) if isinstance(field, Signed) else ()

    def _file(self, id_: str, given: Any) -> FileOffer:
        known: Attachment | None = (self.circumstances.attachments or {}).get(id_)
        if known:
            return FileOffer(id=id_, name=known.name, size=known.size)
        stated = given if isinstance(given, Mapping) else {}
        name, size = stated.get("name"), stated.get("size")
        return FileOffer(
            id=id_, name=name if isinstance(name, str) else id_, size=size if isinstance(size, int) else None
        )

    def _judged_hidden(self, field: Field, lists: tuple[str, ...]) -> bool:
        """Whether the condition reads nothing that the person fills in, and holds."""
        if field.hide is None or any(self._asked(path, lists) for path in _names(field.hide)):
            return False
        return conditions.holds(field.hide, [self.case], self.circumstances.moment)

    def _condition(self, field: Field, lists: tuple[str, ...]) -> tuple[Any, Mapping[str, Any] | None]:
        if field.hide is None or not any(self._asked(path, lists) for path in _names(field.hide)):
            return None, None
        try:
            tree = field.hide.tree()
        except feel.FeelError:
            return None, None
        outside = [path for path in _names(field.hide) if not self._asked(path, lists)]
        return tree, {".".join(path): _known(self.case, path) for path in outside}

    def _asked(self, path: Sequence[str], lists: tuple[str, ...]) -> bool:
        scopes = [*(f"{list_}." for list_ in lists), ""]
        return any(f"{scope}{path[0]}" in self.paths for scope in scopes)


def _new(field: DynamicList, around: _Around) -> _Around:
    """Around what stands in a row that a person has added or adds now."""
    return _Around(lists=(*around.lists, field.path), added=field.stays)


def _settled(widget: Widget, listed: DynamicList) -> Widget:
    """The name of a line that was added to a prefilled row: it is of that name for good."""
    if widget.field is not listed.naming:
        return widget
    return replace(widget, readonly=True, template=READ if isinstance(widget.field, _READ) else widget.template)


def _beside(field: Field, around: _Around) -> str:
    """The text that the prefilled row has for this column, "" for none."""
    value: Any = around.prefilled if field.column.beside else None
    for name in field.column.beside:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value.strip() if isinstance(value, str) else ""


def _as_typed(field: Day, value: str, zone: ZoneInfo) -> str:
    """An ISO answer as дд.мм.гггг; anything else as it was typed."""
    iso = value[:4].isdigit() and value[4:5] == "-"
    if not iso or field.subtype == "time":
        return value
    try:
        return field.shown(value, "ru")
    except ValueError:
        return value


def _names(expression: feel.Expression) -> list[tuple[str, ...]]:
    return sorted(expression.names | expression.given_names)


def _facts(field: Chosen, choice: Choice) -> dict[str, Any]:
    return {"row": choice.value, **{column: choice.facts.get(column) for column in field.columns}}


def _known(case: Mapping[str, Any], path: Sequence[str]) -> Any:
    """A value of the case data for the browser: never an erasable one, never more than the path names."""
    value: Any = case
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return None if is_erasable(value) or isinstance(value, Mapping) else value
