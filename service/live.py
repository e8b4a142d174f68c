"""Instances that are warm: a cache and nothing more, the log is the truth.

An entry is popped while it is in use and put back only after commit, so an exception anywhere drops it by construction.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from processes.instance import Instance

Seen = TypeVar("Seen")


ROOM = 32 * 1024 * 1024
"""Bytes: about a thousand cases of the catalogue, of which each takes 20 to 50 KB."""


@dataclass(frozen=True)
class _Entry:
    """An instance, the `seq` of the last history row that it contains, and its weight when it was put here."""

    seq: int
    instance: Instance
    weight: int


class LiveCache:
    """The most recently used instances by id, as many as have room; one that is bigger than the room is not kept."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._weight = 0
        self._entries: OrderedDict[int, _Entry] = OrderedDict()
        self._guard = threading.Lock()

    def seq(self, instance_id: int) -> int | None:
        """How far the cached instance has read the log; None if it is not here."""
        with self._guard:
            entry = self._entries.get(instance_id)
            return entry.seq if entry else None

    def cold(self, instance_ids: Iterable[int]) -> list[int]:
        """Those of these cases that are not here."""
        with self._guard:
            return [instance_id for instance_id in instance_ids if instance_id not in self._entries]

    def take(self, instance_id: int) -> tuple[int, Instance] | None:
        """Pop the instance: nobody else can have it until it is put back."""
        with self._guard:
            entry = self._pop(instance_id)
            return None if entry is None else (entry.seq, entry.instance)

    def look(self, instance_id: int, seq: int, read: Callable[[Instance], Seen]) -> Seen | None:
        """What `read` sees of the instance if it is here and has read the log exactly to `seq`; it may not keep it.

        Whoever moves an instance has popped it, so under the guard nobody changes it.
        """
        with self._guard:
            entry = self._entries.get(instance_id)
            return read(entry.instance) if entry is not None and entry.seq == seq else None

    def put(self, instance_id: int, seq: int, instance: Instance) -> None:
        """Put back what is committed; an entry that has read further stays."""
        weight = instance.weight
        with self._guard:
            here = self._entries.get(instance_id)
            if here is not None and here.seq >= seq:
                return
            self._pop(instance_id)
            if weight > self._room:
                return
            self._entries[instance_id] = _Entry(seq, instance, weight)
            self._weight += weight
            while self._weight > self._room:
                self._pop(next(iter(self._entries)))

    @property
    def weight(self) -> int:
        """About how many bytes the instances take that are here."""
        with self._guard:
            return self._weight

    def clear(self) -> None:
        """Forget everything; the next use restores from the log."""
        with self._guard:
            self._entries.clear()
            self._weight = 0

    def _pop(self, instance_id: int) -> _Entry | None:
        entry = self._entries.pop(instance_id, None)
        if entry is not None:
            self._weight -= entry.weight
        return entry
