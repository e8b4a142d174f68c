"""Lists that procedures write to, all versions of their rows, and seats in what has a capacity."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment, PlainJson


class RegisterRow(Base):
    """The present version of a row."""

    __tablename__ = "register_row"
    __table_args__ = (Index(None, "register", "state", "key"),)

    #: R-ACC-CERTS
    register: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    #: From 1
    version: Mapped[int]
    #: A word of the procedure: active, suspended, closed
    state: Mapped[str]
    #: The last day on which the row holds, after which it is read as expired; null: it does not lapse
    expires_on: Mapped[date | None]
    #: How many seats there are; null where there is nothing to hold
    capacity: Mapped[int | None]
    #: The case that wrote this version; null if a person did
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))
    #: The fact of that case's history, such as 17.3
    seq_n: Mapped[str | None]
    written_at: Mapped[datetime] = mapped_column(Moment)


class RegisterVersion(Base):
    """Every version of a row, never changed: verify rebuilds the row from them."""

    __tablename__ = "register_version"
    __table_args__ = (
        ForeignKeyConstraint(["register", "key"], ["register_row.register", "register_row.key"]),
        Index(None, "instance_id"),
    )

    register: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    state: Mapped[str]
    expires_on: Mapped[date | None]
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))
    seq_n: Mapped[str | None]
    written_at: Mapped[datetime] = mapped_column(Moment)
    written_by: Mapped[str]


class RegisterWord(Base):
    """A word by which the present version of a row is found, as `storage.text.tokens` cuts it."""

    __tablename__ = "register_word"
    __table_args__ = (
        ForeignKeyConstraint(["register", "key"], ["register_row.register", "register_row.key"]),
        Index(None, "register", "key"),
        {"sqlite_with_rowid": False},
    )

    register: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)


class Seat(Base):
    """A case's seat in a row with a capacity."""

    __tablename__ = "seat"
    __table_args__ = (
        ForeignKeyConstraint(["register", "key"], ["register_row.register", "register_row.key"]),
        Index(None, "instance_id"),
    )

    register: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True, autoincrement=False)
    #: held or taken; released: given back; sat or absent: how it was used
    state: Mapped[str]
    #: A held seat is free again after this moment; null: for good
    until: Mapped[datetime | None] = mapped_column(Moment)
    #: When the case got it; null for seats older than this column
    since: Mapped[datetime | None] = mapped_column(Moment)
