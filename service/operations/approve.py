"""The second person: a proposed version is approved, and published then, or rejected with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service import published
from service.actor import Actor
from service.errors import Conflict, GateClosed, OwnVersion, Unfit
from service.installation import Installation
from service.operations import begin_by_message, begin_on_time, first_rows, redesign
from service.operations.publish import LONGEST_REASON
from service.operations.repeats import Repeat, Repeatable
from storage import definitions, journal, redesigns
from storage.models import Definition, DefinitionState


@dataclass(frozen=True, kw_only=True)
class Decided(Repeatable):
    """What the second person said of a version."""

    key: str
    version: int
    digest: str
    state: str
    effective_from: str


def approve(
    installation: Installation, actor: Actor, key: str, version: int, *, idempotency: str | None = None
) -> Decided:
    """The proposed version is published: in effect from the day that was proposed, from now on if that has passed.

    Raises NotAllowed, NotFound, OwnVersion (whoever proposed it), GateClosed (the gate has learnt since), and Conflict:
    it is not proposed any more, or a newer version was published.
    """
    redesign.require_owner(actor, key)
    repeat = Repeat(Decided, actor, idempotency, "approve", key, version)
    with installation.database.reading() as session:
        known = repeat.answered(session)
        if known is not None:
            return known
        _require_approvable(session, actor, key, version)
        parts = definitions.parts(session, definitions.by_version(session, key, version).id)
    checked = installation.quarantine.check(parts)
    if not checked.publishable:
        raise GateClosed(key, checked.findings)
    definition = published.read(parts).definition
    now = installation.now()
    with installation.database.writing() as session:
        known = repeat.answered(session)
        if known is not None:
            return known
        definitions.lock(session, key)
        row = _require_approvable(session, actor, key, version)
        since = max(row.effective_from, now)
        begin_by_message.require_free(installation, session, definition)
        done = _decide(session, row, DefinitionState.PUBLISHED, actor, now, since=since)
        first_rows.write(session, definition, at=now, today=installation.today(), actor=actor.id)
        begin_by_message.call_early(session, row.id, definition, since)
        begin_on_time.arm(
            session, definition, definition_id=row.id, version=version, since=since, zone=installation.zone
        )
        return repeat.remember(session, done, at=now)


def reject(
    installation: Installation, actor: Actor, key: str, version: int, reason: str, *, idempotency: str | None = None
) -> Decided:
    """The proposed version is never published; its author finds it again as the redesign, unless another was begun.

    Whoever proposed it may reject it too: that takes it back.  Raises NotAllowed, NotFound, Unfit (no reason), Conflict.
    """
    redesign.require_owner(actor, key)
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise Unfit(
            f"Укажите причину, до {LONGEST_REASON} знаков",
            f"Say why, up to {LONGEST_REASON} characters",
            field="reason",
        )
    now = installation.now()
    repeat = Repeat(Decided, actor, idempotency, "reject", key, version, said)
    with installation.database.writing() as session:
        known = repeat.answered(session)
        if known is not None:
            return known
        definitions.lock(session, key)
        row = _require_proposed(session, key, version)
        done = _decide(session, row, DefinitionState.REJECTED, actor, now, since=row.effective_from, verdict=said)
        _give_back(session, row, now)
        return repeat.remember(session, done, at=now)


def _require_approvable(session: Session, actor: Actor, key: str, version: int) -> Definition:
    row = _require_proposed(session, key, version)
    if row.author == actor.id:
        raise OwnVersion(key, version)
    latest = definitions.latest(session, key)
    if latest is not None and (latest.version or 0) > version:
        raise Conflict(
            f"После предложения опубликована версия {latest.version}. Отклоните версию {version} и предложите заново",
            f"Version {latest.version} was published since. Reject version {version} and propose it anew",
            version=latest.version,
        )
    return row


def _require_proposed(session: Session, key: str, version: int) -> Definition:
    row = definitions.by_version(session, key, version)
    if row.state != DefinitionState.PROPOSED:
        raise Conflict(
            f"Версия {version} уже не ждёт решения",
            f"Version {version} waits for no decision any more",
            state=row.state,
        )
    return row


def _decide(
    session: Session,
    row: Definition,
    state: DefinitionState,
    actor: Actor,
    now: datetime,
    *,
    since: datetime,
    verdict: str | None = None,
) -> Decided:
    key, version = row.procedure, row.version or 0
    decided = definitions.decide(
        session, key, version, state, by=actor.id, at=now, effective_from=since, verdict=verdict
    )
    if not decided:
        raise Conflict(f"Версия {version} уже не ждёт решения", f"Version {version} waits for no decision any more")
    kind = "definition.approved" if state is DefinitionState.PUBLISHED else "definition.rejected"
    details = {"version": version, "effective_from": since.isoformat(), "reason": verdict}
    journal.record(session, at=now, actor=actor.id, kind=kind, subject=f"definition:{key}", details=details)
    return Decided(
        key=key, version=version, digest=row.digest, state=state.value, effective_from=since.isoformat()
    )  # fmt: skip


def _give_back(session: Session, rejected: Definition, now: datetime) -> None:
    """What was rejected is not typed again: its parts are the redesign, from the version that is newest now."""
    base = definitions.latest(session, rejected.procedure)
    if base is None or redesigns.load(session, rejected.procedure) is not None:
        return
    redesigns.changing(session, base, seen=0, by=rejected.author, at=now)
    parts = definitions.parts(session, rejected.id)
    for name in redesigns.parts(session, rejected.procedure).keys() - parts.keys():
        redesigns.drop_part(session, rejected.procedure, name)
    for name, content in parts.items():
        redesigns.put_part(session, rejected.procedure, name, content)
