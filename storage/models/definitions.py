"""Versions of procedures and their parts, and the owners' drafts of next ones; a part's content is stored once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment, PlainJson


class DefinitionState(StrEnum):
    """What may be done with a row of `definition`: only a proposed one changes its state, once."""

    PUBLISHED = "published"  #: New cases take it from its effective date on
    PROPOSED = "proposed"  #: Waits for a second person
    REJECTED = "rejected"  #: The second person said no; keeps its number
    SKETCH = "sketch"  #: Kept with findings; no case ever runs on it


class Definition(Base):
    """A version of a procedure, whose parts never change; or a sketch, which has findings and no number."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("procedure", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure: Mapped[str]
    #: As DefinitionState
    state: Mapped[str]
    #: Null for a sketch; given when it is proposed or published, and never again
    version: Mapped[int | None]
    #: Code of its cases' numbers, such as ЭКЗ
    code: Mapped[str]
    #: {"ru": …, "en": …}
    titles: Mapped[dict[str, str]] = mapped_column(PlainJson)
    #: SHA-256 (hex) over all parts, as `processes.definition.digest` says
    digest: Mapped[str]
    author: Mapped[str]
    #: The second person who approved or rejected it; null where the installation asks for none, or for a sketch
    approver: Mapped[str | None]
    #: When the second person decided
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Why it was rejected
    verdict: Mapped[str | None]
    reason: Mapped[str]
    #: Legal basis
    basis: Mapped[str | None]
    #: New cases take it from this moment on
    effective_from: Mapped[datetime] = mapped_column(Moment)
    #: When it was published, proposed or kept as a sketch
    published_at: Mapped[datetime] = mapped_column(Moment)
    #: What the gate found, as plain values
    findings: Mapped[list[Any]] = mapped_column(PlainJson)


class DefinitionPart(Base):
    """A file of a version."""

    __tablename__ = "definition_part"

    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("blob.digest"))


class StartTimer(Base):
    """When the next case begins by itself at a timer start of a published version.  Moved on by the one that begins it."""

    __tablename__ = "start_timer"
    __table_args__ = (
        Index(
            "ix_start_timer_due",
            "due",
            "definition_id",
            "element",
            sqlite_where=text("due IS NOT NULL"),
            postgresql_where=text("due IS NOT NULL"),
        ),
    )

    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id"), primary_key=True, autoincrement=False)
    element: Mapped[str] = mapped_column(primary_key=True)
    #: What its timer says, with the settings that it reads: a later version that says the same goes on counting
    written: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    #: As `processes.timers.Agenda.plain`
    agenda: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    #: Which moment of the agenda is due next, from 1
    n: Mapped[int]
    #: Null: no case begins here any more
    due: Mapped[datetime | None] = mapped_column(Moment)
    #: Left alone until then, because beginning a case failed
    postponed_until: Mapped[datetime | None] = mapped_column(Moment)


class ReadingSignature(Base):
    """Somebody answered for a choice in an unclear clause.  Never changed: a later signature supersedes."""

    __tablename__ = "reading_signature"
    __table_args__ = (Index(None, "procedure", "reading", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure: Mapped[str]
    #: Q-EXM-1
    reading: Mapped[str]
    #: The choice that the person signed
    choice: Mapped[str]
    #: The version that was in effect
    version: Mapped[int]
    #: On what it rests, in the signer's words
    basis: Mapped[str] = mapped_column(Text)
    signed_by: Mapped[str]
    signed_at: Mapped[datetime] = mapped_column(Moment)


class Redesign(Base):
    """The owner's draft of a procedure's next version, saved at every change; one a procedure."""

    __tablename__ = "redesign"

    procedure: Mapped[str] = mapped_column(primary_key=True)
    #: The version that it was begun from
    base_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    #: Raised by every change, from 1
    rev: Mapped[int]
    #: Who changed it last: person:7
    author: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(Moment)


class RedesignPart(Base):
    """A file of a redesign."""

    __tablename__ = "redesign_part"

    procedure: Mapped[str] = mapped_column(ForeignKey("redesign.procedure"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("blob.digest"))


class Blob(Base):
    """The content of parts, shared by all versions and redesigns that have it."""

    __tablename__ = "blob"

    #: SHA-256 (hex) of the content
    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
