"""What is done behind a case's back: jobs, messages between cases, mail, remembered answers, counters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment, PlainJson


class Job(Base):
    """Work enqueued by a transaction and done after it.  The row stays: it is the ledger of what was done."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(
            "ix_job_waiting",
            "run_at",
            "id",
            sqlite_where=text("state IN ('waiting', 'running')"),
            postgresql_where=text("state IN ('waiting', 'running')"),
        ),
        Index(
            "ix_job_lock",
            "lock",
            "id",
            sqlite_where=text("lock IS NOT NULL AND state IN ('waiting', 'running')"),
            postgresql_where=text("lock IS NOT NULL AND state IN ('waiting', 'running')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    #: Enqueued once, done once
    key: Mapped[str]
    run_at: Mapped[datetime] = mapped_column(Moment)
    #: Jobs with one lock run one after another, such as instance:42
    lock: Mapped[str | None]
    #: waiting, running, done or dead
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    #: Null unless running
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    #: The worker that has it; only this one may report
    owner: Mapped[str | None]
    #: Of the last failed attempt
    error: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None] = mapped_column(Moment)


class Message(Base):
    """A message to whichever case waits for its name and key; an early one waits itself."""

    __tablename__ = "message"
    __table_args__ = (
        Index(None, "name", "key", "state"),
        Index(None, "state", "expires_at"),
        Index(None, "sender"),
        Index(None, "receiver"),
    )

    #: Random, drawn by the sender
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    key: Mapped[str | None]
    payload: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    #: The sending case, if one sent it
    sender: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))
    sent_at: Mapped[datetime] = mapped_column(Moment)
    #: Null: waits for ever
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    #: waiting, delivered or expired
    state: Mapped[str]
    #: The case that took it
    receiver: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))
    delivered_at: Mapped[datetime | None] = mapped_column(Moment)


class Mail(Base):
    """An e-mail or text message to be handed to a carrier."""

    __tablename__ = "mail"
    __table_args__ = (UniqueConstraint("message_id"), Index(None, "state", "id"), Index(None, "instance_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    #: email or sms
    channel: Mapped[str]
    to: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    #: What stands masked in the body: code or token; the carrier's job alone makes it.  Null: nothing is masked
    masked: Mapped[str | None]
    #: Message-ID, the same at every try
    message_id: Mapped[str]
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))
    #: Ids of documents that go with it
    documents: Mapped[list[str]] = mapped_column(PlainJson)
    #: queued, sent, maybe_sent, failed or no_carrier
    state: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str | None] = mapped_column(Text)


class Idempotency(Base):
    """What a client's request with this key was answered, written with its effect."""

    __tablename__ = "idempotency"
    __table_args__ = (Index(None, "at"),)

    client: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    #: SHA-256 (hex) of the request's body
    body_digest: Mapped[str]
    status: Mapped[int]
    answer: Mapped[Any] = mapped_column(PlainJson, nullable=True)
    at: Mapped[datetime] = mapped_column(Moment)


class Counter(Base):
    """The last number given under a code in a year."""

    __tablename__ = "counter"

    code: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int]


class JournalEntry(Base):
    """An administrative act, an export, a look at personal data: what no case's history tells."""

    __tablename__ = "journal"
    __table_args__ = (Index(None, "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str]
    #: A stable word, such as role.granted or personal.read
    kind: Mapped[str]
    #: What it was done to, such as person:7 or instance:17
    subject: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(PlainJson)


class Setting(Base):
    """A switch of the installation, never of a definition."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(PlainJson, nullable=True)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[str]
