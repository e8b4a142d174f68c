"""Organisations, sites, employers and persons outside, through whom outside roles are held; their members; invitations."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from storage import people
from storage.conflict import insert_into
from storage.errors import InvitationSpent, NotFound
from storage.models import Invitation, Membership, Party, Person
from storage.text import sort_key


def add(
    session: Session,
    *,
    kind: str,
    name: str,
    at: datetime,
    tax_number: str | None = None,
    data: dict[str, Any] | None = None,
) -> Party:
    """A new party without members.  `kind`: organisation, site, employer or person."""
    party = Party(kind=kind, name=name, sort_key=sort_key(name), tax_number=tax_number, data=data or {}, created_at=at)
    session.add(party)
    session.flush()
    return party


def get(session: Session, party_id: int) -> Party:
    """Raises NotFound."""
    found = session.get(Party, party_id)
    if found is None:
        raise NotFound("Участник", "Party", party_id)
    return found


def change(session: Session, party_id: int, *, name: str, tax_number: str | None, data: dict[str, Any]) -> Party:
    """The party, described anew."""
    party = get(session, party_id)
    party.name, party.sort_key, party.tax_number, party.data = name, sort_key(name), tax_number, data
    session.flush()
    return party


def forget_contacts(session: Session, party_id: int) -> None:
    """Its address and number are known no more."""
    party = get(session, party_id)
    party.data = {name: value for name, value in party.data.items() if name not in ("email", "phone")}
    session.flush()


def find(session: Session, beginning: str, *, kind: str | None = None, limit: int = 50) -> list[Party]:
    """Parties whose name or tax number begins so, by name."""
    key = sort_key(beginning)
    query = select(Party).where(
        or_(Party.sort_key.startswith(key, autoescape=True), Party.tax_number.startswith(beginning, autoescape=True))
    )
    if kind is not None:
        query = query.where(Party.kind == kind)
    return list(session.scalars(query.order_by(Party.sort_key, Party.id).limit(limit)))


def some(session: Session, ids: Collection[int]) -> list[Party]:
    """These parties; unknown ids are left out."""
    return list(session.scalars(select(Party).where(Party.id.in_(sorted(ids))))) if ids else []


def named(session: Session, ids: list[int]) -> dict[int, str]:
    """Names by id; unknown ids are left out."""
    return dict(session.execute(select(Party.id, Party.name).where(Party.id.in_(ids))).all())


def holders_named(session: Session, holders: Iterable[str]) -> dict[str, str]:
    """Names of parties and persons as cases name them (party:12, person:7); what is neither, or unknown, is left out."""
    ids: dict[str, set[int]] = {"party": set(), "person": set()}
    for holder in holders:
        kind, _, number = holder.partition(":")
        if kind in ids and number.isdigit():
            ids[kind].add(int(number))
    found = {f"party:{id_}": name for id_, name in named(session, sorted(ids["party"])).items()} if ids["party"] else {}
    persons = people.named(session, ids["person"]) if ids["person"] else {}
    return found | {f"person:{id_}": name for id_, name in persons.items()}


def invited(session: Session, email: str, *, kind: str, name: str) -> Party | None:
    """The party of this kind and name to which this address was invited, and that nobody has joined yet."""
    joined = exists().where(Membership.party_id == Party.id)
    asked = exists().where(Invitation.party_id == Party.id, Invitation.email == email.casefold())
    query = select(Party).where(Party.kind == kind, Party.sort_key == sort_key(name), asked, ~joined)
    return session.scalars(query.order_by(Party.id)).first()


def join(session: Session, party_id: int, person_id: int, *, position: str, at: datetime) -> bool:
    """Whether the person is a new member.  `position`: head, member or representative; the latest counts."""
    known = exists().where(Membership.party_id == party_id, Membership.person_id == person_id)
    is_new = not session.scalar(select(known))
    session.execute(
        insert_into(session, Membership)
        .values(party_id=party_id, person_id=person_id, position=position, joined_at=at)
        .on_conflict_do_update(index_elements=["party_id", "person_id"], set_={"position": position})
    )
    return is_new


def leave(session: Session, party_id: int, person_id: int) -> bool:
    """Whether the person was a member; sees nothing of the party's cases from now on."""
    left = session.scalars(
        delete(Membership)
        .where(Membership.party_id == party_id, Membership.person_id == person_id)
        .returning(Membership.person_id)
    ).all()
    return bool(left)


def members(session: Session, party_id: int) -> list[tuple[Person, Membership]]:
    """The people of a party, by name."""
    found = session.execute(
        select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.party_id == party_id)
        .order_by(Person.sort_key, Person.id)
    )
    return [(person, membership) for person, membership in found]


def vacant(session: Session, ids: Collection[int]) -> set[int]:
    """Those of these parties that nobody with an account belongs to."""
    joined = session.scalars(select(Membership.party_id).where(Membership.party_id.in_(sorted(ids)))) if ids else ()
    return set(ids) - set(joined)


def of_person(session: Session, person_id: int) -> list[Party]:
    """The parties that a person belongs to, by name."""
    return list(
        session.scalars(
            select(Party)
            .join(Membership, Membership.party_id == Party.id)
            .where(Membership.person_id == person_id)
            .order_by(Party.sort_key, Party.id)
        )
    )


def invite(
    session: Session,
    *,
    token_hash: str,
    party_id: int,
    position: str,
    email: str | None,
    invited_by: str,
    at: datetime,
    expires_at: datetime,
    instance_id: int | None = None,
    role: str | None = None,
) -> Invitation:
    """A one-time link; `token_hash` is the SHA-256 (hex) of the token that the link carries.

    `instance_id` and `role` say what it invites to, for whoever follows it to read.
    """
    invitation = Invitation(
        token_hash=token_hash,
        party_id=party_id,
        position=position,
        email=email,
        invited_by=invited_by,
        instance_id=instance_id,
        role=role,
        invited_at=at,
        expires_at=expires_at,
    )
    session.add(invitation)
    session.flush()
    return invitation


def invitation(session: Session, token_hash: str, now: datetime) -> Invitation:
    """The invitation behind a link that still works; raises InvitationSpent."""
    found = session.get(Invitation, token_hash, populate_existing=True)
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise InvitationSpent
    return found


def accept(session: Session, token_hash: str, person_id: int, now: datetime) -> Invitation:
    """The person is a member now and the link is spent; raises InvitationSpent, also to the second of two at once."""
    used = session.scalars(
        update(Invitation)
        .where(Invitation.token_hash == token_hash, Invitation.used_at.is_(None), Invitation.expires_at > now)
        .values(used_at=now, used_by=person_id)
        .returning(Invitation),
        execution_options={"synchronize_session": False, "populate_existing": True},
    ).one_or_none()
    if used is None:
        raise InvitationSpent
    join(session, used.party_id, person_id, position=used.position, at=now)
    return used


def invitations(session: Session, party_id: int) -> list[Invitation]:
    """All links of a party, the latest first."""
    return list(
        session.scalars(
            select(Invitation).where(Invitation.party_id == party_id).order_by(Invitation.invited_at.desc())
        )
    )
