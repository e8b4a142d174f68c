"""People with accounts, the roles they hold, the inbox keys that follow, their tokens.

Passwords and tokens come hashed; how they are hashed and drawn is not known here.  A grant limited to a procedure is
the key `role/procedure`; ask `holds` whether keys give a role in a procedure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.conflict import insert_into
from storage.errors import LoginTaken, NotFound
from storage.models import UNFINISHED, Instance, Membership, Participant, Person, RoleGrant, Token
from storage.text import sort_key


def add(
    session: Session,
    *,
    login: str,
    name: str,
    at: datetime,
    email: str | None = None,
    phone: str | None = None,
    password_hash: str | None = None,
    language: str = "ru",
    confirmed: bool = True,
) -> Person:
    """A new person; raises LoginTaken.  Logins do not differ by case alone.

    `confirmed`: whether his address and number are known to be his.
    """
    person = Person(
        login=login.casefold(),
        name=name,
        sort_key=sort_key(name),
        email=email,
        phone=phone,
        password_hash=password_hash,
        language=language,
        active=True,
        confirmed=confirmed,
        stamp=1,
        created_at=at,
    )
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError as error:
        raise LoginTaken(login) from error
    return person


def get(session: Session, person_id: int) -> Person:
    """Raises NotFound."""
    found = session.get(Person, person_id)
    if found is None:
        raise NotFound("Человек", "Person", person_id)
    return found


def by_login(session: Session, login: str) -> Person | None:
    """Who signs in with this name; inactive people too."""
    return session.scalars(select(Person).where(Person.login == login.casefold())).one_or_none()


def by_email(session: Session, email: str) -> list[Person]:
    """Active people with this address."""
    return list(session.scalars(select(Person).where(Person.email == email, Person.active).order_by(Person.id)))


def at_address(session: Session, email: str) -> list[Person]:
    """Active people with this address in any case of letters, those who have yet to confirm it among them."""
    here = or_(func.lower(Person.email) == email.casefold(), Person.login == email.casefold())
    return list(session.scalars(select(Person).where(here, Person.active).order_by(Person.id)))


def named(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Names by id; unknown ids are left out."""
    found = session.execute(select(Person.id, Person.name).where(Person.id.in_(sorted(set(ids)))))
    return dict(found.all())


def listed(session: Session, *, after: tuple[str, int] | None = None, limit: int = 100) -> list[Person]:
    """All people by name; keyset paging by (sort_key, id)."""
    query = select(Person).order_by(Person.sort_key, Person.id).limit(limit)
    if after is not None:
        key, id_ = after
        query = query.where(or_(Person.sort_key > key, (Person.sort_key == key) & (Person.id > id_)))
    return list(session.scalars(query))


def rename(session: Session, person_id: int, name: str) -> None:
    """The person has another name from now on, in lists too."""
    person = get(session, person_id)
    person.name, person.sort_key = name, sort_key(name)
    session.flush()


def set_password(session: Session, person_id: int, password_hash: str) -> None:
    """A new password; sessions that exist end."""
    _ending_sessions(session, person_id, password_hash=password_hash)


def set_language(session: Session, person_id: int, language: str) -> None:
    """ru or en."""
    session.execute(update(Person).where(Person.id == person_id).values(language=language))


def set_contacts(session: Session, person_id: int, *, email: str | None, phone: str | None) -> None:
    """Where notices go."""
    session.execute(update(Person).where(Person.id == person_id).values(email=email, phone=phone))


def deactivate(session: Session, person_id: int) -> None:
    """Can no longer sign in, sessions end; what he did stays."""
    _ending_sessions(session, person_id, active=False)


def confirm(session: Session, person_id: int) -> None:
    """His address and number are his own: everything is open to him from now on, in the sessions that he has."""
    session.execute(update(Person).where(Person.id == person_id).values(confirmed=True))


def forget(session: Session, person_id: int) -> None:
    """A registration that nobody confirmed: its login and contacts are free again, what is in the log stays."""
    _ending_sessions(
        session, person_id, active=False, login=f"unconfirmed:{person_id}", email=None, phone=None, password_hash=None
    )


