"""What can be asked of an instance.  Imperative, frozen, and all of it is kept in the history.

`at` and `actor` stand once per history row, so `encode` leaves them out and `decode` is given them back.
Values inside a command are plain JSON without floats: str, int, bool, None, list, dict (design 5 and 7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

Plain = Any
"""A value of case data: str, int, bool, None, list or dict of these; money as a string, a day as ISO text."""


_LATER = {"later": True}
"""Marks a field that came after the first logs: at its default it is not written, so that old rows keep their bytes."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """Something asked of an instance at a moment by somebody (`person:7`, or `system` for timers and jobs)."""

    at: datetime
    actor: str


@dataclass(frozen=True, kw_only=True)
class StartInstance(Command):
    """Begin the case at one of the process's starts with the answers of its start form."""

    number: str
    process: str
    start: str
    answers: dict[str, Plain]
    participants: tuple[tuple[str, str], ...] = ()
    """(role, party or person) pairs of the outside roles known from the start, such as ("candidate", "party:12")."""
    zone: str = "Europe/Moscow"
    """The zone whose days count in this case; part of the command, so that a replay counts the same days."""
    received_on: str | None = field(default=None, metadata=_LATER)
    """The local day (ISO) on which answers written on paper were received; None: they came with the command."""
    scans: tuple[dict[str, Plain], ...] = field(default=(), metadata=_LATER)
    """The paper itself: {attachment, sha256, size} of each scan; file names are erasable and stand elsewhere."""
    message: str | None = field(default=None, metadata=_LATER)
    """The id of the message that began the case; its payload are the answers."""
    key: str | None = field(default=None, metadata=_LATER)
    """The correlation key of that message."""
    due: datetime | None = field(default=None, metadata=_LATER)
    """When a timer was to begin the case; `at` is when it did."""


@dataclass(frozen=True, kw_only=True)
class CompleteTask(Command):
    """Finish an open task with answers that the form has checked and whose erasable values are sealed."""

    task: int
    answers: dict[str, Plain]
    received_on: str | None = field(default=None, metadata=_LATER)
    scans: tuple[dict[str, Plain], ...] = field(default=(), metadata=_LATER)
    """Both as in StartInstance."""


@dataclass(frozen=True, kw_only=True)
class ClaimTask(Command):
    """Take a task of one's role for oneself."""

    task: int


@dataclass(frozen=True, kw_only=True)
class ReleaseTask(Command):
    """Give a task that one holds back to its role."""

    task: int


@dataclass(frozen=True, kw_only=True)
class AssignTask(Command):
    """Give an open task to `person` (person:7), whoever holds it; the reason comes sealed, as of CancelInstance."""

    task: int
    person: str
    reason: dict[str, Plain]


@dataclass(frozen=True, kw_only=True)
class FireTimer(Command):
    """A timer's moment has come; `due` is when it should have, `at` when it did."""

    timer: int
    due: datetime


@dataclass(frozen=True, kw_only=True)
class CompleteAction(Command):
    """An action that the case asked for is done; `result` replaces the action's key in the case data."""

    action: int
    result: dict[str, Plain]
    participants: tuple[tuple[str, str], ...] = field(default=(), metadata=_LATER)
    """(role, party or person) pairs whom the action brought into the case, such as ("legal_rep", "party:13")."""


@dataclass(frozen=True, kw_only=True)
class FailAction(Command):
    """An action could not be done; the case waits with an incident until it is retried."""

    action: int
    ru: str
    en: str


@dataclass(frozen=True, kw_only=True)
class RetryIncident(Command):
    """Try again what an incident stopped."""

    incident: int


@dataclass(frozen=True, kw_only=True)
class DeliverMessage(Command):
    """A message, or a person's act drawn as one, reaches the place that waits for it."""

    subscription: int
    name: str
    payload: dict[str, Plain]
    message: str


@dataclass(frozen=True, kw_only=True)
class CancelInstance(Command):
    """The owner stops the case; the reason is compulsory and erasable, so it comes sealed."""

    reason: dict[str, Plain]


@dataclass(frozen=True, kw_only=True)
class SuspendInstance(Command):
    """The owner halts the case: nothing moves it until it is resumed.  The reason comes sealed, as of CancelInstance."""

    reason: dict[str, Plain]


@dataclass(frozen=True, kw_only=True)
class ResumeInstance(Command):
    """The owner lets a halted case go on."""

    reason: dict[str, Plain]


@dataclass(frozen=True, kw_only=True)
class UpgradeCore(Command):
    """A new release takes the case over: from here on the fold's semantics are `core`, until now they were `was`."""

    was: int
    core: int
    record: str
    """SHA-256 (hex) over the rows before as they were recorded: their facts no longer come out, so they are vouched for."""


@dataclass(frozen=True, kw_only=True)
class OpenThread(Command):
    """Open a discussion in a forum of the procedure, at most once a `key`; a person's title comes sealed.

    `subjects`: what a post may say it is about; `until`: the moment after which nobody writes.
    """

    forum: str
    key: str
    title: Plain
    subjects: tuple[str, ...] = ()
    until: str | None = None


@dataclass(frozen=True, kw_only=True)
class WritePost(Command):
    """Say something in an open thread: `text` sealed, `files` as {attachment, sha256, size}, `reply_to` an earlier post.

    `role` is the one in which he writes, `party` for whom he speaks, if it is held through one.
    """

    thread: int
    role: str
    text: dict[str, Plain]
    files: tuple[dict[str, Plain], ...] = ()
    reply_to: int | None = None
    subject: str | None = None
    party: str | None = None


@dataclass(frozen=True, kw_only=True)
class WithdrawPost(Command):
    """Take a post back: it stays as a marked stub.  The reason comes sealed, as of CancelInstance."""

    thread: int
    post: int
    reason: dict[str, Plain]


@dataclass(frozen=True, kw_only=True)
class CloseThread(Command):
    """Nobody writes in the thread any more."""

    thread: int


@dataclass(frozen=True, kw_only=True)
class ReopenThread(Command):
    """People may write again, until the moment given or until it is closed again."""

    thread: int
    until: str | None = None


_KINDS: dict[str, type[Command]] = {
    kind.__name__: kind
    for kind in (
        StartInstance, CompleteTask, ClaimTask, ReleaseTask, FireTimer, CompleteAction, FailAction, RetryIncident,
        DeliverMessage, CancelInstance, SuspendInstance, ResumeInstance, AssignTask, UpgradeCore,
        OpenThread, WritePost, WithdrawPost, CloseThread, ReopenThread,
    )
}  # fmt: skip


def encode(command: Command) -> dict[str, Plain]:
    """The command as plain JSON without `at` and `actor`, which stand on the history row."""
    written = (
        f
        for f in fields(command)
        if f.name not in ("at", "actor") and not ("later" in f.metadata and getattr(command, f.name) == f.default)
    )
    return {"command": type(command).__name__, **{f.name: _plain(getattr(command, f.name)) for f in written}}


def decode(body: Mapping[str, Plain], *, at: datetime, actor: str) -> Command:
    """The command that `encode` wrote; raises KeyError for a kind that this core does not know."""
    values = {name: value for name, value in body.items() if name != "command"}
    kind = _KINDS[body["command"]]
    if "due" in values:
        values["due"] = datetime.fromisoformat(values["due"])
    if "participants" in values:
        values["participants"] = tuple((role, party) for role, party in values["participants"])
    for name in ("scans", "files", "subjects"):
        if name in values:
            values[name] = tuple(values[name])
    return kind(at=at, actor=actor, **values)


def _plain(value: Any) -> Plain:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
