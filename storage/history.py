"""The history of cases: one row per transaction, chained by hashes.  The log is the truth.

What was hashed is kept as text and never serialised again.  Knows how rows are chained and checked, not what facts mean.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from processes import commands, facts
from processes.canonical import text_of
from processes.commands import Command
from processes.facts import Fact
from storage.errors import NotFound
from storage.models import GENESIS, History, Instance


@dataclass(frozen=True, kw_only=True)
class Step:
    """A command and what followed from it."""

    command: Command
    facts: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A history row as it was recorded; `steps` is the plain list `[{"command": {…}, "facts": [{…}]}]`."""

    seq: int
    at: datetime
    actor: str
    role: str | None
    core: int
    steps: list[dict[str, Any]]
    digest: str
    hash: str
    text: str

    def decoded(self) -> tuple[Step, ...]:
        """The steps as commands and facts."""
        return tuple(
            Step(
                command=commands.decode(step["command"], at=self.at, actor=self.actor),
                facts=tuple(facts.decode(fact) for fact in step["facts"]),
            )
            for step in self.steps
        )


@dataclass(frozen=True, kw_only=True)
class Broken:
    """The first row of a history that does not hold.

    `what`: text (was changed), hash (was changed), columns (differ from the text), missing (row `seq` is not there)
    or head (the case's row names another last hash).
    """

    seq: int
    what: str
    expected: str
    stored: str


def settled(command: Command) -> Command:
    """The command decoded from its canonical bytes.  Apply this one: replay will see exactly the same (key order too)."""
    body = orjson.loads(text_of(commands.encode(command)))
    return commands.decode(body, at=command.at, actor=command.actor)


def append(
    session: Session,
    instance: Instance,
    *,
    at: datetime,
    actor: str,
    role: str | None,
    core: int,
    steps: Sequence[Step],
    digest: str,
) -> dict[str, Any]:
    """The new last row, in one statement; what the case's own row says of it: `rev`, `chain_head`, `state_digest`.

    `digest` is the digest (hex) of the logical state after the last step.
    """
    if at.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {at!r}")
    seq = instance.rev + 1
    text = canonical(seq=seq, at=at, actor=actor, role=role, core=core, steps=steps, digest=digest)
    hash_ = chained(instance.chain_head, text)
    values = {
        "instance_id": instance.id, "seq": seq, "at": at, "actor": actor, "role": role, "core": core, "text": text,
        "hash": hash_,
    }  # fmt: skip
    session.connection().execute(_APPEND, values)
    return {"rev": seq, "chain_head": hash_, "state_digest": digest}


def canonical(
    *, seq: int, at: datetime, actor: str, role: str | None, core: int, steps: Sequence[Step], digest: str
) -> str:
    """The RFC 8785 text of a row; raises ValueError for floats and for integers beyond 2^53-1: write those as text."""
    body: dict[str, Any] = {
        "seq": seq,
        "at": at.isoformat(),
        "actor": actor,
        "role": role,
        "core": core,
        "steps": [
            {"command": commands.encode(step.command), "facts": [facts.encode(fact) for fact in step.facts]}
            for step in steps
        ],
        "digest": digest,
    }
    _refuse_floats(body)
    return text_of(body).decode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError(f"history keeps no floats, found {value!r}: write money and measures as text")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)


def chained(previous: str, text: str) -> str:
    """The hash (hex) of a row with this text after a row with the hash `previous`."""
    return hashlib.sha256(bytes.fromhex(previous) + text.encode()).hexdigest()


def rows(session: Session, instance_id: int, after: int = 0) -> list[Row]:
    """The rows of a case after seq `after`, in order; read from their texts alone."""
    found = session.execute(
        select(History.text, History.hash)
        .where(History.instance_id == instance_id, History.seq > after)
        .order_by(History.seq)
    )
    return [read(text, hash_) for text, hash_ in found]


def texts(session: Session, from_: Mapping[int, int]) -> dict[int, list[tuple[str, str]]]:
    """The rows of several cases as text and hash, unread: of each case those after the seq that stands beside its id.

    One statement for all; `read` makes a row of one.
    """
    found: dict[int, list[tuple[str, str]]] = {instance_id: [] for instance_id in from_}
    query = select(History.instance_id, History.text, History.hash).order_by(History.instance_id, History.seq)
    whole = [instance_id for instance_id, after in from_.items() if not after]
    parts = [
        (History.instance_id == instance_id) & (History.seq > after) for instance_id, after in from_.items() if after
    ]
    for instance_id, text, hash_ in session.execute(query.where(or_(History.instance_id.in_(whole), *parts))):
        found[instance_id].append((text, hash_))
    return found


