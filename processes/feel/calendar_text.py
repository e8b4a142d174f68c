"""Days, moments and times of day from ISO text, and back.  A moment without offset is on the clocks of the zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from processes.feel.duration import Duration, shortened
from processes.feel.errors import Refused
from processes.feel.values import Value

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?")
_MOMENT = re.compile(
    rf"({_DAY.pattern})T({_CLOCK.pattern})(Z|[+-][0-9]{{2}}:[0-9]{{2}})?(?:@([A-Za-z][A-Za-z0-9_+/-]{{0,63}}))?"
)


def day_from(text: str) -> date:
    """The day written `2026-01-05`; raises Refused."""
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # 30 February has the form of a day
    raise Refused(
        f"«{shortened(text)}» — не дата; напишите ГГГГ-ММ-ДД, например 2026-01-05",
        f"{shortened(text)!r} is not a date; write YYYY-MM-DD, for example 2026-01-05",
    )


def time_from(text: str) -> time:
    """The time of day written `10:30` or `10:30:00`; raises Refused."""
    if _CLOCK.fullmatch(text):
        try:
            return time.fromisoformat(_padded(text))
        except ValueError:
            pass
    raise Refused(
        f"«{shortened(text)}» — не время; напишите ЧЧ:ММ:СС, например 10:30:00",
        f"{shortened(text)!r} is not a time; write HH:MM:SS, for example 10:30:00",
    )


def moment_from(text: str, zone: ZoneInfo) -> datetime:
    """The moment written `2026-01-05T10:00:00+03:00`, `...Z`, `...@Europe/Moscow`, or without either, in `zone`."""
    found = _MOMENT.fullmatch(text)
    if found and not (found.group(3) and found.group(4)):
        day, clock, offset, place = found.groups()
        try:
            moment = datetime.fromisoformat(f"{day}T{_padded(clock)}{offset or ''}")
            return moment if offset else on_clocks(moment, ZoneInfo(place) if place else zone)
        except (ValueError, OverflowError, LookupError, OSError):
            pass  # no such day, hour, offset or zone
    raise Refused(
        f"«{shortened(text)}» — не дата и время; напишите, например, 2026-01-05T10:00:00+03:00",
        f"{shortened(text)!r} is not a date and time; write for example 2026-01-05T10:00:00+03:00",
    )


def on_clocks(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment when the clocks of the zone show this; in a gap of summer time the hour moves on."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def literal_from(text: str, zone: ZoneInfo) -> Value:
    """What `@"..."` stands for: a duration, a moment, a day or a time, told by its form."""
    if text.startswith(("P", "-P")):
        return Duration.parse(text)
    if "T" in text:
        return moment_from(text, zone)
    if ":" in text:
        return time_from(text)
    return day_from(text)


def _padded(clock: str) -> str:
    main, point, fraction = clock.partition(".")
    return f"{main}.{fraction.ljust(6, '0')}" if point else main
