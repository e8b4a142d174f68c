"""Looks at personal data by people who neither work on a case nor take part in it: gathered here, recorded in batches."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Look:
    """Somebody opened a case's personal data on a day."""

    actor: str
    instance_id: int
    day: date


class Looks:
    """What is still to be recorded: each person, case and day once, with its first moment."""

    def __init__(self) -> None:
        self._waiting: dict[Look, datetime] = {}
        self._recorded: set[Look] = set()
        self._guard = threading.Lock()

    def note(self, actor: str, instance_id: int, at: datetime) -> None:
        """Somebody looked."""
        look = Look(actor=actor, instance_id=instance_id, day=at.date())
        with self._guard:
            if look not in self._recorded:
                self._waiting.setdefault(look, at)

    def take(self, today: date) -> list[tuple[Look, datetime]]:
        """What is to be recorded now; the caller records it, or puts it back by `note`."""
        with self._guard:
            taken = list(self._waiting.items())
            self._recorded = {look for look in self._recorded if look.day >= today} | set(self._waiting)
            self._waiting.clear()
            return taken
