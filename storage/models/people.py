"""People with accounts, the roles they hold, the parties they belong to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Moment, PlainJson


class Person(Base):
    """Somebody who can sign in.  The log knows only the id."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("login"), Index(None, "email"), Index(None, "sort_key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    #: As typed at sign-in, in lower case
    login: Mapped[str]
    name: Mapped[str]
    #: The name as Russian sorts it: both databases put ё after я
    sort_key: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    #: argon2 hash; null: cannot sign in by password
    password_hash: Mapped[str | None]
    #: ru or en
    language: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    #: False while somebody who registers himself has yet to confirm his contacts: he may open one page only
    confirmed: Mapped[bool] = mapped_column(default=True, server_default=true())
    #: Raised by whatever must end the sessions that exist: a new password, other roles, deactivation
    stamp: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)


class RoleGrant(Base):
    """A staff role that a person holds."""

    __tablename__ = "role_grant"
    __table_args__ = (Index(None, "role"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(primary_key=True)
    #: Empty: in all procedures
    procedure: Mapped[str] = mapped_column(primary_key=True)
    granted_by: Mapped[str]
    granted_at: Mapped[datetime] = mapped_column(Moment)


class Token(Base):
    """An API token, shown once and kept as a hash."""

    __tablename__ = "token"
    __table_args__ = (UniqueConstraint("hash"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    #: SHA-256 (hex) of the token
    hash: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(PlainJson)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)


class Party(Base):
    """An organisation, site, employer or person outside, through whom outside roles are held."""

    __tablename__ = "party"
    __table_args__ = (Index(None, "sort_key"), Index(None, "kind", "tax_number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    #: organisation, site, employer or person
    kind: Mapped[str]
    name: Mapped[str]
    #: The name as Russian sorts it
    sort_key: Mapped[str]
    #: ИНН, where known
    tax_number: Mapped[str | None]
    #: Address, contacts and whatever else is asked of it
    data: Mapped[dict[str, Any]] = mapped_column(PlainJson)
    created_at: Mapped[datetime] = mapped_column(Moment)


class Membership(Base):
    """A person acts for a party: receives its tasks and notices."""

    __tablename__ = "membership"
    __table_args__ = (Index(None, "person_id"),)

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    #: head, member or representative
    position: Mapped[str]
    joined_at: Mapped[datetime] = mapped_column(Moment)


class Invitation(Base):
    """A one-time link that joins whoever follows it to a party or gives him a place in a case."""

    __tablename__ = "invitation"
    __table_args__ = (Index(None, "party_id"),)

    #: SHA-256 (hex) of the link's token
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    position: Mapped[str]
    #: The address it is bound to
    email: Mapped[str | None]
    #: What it invites to: a case and a role in it; null: to the party alone
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))
    role: Mapped[str | None]
    invited_by: Mapped[str]
    invited_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    used_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ContactCode(Base):
    """A code that was sent to an address or number, to be typed by whoever it belongs to.  Never part of the history."""

    __tablename__ = "contact_code"
    __table_args__ = (Index(None, "person_id", "contact"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: The case of the registration, which is told when a contact is confirmed
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    #: email or phone
    contact: Mapped[str]
    #: Keyed digest (hex): six digits alone would be found by trying
    hash: Mapped[str]
    sent_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    #: Wrong codes that were typed
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
