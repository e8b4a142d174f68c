"""Files and unfinished answers.  The contents of files lie beside the database under random names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment, PlainJson


class Attachment(Base):
    """A file that somebody uploaded.  Its name is erasable."""

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "instance_id"), Index(None, "state", "uploaded_at"))

    #: Random; also the name under which the content is stored
    id: Mapped[str] = mapped_column(primary_key=True)
    #: Null once erased
    name: Mapped[str | None]
    media_type: Mapped[str]
    size: Mapped[int]
    #: SHA-256 (hex) of the content
    sha256: Mapped[str]
    #: Who uploaded it: person:7
    owner: Mapped[str]
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))
    #: uploaded (swept after a day), kept or erased
    state: Mapped[str]
    uploaded_at: Mapped[datetime] = mapped_column(Moment)


class Document(Base):
    """A paper that the service made for a case."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("check_code"), Index(None, "instance_id"))

    #: Random; also the name under which the content is stored
    id: Mapped[str] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    #: The action that asked for it
    action: Mapped[int | None]
    element: Mapped[str]
    #: Its template, such as D-EXM-CERT
    template: Mapped[str]
    number: Mapped[str | None]
    title: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    #: SHA-256 (hex) of the content
    sha256: Mapped[str]
    #: Printed on it, so that anybody may ask whether it is genuine
    check_code: Mapped[str | None]
    issued_at: Mapped[datetime] = mapped_column(Moment)
    #: party:12, where it is about one of several that hold a role in the case
    party: Mapped[str | None]


class Draft(Base):
    """Answers that their author has not sent yet; nobody else reads them."""

    __tablename__ = "draft"
    __table_args__ = (Index(None, "place"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    #: A task, 17-42, or a start, start:exam:EXM-10
    place: Mapped[str] = mapped_column(primary_key=True)
    #: Raw values, valid or not
    answers: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    version: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(Moment)
