"""The logical state of an instance: what it waits for, and its digest.  The engine's internals are no part of it."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from processes import canonical
from processes.commands import Plain

_LATER = {"later": True}
"""Marks a field that came after the first digests: at its default it is no part of the state, so that those hold."""


@dataclass(frozen=True, kw_only=True)
class OpenTask:
    """A step that waits for a person; fields as in `facts.TaskOpened`."""

    task: int
    element: str
    visit: int
    roles: tuple[str, ...]
    form: str | None
    due: str | None
    claimed_by: str | None = None
    local: Mapping[str, Plain] | None = None
    party: str | None = field(default=None, metadata=_LATER)

    def held_by(self, person: str | None) -> OpenTask:
        return replace(self, claimed_by=person)

    def addressed_to(self, roles: tuple[str, ...]) -> OpenTask:
        return replace(self, roles=roles, claimed_by=None)


@dataclass(frozen=True, kw_only=True)
class ArmedTimer:
    """A moment that the case waits for.

    `token` is the engine's waiting step for drawn timers, `task` the task that a reminder or escalation belongs to.
    `left` counts the firings still to come of a repeating timer (None: no end), `period` its seconds.
    """

    timer: int
    element: str
    due: str
    kind: str
    token: int | None = None
    task: int | None = None
    role: str | None = None
    left: int | None = 1
    period: int | None = None


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A message, or a person's act drawn as one, that the case waits for."""

    subscription: int
    element: str
    name: str
    key: str | None
    roles: tuple[str, ...]
    form: str | None
    party: str | None = field(default=None, metadata=_LATER)

    def addressed_to(self, roles: tuple[str, ...]) -> Subscription:
        return replace(self, roles=roles)


@dataclass(frozen=True, kw_only=True)
class AwaitedCondition:
    """A condition over the case data that the case waits for; `holds` is what its last test said."""

    condition: int
    element: str
    holds: bool = False


@dataclass(frozen=True, kw_only=True)
class PendingAction:
    """An action that the service owes the case; `failed` while an incident stands on it."""

    action: int
    element: str
    name: str
    inputs: Mapping[str, Plain]
    failed: bool = False
    party: str | None = field(default=None, metadata=_LATER)


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A discussion: how many posts it has, and a digest chained over all that was said and taken back in it.

    So a click costs the same in a long thread as in a new one, and the case's digest still stands for every post.
    """

    thread: int
    forum: str
    key: str
    subjects: tuple[str, ...] = ()
    until: str | None = None
    closed: bool = False
    posts: int = 0
    chain: str = ""

    def takes_posts(self, at: datetime) -> bool:
        """Whether people may write at this moment."""
        return not self.closed and (self.until is None or at <= datetime.fromisoformat(self.until))

    def said(self, fact: Plain) -> Thread:
        """With one more thing said or taken back."""
        return replace(self, chain=digest([self.chain, fact]))


@dataclass(frozen=True, kw_only=True)
class Suspension:
    """Who halted the case, and when."""

    by: str
    since: str


class Data(Mapping[str, Plain]):
    """The case's document.  Values are replaced as a whole; each key's digest and weight are computed once per replacement."""

    def __init__(self) -> None:
        self._values: dict[str, Plain] = {}
        self._digests: dict[str, str] = {}
        self._weights: dict[str, int] = {}

    def __getitem__(self, key: str) -> Plain:
        return self._values[key]

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def replace(self, key: str, value: Plain) -> None:
        self._values[key] = value
        self._digests[key] = digest(value)
        self._weights[key] = weight(value)

    @property
    def digests(self) -> Mapping[str, str]:
        return self._digests

    @property
    def weight(self) -> int:
        """Bytes of memory that the values take."""
        return sum(self._weights.values())


def weight(value: Plain) -> int:
    """Bytes of memory that a plain value takes; what is used twice counts twice."""
    size = sys.getsizeof(value)
    if isinstance(value, Mapping):
        return size + sum(sys.getsizeof(key) + weight(item) for key, item in value.items())
    if isinstance(value, list):
        return size + sum(map(weight, value))
    return size


def digest(value: Plain) -> str:
    """SHA-256 (hex) over the canonical text of a plain value (RFC 8785)."""
    return hashlib.sha256(canonical.text_of(value)).hexdigest()


def plain(record: Any) -> dict[str, Plain]:
    """A state record as plain JSON, for the digest."""
    silent = {f.name for f in fields(record) if "later" in f.metadata and getattr(record, f.name) == f.default}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(record).items()
        if name not in silent
    }
