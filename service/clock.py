"""What time it is.  `datetime.now` appears here and nowhere else; everybody is given a clock."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells an aware moment."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class VirtualClock:
    """A clock that stands still until somebody moves it, and never goes back.

    `operations.move_clock` moves it through every due moment; this class only keeps the moment.
    """

    def __init__(self, start: datetime) -> None:
        _require_aware(start)
        self._now = start
        self._guard = threading.Lock()

    def now(self) -> datetime:
        with self._guard:
            return self._now

    def set(self, moment: datetime) -> None:
        """Stand at `moment`; a moment that has passed already changes nothing."""
        _require_aware(moment)
        with self._guard:
            self._now = max(self._now, moment)


def _require_aware(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no offset: moments are aware")
