"""The auditor's replay: the log is run again, and what was recorded must come out.

A case that went over to another core is compared from that row on.  What stood before it, under semantics that this
release no longer has, must be as the row vouched for it, and lead to the state and the facts that it recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from processes import facts
from processes.commands import UpgradeCore, decode
from processes.definition import Definition
from processes.errors import PoryadokError
from processes.instance import Instance
from processes.upgrade import CannotUpgrade, Numbered, Upgraded, last_upgrade, record, same, upgraded


class RecordedState(Numbered, Protocol):
    """A history row with the digest of the state that it led to."""

    @property
    def digest(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The first place where replay and record differ: fact `n` of row `seq`, from 1 (`n` is 0 for the row's state)."""

    seq: int
    n: int
    recorded: Any
    replayed: Any


def first_difference(
    definition: Definition, id_: int, rows: Iterable[RecordedState], fold: type[Instance] = Instance
) -> Difference | None:
    """Where running the log again first departs from the record; None if it is equal to the end."""
    rows = list(rows)
    since = last_upgrade(rows) or 1
    before, compared = [row for row in rows if row.seq < since], [row for row in rows if row.seq >= since]
    if before and record(before) != compared[0].steps[0]["command"]["record"]:
        vouched_for = compared[0].steps[0]["command"]["record"]
        return Difference(seq=since, n=1, recorded=vouched_for, replayed=record(before))
    try:
        begun = upgraded(definition, id_, before, fold)
    except CannotUpgrade as error:
        recorded = [step for row in before if row.seq == error.seq for step in row.steps]
        return Difference(seq=error.seq, n=1, recorded=recorded, replayed=error.en)
    for row in compared:
        difference = _row_difference(begun, row)
        if difference is not None:
            return difference
    return None


def _row_difference(begun: Upgraded, row: RecordedState) -> Difference | None:
    n = 0
    for step in row.steps:
        command = decode(step["command"], at=row.at, actor=row.actor)
        try:
            followed = begun.live.apply(command)
        except PoryadokError as error:
            return Difference(seq=row.seq, n=n + 1, recorded=step["facts"], replayed=error.en)
        if isinstance(command, UpgradeCore):
            followed += begun.between
        difference = _compare(row.seq, n, step["facts"], [facts.encode(fact) for fact in followed])
        if difference is not None:
            return difference
        n += len(step["facts"])
    if begun.live.digest() != row.digest:
        return Difference(seq=row.seq, n=0, recorded=row.digest, replayed=begun.live.digest())
    return None


def _compare(
    seq: int, before: int, recorded: list[Mapping[str, Any]], replayed: list[dict[str, Any]]
) -> Difference | None:
    for index in range(max(len(recorded), len(replayed))):
        left = recorded[index] if index < len(recorded) else None
        right = replayed[index] if index < len(replayed) else None
        if left is None or right is None or not same(left, right):
            return Difference(seq=seq, n=before + index + 1, recorded=left, replayed=right)
    return None
