"""Versions of procedures and their parts; a part's content is stored once, under its digest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment, PlainJson


class Definition(Base):
    """A version of a procedure, never changed; or a sketch, which has findings and no number."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("procedure", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure: Mapped[str]
    #: Null for a sketch
    version: Mapped[int | None]
    #: Code of its cases' numbers, such as ЭКЗ
    code: Mapped[str]
    #: {"ru": …, "en": …}
    titles: Mapped[dict[str, str]] = mapped_column(PlainJson)
    #: SHA-256 (hex) over all parts, as `processes.definition.digest` says
    digest: Mapped[str]
    author: Mapped[str]
    #: Null where the installation asks for no second person, or for a sketch
    approver: Mapped[str | None]
    reason: Mapped[str]
    #: Legal basis
    basis: Mapped[str | None]
    #: New cases take it from this moment on
    effective_from: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime] = mapped_column(Moment)
    #: What the gate found, as plain values
    findings: Mapped[list[Any]] = mapped_column(PlainJson)


class DefinitionPart(Base):
    """A file of a version."""

    __tablename__ = "definition_part"

    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(ForeignKey("blob.digest"))


class Blob(Base):
    """The content of parts, shared by all versions that have it."""

    __tablename__ = "blob"

    #: SHA-256 (hex) of the content
    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
