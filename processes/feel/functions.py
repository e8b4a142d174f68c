"""The functions of the language by their names: those of the FEEL standard that we keep, and our own, single words.

A null for a parameter gives null (`any` parameters take it as a value); our deadline functions refuse it, because a term
must not vanish.  Wrong kinds are refused.  Adding a function is one decorated function here; a name of several words
also goes into the terminal FUNCTION of the grammar.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP
from typing import Any, Final

from processes import deadlines
from processes.feel import arithmetic, limits
from processes.feel.calendar_text import day_from, moment_from, on_clocks, time_from
from processes.feel.duration import Duration, shortened
from processes.feel.errors import Refused
from processes.feel.plain import text_of
from processes.feel.scope import Scope
from processes.feel.values import (
    KIND_NAMES,
    Value,
    checked_list,
    checked_text,
    is_sealed,
    key,
    kind,
    least,
    refuse_nulls,
    refuse_sealed,
    unlike,
)

Body = Callable[..., Value]


@dataclass(frozen=True)
class Function:
    """A function: kinds of its parameters, how many are required, whether the last repeats, whether null is refused."""

    name: str
    parameters: tuple[str, ...]
    required: int
    repeats: bool
    strict: bool
    body: Body

    def accepts(self, count: int) -> bool:
        """Whether it may be called with that many arguments."""
        return self.required <= count and (self.repeats or count <= len(self.parameters))

    def apply(self, scope: Scope, arguments: list[Value]) -> Value:
        """The value for these arguments, whose number is right; raises Refused."""
        parameters, last = self.parameters, len(self.parameters) - 1
        for place, value in enumerate(arguments):
            wanted = parameters[min(place, last)]
            if value is None and wanted != "any":
                if self.strict:
                    raise self._refused(place, wanted, "null")
                return None
            self._check(place, wanted, value)
            if type(value) is list:
                scope.spend(len(value))
            elif type(value) is str:
                scope.spend(len(value) >> 6)
        return self.body(scope, *arguments)

    def _check(self, place: int, wanted: str, value: Value) -> None:
        found = kind(value)
        if found == "list":
            checked_list(value)
        if wanted == "any" or found == wanted:
            return
        if (wanted == "day" and found in ("date", "moment")) or (wanted == "whole" and type(value) is int):
            return
        refuse_sealed(value)
        raise self._refused(place, wanted, found)

    def _refused(self, place: int, wanted: str, found: str) -> Refused:
        return Refused(
            f"{self.name}(): аргумент {place + 1}: ожидается {KIND_NAMES[wanted][0]}, а это {KIND_NAMES[found][0]}",
            f"{self.name}(): argument {place + 1} must be {KIND_NAMES[wanted][1]}, not {KIND_NAMES[found][1]}",
            function=self.name,
        )


FUNCTIONS: Final[dict[str, Function]] = {}


def _function(
    name: str, *parameters: str, required: int | None = None, repeats: bool = False, strict: bool = False
) -> Callable[[Body], Body]:
    def register(body: Body) -> Body:
        least_arguments = len(parameters) if required is None else required
        FUNCTIONS[name] = Function(name, parameters, least_arguments, repeats, strict, body)
        return body

    return register


# Days and times


@_function("today")
def _today(scope: Scope) -> date:
    return scope.moment.today


@_function("now")
def _now(scope: Scope) -> datetime:
    return scope.moment.local


@_function("date", "any", "whole", "whole", required=1)
def _date(scope: Scope, value: Value, month: int | None = None, day: int | None = None) -> date | None:
    if month is not None:
        return _date_of_parts(value, month, day)
    if value is None:
        return None
    if type(value) is str:
        return day_from(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise _no_conversion("date", value)


@_function("date and time", "any", "time", required=1)
def _date_and_time(scope: Scope, value: Value, clock: time | None = None) -> datetime | None:
    if value is None:
        return None
    if clock is not None:
        return on_clocks(datetime.combine(_date_only(value), clock), scope.moment.zone)
    if type(value) is str:
        return moment_from(value, scope.moment.zone) if "T" in value else _midnight(day_from(value), scope)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return _midnight(value, scope)
    raise _no_conversion("date and time", value)


@_function("time", "any", "whole", "whole", required=1)
def _time(scope: Scope, value: Value, minute: int | None = None, second: int = 0) -> time | None:
    if minute is not None:
        return _time_of_parts(value, minute, second)
    if value is None:
        return None
    if type(value) is str:
        return time_from(value)
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    raise _no_conversion("time", value)


@_function("duration", "text")
def _duration(scope: Scope, text: str) -> Duration:
    return Duration.parse(text)


@_function("years and months duration", "day", "day")
def _years_and_months(scope: Scope, start: date, end: date) -> Duration:
    start, end = _date(scope, start) or start, _date(scope, end) or end
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    if months < 0 and end.day > start.day:
        months += 1
    return Duration(months=months)


@_function("local_day", "day")
def _local_day(scope: Scope, value: date | datetime) -> date:
    return deadlines.local_day(value, scope.moment.zone)


@_function("start_of_day", "day")
def _start_of_day(scope: Scope, value: date | datetime) -> datetime:
    return _midnight(deadlines.local_day(value, scope.moment.zone), scope)


@_function("end_of_day", "day", strict=True)
def _end_of_day(scope: Scope, value: date | datetime) -> datetime:
    """The last second of the local day: when a term ends that the regulation gives as a date."""
    return deadlines.end_of_day(deadlines.local_day(value, scope.moment.zone), scope.moment.zone)


# Terms


@_function("days_after", "day", "whole", strict=True)
def _days_after(scope: Scope, start: date | datetime, count: int) -> datetime:
    return _recorded(scope, deadlines.days_after(start, count, scope.moment.zone))


@_function("days_before", "day", "whole", strict=True)
def _days_before(scope: Scope, start: date | datetime, count: int) -> datetime:
    return _recorded(scope, deadlines.days_before(start, count, scope.moment.zone))


@_function("workdays_after", "day", "whole", "text", required=2, strict=True)
def _workdays_after(scope: Scope, start: date | datetime, count: int, country: str = "ru") -> datetime:
    scope.spend(max(0, count))
    return _recorded(
        scope, deadlines.workdays_after(start, count, scope.moment.zone, deadlines.calendar(shortened(country)))
    )


@_function("months_after", "day", "whole", strict=True)
def _months_after(scope: Scope, start: date | datetime, count: int) -> datetime:
    return _recorded(scope, deadlines.months_after(start, count, scope.moment.zone))


@_function("months_before", "day", "whole", strict=True)
def _months_before(scope: Scope, start: date | datetime, count: int) -> datetime:
    return _recorded(scope, deadlines.months_before(start, count, scope.moment.zone))


@_function("years_after", "day", "whole", strict=True)
def _years_after(scope: Scope, start: date | datetime, count: int) -> datetime:
    return _recorded(scope, deadlines.years_after(start, count, scope.moment.zone))


# Numbers


@_function("number", "any", "any", "any", required=1)
def _number(scope: Scope, value: Value, grouping: Value = None, point: Value = None) -> Value:
    if value is None:
        return None
    if kind(value) == "number":
        return arithmetic.number(value)
    if type(value) is not str:
        raise _no_conversion("number", value)
    digits = _plain_digits(value, grouping, point)
    if not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", digits):
        raise Refused(
            f"«{shortened(value)}» — не число; напишите, например, 12.50",
            f"{shortened(value)!r} is not a number; write for example 12.50",
        )
    return arithmetic.decimal(digits)


@_function("abs", "any")
def _abs(scope: Scope, value: Value) -> Value:
    if value is None:
        return None
    found = kind(value)
    if found == "number":
        return arithmetic.number(value if value >= 0 else arithmetic.negate(value))
    if found == "duration":
        return -value if value.months < 0 or value.span.days < 0 else value
    raise _no_conversion("abs", value)


@_function("floor", "number", "whole", required=1)
def _floor(scope: Scope, value: Value, scale: int = 0) -> Value:
    return arithmetic.rounded(value, scale, ROUND_FLOOR)


@_function("ceiling", "number", "whole", required=1)
def _ceiling(scope: Scope, value: Value, scale: int = 0) -> Value:
    return arithmetic.rounded(value, scale, ROUND_CEILING)


@_function("round half up", "number", "whole", required=1)
def _round_half_up(scope: Scope, value: Value, scale: int = 0) -> Value:
    return arithmetic.rounded(value, scale, ROUND_HALF_UP)


@_function("count", "list")
def _count(scope: Scope, values: list[Value]) -> int:
    return len(values)


@_function("sum", "any", required=1, repeats=True)
def _sum(scope: Scope, *values: Value) -> Value:
    numbers = _as_list(values)
    return None if numbers is None else _total(numbers)


@_function("mean", "any", required=1, repeats=True)
def _mean(scope: Scope, *values: Value) -> Value:
    numbers = _as_list(values)
    if numbers is None:
        return None
    if not numbers:
        raise Refused("У пустого списка нет среднего", "An empty list has no mean")
    return arithmetic.divide(_total(numbers), len(numbers))


@_function("min", "any", required=1, repeats=True)
def _min(scope: Scope, *values: Value) -> Value:
    elements = _as_list(values)
    return None if elements is None else least(operator.lt, elements)


@_function("max", "any", required=1, repeats=True)
def _max(scope: Scope, *values: Value) -> Value:
    elements = _as_list(values)
    return None if elements is None else least(operator.gt, elements)


# Texts


@_function("string", "any")
def _string(scope: Scope, value: Value) -> str | None:
    if value is None:
        return None
    refuse_sealed(value)
    return checked_text(text_of(value))


@_function("contains", "text", "text")
def _contains(scope: Scope, text: str, part: str) -> bool:
    return part in text


@_function("starts with", "text", "text")
def _starts_with(scope: Scope, text: str, start: str) -> bool:
    return text.startswith(start)


@_function("ends with", "text", "text")
def _ends_with(scope: Scope, text: str, end: str) -> bool:
    return text.endswith(end)


@_function("upper case", "text")
def _upper_case(scope: Scope, text: str) -> str:
    return checked_text(checked_text(text).upper())


@_function("lower case", "text")
def _lower_case(scope: Scope, text: str) -> str:
    return checked_text(checked_text(text).lower())


@_function("string length", "text")
def _string_length(scope: Scope, text: str) -> int:
    return len(text)


@_function("substring", "text", "whole", "whole", required=2)
def _substring(scope: Scope, text: str, start: int, length: int | None = None) -> str:
    if start == 0:
        raise Refused(
            "substring(): знаки считаются с 1 (или с конца: -1)",
            "substring(): characters are counted from 1 (or from the end: -1)",
        )
    begin = start - 1 if start > 0 else max(0, len(text) + start)
    end = len(text) if length is None else begin + max(0, length)
    return checked_text(text[begin:end])


@_function("split", "text", "text")
def _split(scope: Scope, text: str, separator: str) -> list[str]:
    if not separator:
        raise Refused("split(): разделитель пуст", "split(): the separator is empty")
    if text.count(separator) >= limits.LIST:
        raise Refused("split(): слишком много частей", "split(): too many parts")
    return text.split(separator)


@_function("characters", "text")
def _characters(scope: Scope, text: str) -> list[str]:
    """The characters of a text, one by one: `marks` such as `++-+` are judged each for itself."""
    return checked_list(list(text))


@_function("string join", "list", "any", required=1)
def _string_join(scope: Scope, texts: list[Value], separator: Value = None) -> str:
    if separator is not None and type(separator) is not str:
        raise _no_conversion("string join", separator)
    parts = [text for text in texts if text is not None]
    for part in parts:
        if type(part) is not str:
            raise _no_conversion("string join", part)
    joint = separator or ""
    if sum(map(len, parts)) + len(joint) * len(parts) > limits.TEXT:
        raise Refused(
            f"string join(): текст длиннее {limits.TEXT} знаков",
            f"string join(): the text is longer than {limits.TEXT} characters",
        )
    return joint.join(parts)


# Lists and contexts


@_function("list contains", "list", "any")
def _list_contains(scope: Scope, values: list[Value], value: Value) -> bool:
    wanted = key(value, scope.spend)
    return any(key(element, scope.spend) == wanted for element in values)


@_function("append", "list", "any", repeats=True)
def _append(scope: Scope, values: list[Value], *more: Value) -> list[Value]:
    return checked_list([*values, *more])


@_function("concatenate", "list", repeats=True)
def _concatenate(scope: Scope, *lists: list[Value]) -> list[Value]:
    return checked_list([value for values in lists for value in values])


@_function("flatten", "list")
def _flatten(scope: Scope, values: list[Value]) -> list[Value]:
    """The elements with those of inner lists in their place, at any depth."""
    flat: list[Value] = []
    walks = [iter(values)]
    while walks:
        for value in walks[-1]:
            scope.spend(1)
            if type(value) is list:
                walks.append(iter(value))
                break
            flat.append(value)
        else:
            walks.pop()
    return checked_list(flat)


@_function("distinct values", "list")
def _distinct_values(scope: Scope, values: list[Value]) -> list[Value]:
    first: dict[Any, Value] = {}
    for value in values:
        first.setdefault(key(value, scope.spend), value)
    return list(first.values())


@_function("rows", "context")
def _rows(scope: Scope, columns: dict[str, Value]) -> list[Value]:
    """Lists side by side, `rows({a: [1, 2], b: [3]})` is `[{a: 1, b: 3}, {a: 2, b: null}]`: nothing is left out."""
    for column in columns.values():
        if type(column) is not list:
            raise _no_conversion("rows", column)
        checked_list(column)
    longest = max(map(len, columns.values()), default=0)
    scope.spend(longest * len(columns))
    return [
        {name: column[place] if place < len(column) else None for name, column in columns.items()}
        for place in range(longest)
    ]


@_function("places", "list", "text", required=1)
def _places(scope: Scope, values: list[Value], ties: str = "competition") -> list[int | None]:
    """The place of each number, the largest first; null has none.

    Equal numbers share a place.  `competition`: the places they take up are skipped (1, 1, 3); `dense`: none is (1, 1, 2).
    """
    if ties not in ("competition", "dense"):
        raise Refused(
            f"places(): «{shortened(ties)}» — не способ делить места; напишите competition или dense",
            f"places(): {shortened(ties)!r} is no way to share places; write competition or dense",
        )
    ranked = sorted((_numeral(value) for value in values if value is not None), reverse=True)
    standing = list(dict.fromkeys(ranked)) if ties == "dense" else ranked
    places: dict[Any, int] = {}
    for place, value in enumerate(standing, 1):
        places.setdefault(value, place)
    return [None if value is None else places[value] for value in values]


@_function("get value", "context", "text")
def _get_value(scope: Scope, context: dict[str, Value], name: str) -> Value:
    return context.get(name)


@_function("all", "any", required=1, repeats=True)
def _all(scope: Scope, *values: Value) -> bool | None:
    elements = _as_list(values)
    return None if elements is None else _quantified(elements, decisive=False)


@_function("any", "any", required=1, repeats=True)
def _any(scope: Scope, *values: Value) -> bool | None:
    elements = _as_list(values)
    return None if elements is None else _quantified(elements, decisive=True)


@_function("given", "any")
def is_given(scope: Scope, value: Value) -> bool:
    """Whether there is an answer: not null, not an empty text, list or context; for an erasable one its `given`."""
    if is_sealed(value):
        return bool(value["given"])
    return value is not None and not (kind(value) in ("text", "list", "context") and not value)


@_function("is defined", "any")
def is_defined(scope: Scope, value: Value) -> bool:
    """Whether there is a value other than null."""
    return value is not None


def _recorded(scope: Scope, term: deadlines.Term) -> datetime:
    scope.spend(limits.WORK // limits.LIST)  # each call keeps a record: at most a thousand of them
    if scope.terms is not None:
        scope.terms.append(term)
    return term.result


def _midnight(day: date, scope: Scope) -> datetime:
    return deadlines.start_of_day(day, scope.moment.zone)


def _date_only(value: Value) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise _no_conversion("date and time", value)


def _date_of_parts(year: Value, month: int, day: int | None) -> date:
    if type(year) is not int or day is None:
        raise Refused("date(): нужны год, месяц и день", "date(): year, month and day are needed")
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise Refused("date(): такого дня нет в календаре", "date(): there is no such day in the calendar") from None


def _time_of_parts(hour: Value, minute: int, second: int) -> time:
    if type(hour) is not int:
        raise _no_conversion("time", hour)
    try:
        return time(hour, minute, second)
    except (ValueError, OverflowError):
        raise Refused("time(): такого времени нет", "time(): there is no such time") from None


def _plain_digits(text: str, grouping: Value, point: Value) -> str:
    for separator in (grouping, point):
        if separator is not None and (type(separator) is not str or len(separator) != 1):
            raise Refused("number(): разделитель — один знак", "number(): a separator is one character")
    if grouping is not None and grouping == point:
        raise Refused("number(): разделители совпадают", "number(): the separators are equal")
    digits = checked_text(text)
    if grouping is not None:
        digits = digits.replace(grouping, "")
    if point is not None and point != ".":
        if "." in digits:
            raise Refused("number(): лишняя точка", "number(): a stray point")
        digits = digits.replace(point, ".")
    return digits


def _as_list(values: tuple[Value, ...]) -> list[Value] | None:
    if len(values) > 1:
        return list(values)
    alone = values[0]
    if alone is None:
        return None
    return alone if type(alone) is list else [alone]


def _total(numbers: list[Value]) -> Value:
    refuse_nulls(numbers)
    total: Value = 0
    for place, value in enumerate(numbers, 1):
        if kind(value) != "number":
            ru, en = KIND_NAMES[kind(value)]
            raise Refused(f"Элемент {place} — не число, а {ru}", f"Element {place} is no number but {en}")
        total = arithmetic.add(total, value)
    return total


def _numeral(value: Value) -> Value:
    if kind(value) == "number":
        return value
    raise _no_conversion("places", value)


def _quantified(values: list[Value], *, decisive: bool) -> bool | None:
    unknown = False
    for value in values:
        if value is None:
            unknown = True
        elif value is decisive:
            return bool(decisive)
        elif type(value) is not bool:
            raise unlike(kind(value), "boolean")
    return None if unknown else not decisive


def _no_conversion(name: str, value: Value) -> Refused:
    refuse_sealed(value)
    ru, en = KIND_NAMES[kind(value)]
    return Refused(f"{name}(): не подходит {ru}", f"{name}(): {en} does not do", function=name)
