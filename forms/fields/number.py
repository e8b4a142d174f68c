"""A number, typed with a comma or a point; never a float, so that money stays exact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Any, ClassVar, Self

from forms import wording
from forms.fields.circumstances import Circumstances, Wrong
from forms.fields.field import Question, asked
from forms.fields.source import Source

_NUMBER = re.compile(r"[+\-−]?[0-9]{1,30}([.,][0-9]{1,15})?")
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")
#: Beyond it a JSON number is not exact in every reader (RFC 8785), so the answer is text
_LARGEST = 2**53 - 1

#: Never rounds: a digit too many is an error of the person, not ours to drop
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])


@dataclass(frozen=True, kw_only=True)
class Number(Question):
    """A number.  The answer is an int where it is whole, else text such as "12.50".

    `digits` after the point: 0 takes whole numbers only; with more the answer is always text with that many digits,
    so that money has one type; None takes any number.
    """

    type: ClassVar[str] = "number"

    digits: int | None
    minimum: Decimal | None
    maximum: Decimal | None

    @classmethod
    def read(cls, source: Source) -> Self:
        digits = source.whole("decimalDigits")
        if digits is not None and digits > 15:
            raise source.refused("decimalDigits не больше 15", "decimalDigits is at most 15", "decimalDigits")
        return cls(
            **asked(source, cls),
            digits=digits,
            minimum=_bound(source.validate, "min"),
            maximum=_bound(source.validate, "max"),
        )

    def take(self, raw: object, circumstances: Circumstances) -> int | str | None:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return None
        number = self._exact(_decimal(raw))
        if self.minimum is not None and number < self.minimum:
            raise Wrong(f"не меньше {wording.number(self.minimum, 'ru')}", f"at least {self.minimum}")
        if self.maximum is not None and number > self.maximum:
            raise Wrong(f"не больше {wording.number(self.maximum, 'ru')}", f"at most {self.maximum}")
        return _plain(number, whole=not self.digits)

    def _exact(self, number: Decimal) -> Decimal:
        if self.digits is None:
            return number
        try:
            return number.quantize(Decimal(1).scaleb(-self.digits), context=_EXACT)
        except (Inexact, InvalidOperation):
            if self.digits == 0:
                raise Wrong("нужно целое число", "a whole number is needed") from None
            raise Wrong(
                f"знаков после запятой не больше {self.digits}", f"at most {self.digits} digits after the point"
            ) from None

    def shown(self, answer: Any, language: str) -> str:
        return wording.number(Decimal(answer), language)

    def felt(self, answer: Any) -> Any:
        return Decimal(answer) if isinstance(answer, str) else answer


def _decimal(raw: object) -> Decimal:
    if isinstance(raw, str):
        text = raw[:80].translate(_SPACES).replace("−", "-").replace(",", ".")
    elif isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        text = _digits(raw)
    else:
        raise Wrong("нужно число", "a number is needed")
    if not _NUMBER.fullmatch(text):
        raise Wrong("нужно число, например 12 или 12,5", "a number is needed, for example 12 or 12.5")
    return Decimal(text)


def _digits(raw: int | float | Decimal) -> str:
    """The shortest decimal text of a JSON number; text that is no number for NaN, infinities and giants."""
    if isinstance(raw, int):
        return str(raw) if raw.bit_length() < 100 else "?"
    number = Decimal(repr(raw)) if isinstance(raw, float) else raw
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return "?" if number or not number.is_finite() else "0"
    return format(number, "f")


def _plain(number: Decimal, *, whole: bool) -> int | str:
    if whole and number == number.to_integral_value() and abs(number) <= _LARGEST:
        return int(number)
    return format(number if number else abs(number), "f")


def _bound(source: Source, name: str) -> Decimal | None:
    value = source.json.get(name)
    if value is None or value == "":
        return None
    try:
        return _decimal(value)
    except Wrong:
        raise source.refused(f"«{name}» должно быть числом", f"{name!r} must be a number", name) from None
