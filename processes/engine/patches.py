"""What must be patched in SpiffWorkflow 3.2.0 because it cannot be subclassed.  Each patch has its reason and a test
that shows the stock fault (`tests/processes/engine/test_patches.py`).

Patched once, at import.  The patched functions act as stock does for tasks of workflows that are not ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

import SpiffWorkflow.task
from SpiffWorkflow.task import Task

from processes.engine.counter import Counter

_counter: ContextVar[Counter | None] = ContextVar("task ids of the instance at work", default=None)


@contextmanager
def ids_from(counter: Counter) -> Iterator[None]:
    """Tasks made inside take their ids from this counter (one per instance; a ContextVar, so threads do not mix)."""
    token = _counter.set(counter)
    try:
        yield
    finally:
        _counter.reset(token)


def _next_id() -> Any:
    counter = _counter.get()
    return uuid4() if counter is None else counter.next()


def _set_state(task: Any, value: int) -> None:
    noticed = getattr(task.workflow, "noticed", None)
    if noticed is None:
        _stock_set_state(task, value)
        return
    before = task._state
    if before != value:
        task._state = value
        noticed(task, before)


_stock_set_state = Task._set_state

# Chance: ids come from uuid4, so a replay would differ from the life it replays.  Small ints of the instance's own
# counter make history, snapshots and addresses short as well.  `Task.__init__` offers no other way in.
SpiffWorkflow.task.uuid4 = _next_id

# Cost: stock logs each change with the ids of all tasks of the workflow and keeps no sets of ready and waiting tasks,
# so every step walks the whole tree: a loop gets slower with each round, and past depth 1,000 tasks are not found.
Task._set_state = _set_state
