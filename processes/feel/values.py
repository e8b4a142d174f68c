"""The values of the language: their kinds, when two are equal, which is less, what a property of one is.

Numbers are int or Decimal, never float.  Knows no syntax and no functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

from processes.feel import limits
from processes.feel.duration import Duration
from processes.feel.errors import Refused

Spend = Callable[[int], None]  #: Takes work from the budget of the evaluation
Value = Any  #: int | Decimal | str | bool | None | list | dict | date | datetime | time | Duration

KINDS: Final[Mapping[type, str]] = {
    bool: "boolean",
    int: "number",
    Decimal: "number",
    str: "text",
    type(None): "null",
    list: "list",
    dict: "context",
    date: "date",
    datetime: "moment",
    time: "time",
    Duration: "duration",
}

KIND_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "boolean": ("да/нет", "a boolean"),
    "number": ("число", "a number"),
    "whole": ("целое число", "a whole number"),
    "text": ("текст", "a text"),
    "null": ("null", "null"),
    "list": ("список", "a list"),
    "context": ("запись", "a context"),
    "date": ("дата", "a date"),
    "moment": ("дата и время", "a date and time"),
    "day": ("дата или дата и время", "a date or a date and time"),
    "time": ("время", "a time"),
    "duration": ("длительность", "a duration"),
    "any": ("значение", "a value"),
}

_ADVICE: Final[Mapping[frozenset[str], str]] = {
    frozenset(("text", "number")): "number(...)",
    frozenset(("text", "date")): "date(...)",
    frozenset(("text", "moment")): "date and time(...)",
    frozenset(("text", "time")): "time(...)",
    frozenset(("text", "duration")): "duration(...)",
    frozenset(("date", "moment")): "local_day(...)",
}


def kind(value: Value) -> str:
    """The kind of a value, a key of KIND_NAMES; refuses what is no value of the language, floats above all."""
    found = KINDS.get(type(value))
    if found is None:
        name = type(value).__name__
        raise Refused(
            f"Значение вида «{name}» не бывает в выражениях; дробные числа и деньги хранятся текстом или Decimal",
            f"A {name} is no value of an expression; fractions and money are kept as text or Decimal",
        )
    return found


def is_sealed(value: Value) -> bool:
    """Stands for an erasable answer: `{"given": bool, "commitment": ...}`; expressions may only ask `given(...)`."""
    return type(value) is dict and type(value.get("given")) is bool and (len(value) == 1 or "commitment" in value)


def equal(left: Value, right: Value, spend: Spend) -> bool:
    """Whether two values of one kind are equal; only null equals null; refuses unlike kinds and erasable answers."""
    if left is None or right is None:
        return left is right
    kinds = kind(left), kind(right)
    refuse_sealed(left)
    refuse_sealed(right)
    if kinds[0] != kinds[1]:
        raise unlike(*kinds)
    if kinds[0] in ("list", "context", "moment"):
        return bool(key(left, spend) == key(right, spend))
    return bool(left == right)


def ordered(compare: Callable[[Any, Any], bool], left: Value, right: Value) -> bool | None:
    """`compare` (of the module operator) on two values of one ordered kind; null if either is null."""
    if left is None or right is None:
        return None
    kinds = kind(left), kind(right)
    refuse_sealed(left)
    refuse_sealed(right)
    if kinds[0] != kinds[1]:
        raise unlike(*kinds)
    if kinds[0] not in ("number", "text", "date", "moment", "time", "duration"):
        ru, en = KIND_NAMES[kinds[0]]
        raise Refused(f"{ru} не сравнивается по величине", f"There is no order of {en}")
    if kinds[0] == "duration":
        return compare(*_spans(left, right))
    if kinds[0] == "moment":
        return compare(utc(left), utc(right))
    return compare(left, right)


def least(compare: Callable[[Any, Any], bool], values: list[Value]) -> Value:
    """The first value that `compare`s true with all others; refuses an empty list, null and unlike kinds."""
    if not values:
        raise Refused("В пустом списке нет наименьшего и наибольшего", "An empty list has no minimum and no maximum")
    refuse_nulls(values)
    best = values[0]
    ordered(compare, best, best)  # a lonely list or boolean has no order either
    for value in values[1:]:
        if ordered(compare, value, best):
            best = value
    return best


def refuse_nulls(values: list[Value]) -> None:
    for place, value in enumerate(values, 1):
        if value is None:
            raise Refused(f"Элемент {place} списка не заполнен (null)", f"Element {place} of the list is null")


def key(value: Value, spend: Spend, depth: int = limits.NESTING) -> Any:
    """A hashable stand-in: two values of any kinds have equal keys iff they are the same value."""
    found = kind(value)
    if found == "list":
        spend(len(value))
        return "list", tuple(key(element, spend, _deeper(depth)) for element in checked_list(value))
    if found == "context":
        refuse_sealed(value)
        spend(len(value))
        return "context", frozenset((name, key(element, spend, _deeper(depth))) for name, element in value.items())
    if found == "moment":
        return found, utc(value)
    return found, value


def checked_list(values: list[Value]) -> list[Value]:
    """The same list if it is within the bound."""
    if len(values) > limits.LIST:
        raise Refused(
            f"В списке {len(values)} элементов, допустимо {limits.LIST}",
            f"The list has {len(values)} elements, {limits.LIST} are allowed",
        )
    return values


def checked_text(text: str) -> str:
    """The same text if it is within the bound."""
    if len(text) > limits.TEXT:
        raise Refused(
            f"Текст длиной {len(text)} знаков, допустимо {limits.TEXT}",
            f"The text has {len(text)} characters, {limits.TEXT} are allowed",
        )
    return text


def utc(moment: datetime) -> datetime:
    """The moment in UTC, where arithmetic and comparison know no clock changes; refuses a naive one."""
    if moment.utcoffset() is None:
        raise Refused(
            f"У момента {moment.isoformat()} нет часового пояса", f"The moment {moment.isoformat()} has no time zone"
        )
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise Refused(
            "Момент вне календаря (годы 1-9999)", "The moment lies outside the calendar (years 1-9999)"
        ) from None


def property_of(value: Value, name: str, spend: Spend, depth: int = limits.NESTING) -> Value:
    """`value.name`: null of null; the entry of a context or null; of a list the list of its elements' properties."""
    if type(value) is dict:
        refuse_sealed(value)
        return value.get(name)
    if value is None:
        return None
    if type(value) is list:
        spend(len(value))
        return [property_of(element, name, spend, _deeper(depth)) for element in checked_list(value)]
    found = kind(value)
    read = _PROPERTIES.get((found, name))
    if read is None:
        ru, en = KIND_NAMES[found]
        raise Refused(f"{ru}: нет свойства «{name}»", f"{en} has no property {name!r}")
    return read(value)


