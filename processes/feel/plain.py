"""From values of the language to plain JSON and to text."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from processes.feel import limits
from processes.feel.arithmetic import number
from processes.feel.duration import Duration
from processes.feel.errors import FeelError, Refused
from processes.feel.values import KIND_NAMES, Value, kind


def plain(value: Value) -> Any:
    """Plain JSON without floats: a whole number as int, another as text, dates and durations as ISO text.

    Contexts and lists are copied.  Raises FeelError for what is no value, and beyond 20,000 values or 40 levels.
    """
    try:
        return _Copy().of(value, limits.NESTING)
    except Refused as refused:
        raise FeelError(refused.ru, refused.en, source="", line=1, column=1) from None


def text_of(value: Value) -> str:
    """The text of a scalar, as the function `string` gives it; refuses lists and contexts."""
    found = kind(value)
    if found == "text":
        return str(value)
    if found == "boolean":
        return "true" if value else "false"
    if found == "number":
        return number_text(value)
    if found in ("list", "context", "null"):
        ru, en = KIND_NAMES[found]
        raise Refused(f"{ru}: нет записи текстом", f"{en} has no text")
    return iso_text(value)


def number_text(value: int | Decimal) -> str:
    """Digits, without an exponent."""
    normal = number(value)
    return str(normal) if isinstance(normal, int) else format(normal, "f")


def iso_text(value: date | datetime | time | Duration) -> str:
    return value.text() if isinstance(value, Duration) else value.isoformat()


class _Copy:
    def __init__(self) -> None:
        self.left = limits.PLAIN

    def of(self, value: Value, depth: int) -> Any:
        self.left -= 1
        if self.left < 0 or depth < 0:
            raise Refused("Результат слишком велик", "The result is too large")
        found = kind(value)
        if found == "list":
            return [self.of(element, depth - 1) for element in value]
        if found == "context":
            return {self.name(name): self.of(element, depth - 1) for name, element in value.items()}
        if found == "number":
            normal = number(value)
            return normal if isinstance(normal, int) else format(normal, "f")
        if found in ("boolean", "null", "text"):
            return value
        return iso_text(value)

    def name(self, name: object) -> str:
        if not isinstance(name, str):
            raise Refused("Имя в записи — не текст", "A name in a context is not text")
        return name
