"""When things happen in the demo, counted back from today.  Staff work on weekdays; candidates write on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """`now` is the moment up to which the demo is played."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def at(self, ago: int, clock: str) -> datetime:
        """That time of the day so many days ago."""
        return self.on(self.today - timedelta(days=ago), clock)

    def office(self, ago: int, clock: str) -> datetime:
        """The same in working days: a weekend means the Monday after it, or the Friday before if that is not over."""
        day = self.today - timedelta(days=ago)
        monday = day + timedelta(days=7 - day.weekday()) if day.weekday() >= _SATURDAY else day
        return self.on(monday if monday < self.today else self._back(day), clock)

    def session(self, ago: int) -> date:
        """The day of an exam about so many days ago; a future one on a weekday from then on; today is today."""
        day = self.today - timedelta(days=ago)
        if ago in (0, -1):
            return day
        return self._back(day) if ago > 0 else self._forward(day)

    def on(self, day: date, clock: str) -> datetime:
        """That time of a day, local."""
        return datetime.combine(day, time.fromisoformat(clock), tzinfo=self.zone)

    def _back(self, day: date) -> date:
        return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))

    def _forward(self, day: date) -> date:
        return day + timedelta(days=7 - day.weekday()) if day.weekday() >= _SATURDAY else day
