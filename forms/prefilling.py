"""What a form fills in by itself: the answers that it opens with, and those among them that nobody may change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from forms import conditions, signing
from forms.definition import Form
from forms.fields.circumstances import Circumstances
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Field, Question
from forms.fields.group import Group
from forms.fields.signature import Signed
from forms.sealing import opened
from processes import feel

MOSCOW = ZoneInfo("Europe/Moscow")

Raw = dict[str, Any]


def prefilled(form: Form, *, case: Mapping[str, Any], today: date, zone: ZoneInfo = MOSCOW) -> Raw:
    """The raw answers that a form opens with: `prefill` over the case data, else `defaultValue`, else blank rows.

    A value that cannot be computed, or is erased, is left empty: the person fills it in.
    """
    return _prefilled(form.fields, case, Circumstances(today=today, zone=zone).moment)


def standing(form: Form, raw: Mapping[str, Any], *, case: Mapping[str, Any], today: date, zone: ZoneInfo) -> Raw:
    """The raw answers where what nobody may change is as the form opened with it, and every row is in its place."""
    return _standing(form.fields, raw, prefilled(form, case=case, today=today, zone=zone))


def contexts(field: DynamicList, case: Mapping[str, Any], moment: feel.Moment) -> list[dict[str, Any]]:
    """The rows that the `prefill` of a list computes, with all that they say."""
    rows = _computed(field.prefill, case, moment, None)
    return [row for row in rows[: field.most] if isinstance(row, dict)] if isinstance(rows, list) else []


def laid(field: DynamicList, sent: Sequence[Any], ours: Sequence[Any]) -> list[tuple[Any, int | None]]:
    """The rows in their places, each with the number of the prefilled row that it is, None for one that was added.

    `ours`: the prefilled rows that stay.  One that was not sent is there all the same, blank.  Rows are known by their
    order, in a grouped list by their order among those of their name; added ones follow.  Laying again changes nothing.
    """
    if field.fixed:
        return [(sent[number] if number < len(sent) else {}, number) for number in range(len(ours))]
    waiting: dict[str, list[int]] = {}
    for number in reversed(range(len(ours))):
        waiting.setdefault(_group(field, ours[number]), []).append(number)
    taken: dict[int, Any] = {}
    added: list[Any] = []
    for row in sent:
        numbers = waiting.get(_group(field, row))
        if numbers:
            taken[numbers.pop()] = row
        else:
            added.append(row)
    kept: list[tuple[Any, int | None]] = [(taken.get(number, {}), number) for number in range(len(ours))]
    rows = [*kept, *((row, None) for row in added)]
    return _together([*(_group(field, row) for row in (*ours, *added))], rows) if field.grouped else rows


def _together(names: Sequence[str], rows: Sequence[tuple[Any, int | None]]) -> list[tuple[Any, int | None]]:
    """Rows of one name beside one another; a row without a name stands alone."""
    groups: dict[str | int, list[tuple[Any, int | None]]] = {}
    for place, (name, row) in enumerate(zip(names, rows, strict=True)):
        groups.setdefault(name or place, []).append(row)
    return [row for group in groups.values() for row in group]


def _group(field: DynamicList, row: Any) -> str:
    return field.name_of(row) if field.grouped else ""


def _prefilled(fields: Iterable[Field], case: Mapping[str, Any], moment: feel.Moment) -> Raw:
    raw: Raw = {}
    for field in fields:
        if isinstance(field, Group):
            inside = _prefilled(field.components, case, moment)
            raw |= {field.key: inside} if field.path else inside
        elif isinstance(field, DynamicList):
            raw[field.key] = _prefilled_rows(field, case, moment)
        elif isinstance(field, Signed):
            raw[field.key] = [signable.answer() for signable in signing.of(field, case, moment)]
        elif isinstance(field, Question):
            raw[field.key] = _computed(field.prefill, case, moment, field.default)
    return raw


def _prefilled_rows(field: DynamicList, case: Mapping[str, Any], moment: feel.Moment) -> list[Raw]:
    rows = _computed(field.prefill, case, moment, None)
    blank = _prefilled(field.components, case, moment)
    if not isinstance(rows, list):
        return [dict(blank) for _ in range(0 if field.fixed else field.blank)]
    known = set(keys(field.components))
    return [
        {**blank, **{key: value for key, value in row.items() if key in known}}
        for row in rows[: field.most]
        if isinstance(row, dict)
    ]


def _computed(expression: feel.Expression | None, case: Mapping[str, Any], moment: feel.Moment, default: Any) -> Any:
    if expression is None:
        return default
    try:
        value = feel.plain(conditions.value(expression, [case], moment))
    except feel.FeelError:
        return default
    return opened(value, lambda commitment: None)


def _standing(fields: Iterable[Field], raw: Mapping[str, Any], ours: Mapping[str, Any]) -> Raw:
    given = dict(raw)
    for field in fields:
        if isinstance(field, Group) and not field.path:
            given = _standing(field.components, given, ours)
        elif isinstance(field, Group) and isinstance(given.get(field.key) or {}, Mapping):
            given[field.key] = _standing(field.components, given.get(field.key) or {}, ours.get(field.key) or {})
        elif isinstance(field, Question) and field.readonly:
            given[field.key] = ours.get(field.key)
        elif isinstance(field, DynamicList) and (field.holds_prefilled or field.grouped):
            given[field.key] = _standing_rows(field, given.get(field.key), ours.get(field.key) or [])
    return given


def _standing_rows(field: DynamicList, raw: Any, ours: Sequence[Mapping[str, Any]]) -> Any:
    if not (raw is None or isinstance(raw, list)) or (field.fixed and not field.holds_prefilled):
        return raw
    stay = ours if field.holds_prefilled else ()
    return [
        row if number is None or not isinstance(row, Mapping) else _standing(field.components, row, stay[number])
        for row, number in laid(field, raw or [], stay)
    ]


def keys(fields: Iterable[Field]) -> Iterator[str]:
    """The names under which the answers of these components stand beside one another."""
    for field in fields:
        if field.path:
            yield field.key
        elif isinstance(field, Group):
            yield from keys(field.components)
