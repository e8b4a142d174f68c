"""People: accounts, roles and tokens.  For the command line and the admin."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from service.actor import SYSTEM, Actor
from service.errors import Unfit
from service.installation import Installation
from service.operations.sign_in import LONGEST_PASSWORD, password_hash, token_hash
from storage import journal, parties
from storage import people as stored
from storage.errors import NotFound
from storage.models import Person

SHORTEST_PASSWORD = 8


def add(
    installation: Installation,
    *,
    login: str,
    name: str,
    password: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    language: str = "ru",
    roles: Iterable[str] = (),
    actor: Actor | None = None,
) -> int:
    """The id of a new person.  A role is `coc_specialist`, or `coc_specialist/candidate-exam` for one procedure.

    Raises LoginTaken, Unfit.
    """
    require_fit(login, name, password, language)
    hashed = password_hash(password) if password is not None else None
    now, by = installation.now(), actor.id if actor else SYSTEM
    with installation.database.writing() as session:
        person = stored.add(
            session,
            login=login.strip(),
            name=" ".join(name.split()),
            email=email,
            phone=phone,
            password_hash=hashed,
            language=language,
            at=now,
        )
        for role in roles:
            bare, _, procedure = role.partition("/")
            _give(installation, session, person, bare, procedure or None, by=by, at=now)
        journal.record(
            session,
            at=now,
            actor=by,
            kind="person.added",
            subject=f"person:{person.id}",
            details={"roles": sorted(roles)},
        )
        return person.id


def grant(
    installation: Installation, login: str, role: str, *, procedure: str | None = None, actor: Actor | None = None
) -> None:
    """The person holds the role.  Raises NotFound."""
    now, by = installation.now(), actor.id if actor else SYSTEM
    with installation.database.writing() as session:
        person = _by_login(stored.by_login(session, login), login)
        _give(installation, session, person, role, procedure, by=by, at=now)
        details = {"role": role, "procedure": procedure}
        journal.record(session, at=now, actor=by, kind="role.granted", subject=f"person:{person.id}", details=details)


SCOPES = frozenset({"messages"})
"""What a token may be limited to; one without scopes may do whatever its person may."""


def token(installation: Installation, login: str, *, name: str, scopes: Iterable[str] = ()) -> str:
    """A new API token of the person; it is shown this once and kept as a hash.  Raises NotFound, Unfit (scope)."""
    limited = frozenset(scopes)
    if not limited <= SCOPES:
        known = ", ".join(sorted(SCOPES))
        raise Unfit(f"Такой области нет; есть: {known}", f"There is no such scope; there is {known}")
    drawn = f"prd_{secrets.token_urlsafe(32)}"
    now = installation.now()
    with installation.database.writing() as session:
        person = _by_login(stored.by_login(session, login), login)
        stored.add_token(session, person.id, name=name, hash=token_hash(drawn), scopes=limited, at=now)
        journal.record(
            session,
            at=now,
            actor=SYSTEM,
            kind="token.issued",
            subject=f"person:{person.id}",
            details={"scopes": sorted(limited)},
        )
    return drawn


def set_password(installation: Installation, login: str, password: str) -> None:
    """The person signs in with this from now on; sessions that exist end.  Raises NotFound, Unfit."""
    require_fit(login, login, password, "ru")
    hashed = password_hash(password)
    with installation.database.writing() as session:
        person = _by_login(stored.by_login(session, login), login)
        stored.set_password(session, person.id, hashed)
        journal.record(session, at=installation.now(), actor=SYSTEM, kind="password.set", subject=f"person:{person.id}")


def _give(
    installation: Installation,
    session: Session,
    person: Person,
    role: str,
    procedure: str | None,
    *,
    by: str,
    at: datetime,
) -> None:
    """Staff roles are granted; an outside one is held through a party, so the person gets his own."""
    outlines = [
        edition.definition.roles[role]
        for edition in (installation.definitions.newest(session, key) for key in installation.definitions.keys(session))
        if role in edition.definition.roles
    ]
    if outlines and all(outline.outside for outline in outlines):
        own_party(session, person, at=at)
    else:
        stored.grant(session, person.id, role, procedure=procedure, by=by, at=at)


def own_party(session: Session, person: Person, *, at: datetime) -> int:
    """The party (kind person) through which somebody takes part in cases; made if there is none."""
    own = next((one for one in parties.of_person(session, person.id) if one.kind == "person"), None)
    if own is not None:
        return own.id
    data = {"email": person.email, "phone": person.phone}
    made = parties.add(session, kind="person", name=person.name, at=at, data=data)
    parties.join(session, made.id, person.id, position="head", at=at)
    return made.id


def _by_login(person: Person | None, login: str) -> Person:
    if person is None:
        raise NotFound("Человек", "Person", login)
    return person


def require_fit(login: str, name: str, password: str | None, language: str) -> None:
    """Nothing, if an account may be called so; raises Unfit."""
    if not login.strip() or len(login) > 100 or any(sign.isspace() for sign in login.strip()):
        raise Unfit("Логин: от 1 до 100 знаков без пробелов", "Login: 1 to 100 characters without spaces")
    if not name.strip() or len(name) > 200:
        raise Unfit("Имя: от 1 до 200 знаков", "Name: 1 to 200 characters")
    if password is not None and not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Unfit(
            f"Пароль: от {SHORTEST_PASSWORD} до {LONGEST_PASSWORD} знаков",
            f"Password: {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters",
        )
    if language not in ("ru", "en"):
        raise Unfit("Язык: ru или en", "Language: ru or en")
