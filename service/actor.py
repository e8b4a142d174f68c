"""Who acts: a person with the keys of the inboxes that he may open.  Read once a request."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.errors import NotSignedIn
from service.installation import Installation
from storage import people
from storage.errors import NotFound
from storage.models import Person

SYSTEM = "system"
"""The actor of timers, jobs and messages."""

INSTALLATION_ROLES = frozenset({"process_owner", "auditor", "operator", "admin"})
"""Roles of the installation, not of a procedure."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A signed-in person.

    `keys`: staff roles (`coc_specialist`, or `coc_specialist/candidate-exam` for one procedure), outside roles of his
    parties (`candidate@party:12`), his parties and himself (`person:7`).  `roles`: the keys that are granted roles.
    `scopes`: what the token at hand may; empty for people, and for tokens that may do whatever their person may.
    `confirmed` is false for somebody who registers himself and has yet to confirm his contacts.
    """

    person_id: int
    login: str
    name: str
    keys: frozenset[str]
    language: str = "ru"
    email: str | None = None
    stamp: int = 1
    scopes: frozenset[str] = frozenset()
    confirmed: bool = True

    @property
    def id(self) -> str:
        """As the history names him."""
        return f"person:{self.person_id}"

    @property
    def roles(self) -> frozenset[str]:
        """Roles that he holds himself, without those that he has through a party or a case."""
        return frozenset(key.partition("/")[0] for key in self.keys if "@" not in key and ":" not in key)

    @property
    def staff(self) -> bool:
        """Whether he works on cases: holds a role of a procedure himself, not through a party or a case."""
        return bool(self.roles - INSTALLATION_ROLES)

    def holds(self, *roles: str, procedure: str = "") -> bool:
        """Whether he holds one of these keys, everywhere or for this procedure."""
        return any(people.holds(self.keys, role, procedure) for role in roles)


def of_person(installation: Installation, person_id: int) -> Actor:
    """The person as an actor, in a session of its own; raises NotSignedIn."""
    with installation.database.reading() as session:
        return read(session, person_id)


def read(session: Session, person_id: int) -> Actor:
    """The person as an actor; raises NotSignedIn if there is none or the account is closed."""
    try:
        person = people.get(session, person_id)
    except NotFound as error:
        raise NotSignedIn from error
    return of(session, person)


def of(session: Session, person: Person) -> Actor:
    """A person whose row is at hand, as an actor; raises NotSignedIn if the account is closed."""
    if not person.active:
        raise NotSignedIn
    return Actor(
        person_id=person.id,
        login=person.login,
        name=person.name,
        keys=people.keys(session, person.id),
        language=person.language,
        email=person.email,
        stamp=person.stamp,
        confirmed=person.confirmed,
    )


def of_bearer(bearer: people.Bearer) -> Actor:
    """Whom an API token speaks for, as far as the token may."""
    return Actor(
        person_id=bearer.person_id,
        login=bearer.login,
        name=bearer.name,
        keys=bearer.keys,
        language=bearer.language,
        email=bearer.email,
        stamp=bearer.stamp,
        scopes=bearer.scopes,
        confirmed=bearer.confirmed,
    )
