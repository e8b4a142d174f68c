"""Answers as a plain HTML post carries them: names are dotted paths, rows are numbered (`experience.1.years`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forms.definition import Form
from forms.fields.dynamiclist import MOST, DynamicList
from forms.fields.field import Field, Question
from forms.fields.group import Group

#: The name of the buttons that add, move and remove rows without JavaScript
ROWS = "_rows"

#: The name in a row that stays whether or not anything is filled in
STAYS = "_stays"

#: Pairs of one post that are looked at
_PAIRS = 50_000


def from_post(form: Form, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The raw answers in a post: an unticked box is false, empty text is no value, rows come in the order of numbers.

    Names that are no field of the form are left out: they belong to the page.  A row in which nothing is filled is
    no row, unless the form fixes its rows, the page marks it as one that stays, or a button of rows was pressed, which
    means the rows as the page shows them.
    """
    texts: dict[str, list[str]] = {}
    for number, (name, text) in enumerate(pairs):
        if number >= _PAIRS:
            break
        texts.setdefault(name, []).append(text)
    return _context(form.fields, texts, "")


def rearranged(form: Form, raw: Mapping[str, Any], act: str) -> dict[str, Any]:
    """The raw answers after a row button was pressed without JavaScript; an unknown act changes nothing.

    `act`: `add:tasks`, `remove:tasks.0`, `up:tasks.1`, `down:tasks.0`, `line:tasks.0` (one more row of that name in a
    grouped list); lists inside rows as `works.0.tasks`.
    """
    changed: dict[str, Any] = _copied(raw)
    verb, _, rest = act.partition(":")
    path, _, number = (rest, "", "") if verb == "add" else rest.rpartition(".")
    field = form.by_path.get(".".join(part for part in path.split(".") if not part.isdecimal()))
    rows = _rows_at(changed, path.split("."))
    if not isinstance(field, DynamicList) or field.fixed or rows is None:
        return changed
    if verb == "add" and len(rows) < field.most:
        rows.append({})
    at = int(number) if number.isdecimal() and len(number) < 6 else -1
    if 0 <= at < len(rows):
        _move(rows, verb, at)
        if verb == "line" and field.grouped and len(rows) < field.most:
            _add_line(field, rows, at)
    return changed


def _add_line(field: DynamicList, rows: list[Any], at: int) -> None:
    """A row after the last of those that are called as the one at `at`."""
    name = field.name_of(rows[at])
    last = max(number for number, row in enumerate(rows) if number == at or (name and field.name_of(row) == name))
    rows.insert(last + 1, {field.row_name: rows[at][field.row_name]} if name else {})


def _move(rows: list[Any], verb: str, at: int) -> None:
    if verb == "remove":
        del rows[at]
    if verb == "up" and at > 0:
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    if verb == "down" and at + 1 < len(rows):
        rows[at + 1], rows[at] = rows[at], rows[at + 1]


def _rows_at(raw: Any, parts: Sequence[str]) -> list[Any] | None:
    """The list at a path, made where it is missing; None where the path leads nowhere."""
    for number, part in enumerate(parts):
        if isinstance(raw, list):
            raw = raw[int(part)] if part.isdecimal() and len(part) < 6 and int(part) < len(raw) else None
        elif isinstance(raw, dict):
            if not raw.get(part):
                raw[part] = [] if number == len(parts) - 1 else {}
            raw = raw[part]
        else:
            return None
    return raw if isinstance(raw, list) else None


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list | tuple) else value


def _context(fields: Iterable[Field], texts: Mapping[str, list[str]], above: str) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    for field in fields:
        name = f"{above}{field.key}"
        if isinstance(field, Group):
            inside = _context(field.components, texts, f"{name}." if field.path else above)
            raw |= {field.key: inside} if field.path else inside
        elif isinstance(field, DynamicList):
            raw[field.key] = _rows(field, texts, f"{name}.")
        elif isinstance(field, Question):
            raw[field.key] = field.posted(texts.get(name, []))
    return raw


def _rows(field: DynamicList, texts: Mapping[str, list[str]], prefix: str) -> list[dict[str, Any]]:
    numbers = {name[len(prefix) :].partition(".")[0] for name in texts if name.startswith(prefix)}
    known = sorted(int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 6)
    rows = [(number, _context(field.components, texts, f"{prefix}{number}.")) for number in known[: MOST + 1]]
    if field.fixed or ROWS in texts:
        return [row for _, row in rows]
    return [row for number, row in rows if _filled(row) or f"{prefix}{number}.{STAYS}" in texts]


def _filled(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_filled(each) for each in value.values())
    return value not in (None, False, "", [])