def activate(session: Session, person_id: int) -> None:
    """Can sign in again."""
    _ending_sessions(session, person_id, active=True)


def grant(session: Session, person_id: int, role: str, *, by: str, at: datetime, procedure: str | None = None) -> bool:
    """Whether the grant is new.  Without `procedure` the role is held in all procedures."""
    added = session.execute(
        insert_into(session, RoleGrant)
        .values(person_id=person_id, role=role, procedure=procedure or "", granted_by=by, granted_at=at)
        .on_conflict_do_nothing()
        .returning(RoleGrant.role)
    )
    return added.scalar_one_or_none() is not None


def revoke(session: Session, person_id: int, role: str, *, procedure: str | None = None) -> bool:
    """Whether there was such a grant; sessions end, so the next request knows."""
    taken = session.scalars(
        delete(RoleGrant)
        .where(RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.procedure == (procedure or ""))
        .returning(RoleGrant.role)
    ).all()
    _ending_sessions(session, person_id)
    return bool(taken)


def grants(session: Session, person_id: int) -> list[RoleGrant]:
    """The staff roles of a person."""
    return list(
        session.scalars(
            select(RoleGrant).where(RoleGrant.person_id == person_id).order_by(RoleGrant.role, RoleGrant.procedure)
        )
    )


def holders(session: Session, role: str, procedure: str | None = None) -> list[Person]:
    """Active people who hold a staff role, in a procedure if one is named, by name."""
    query = (
        select(Person).join(RoleGrant, RoleGrant.person_id == Person.id).where(RoleGrant.role == role, Person.active)
    )
    if procedure is not None:
        query = query.where(RoleGrant.procedure.in_(("", procedure)))
    return list(session.scalars(query.order_by(Person.sort_key, Person.id)).unique())


def receivers(session: Session, key: str, procedure: str) -> list[Person]:
    """Active people whose inbox has tasks of this key: for notices.  `key`: role, role@party:12, person:7."""
    role, _, holder = key.rpartition("@")
    kind, _, id_ = (holder or key).partition(":")
    if kind == "person":
        found = session.get(Person, int(id_))
        return [found] if found and found.active else []
    if kind == "party":
        query = select(Person).join(Membership).where(Membership.party_id == int(id_), Person.active)
        return list(session.scalars(query.order_by(Person.sort_key, Person.id)))
    if kind == "instance":
        return [
            person
            for of in session.scalars(
                select(Participant.holder).where(Participant.instance_id == int(id_), Participant.role == role)
            )
            for person in receivers(session, of, procedure)
        ]
    return holders(session, key, procedure)


def keys(session: Session, person_id: int) -> frozenset[str]:
    """The inbox keys of a person, in one statement.

    `person:7`; his staff roles, `role` or `role/procedure`; `role@party:12` for the roles that his parties hold in
    cases; `role@instance:9` for the roles to which he is appointed in cases that have not ended, and `role@person:7`
    for what is addressed in such a role to him alone.
    """
    return _named(person_id, session.connection().execute(_KEYS, {"person_id": person_id}))


def holds(keys: Collection[str], key: str, procedure: str) -> bool:
    """Whether these keys open what is addressed to `key` in a procedure."""
    return key in keys or f"{key}/{procedure}" in keys


def own_holders(session: Session, person_id: int) -> frozenset[str]:
    """As whom a person takes part in cases: person:7 and party:12 for his parties."""
    parties = session.scalars(select(Membership.party_id).where(Membership.person_id == person_id))
    return frozenset({f"person:{person_id}"} | {f"party:{party_id}" for party_id in parties})


def add_token(
    session: Session,
    person_id: int,
    *,
    name: str,
    hash: str,
    scopes: Collection[str],
    at: datetime,
    expires_at: datetime | None = None,
) -> Token:
    """A token of a person; `hash` is the SHA-256 (hex) of what was shown to him once."""
    token = Token(
        person_id=person_id, name=name, hash=hash, scopes=sorted(scopes), created_at=at, expires_at=expires_at
    )
    session.add(token)
    session.flush()
    return token


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """Whom a token speaks for, with his inbox keys, and what the token may."""

    person_id: int
    login: str
    name: str
    email: str | None
    language: str
    stamp: int
    confirmed: bool
    keys: frozenset[str]
    token_id: int
    scopes: frozenset[str]
    last_used_at: datetime | None


