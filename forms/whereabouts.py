"""How people call a place in the answers: «Опыт, строка 2 «Завод», графа 5 «Стаж»»."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.definition import Form
from forms.errors import Message
from forms.fields.chosen import Chosen
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Field

#: Signs of a row's name that are said
_LONGEST = 60


def before(form: Form, path: str, raw: Mapping[str, Any], message: Message) -> Message:
    """The message with the place that it is about before it; "" is the form as a whole."""
    if not path:
        return message
    place = words(form, path, raw)
    return Message(f"{place.ru}: {message.ru}", f"{place.en}: {message.en}")


def words(form: Form, path: str, raw: Mapping[str, Any]) -> Message:
    """What stands at a dotted path with row numbers, from the outside in; rows by number and name, if they have one.

    A part that the form does not know is called as it stands.
    """
    said: list[Message] = []
    inside: Any = raw
    known, around = "", None
    for number, part in enumerate(path.split(".")):
        inside = _inside(inside, part)
        if part.isdecimal() and number:
            said.append(_row(around, int(part), inside))
            continue
        known = f"{known}.{part}" if known else part
        field = form.by_path.get(known)
        if field is None:
            said.append(Message(part, part))
        elif field.title("ru"):
            said.append(_column(around, field))
        around = field
    return Message(", ".join(each.ru for each in said), ", ".join(each.en for each in said))


def unnumbered(path: str) -> str:
    """The path in the form, without numbers of rows."""
    return ".".join(part for part in path.split(".") if not part.isdecimal())


def row_name(listed: DynamicList, row: Any) -> Message:
    """How the row is called by its own answer, shortened; "" where nothing names it."""
    column = listed.naming
    answer = row.get(column.key) if isinstance(row, Mapping) and column else None
    if isinstance(column, Chosen) and answer not in (None, ""):
        return Message(_short(column.label_of(answer, "ru")), _short(column.label_of(answer, "en")))
    name = _short(listed.name_of(row))
    return Message(name, name)


def _row(listed: Field | None, number: int, row: Any) -> Message:
    ru, en = f"строка {number + 1}", f"row {number + 1}"
    if not isinstance(listed, DynamicList):
        return Message(ru, en)
    name = row_name(listed, row)
    return Message(f"{ru} «{name.ru}»", f"{en} “{name.en}”") if name.ru else Message(ru, en)


def _column(around: Field | None, field: Field) -> Message:
    ru, en = field.title("ru"), field.title("en")
    if not isinstance(around, DynamicList) or not (around.wide or field.column.number):
        return Message(ru, en)
    number = f" {field.column.number}" if field.column.number else ""
    return Message(f"графа{number} «{ru}»", f"column{number} “{en}”")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _inside(raw: Any, part: str) -> Any:
    if isinstance(raw, list | tuple):
        return raw[int(part)] if part.isdecimal() and len(part) < 6 and int(part) < len(raw) else None
    return raw.get(part) if isinstance(raw, Mapping) else None
