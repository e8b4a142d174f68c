"""Signing in: by password with limits on attempts, or by an API token."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict, deque
from datetime import timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service import actor as actors
from service.actor import Actor
from service.errors import NotSignedIn, SignInRefused, TooManyAttempts
from service.installation import Installation
from storage import people

ATTEMPTS = 5
WINDOW = 60.0
"""Failed attempts per account and per address, and the seconds within which they count."""

LONGEST_PASSWORD = 200
_USED = timedelta(days=1)

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_once = threading.Semaphore(2)  # each check costs 19 MiB and 35 ms of a core


class Attempts:
    """Recent failures by key; forgets the oldest keys, so that strangers cannot fill the memory."""

    def __init__(self, *, most: int = ATTEMPTS, window: float = WINDOW, keys: int = 10_000) -> None:
        self._most, self._window, self._keys = most, window, keys
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()
        self._guard = threading.Lock()

    def require_room(self, *keys: str) -> None:
        """Nothing, unless one of the keys has failed too often lately; raises TooManyAttempts."""
        now = time.monotonic()
        with self._guard:
            for key in keys:
                failures = self._recent(key, now)
                if len(failures) >= self._most:
                    raise TooManyAttempts(max(1, int(self._window - (now - failures[0])) + 1))

    def failed(self, *keys: str) -> None:
        """Count a failure for each key."""
        now = time.monotonic()
        with self._guard:
            for key in keys:
                self._failures.setdefault(key, deque()).append(now)
                self._failures.move_to_end(key)
            while len(self._failures) > self._keys:
                self._failures.popitem(last=False)

    def succeeded(self, *keys: str) -> None:
        """Forget the failures of these keys."""
        with self._guard:
            for key in keys:
                self._failures.pop(key, None)

    def _recent(self, key: str, now: float) -> deque[float]:
        failures = self._failures.get(key, deque())
        while failures and now - failures[0] > self._window:
            failures.popleft()
        return failures


_attempts = Attempts()


def sign_in(
    installation: Installation, login: str, password: str, *, address: str, attempts: Attempts = _attempts
) -> Actor:
    """The person whose login and password these are; raises SignInRefused or TooManyAttempts.

    An unknown login costs as much time as a wrong password and is answered alike.
    """
    account, place = f"login:{login.strip().casefold()[:100]}", f"address:{address}"
    attempts.require_room(account, place)
    with installation.database.reading() as session:
        person = people.by_login(session, login.strip()[:100])
        usable = person is not None and person.active and person.password_hash is not None
        known = person.password_hash if usable and person is not None else None
        if not _matches(known or _nobody(), password) or known is None or person is None:
            attempts.failed(account, place)
            raise SignInRefused
        attempts.succeeded(account)
        return actors.of(session, person)


def by_token(installation: Installation, token: str) -> Actor:
    """The person whom an API token speaks for; raises NotSignedIn."""
    now = installation.now()
    with installation.database.reading() as session:
        bearer = people.by_token(session, token_hash(token), now)
        if bearer is None:
            raise NotSignedIn
        actor = actors.of(session, bearer.person)
    if bearer.last_used_at is None or now - bearer.last_used_at > _USED:
        with installation.database.writing() as session:
            people.token_used(session, bearer.token_id, now)
    return actor


def password_hash(password: str) -> str:
    """argon2id by OWASP's profile: 19 MiB, two rounds, one lane."""
    with _at_once:
        return _hasher.hash(password)


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
