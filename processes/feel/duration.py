"""FEEL's durations: years and months, or days and time; never both in one value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from processes.feel.errors import Refused

_ISO = re.compile(
    r"(-?)P(?:([0-9]{1,5})Y)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})W)?(?:([0-9]{1,7})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,8})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,10})(?:\.([0-9]{1,6}))?S)?)?"
)
_MOST_MONTHS = 12_000
_MOST_TIME = timedelta(days=366_000)
_NONE = timedelta(0)


@dataclass(frozen=True, slots=True, eq=False)
class Duration:
    """A span of months, or of days and time.  Days and time are kept as written: `P1D` equals `PT24H`, but only the
    first `is_calendar`, which is how a timer tells "the end of that local day" from "in 24 hours exactly"."""

    months: int = 0
    days: int = 0
    time: timedelta = _NONE

    def __post_init__(self) -> None:
        if self.months and (self.days or self.time):
            raise Refused(
                "Длительность смешивает месяцы с днями; сложите их с датой по отдельности",
                "A duration mixes months with days; add them to a date one after the other",
            )
        if abs(self.months) > _MOST_MONTHS or abs(self.days) > _MOST_TIME.days or abs(self.time) > _MOST_TIME:
            raise Refused("Длительность больше 1000 лет", "The duration is longer than 1000 years")

    @classmethod
    def parse(cls, text: str) -> Duration:
        """From ISO 8601 text (`P1Y2M`, `P30D`, `PT2H30M`, `-P1D`, also `P2W`); raises Refused."""
        found = _ISO.fullmatch(text)
        if not found or text.endswith(("P", "T")):
            raise Refused(
                f"«{shortened(text)}» — не длительность; напишите, например, P30D, P1Y6M или PT2H",
                f"{shortened(text)!r} is not a duration; write for example P30D, P1Y6M or PT2H",
            )
        years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:8])
        micros = int((found.group(9) or "").ljust(6, "0"))
        sign = -1 if found.group(1) else 1
        return cls(
            months=sign * (years * 12 + months),
            days=sign * (weeks * 7 + days),
            time=sign * timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=micros),
        )

    @property
    def span(self) -> timedelta:
        """Days and time as one exact span; zero for a duration of months."""
        return timedelta(days=self.days) + self.time

    @property
    def is_calendar(self) -> bool:
        """Written in days, months or years alone: counts local days, not hours."""
        return not self.time and bool(self.months or self.days)

    def text(self) -> str:
        """ISO 8601; parsing it gives the same duration."""
        if self.months:
            return _signed(self.months, _months_text(abs(self.months)))
        if (
            self.days and self.time and (self.days < 0) != (self.time < _NONE)
        ):  # days and time pull apart: only their sum can be written
            return Duration(time=self.span).text()
        lead = self.days or (-1 if self.time < _NONE else 1)
        days = f"{abs(self.days)}D" if self.days else ""
        return _signed(lead, f"{days}{_time_text(abs(self.time))}" or "T0S")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Duration) and (self.months, self.span) == (other.months, other.span)

    def __hash__(self) -> int:
        return hash((self.months, self.span))

    def __add__(self, other: Duration) -> Duration:
        return Duration(self.months + other.months, self.days + other.days, self.time + other.time)

    def __neg__(self) -> Duration:
        return Duration(-self.months, -self.days, -self.time)

    def times(self, factor: int) -> Duration:
        """The duration taken `factor` times."""
        if abs(factor) > _MOST_TIME.days * 86_400:
            raise Refused("Длительность больше 1000 лет", "The duration is longer than 1000 years")
        try:
            return Duration(self.months * factor, self.days * factor, self.time * factor)
        except OverflowError:
            raise Refused("Длительность больше 1000 лет", "The duration is longer than 1000 years") from None


def shortened(text: str) -> str:
    """Text for an error message, at most 60 characters."""
    return text if len(text) <= 60 else text[:59] + "…"


def _signed(lead: int, body: str) -> str:
    return f"{'-' if lead < 0 else ''}P{body}"


def _months_text(months: int) -> str:
    years, rest = divmod(months, 12)
    return (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")


def _time_text(time: timedelta) -> str:
    if not time:
        return ""
    minutes, seconds = divmod(time.days * 86_400 + time.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{time.microseconds:06d}".rstrip("0") if time.microseconds else ""
    parts = (f"{hours}H" if hours else "", f"{minutes}M" if minutes else "")
    return "T" + "".join(parts) + (f"{seconds}{fraction}S" if seconds or fraction else "")
