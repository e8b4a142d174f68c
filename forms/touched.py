"""Whether somebody has filled in anything of a form beyond what it opened with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from forms.definition import Form
from forms.fields.circumstances import Circumstances, Wrong
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Field, Question
from forms.fields.group import Group
from forms.fields.signature import Signed


def touched(form: Form, raw: Mapping[str, Any], opened: Mapping[str, Any], circumstances: Circumstances) -> bool:
    """Whether an answer differs from the one the form opened with; what cannot be taken differs, a blank row does not."""
    return _any(form.fields, raw, opened, circumstances)


def _any(fields: Iterable[Field], raw: object, opened: object, circumstances: Circumstances) -> bool:
    now, before = _mapping(raw), _mapping(opened)
    return any(_differs(field, now, before, circumstances) for field in fields)


def _differs(field: Field, raw: Mapping[str, Any], opened: Mapping[str, Any], circumstances: Circumstances) -> bool:
    if isinstance(field, Group) and not field.path:
        return _any(field.components, raw, opened, circumstances)
    now, before = raw.get(field.key), opened.get(field.key)
    if isinstance(field, Group):
        return _any(field.components, now, before, circumstances)
    if isinstance(field, DynamicList):
        return _rows_differ(field, now, before, circumstances)
    if not isinstance(field, Question) or isinstance(field, Signed) or field.readonly:
        return False
    try:
        return bool(field.take(now, circumstances) != _taken(field, before, circumstances))
    except Wrong:
        return True


def _taken(field: Question, raw: object, circumstances: Circumstances) -> object:
    try:
        return field.take(raw, circumstances)
    except Wrong:
        return field.empty


def _rows_differ(field: DynamicList, raw: object, opened: object, circumstances: Circumstances) -> bool:
    now, before = (_filled(field, rows, circumstances) for rows in (raw, opened))
    if len(now) != len(before):
        return True
    return any(_any(field.components, one, other, circumstances) for one, other in zip(now, before, strict=True))


def _filled(field: DynamicList, rows: object, circumstances: Circumstances) -> list[object]:
    listed = list(rows) if isinstance(rows, list | tuple) else []
    return [row for row in listed if _any(field.components, row, {}, circumstances)]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
