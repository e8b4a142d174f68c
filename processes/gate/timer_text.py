"""How a timer's text is understood when it is an ISO 8601 literal and not FEEL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

DATE_DURATION = re.compile(r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?")
TIME_DURATION = re.compile(r"PT(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?")
_ISO = re.compile(r"[+-]?P[\dTYMWDHS.,]*|R-?\d*/.*|\d{4}-\d\d-\d\d(T.*)?", re.DOTALL)
_SPOKEN = re.compile(
    r"(\d{1,4})[\s-]*(?:(календарн\w*|calendar)\s+|(рабоч\w*|working|business)\s+)?"
    r"(дн\w*|день|сут\w*|day\w*|недел\w*|week\w*|месяц\w*|month\w*|год\w*|лет|year\w*|час\w*|hour\w*|минут\w*|minute\w*)",
    re.IGNORECASE,
)
_SPOKEN_UNITS = (
    (("дн", "день", "сут", "day"), "P{}D"), (("недел", "week"), "P{}W"), (("месяц", "month"), "P{}M"),
    (("год", "лет", "year"), "P{}Y"), (("час", "hour"), "PT{}H"), (("мин", "minute"), "PT{}M"),
)  # fmt: skip
_DAYS = {"years": Fraction(1461, 4), "months": Fraction(487, 16), "days": Fraction(1)}
_SECONDS = {"hours": 3600, "minutes": 60, "seconds": 1}


@dataclass(frozen=True)
class Duration:
    """An ISO duration by the only two forms that are understood without doubt: dates alone or time alone."""

    days: Fraction
    seconds: int
    calendar: bool
    """Whether it counts months or years, whose length depends on where they start."""

    @property
    def length(self) -> Fraction:
        """About how many seconds it lasts."""
        return self.days * 86400 + self.seconds


def is_iso(text: str) -> bool:
    """Whether a timer's text is meant as an ISO literal; everything else is FEEL."""
    return _ISO.fullmatch(text.strip()) is not None


def duration(text: str) -> Duration | None:
    """The duration, or None for anything but `PnYnMnD` or `PTnHnMnS` with whole numbers."""
    dates = DATE_DURATION.fullmatch(text)
    if dates and any(dates.groups()):
        parts = {name: int(value or 0) for name, value in dates.groupdict().items()}
        days = sum((_DAYS[name] * value for name, value in parts.items()), Fraction(0))
        return Duration(days, 0, bool(parts["years"] or parts["months"]))
    times = TIME_DURATION.fullmatch(text)
    if times and any(times.groups()):
        seconds = sum(_SECONDS[name] * int(value or 0) for name, value in times.groupdict().items())
        return Duration(Fraction(0), seconds, False)
    return None


def term_in(name: str) -> str | None:
    """The term that a label speaks of: `Ждать 10 дней` is `P10D`, `5 рабочих дней` is a term in working days."""
    found = _SPOKEN.search(name)
    if found is None:
        return None
    number, unit = int(found[1]), found[4].lower()
    if found[3]:
        return f"workdays_after(now(), {number})"
    return next(form.format(number) for stems, form in _SPOKEN_UNITS if unit.startswith(stems))
