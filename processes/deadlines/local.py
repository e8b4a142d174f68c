"""Local days: which day a moment falls on in a zone, and where such a day begins and ends.  DST safe."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from processes.deadlines.errors import TermRefused


def local_day(moment: date | datetime, zone: ZoneInfo) -> date:
    """The date on the wall calendar in `zone` at this moment; a date is its own day.  Refuses a moment without zone."""
    if not isinstance(moment, datetime):
        return moment
    if moment.utcoffset() is None:
        raise TermRefused(
            f"У момента {moment.isoformat()} нет часового пояса; укажите смещение, например +03:00",
            f"The moment {moment.isoformat()} has no time zone; give an offset such as +03:00",
        )
    try:
        return moment.astimezone(zone).date()
    except OverflowError:
        raise out_of_calendar() from None


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of the local day: 00:00, or later where the clocks skip midnight."""
    return _normal(datetime.combine(day, time(0, 0), zone))


def at_time(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """This time of the local day; later by the gap where the clocks skip it, the first where it comes twice."""
    return _normal(datetime.combine(day, clock.replace(tzinfo=None, fold=0), zone))


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """23:59:59 of the local day; where that second comes twice, the later one; where the day does not exist, the last
    second before it."""
    return _normal(datetime.combine(day, time(23, 59, 59, fold=1), zone))


def late_days(due: datetime, done: datetime, zone: ZoneInfo) -> int:
    """Whole local days from the due day to the day it was done; 0 if in time, whatever the hour."""
    return max(0, (local_day(done, zone) - local_day(due, zone)).days)


def out_of_calendar() -> TermRefused:
    return TermRefused(
        "Получается день вне календаря (годы 1-9999); проверьте начало и длину срока",
        "The day lies outside the calendar (years 1-9999); check start and length of the term",
    )


def _normal(moment: datetime) -> datetime:
    # Through UTC and back: a wall time that does not exist becomes one that does.
    try:
        return moment.astimezone(UTC).astimezone(moment.tzinfo)
    except OverflowError:
        raise out_of_calendar() from None
