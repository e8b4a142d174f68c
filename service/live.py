"""Instances that are warm: a cache and nothing more, the log is the truth.

An entry is popped while it is in use and put back only after commit, so an exception anywhere drops it by construction.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import TypeVar

from processes.instance import Instance

Seen = TypeVar("Seen")


class LiveCache:
    """The most recently used instances by id, each with the `seq` of the last history row that it contains."""

    def __init__(self, size: int = 500) -> None:
        self._size = size
        self._entries: OrderedDict[int, tuple[int, Instance]] = OrderedDict()
        self._guard = threading.Lock()

    def seq(self, instance_id: int) -> int | None:
        """How far the cached instance has read the log; None if it is not here."""
        with self._guard:
            entry = self._entries.get(instance_id)
            return entry[0] if entry else None

    def cold(self, instance_ids: Iterable[int]) -> list[int]:
        """Those of these cases that are not here."""
        with self._guard:
            return [instance_id for instance_id in instance_ids if instance_id not in self._entries]

    def take(self, instance_id: int) -> tuple[int, Instance] | None:
        """Pop the instance: nobody else can have it until it is put back."""
        with self._guard:
            return self._entries.pop(instance_id, None)

    def look(self, instance_id: int, seq: int, read: Callable[[Instance], Seen]) -> Seen | None:
        """What `read` sees of the instance if it is here and has read the log exactly to `seq`; it may not keep it.

        Whoever moves an instance has popped it, so under the guard nobody changes it.
        """
        with self._guard:
            entry = self._entries.get(instance_id)
            return read(entry[1]) if entry is not None and entry[0] == seq else None

    def put(self, instance_id: int, seq: int, instance: Instance) -> None:
        """Put back what is committed; an entry that has read further stays."""
        with self._guard:
            here = self._entries.get(instance_id)
            if here is not None and here[0] >= seq:
                return
            self._entries[instance_id] = (seq, instance)
            self._entries.move_to_end(instance_id)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)

    def clear(self) -> None:
        """Forget everything; the next use restores from the log."""
        with self._guard:
            self._entries.clear()
