"""An installation to be measured: a SQLite file of its own, one clerk, the procedures of this folder.

Timings of one run are compared with each other and with nothing else; medians, because machines have moods.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from service import actor as actors
from service import catalog
from service.actor import Actor
from service.clock import VirtualClock
from service.config import Config
from service.installation import Installation, open_installation
from service.operations import complete_task, people, publish, start_instance
from service.outcome import Outcome
from storage import schema

HERE = Path(__file__).parent
AT_A_TIME = 500
START = datetime.fromisoformat("2026-03-02T10:00:00+03:00")


class Bureau:
    """One organisation, in few words.  Its clock stands still, so nothing becomes due while something is measured."""

    def __init__(self, folder: Path, *procedures: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.clock = VirtualClock(START)
        self.here: Installation = open_installation(
            Config(
                database_url=f"sqlite:///{folder / 'bureau.db'}",
                files=folder / "files",
                secret="a secret of tests",
                api_rate=100_000,  # costs are measured here, not who asks too often
            ),
            clock=self.clock,
        )
        schema.upgrade(self.here.database)
        for procedure in procedures:
            publish.publish_parts(self.here, catalog.read_folders(HERE / procedure))
        clerk = people.add(self.here, login="ivanov", name="Иванов Пётр", roles=["clerk"])
        self.clerk: Actor = actors.of_person(self.here, clerk)

    def start(self, procedure: str) -> Outcome:
        return start_instance.start(self.here, self.clerk, procedure=procedure, answers={})

    def start_many(self, procedure: str, count: int) -> range:
        """The ids of so many cases, each begun for itself by the operation's own steps; a commit for several hundred."""
        first = 0
        with self.here.database.reading() as session:
            edition = self.here.definitions.newest(session, procedure)
        (node,) = edition.definition.starts(edition.definition.main)
        for begin in range(0, count, AT_A_TIME):
            with self.here.database.writing() as session:
                for _ in range(min(AT_A_TIME, count - begin)):
                    move = start_instance.begin_case(self.here, session, self.clerk, edition, node, "clerk", (), {})
                    first = first or move.row.id
        return range(first, first + count)

    def complete(self, ref: str | None, **answers: Any) -> Outcome:
        assert ref is not None, "there is no such task"
        return complete_task.complete(self.here, self.clerk, ref, answers)

    def close(self) -> None:
        self.here.close()


@dataclass
class Spent:
    """What a piece of work sent to the database."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0

    def __str__(self) -> str:
        lines = [f"  {number:2} {' '.join(text.split())[:150]}" for number, text in enumerate(self.statements, start=1)]
        return "\n".join([f"{len(self.statements)} statements, {self.commits} commits", *lines])


@contextmanager
def counted() -> Iterator[Spent]:
    """SQL statements and commits of this process meanwhile; BEGIN and COMMIT themselves are no statements."""
    spent = Spent()

    def executed(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        spent.statements.append(statement)

    def committed(connection: Any) -> None:
        spent.commits += 1

    event.listen(Engine, "before_cursor_execute", executed)
    event.listen(Engine, "commit", committed)
    try:
        yield spent
    finally:
        event.remove(Engine, "before_cursor_execute", executed)
        event.remove(Engine, "commit", committed)


def milliseconds(work: Callable[[], object]) -> float:
    """How long the work takes once."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


@contextmanager
def quiet() -> Iterator[None]:
    """Garbage is collected before and not meanwhile: a collection would fall on whoever happens to be measured."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