def recorded_at(session: Session, instance_id: int, seq: int) -> Row:
    """One row; raises NotFound."""
    found = session.execute(
        select(History.text, History.hash).where(History.instance_id == instance_id, History.seq == seq)
    ).one_or_none()
    if found is None:
        raise NotFound("Запись истории", "History row", f"{instance_id}/{seq}")
    return read(*found)


@dataclass(frozen=True, kw_only=True)
class Glance:
    """A history row in a list across cases."""

    instance_id: int
    number: str
    procedure: str
    row: Row


def latest(
    session: Session, *, actor: str | None = None, before: tuple[datetime, int, int] | None = None, limit: int = 50
) -> list[Glance]:
    """The newest rows of all cases, or of one actor; keyset paging by (at, instance_id, seq)."""
    query = (
        select(History.instance_id, Instance.number, Instance.procedure, History.text, History.hash)
        .join(Instance, Instance.id == History.instance_id)
        .order_by(History.at.desc(), History.instance_id.desc(), History.seq.desc())
        .limit(limit)
    )
    if actor is not None:
        query = query.where(History.actor == actor)
    if before is not None:
        at, instance_id, seq = before
        query = query.where(
            (History.at < at)
            | ((History.at == at) & (History.instance_id < instance_id))
            | ((History.at == at) & (History.instance_id == instance_id) & (History.seq < seq))
        )
    return [
        Glance(instance_id=instance_id, number=number, procedure=procedure, row=read(text, hash_))
        for instance_id, number, procedure, text, hash_ in session.execute(query)
    ]


def check(session: Session, instance_id: int) -> Broken | None:
    """The first row whose chain does not hold, or None.  Raises NotFound for an unknown case.

    A row's stored hash is vouched for by its successor (or the head): if the successor agrees with it, the text was
    changed, else the hash was.
    """
    found = session.execute(select(Instance.rev, Instance.chain_head).where(Instance.id == instance_id)).one_or_none()
    if found is None:
        raise NotFound("Дело", "Instance", instance_id)
    stored = list(
        session.execute(select(History).where(History.instance_id == instance_id).order_by(History.seq)).scalars()
    )
    return _first_broken(stored, rev=found.rev, head=found.chain_head)


def _first_broken(stored: Sequence[History], *, rev: int, head: str) -> Broken | None:
    previous = GENESIS
    for expected_seq, (row, successor) in enumerate(zip(stored, [*stored[1:], None], strict=True), start=1):
        if row.seq != expected_seq:
            return Broken(seq=expected_seq, what="missing", expected=f"row {expected_seq}", stored=f"row {row.seq}")
        computed = chained(previous, row.text)
        if computed != row.hash:
            vouched = chained(row.hash, successor.text) == successor.hash if successor else row.hash == head
            return Broken(seq=row.seq, what="text" if vouched else "hash", expected=computed, stored=row.hash)
        if differing := _differing_columns(row):
            return Broken(seq=row.seq, what="columns", expected=differing[0], stored=differing[1])
        previous = row.hash
    if len(stored) < rev:
        return Broken(seq=len(stored) + 1, what="missing", expected=f"row {rev} to be the last", stored="nothing")
    if previous != head or len(stored) != rev:
        return Broken(seq=len(stored), what="head", expected=previous, stored=head)
    return None


def _differing_columns(row: History) -> tuple[str, str] | None:
    body = orjson.loads(row.text)
    told = (body["seq"], datetime.fromisoformat(body["at"]), body["actor"], body["role"], body["core"])
    kept = (row.seq, row.at, row.actor, row.role, row.core)
    return None if told == kept else (str(told), str(kept))


def read(text: str, hash_: str) -> Row:
    """The row that a text says; raises ValueError, KeyError or TypeError for one that somebody has spoilt."""
    body = orjson.loads(text)
    return Row(
        seq=body["seq"],
        at=datetime.fromisoformat(body["at"]),
        actor=body["actor"],
        role=body["role"],
        core=body["core"],
        steps=body["steps"],
        digest=body["digest"],
        hash=hash_,
        text=text,
    )


_APPEND = insert(History)
