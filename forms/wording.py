"""How values read in Russian and English sentences: days, moments, numbers, yes and no.  Knows no forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})")
MONTHS = {
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
"""The months as they stand in a date."""

_YES_NO = {"ru": ("нет", "да"), "en": ("no", "yes")}


def text(value: Any, language: str, zone: ZoneInfo | None = None) -> str:
    """A value in a sentence: 09.03.2026, 09.03.2026 14:30, 12,5, да; "" for nothing; lists by commas.

    Text that is an ISO day or an ISO moment with offset reads as such (the latter on the clocks of `zone`).
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return _YES_NO.get(language, _YES_NO["en"])[value]
    if isinstance(value, Decimal):
        return number(value, language)
    if isinstance(value, datetime):
        return moment(value, zone)
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, list | tuple):
        return ", ".join(text(each, language, zone) for each in value)
    if isinstance(value, Mapping):
        return ", ".join(text(each, language, zone) for key, each in value.items() if key not in ("row", "version"))
    return _from_text(str(value), zone)


def spelled(value: Any, language: str) -> str:
    """The same with an ISO day in words: 12 марта 2026 г., 12 March 2026."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return long_day(date.fromisoformat(value), language)
        except ValueError:
            return value
    return text(value, language)


def long_day(day: date, language: str) -> str:
    """12 марта 2026 г., 12 March 2026."""
    if language == "ru":
        return f"{day.day}\u00a0{MONTHS['ru'][day.month - 1]} {day.year}\u00a0г."
    return f"{day.day}\u00a0{MONTHS['en'][day.month - 1]} {day.year}"


def free(seats: int, language: str) -> str:
    """How many seats are left."""
    return f"свободно мест: {seats}" if language == "ru" else f"free seats: {seats}"


def number(value: Decimal, language: str) -> str:
    """A number without exponent, with a comma in Russian."""
    digits = format(value, "f")
    return digits.replace(".", ",") if language == "ru" else digits


def moment(value: datetime, zone: ZoneInfo | None) -> str:
    """Day and time on the clocks of the zone, on the value's own clocks without one."""
    local = value.astimezone(zone) if zone else value
    return local.strftime("%d.%m.%Y %H:%M")


def size(count: int, language: str) -> str:
    """The size of a file: 12 КБ, 1,4 МБ."""
    kilo, mega = ("КБ", "МБ") if language == "ru" else ("KB", "MB")
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} {kilo}"
    return f"{number(Decimal(round(count / 100_000)) / 10, language)} {mega}"


def _from_text(value: str, zone: ZoneInfo | None) -> str:
    try:
        if _DAY.fullmatch(value):
            return text(date.fromisoformat(value), "ru")
        if _MOMENT.fullmatch(value):
            return moment(datetime.fromisoformat(value), zone)
    except (ValueError, OverflowError):
        return value
    return value
