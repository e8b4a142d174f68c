"""Discussions of cases: projections of the history, and how far each person has read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment, PlainJson


class Thread(Base):
    """A discussion in a forum of the case's procedure."""

    __tablename__ = "thread"

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    thread: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    forum: Mapped[str]
    #: What it is about, such as a stage; once in a case
    key: Mapped[str]
    #: Text of the diagram, or a person's as the log has it: {given, commitment}
    title: Mapped[Any] = mapped_column(PlainJson)
    #: What a post may say it is about
    subjects: Mapped[list[str]] = mapped_column(PlainJson)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    #: person:7, or system for the diagram
    opened_by: Mapped[str]
    #: Nobody writes after it
    until: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: How many posts it has, withdrawn ones too
    posts: Mapped[int]
    #: When something was last said
    last_at: Mapped[datetime] = mapped_column(Moment)


class Post(Base):
    """What somebody said in a thread.  Never removed: withdrawn ones stay as stubs."""

    __tablename__ = "post"

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    thread: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    post: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: person:7
    author: Mapped[str]
    #: The role in which he wrote
    role: Mapped[str]
    #: party:12, for whom he speaks
    party: Mapped[str | None]
    #: As the log has it: {given, commitment}
    text: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    #: {attachment, sha256, size} of each; names stand with the attachments
    files: Mapped[list[dict[str, Any]]] = mapped_column(PlainJson)
    reply_to: Mapped[int | None]
    subject: Mapped[str | None]
    written_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_by: Mapped[str | None]
    #: Why, as the log has it
    reason: Mapped[dict[str, Any] | None] = mapped_column(PlainJson)


class ThreadSeen(Base):
    """How far a person has read a thread; no fact says it."""

    __tablename__ = "thread_seen"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    thread: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    post: Mapped[int]
