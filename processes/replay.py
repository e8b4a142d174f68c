"""The auditor's replay: the log is run again, and what was recorded must come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from processes import facts
from processes.commands import decode
from processes.definition import Definition
from processes.errors import PoryadokError
from processes.instance import Instance, Recorded


class RecordedState(Recorded, Protocol):
    """A history row with its number and the digest of the state that it led to."""

    @property
    def seq(self) -> int: ...
    @property
    def digest(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The first place where replay and record differ: fact `n` of row `seq`, from 1 (`n` is 0 for the row's state)."""

    seq: int
    n: int
    recorded: Any
    replayed: Any


def first_difference(definition: Definition, id_: int, rows: Iterable[RecordedState]) -> Difference | None:
    """Where running the log again first departs from the record; None if it is equal to the end."""
    instance = Instance(definition, id_)
    for row in rows:
        n = 0
        for step in row.steps:
            try:
                followed = instance.apply(decode(step["command"], at=row.at, actor=row.actor))
            except PoryadokError as error:
                return Difference(seq=row.seq, n=n + 1, recorded=step["facts"], replayed=error.en)
            difference = _compare(row.seq, n, step["facts"], [facts.encode(fact) for fact in followed])
            if difference is not None:
                return difference
            n += len(step["facts"])
        if instance.digest() != row.digest:
            return Difference(seq=row.seq, n=0, recorded=row.digest, replayed=instance.digest())
    return None


def _compare(
    seq: int, before: int, recorded: list[Mapping[str, Any]], replayed: list[dict[str, Any]]
) -> Difference | None:
    for index in range(max(len(recorded), len(replayed))):
        left = recorded[index] if index < len(recorded) else None
        right = replayed[index] if index < len(replayed) else None
        if left is None or right is None or not _same(left, right):
            return Difference(seq=seq, n=before + index + 1, recorded=left, replayed=right)
    return None


def _same(recorded: Mapping[str, Any], replayed: Mapping[str, Any]) -> bool:
    # A field that a later release adds is no difference; one that was recorded and no longer comes out is.
    return all(name in replayed and replayed[name] == value for name, value in recorded.items())