def by_token(session: Session, hash: str, now: datetime) -> Bearer | None:
    """The active person of a token that is neither revoked nor expired; one statement, since every call of a program asks."""
    found = session.connection().execute(_BEARER, {"hash": hash, "now": now}).all()
    if not found:
        return None
    who = found[0]
    return Bearer(
        person_id=who.id,
        login=who.login,
        name=who.name,
        email=who.email,
        language=who.language,
        stamp=who.stamp,
        confirmed=who.confirmed,
        keys=_named(who.id, ((one.role, one.scope, one.mark) for one in found if one.role is not None)),
        token_id=who.token_id,
        scopes=frozenset(who.scopes),
        last_used_at=who.last_used_at,
    )


def token_used(session: Session, token_id: int, at: datetime) -> None:
    """Remembers the last use; once a day is enough."""
    session.execute(update(Token).where(Token.id == token_id).values(last_used_at=at))


def revoke_token(session: Session, person_id: int, token_id: int, at: datetime) -> bool:
    """Whether the person had this token and it worked until now."""
    revoked = session.scalars(
        update(Token)
        .where(Token.id == token_id, Token.person_id == person_id, Token.revoked_at.is_(None))
        .values(revoked_at=at)
        .returning(Token.id),
        execution_options={"synchronize_session": False},
    )
    return revoked.one_or_none() is not None


def tokens(session: Session, person_id: int) -> list[Token]:
    """All tokens of a person, the latest first."""
    return list(session.scalars(select(Token).where(Token.person_id == person_id).order_by(Token.id.desc())))


def _named(person_id: int, found: Iterable[Any]) -> frozenset[str]:
    own = f"person:{person_id}"
    keys = {own}
    for role, scope, mark in found:
        keys.add(f"{role}{mark}{scope}" if scope else role)
        if scope.startswith("instance:"):
            keys.add(f"{role}@{own}")
    return frozenset(keys)


def _keys_of(person_id: ColumnElement[int]) -> CompoundSelect[Any]:
    """(role, scope, mark) of everything that a person holds."""
    return union_all(
        select(RoleGrant.role, RoleGrant.procedure.label("scope"), literal("/").label("mark")).where(
            RoleGrant.person_id == person_id
        ),
        select(Participant.role, Participant.holder, literal("@"))
        .join(Membership, Participant.holder == literal("party:") + cast(Membership.party_id, String))
        .where(Membership.person_id == person_id)
        .distinct(),
        select(Participant.role, literal("instance:") + cast(Participant.instance_id, String), literal("@"))
        .join(Instance, Instance.id == Participant.instance_id)
        .where(
            Participant.holder == literal("person:") + cast(person_id, String),
            or_(*(Instance.status == status for status in UNFINISHED)),
        ),
    )


def _bearer() -> Select[Any]:
    """Whose token it is, once for each key that he holds, or once without any."""
    who = (
        select(
            Person.id,
            Person.login,
            Person.name,
            Person.email,
            Person.language,
            Person.stamp,
            Person.confirmed,
            Token.id.label("token_id"),
            Token.scopes,
            Token.last_used_at,
        )
        .join(Token, Token.person_id == Person.id)
        .where(
            Token.hash == bindparam("hash"),
            Token.revoked_at.is_(None),
            or_(Token.expires_at.is_(None), Token.expires_at > bindparam("now")),
            Person.active,
        )
        .cte("bearer")
    )
    held = _keys_of(select(who.c.id).scalar_subquery()).subquery()
    return select(who, held).outerjoin(held, true())


# Asked by every request, so put together once: that takes far longer than the database does to answer.
_KEYS = _keys_of(bindparam("person_id", type_=Integer))
_BEARER = _bearer()


def _ending_sessions(session: Session, person_id: int, **values: str | bool | None) -> None:
    session.execute(update(Person).where(Person.id == person_id).values(stamp=Person.stamp + 1, **values))
