"""Signing in: by password, or by an API token.  How often one may try is the business of `service.limits`."""

from __future__ import annotations

import hashlib
import threading
from datetime import timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service import actor as actors
from service.actor import Actor
from service.errors import NotSignedIn, SignInRefused
from service.installation import Installation
from storage import people
from storage.models import Person

LONGEST_PASSWORD = 200
_USED = timedelta(days=1)

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_once = threading.Semaphore(2)  # each check costs 19 MiB and 35 ms of a core


def sign_in(installation: Installation, login: str, password: str) -> Actor:
    """The person whose login and password these are; raises SignInRefused.

    An unknown login costs as much time as a wrong password and is answered alike.
    """
    with installation.database.reading() as session:
        person = people.by_login(session, login.strip()[:100])
        usable = person is not None and person.active and person.password_hash is not None
        known = person.password_hash if usable and person is not None else None
        if not _matches(known or _nobody(), password) or known is None or person is None:
            raise SignInRefused
        return actors.of(session, person)


def by_token(installation: Installation, token: str) -> Actor:
    """The person whom an API token speaks for; raises NotSignedIn."""
    now = installation.now()
    with installation.database.reading() as session:
        bearer = people.by_token(session, token_hash(token), now)
    if bearer is None:
        raise NotSignedIn
    if bearer.last_used_at is None or now - bearer.last_used_at > _USED:
        installation.token_uses.note(bearer.token_id, now)
    return actors.of_bearer(bearer)


def password_hash(password: str) -> str:
    """argon2id by OWASP's profile: 19 MiB, two rounds, one lane."""
    with _at_once:
        return _hasher.hash(password)


def password_is(person: Person, password: str) -> bool:
    """Whether this is the person's password."""
    return person.password_hash is not None and _matches(person.password_hash, password)


def token_hash(token: str) -> str:
    """What is kept of a token: SHA-256 (hex); the token itself has 256 bits of chance."""
    return hashlib.sha256(token.encode()).hexdigest()


def _matches(known: str, password: str) -> bool:
    with _at_once:
        try:
            return _hasher.verify(known, password[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False


@lru_cache(maxsize=1)
def _nobody() -> str:
    return password_hash("nobody's password")
