"""What cases wait for: tasks and the inbox, timers, messages, actions; what was decided and what people are told.

All rows here are projections: functions of the facts in the history, and never written from anything else.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment, PlainJson


class TaskStatus(StrEnum):
    OPEN = "open"  #: In the role's inbox, nobody has taken it
    CLAIMED = "claimed"  #: One person works on it
    DONE = "done"  #: Answers are kept
    CANCELLED = "cancelled"  #: The diagram took it back, or the case was stopped


LIVING = (TaskStatus.OPEN, TaskStatus.CLAIMED)
"""A task in one of these can be worked on."""


class Task(Base):
    """A step that waits, or waited, for a person."""

    __tablename__ = "task"
    __table_args__ = (
        Index(None, "completed_by", "completed_at"),
        Index("ix_task_due", "due", sqlite_where=text("due IS NOT NULL"), postgresql_where=text("due IS NOT NULL")),
    )

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    task: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    element: Mapped[str]
    #: How often this element was opened in this case, from 1
    visit: Mapped[int]
    name: Mapped[str]
    #: Inbox keys, any of them may do it
    roles: Mapped[list[str]] = mapped_column(PlainJson)
    form: Mapped[str | None]
    due: Mapped[datetime | None] = mapped_column(Moment)
    #: How the due was computed, as `processes.deadlines.Term.plain`
    term: Mapped[dict[str, Any] | None] = mapped_column(PlainJson)
    #: The item of a multi-instance
    local: Mapped[dict[str, Any] | None] = mapped_column(PlainJson)
    #: What tells it from others of its kind
    about: Mapped[str | None]
    status: Mapped[str]
    #: Who holds it, or did it: person:7; null until first claimed and when cancelled
    assignee: Mapped[str | None]
    opened_at: Mapped[datetime] = mapped_column(Moment)
    #: Seq of the history row that opened it
    opened_seq: Mapped[int]
    completed_at: Mapped[datetime | None] = mapped_column(Moment)
    completed_by: Mapped[str | None]
    #: Whole local days after the due day; null until done
    late: Mapped[int | None]
    #: Seq of the history row that last changed it: the ETag
    version: Mapped[int]

    @property
    def called(self) -> str:
        """Its name, with what tells it from others of its kind."""
        return called(self.name, self.about)


def called(name: str, about: str | None) -> str:
    """A step's name, with what it is about."""
    return f"{name}: {about}" if about else name


class InboxRow(Base):
    """An open task in the inbox of one key.  Deleted when the task is done."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index(None, "instance_id", "task"),
        Index(
            "ix_inbox_assignee",
            "assignee",
            "due",
            "instance_id",
            "task",
            sqlite_where=text("assignee IS NOT NULL"),
            postgresql_where=text("assignee IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )

    #: coc_specialist, candidate@party:12, person:7
    role: Mapped[str] = mapped_column(primary_key=True)
    #: FAR_FUTURE where the task has no due
    due: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    instance_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    task: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    assignee: Mapped[str | None]
    procedure: Mapped[str]
    element: Mapped[str]


class Timer(Base):
    """A moment that a case waits, or waited, for."""

    __tablename__ = "timer"
    __table_args__ = (
        Index(
            "ix_timer_drawn",
            "due_utc",
            sqlite_where=text("kind = 'drawn'"),
            postgresql_where=text("kind = 'drawn'"),
        ),
        Index(
            "ix_timer_open",
            "due_utc",
            "instance_id",
            "timer",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    timer: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    element: Mapped[str]
    due_utc: Mapped[datetime] = mapped_column(Moment)
    #: drawn, reminder or escalation
    kind: Mapped[str]
    #: Whose due date a reminder or escalation is about
    task: Mapped[int | None]
    #: How the due was computed
    term: Mapped[dict[str, Any] | None] = mapped_column(PlainJson)
    #: open, fired or cancelled
    state: Mapped[str]
    #: When it fired or was cancelled
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: When the activity on whose border it stands was finished; null while it is not, or when something cut in
    left_at: Mapped[datetime | None] = mapped_column(Moment)


class Subscription(Base):
    """A message, or an act of a person, that a case waits for."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index(
            "ix_subscription_open",
            "name",
            "key",
            "instance_id",
            "subscription",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    subscription: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    element: Mapped[str]
    name: Mapped[str]
    #: Correlation key; null matches only a message without key
    key: Mapped[str | None]
    #: Inbox keys to whom the act is open; empty for a message between cases
    roles: Mapped[list[str]] = mapped_column(PlainJson)
    form: Mapped[str | None]
    #: open or closed; one that does not interrupt stays open, however often it was received
    state: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(Moment)


class Action(Base):
    """A step that the service performs for a case."""

    __tablename__ = "action"

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    action: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    element: Mapped[str]
    name: Mapped[str]
    inputs: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    #: requested, done or cancelled
    state: Mapped[str]
    requested_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class Incident(Base):
    """Something inside a procedure that a person must put right."""

    __tablename__ = "incident"
    __table_args__ = (Index(None, "state", "raised_at"),)

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    incident: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    element: Mapped[str]
    code: Mapped[str]
    ru: Mapped[str]
    en: Mapped[str]
    #: open or resolved
    state: Mapped[str]
    raised_at: Mapped[datetime] = mapped_column(Moment)
    resolved_at: Mapped[datetime | None] = mapped_column(Moment)
    resolved_by: Mapped[str | None]


class Alert(Base):
    """A term has passed and the role's head is told.  `seen_*` are no projection: the head writes them."""

    __tablename__ = "alert"
    __table_args__ = (Index(None, "role", "raised_at"),)

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    #: The fact that raised it is seq.n of the case's history
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    role: Mapped[str]
    element: Mapped[str]
    task: Mapped[int | None]
    due: Mapped[datetime] = mapped_column(Moment)
    raised_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_by: Mapped[str | None]


class Decided(Base):
    """A decision table answered in a case."""

    __tablename__ = "decided"

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    #: The fact that tells it is seq.n of the case's history
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: The step that asked
    element: Mapped[str]
    decision: Mapped[str]
    #: Ids of the rules that matched
    rules: Mapped[list[str]] = mapped_column(PlainJson)
    outputs: Mapped[Any] = mapped_column(PlainJson, nullable=True)
    at: Mapped[datetime] = mapped_column(Moment)


class Participant(Base):
    """Who holds an outside or per-case role of a case."""

    __tablename__ = "participant"
    __table_args__ = (Index(None, "holder", "role", "instance_id"),)

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(primary_key=True)
    #: party:12 or person:7
    holder: Mapped[str] = mapped_column(primary_key=True)
    joined_at: Mapped[datetime] = mapped_column(Moment)
