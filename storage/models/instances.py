"""Cases: the row that is locked while a case moves, its log, its erasable values."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment, PlainJson

GENESIS = "0" * 64
"""The hash before the first row of a history."""


class InstanceStatus(StrEnum):
    RUNNING = "running"  #: Waits for people, moments, messages or actions
    SUSPENDED = "suspended"  #: Its owner halted it; nothing moves it until he resumes or stops it
    FINISHED = "finished"  #: Reached an end event
    CANCELLED = "cancelled"  #: Its owner stopped it


UNFINISHED = (InstanceStatus.RUNNING, InstanceStatus.SUSPENDED)
"""A case in one of these has not ended."""


class Instance(Base):
    """One running or finished case.  Whoever moves it holds this row's lock."""

    __tablename__ = "instance"
    __table_args__ = (
        UniqueConstraint("number"),
        Index(
            "ix_instance_next_due",
            "next_due_at",
            "id",
            sqlite_where=text("next_due_at IS NOT NULL"),
            postgresql_where=text("next_due_at IS NOT NULL"),
        ),
        # One case at a time for a key: a second message waits until the first one's case has ended.
        Index(
            "uq_instance_message_key",
            "procedure",
            "message_start",
            "message_key",
            unique=True,
            sqlite_where=text("message_key IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=text("message_key IS NOT NULL AND ended_at IS NULL"),
        ),
        Index(None, "procedure", "started_at", "id"),
        Index(None, "started_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: ЭКЗ-2026-0017
    number: Mapped[str]
    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    #: Id of the process it began in
    process: Mapped[str]
    procedure: Mapped[str]
    #: Seq of the last history row; 0 before the first
    rev: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(default=InstanceStatus.RUNNING)
    #: The last stage entered, as `procedure.yaml` names it
    stage: Mapped[str | None]
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    #: The end event reached, null while running or when cancelled
    end_element: Mapped[str | None]
    #: When and by whom (person:7) it was halted; null unless suspended
    suspended_at: Mapped[datetime | None] = mapped_column(Moment)
    suspended_by: Mapped[str | None]
    #: The start event and the correlation key of the message that began it; null unless one with a key did
    message_start: Mapped[str | None]
    message_key: Mapped[str | None]
    #: The earliest open timer; null while suspended, so that nobody looks for what may not fire
    next_due_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Its timers are left alone until then, because firing them failed; cleared when the case moves
    postponed_until: Mapped[datetime | None] = mapped_column(Moment)
    #: Hash of the last history row (hex)
    chain_head: Mapped[str] = mapped_column(default=GENESIS)
    #: Digest of the logical state after the last row (hex)
    state_digest: Mapped[str | None]

    # The row lock decides who is first; this catches the one who moved a case without it.
    __mapper_args__ = {  # noqa: RUF012  # the declarative base reads it as it stands
        "version_id_col": rev,
        "version_id_generator": False,
    }


class History(Base):
    """One transaction of one case.  `text` is what was hashed; the other columns repeat it for queries."""

    __tablename__ = "history"
    __table_args__ = (Index(None, "actor", "at"), Index(None, "at"))

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    #: From 1, without gaps
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    #: person:7 or system
    actor: Mapped[str]
    #: In which role the actor acted; null for the system
    role: Mapped[str | None]
    #: Semantics of the fold that recorded it
    core: Mapped[int]
    #: RFC 8785 text of {seq, at, actor, role, core, steps, digest}
    text: Mapped[str] = mapped_column(Text)
    #: SHA-256 (hex) over the previous row's hash (32 bytes) and the UTF-8 of `text`
    hash: Mapped[str]


class Snapshot(Base):
    """What a long case was after one of its rows: a cache of its log, never a proof."""

    __tablename__ = "snapshot"

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    #: The last row that it contains
    seq: Mapped[int]
    #: Digest of the logical state that this row recorded (hex)
    digest: Mapped[str]
    #: As `processes.snapshot` writes it; it says itself of which core and definition it is
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Personal(Base):
    """An erasable value; the log has only its commitment."""

    __tablename__ = "personal"
    __table_args__ = (Index(None, "subject"),)

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    #: SHA-256 (hex) over the salt and the canonical value
    commitment: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
    #: Field path in the form
    path: Mapped[str]
    #: Whose data it is, such as party:12, where known
    subject: Mapped[str | None]
    #: Null once erased
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Null once erased
    value: Mapped[Any] = mapped_column(PlainJson, nullable=True)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Legal ground of the erasure
    ground: Mapped[str | None]


class SearchToken(Base):
    """A word by which a case is found, as `storage.text.tokens` cuts it."""

    __tablename__ = "search"
    __table_args__ = (Index(None, "instance_id"), {"sqlite_with_rowid": False})

    token: Mapped[str] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    #: Made from an erasable value, and erased with it
    erasable: Mapped[bool] = mapped_column(primary_key=True)
