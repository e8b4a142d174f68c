"""`+ - * /` on numbers, texts, dates and durations.  Null with anything is null; everything else unlike is refused.

Numbers are exact while integers, else decimals of 34 digits, half even (decimal128); a whole result becomes an int.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Literal

from processes.deadlines.errors import TermRefused
from processes.deadlines.term import shifted_months
from processes.feel import limits
from processes.feel.duration import Duration
from processes.feel.errors import Refused
from processes.feel.values import KIND_NAMES, Value, checked_text, kind, refuse_sealed, utc

_LIMIT = limits.NUMBER
_DECIMAL = Context(
    prec=limits.DIGITS, rounding=ROUND_HALF_EVEN, Emin=-64, Emax=64, traps=[InvalidOperation, DivisionByZero, Overflow]
)


def number(value: int | Decimal) -> int | Decimal:
    """The same number in its normal form: an int if whole; refuses what is too large or no number."""
    if type(value) is Decimal:
        if not value.is_finite():
            raise Refused("Не число", "Not a number")
        if abs(value) > _LIMIT:
            raise _too_large()
        whole = value.to_integral_value()
        return int(whole) if whole == value else value
    if not -_LIMIT <= value <= _LIMIT:
        raise _too_large()
    return value


def decimal(text: str) -> int | Decimal:
    """The number written as digits with at most one point."""
    if len(text.strip("-").replace(".", "")) > limits.DIGITS:
        raise Refused(f"В числе больше {limits.DIGITS} цифр", f"The number has more than {limits.DIGITS} digits")
    return number(Decimal(text))


def add(left: Value, right: Value) -> Value:
    """Sum of numbers, of durations, of a date or moment and a duration; texts joined."""
    if type(left) is int and type(right) is int:
        return number(left + right)
    if left is None or right is None:
        return None
    kinds = _kinds(left, right)
    if kinds == ("number", "number"):
        return number(_DECIMAL.add(left, right))
    if kinds == ("text", "text"):
        return checked_text(left + right)
    if kinds == ("duration", "duration"):
        return left + right
    if kinds[1] == "duration" and kinds[0] in ("date", "moment"):
        return shifted(left, right)
    if kinds[0] == "duration" and kinds[1] in ("date", "moment"):
        return shifted(right, left)
    raise _refused("+", *kinds)


def subtract(left: Value, right: Value) -> Value:
    """Difference of numbers and durations; date - date in days, moment - moment exact; date or moment - duration."""
    if type(left) is int and type(right) is int:
        return number(left - right)
    if left is None or right is None:
        return None
    kinds = _kinds(left, right)
    if kinds == ("number", "number"):
        return number(_DECIMAL.subtract(left, right))
    if kinds == ("duration", "duration"):
        return left + -right
    if kinds == ("date", "date"):
        return Duration(days=(left - right).days)
    if kinds == ("moment", "moment"):
        return Duration(time=utc(left) - utc(right)) if utc(left) != utc(right) else Duration()
    if kinds[1] == "duration" and kinds[0] in ("date", "moment"):
        return shifted(left, -right)
    raise _refused("-", *kinds)


def multiply(left: Value, right: Value) -> Value:
    """Product of numbers; a duration taken a whole number of times."""
    if type(left) is int and type(right) is int:
        return number(left * right)
    if left is None or right is None:
        return None
    kinds = _kinds(left, right)
    if kinds == ("number", "number"):
        return number(_DECIMAL.multiply(left, right))
    if kinds == ("duration", "number") and type(right) is int:
        return left.times(right)
    if kinds == ("number", "duration") and type(left) is int:
        return right.times(left)
    raise _refused("*", *kinds)


def divide(left: Value, right: Value) -> Value:
    """Quotient of numbers; refuses to divide by zero."""
    if left is None or right is None:
        return None
    kinds = _kinds(left, right)
    if kinds != ("number", "number"):
        raise _refused("/", *kinds)
    if right == 0:
        raise Refused("Деление на ноль", "Division by zero")
    return number(_DECIMAL.divide(left, right))


def negate(value: Value) -> Value:
    """The opposite number or duration."""
    if value is None:
        return None
    found = kind(value)
    if found == "number":
        # never the `-` of Python: it rounds a Decimal by the context of the thread
        return number(-value if type(value) is int else value.copy_negate())
    if found == "duration":
        return -value
    raise Refused(f"{KIND_NAMES[found][0]}: нельзя взять с минусом", f"{KIND_NAMES[found][1]} cannot be negated")


def rounded(value: int | Decimal, scale: int, rounding: str) -> int | Decimal:
    """The number at `scale` decimals (negative: tens, hundreds) by a rounding mode of the module decimal."""
    if abs(scale) > limits.DIGITS - 4:
        raise Refused(
            f"Знаков после запятой: от -{limits.DIGITS - 4} до {limits.DIGITS - 4}",
            f"Decimals: from -{limits.DIGITS - 4} to {limits.DIGITS - 4}",
        )
    wide = Context(prec=80, rounding=rounding, traps=[InvalidOperation, Overflow])
    return number(wide.quantize(Decimal(number(value)), Decimal(1).scaleb(-scale)))


def shifted(start: date | datetime, span: Duration) -> date | datetime:
    """A date or moment moved by a duration: months by the wall calendar, clamped; days and hours of a moment exactly."""
    try:
        if isinstance(start, datetime):
            return _moved_moment(start, span)
        if span.time:
            raise Refused(
                "К дате нельзя прибавить часы; возьмите дату и время: date and time(...)",
                "Hours cannot be added to a date; take a date and time(...)",
            )
        return shifted_months(start, span.months) + timedelta(days=span.days)
    except (OverflowError, TermRefused):
        raise Refused(
            "Получается день вне календаря (годы 1-9999)", "The day lies outside the calendar (years 1-9999)"
        ) from None


def _moved_moment(start: datetime, span: Duration) -> datetime:
    if span.months:
        day = shifted_months(start.date(), span.months)
        return utc(datetime.combine(day, start.timetz())).astimezone(start.tzinfo)
    return (utc(start) + span.span).astimezone(start.tzinfo)


def _kinds(left: Value, right: Value) -> tuple[str, str]:
    refuse_sealed(left)
    refuse_sealed(right)
    return kind(left), kind(right)


def _refused(sign: Literal["+", "-", "*", "/"], left: str, right: str) -> Refused:
    return Refused(
        f"Нельзя вычислить: {KIND_NAMES[left][0]} {sign} {KIND_NAMES[right][0]}",
        f"Cannot compute {KIND_NAMES[left][1]} {sign} {KIND_NAMES[right][1]}",
    )


def _too_large() -> Refused:
    return Refused("Число больше 10^30", "The number is larger than 10^30")
