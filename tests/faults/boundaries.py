"""Commit boundaries, at each of which the process may die or the database may fail.

Nothing of the service knows of it: SQLAlchemy says when a commit is about to be sent and when it was answered.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session


class Crash(BaseException):
    """The process dies here.  Not an Exception, so nobody who catches failures goes on."""


class Fault(StrEnum):
    """What may happen at a boundary: the process dies or the connection breaks, before or after the database did it."""

    DEATH_BEFORE = "death before the commit"
    DEATH_AFTER = "death after the commit"
    BREAK_BEFORE = "commit failed"
    BREAK_AFTER = "commit done, answer lost"


class Boundaries:
    """Counts what is committed, and strikes once where it was told to.  A dead process commits nothing more.

    `reached` counts the boundaries that were come to, `committed` those that were passed.
    """

    def __init__(self) -> None:
        self.reached = 0
        self.committed = 0
        self._struck: Fault | None = None
        self._planned: tuple[Fault, int] | None = None
        self._dead = False

    def plan(self, fault: Fault | None, boundary: int = 1) -> None:
        """The fault strikes at that boundary from now, counted from 1; None: nothing does."""
        self._struck, self._dead = None, False
        self._planned = None if fault is None else (fault, self.committed + boundary)

    def has_struck(self) -> Fault | None:
        """What has struck since this was asked last."""
        struck, self._struck = self._struck, None
        return struck

    def die(self) -> None:
        """The process dies now, wherever it is."""
        self._struck, self._planned, self._dead = None, None, True
        raise Crash

    @contextmanager
    def watched(self) -> Iterator[Boundaries]:
        """All sessions of this process, meanwhile."""
        event.listen(Engine, "begin", self._begins)
        event.listen(Engine, "commit", self._commits)
        event.listen(Session, "after_commit", self._has_committed)
        try:
            yield self
        finally:
            event.remove(Engine, "begin", self._begins)
            event.remove(Engine, "commit", self._commits)
            event.remove(Session, "after_commit", self._has_committed)

    def _begins(self, _connection: object) -> None:
        if self._dead:
            raise Crash

    def _commits(self, _connection: object) -> None:
        if self._dead:
            raise Crash
        self.reached += 1
        self._strike(Fault.DEATH_BEFORE, Fault.BREAK_BEFORE, at=self.committed + 1)

    def _has_committed(self, _session: object) -> None:
        self.committed += 1
        self._strike(Fault.DEATH_AFTER, Fault.BREAK_AFTER, at=self.committed)

    def _strike(self, death: Fault, break_: Fault, *, at: int) -> None:
        if self._planned not in ((death, at), (break_, at)):
            return
        fault, _ = self._planned
        self._struck, self._planned = fault, None
        if fault is death:
            self._dead = True
            raise Crash
        raise OperationalError("COMMIT", None, sqlite3.OperationalError("the connection broke"))
