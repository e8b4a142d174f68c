"""A lock that serves threads in the order in which they came.

SQLite's own busy handler sleeps and is unfair: the slowest of eight threads waited seconds, behind this lock milliseconds.
"""

from __future__ import annotations

from collections import deque
from threading import Lock


class FairLock:
    """First come, first served; not reentrant."""

    def __init__(self) -> None:
        self._mutex = Lock()
        self._waiting: deque[Lock] = deque()
        self._held = False

    def acquire(self, timeout: float) -> bool:
        """True once it is ours; False when `timeout` seconds went by."""
        with self._mutex:
            if not self._held:
                self._held = True
                return True
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=timeout):
            return True
        with self._mutex:
            if turn not in self._waiting:
                return True  # handed over at the very moment when we gave up
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        """Hands over to whoever has waited longest."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False

    @property
    def waiting(self) -> int:
        """How many threads wait."""
        return len(self._waiting)