def refuse_sealed(value: Value) -> None:
    if is_sealed(value):
        raise Refused(
            "Поле стираемое: о нём можно спросить только given(...); чтобы читать его, поставьте в форме open: true",
            "The field is erasable: only given(...) may be asked of it; to read it set open: true in the form",
        )


def unlike(left: str, right: str) -> Refused:
    """Two kinds that cannot be compared."""
    advice = _ADVICE.get(frozenset((left, right)))
    hint_ru, hint_en = (f"; напишите {advice}", f"; write {advice}") if advice else ("", "")
    return Refused(
        f"Нельзя сравнить: {KIND_NAMES[left][0]} и {KIND_NAMES[right][0]}{hint_ru}",
        f"Cannot compare {KIND_NAMES[left][1]} with {KIND_NAMES[right][1]}{hint_en}",
    )


def _spans(left: Duration, right: Duration) -> tuple[Any, Any]:
    if left.span or right.span:
        if left.months or right.months:
            raise Refused(
                "Месяцы и дни не сравниваются: длина месяца разная",
                "Months and days cannot be compared: months differ in length",
            )
        return left.span, right.span
    return left.months, right.months


def _deeper(depth: int) -> int:
    if depth == 0:
        raise Refused("Значение вложено слишком глубоко", "The value is nested too deeply")
    return depth - 1


_PROPERTIES: Final[Mapping[tuple[str, str], Callable[[Any], int]]] = {
    ("date", "year"): lambda day: day.year,
    ("date", "month"): lambda day: day.month,
    ("date", "day"): lambda day: day.day,
    ("date", "weekday"): lambda day: day.isoweekday(),
    ("moment", "year"): lambda moment: moment.year,
    ("moment", "month"): lambda moment: moment.month,
    ("moment", "day"): lambda moment: moment.day,
    ("moment", "weekday"): lambda moment: moment.isoweekday(),
    ("moment", "hour"): lambda moment: moment.hour,
    ("moment", "minute"): lambda moment: moment.minute,
    ("moment", "second"): lambda moment: moment.second,
    ("time", "hour"): lambda clock: clock.hour,
    ("time", "minute"): lambda clock: clock.minute,
    ("time", "second"): lambda clock: clock.second,
    ("duration", "years"): lambda span: _part(span.months, 12),
    ("duration", "months"): lambda span: _rest(span.months, 12),
    ("duration", "days"): lambda span: _part(_seconds(span), 86_400),
    ("duration", "hours"): lambda span: _part(_rest(_seconds(span), 86_400), 3_600),
    ("duration", "minutes"): lambda span: _part(_rest(_seconds(span), 3_600), 60),
    ("duration", "seconds"): lambda span: _rest(_seconds(span), 60),
}


def _seconds(span: Duration) -> int:
    whole = abs(span.span)
    seconds = whole.days * 86_400 + whole.seconds
    return seconds if span.span == whole else -seconds


def _part(amount: int, size: int) -> int:
    return amount // size if amount >= 0 else -(-amount // size)


def _rest(amount: int, size: int) -> int:
    return amount - _part(amount, size) * size
