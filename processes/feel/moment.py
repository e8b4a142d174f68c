"""The injected clock of an evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Moment:
    """What `now()` and `today()` answer: an aware moment and the zone whose wall calendar counts."""

    now: datetime
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.now.utcoffset() is None:
            raise ValueError("a moment has a time zone")

    @property
    def local(self) -> datetime:
        """The moment as shown by the clocks of the zone."""
        return self.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        return self.local.date()
