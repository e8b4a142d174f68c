"""Requests that a client may send again: the first answer is kept with its effect, in the same transaction.

How an operation honours an Idempotency-Key (None: the client gave none, and nothing is looked up or kept):

    def cancel(installation, actor, instance_id, reason, *, idempotency: str | None = None) -> Outcome:
        repeat = Repeat(Outcome, actor, idempotency, "cancel", instance_id, reason)
        with moving(installation, instance_id, actor.id) as move:      # or database.writing()
            done = repeat.answered(move.session)
            if done is not None:
                return done
            ...
            return repeat.remember(move.session, result, at=move.at)

What is asked, all of it, stands behind the key: the same key with another request is refused.  Any result will do that
says `plain()`, `from_plain(body, repeated=…)` and `repeated`, as every `Repeatable` and `service.outcome.Outcome` do.  A refusal is not
kept: nothing was done, so asking again asks anew.  The view marks an answer that was given before by
`service.api.blueprint.marked(response, result.repeated)`.

Two requests with one key at once: on SQLite the second waits for the first and gets its answer; on PostgreSQL it is
refused with StillRunning (409, Retry-After).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, Self, TypeVar

from sqlalchemy.orm import Session

from processes import canonical
from service.actor import Actor
from storage import idempotency


class Result(Protocol):
    """What an operation returns, as it is kept under a key."""

    @property
    def repeated(self) -> bool: ...
    def plain(self) -> dict[str, Any]: ...
    @classmethod
    def from_plain(cls, body: Mapping[str, Any], *, repeated: bool) -> Self: ...


@dataclass(frozen=True, kw_only=True)
class Repeatable:
    """A result whose fields are plain values; one whose fields are not says how they are read back.

    `repeated`: it was given before, and nothing was done this time.
    """

    repeated: bool = False

    def plain(self) -> dict[str, Any]:
        """As it is kept for a request that is sent again."""
        return {name: value for name, value in asdict(self).items() if name != "repeated"}

    @classmethod
    def from_plain(cls, body: Mapping[str, Any], *, repeated: bool) -> Self:
        """What `plain` wrote."""
        return cls(**{**body, "repeated": repeated})


R = TypeVar("R", bound=Result)


class Repeat(Generic[R]):
    """One request under an Idempotency-Key of a client, told apart from others by what it asks."""

    def __init__(self, result: type[R], actor: Actor, key: str | None, *asked: Any) -> None:
        self._result = result
        self._client = actor.id
        self._key = key
        self._digest = digest(*asked) if key else ""

    def answered(self, session: Session) -> R | None:
        """The first answer, if the request was done before.

        Raises IdempotencyMismatch for another request under this key, StillRunning while the first one runs.
        """
        if self._key is None:
            return None
        known = idempotency.remembered(session, self._client, self._key, self._digest)
        return None if known is None else self._result.from_plain(known.body, repeated=True)

    def remember(self, session: Session, result: R, *, at: datetime) -> R:
        """The result, kept together with what was done."""
        if self._key is not None:
            body = result.plain()
            idempotency.remember(session, self._client, self._key, self._digest, status=200, body=body, at=at)
        return result


def digest(*asked: Any) -> str:
    """SHA-256 (hex) of what a request asks; plain values, whatever JSON can say."""
    return hashlib.sha256(canonical.text_of([_told_apart(item) for item in asked])).hexdigest()


def _told_apart(value: Any) -> Any:
    """Raw answers may hold anything that JSON can say; what RFC 8785 does not take is told apart as text."""
    if isinstance(value, dict):
        return {ascii(name): _told_apart(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_told_apart(item) for item in value]
    return value if isinstance(value, bool) or value is None else ascii(value)
