"""Terms and their derivation: what was counted, from which day, by which calendar, up to which second."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from processes.deadlines.calendar import Calendar
from processes.deadlines.errors import TermRefused
from processes.deadlines.local import at_time, end_of_day, local_day, out_of_calendar

Unit = Literal["days", "workdays", "months", "years"]

_ONE_DAY = timedelta(days=1)
_MOST: dict[Unit, int] = {"days": 36_600, "workdays": 2_600, "months": 1_200, "years": 100}


@dataclass(frozen=True, kw_only=True)
class Term:
    """A computed term with its full derivation.

    `start` is the event as it was given and `day_zero` its local day; `count` is negative for a term counted back;
    `calendar` names the versions of the business calendars that were consulted; `result` is 23:59:59 of `last_day`.
    """

    result: datetime
    start: date | datetime
    day_zero: date
    count: int
    unit: Unit
    calendar: str | None
    zone: str

    @property
    def last_day(self) -> date:
        return self.result.date()

    def plain(self) -> dict[str, str]:
        """The derivation as text, for history and for people; no `calendar` for calendar days, months and years."""
        derivation = {
            "start": self.start.isoformat(),
            "day_zero": self.day_zero.isoformat(),
            "count": str(self.count),
            "unit": self.unit,
            "zone": self.zone,
            "last_day": self.last_day.isoformat(),
            "result": self.result.isoformat(),
        }
        if self.calendar is not None:
            derivation["calendar"] = self.calendar
        return derivation


def days_after(start: date | datetime, n: int, zone: ZoneInfo) -> Term:
    """The end of the n-th calendar day after the day of `start`; 0 is that day itself."""
    return _term(start, n, "days", zone, sign=1)


def days_before(start: date | datetime, n: int, zone: ZoneInfo) -> Term:
    """The end of the n-th calendar day before the day of `start`."""
    return _term(start, n, "days", zone, sign=-1)


def months_after(start: date | datetime, n: int, zone: ZoneInfo) -> Term:
    """The end of the same day number n months later, clamped to the month's end (31 January + 1 is 28 or 29 February)."""
    return _term(start, n, "months", zone, sign=1)


def months_before(start: date | datetime, n: int, zone: ZoneInfo) -> Term:
    """The end of the same day number n months earlier, clamped to the month's end."""
    return _term(start, n, "months", zone, sign=-1)


def years_after(start: date | datetime, n: int, zone: ZoneInfo) -> Term:
    """The end of the same day n years later; 29 February becomes 28 February in a common year."""
    return _term(start, n, "years", zone, sign=1)


def workdays_after(start: date | datetime, n: int, zone: ZoneInfo, calendar: Calendar) -> Term:
    """The end of the n-th working day after the day of `start`; 0 is that day itself, working or not.

    Raises CalendarMissing for the first day looked at whose year has no calendar.
    """
    _check_count(n, "workdays")
    day_zero = local_day(start, zone)
    day, left = day_zero, n
    versions: dict[int, str] = {}
    while left:
        day = _shifted(day, 1)
        year = calendar.year(day.year)
        versions[day.year] = year.version
        left -= year.is_working(day)
    return Term(
        result=end_of_day(day, zone),
        start=start,
        day_zero=day_zero,
        count=n,
        unit="workdays",
        calendar=", ".join(versions.values()) or calendar.country,
        zone=zone.key,
    )


def shifted_months(day: date, months: int) -> date:
    """The same day number that many months away (negative: back), clamped to the month's end."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not date.min.year <= year <= date.max.year:
        raise out_of_calendar()
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def same_time_after(start: datetime, *, days: int, months: int, zone: ZoneInfo) -> datetime:
    """That many days and months later at the same local time; the day is clamped to the month's end.

    A local time that the clocks skip becomes the same time after the gap, one that comes twice is the first.
    """
    day = _shifted(shifted_months(local_day(start, zone), months), days)
    return at_time(day, start.astimezone(zone).time(), zone)


def _term(start: date | datetime, n: int, unit: Unit, zone: ZoneInfo, *, sign: Literal[1, -1]) -> Term:
    _check_count(n, unit)
    day_zero = local_day(start, zone)
    if unit == "days":
        last_day = _shifted(day_zero, sign * n)
    else:
        last_day = shifted_months(day_zero, sign * n * (12 if unit == "years" else 1))
    return Term(
        result=end_of_day(last_day, zone),
        start=start,
        day_zero=day_zero,
        count=sign * n,
        unit=unit,
        calendar=None,
        zone=zone.key,
    )


def _shifted(day: date, days: int) -> date:
    try:
        return day + days * _ONE_DAY
    except OverflowError:
        raise out_of_calendar() from None


def _check_count(n: int, unit: Unit) -> None:
    if not 0 <= n <= _MOST[unit]:
        raise TermRefused(
            f"Длина срока {n} вне пределов: от 0 до {_MOST[unit]} ({unit})",
            f"The length {n} of the term is out of bounds: 0 to {_MOST[unit]} {unit}",
            count=n,
            unit=unit,
        )
