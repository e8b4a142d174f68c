"""The source of an instance's ids: a number that only grows, and a part of its state."""

from __future__ import annotations


class Counter:
    """Counts from 1; the same commands draw the same numbers."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> int:
        self.last += 1
        return self.last
