"""Publishing: a set of parts becomes the next version of its procedure, if the gate lets it through.

New cases take a version from its effective date on; running cases stay on theirs.  Where the installation asks for two
people, the version is only proposed.  Its number is given then and never again, so that whoever approves, compares or
cites it speaks of one set of parts; the number of a rejected version stays a gap that the list of versions explains.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any, Self

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forms.fields.day import day_typed
from processes import gate
from processes.definition import Definition
from processes.definition import digest as process_digest
from service import catalog, checking, published
from service.actor import SYSTEM, Actor
from service.errors import Conflict, GateClosed, Unfit
from service.installation import Installation
from service.operations import begin_by_message, begin_on_time, first_rows, redesign, two_people
from service.operations.repeats import Repeat, Repeatable
from storage import definitions, journal, redesigns
from storage.models import Definition as Row
from storage.models import DefinitionState

SHIPPED = "shipped"
"""Author and reason of what came with the release, brought in by the command line."""

LONGEST_REASON = 2000


@dataclass(frozen=True, kw_only=True)
class Published(Repeatable):
    """What became of it; `new` is false when there is a version of these very parts already.

    A `proposed` version waits for a second person; nobody works by it yet.
    """

    key: str
    version: int
    digest: str
    new: bool
    findings: tuple[gate.Finding, ...] = ()
    proposed: bool = False

    @classmethod
    def from_plain(cls, body: Mapping[str, Any], *, repeated: bool) -> Self:
        return cls(**{**body, "findings": checking.kept_findings(body["findings"]), "repeated": repeated})


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """Why a version is published, on what legal basis, and since when new cases take it (None: at once)."""

    reason: str
    basis: str | None = None
    effective_from: datetime | None = None


def publish(installation: Installation, key: str) -> Published:
    """The catalogue's version of a procedure, in effect from now on.  Raises NotFound, GateClosed, DefinitionRefused."""
    return publish_parts(installation, catalog.parts(key))


def publish_all(installation: Installation) -> list[Published]:
    """Every procedure of the catalogue."""
    return [publish(installation, key) for key in catalog.procedures()]


def publish_parts(installation: Installation, parts: Mapping[str, bytes]) -> Published:
    """Parts that came with the release as the next version, in effect at once and without a second person.

    A version that was made of them stays where it is: what an owner published since is not undone by a restart.  Nor is it
    by a newer release: its version is proposed to the owner, once nothing else waits for a decision.
    """
    definition = published.read(parts).definition
    key, digest, now = definition.key, definition.digest, installation.now()
    with installation.database.reading() as session:
        present = definitions.with_digest(session, key, digest)
        waiting = definitions.proposed(session, key) if _is_owned(definitions.latest(session, key)) else None
    known = present or waiting
    if known is not None:
        proposed = known.state == DefinitionState.PROPOSED
        return Published(key=key, version=known.version or 0, digest=known.digest, new=False, proposed=proposed)
    findings = gate.check(definition)
    if not gate.publishable(findings):
        raise GateClosed.of(key, findings)
    circumstances = definitions.Circumstances(
        author=SYSTEM, reason=SHIPPED, effective_from=now, published_at=now
    )  # fmt: skip
    with installation.database.writing() as session:
        definitions.lock(session, key)  # an owner may publish at this very moment
        owned = _is_owned(definitions.latest(session, key))
        if owned:
            _require_free(session, key)
        state = DefinitionState.PROPOSED if owned else DefinitionState.PUBLISHED
        version = _kept(installation, session, parts, definition, findings, circumstances, state)
    return Published(key=key, version=version, digest=digest, new=True, findings=findings, proposed=owned)


def _is_owned(version: Row | None) -> bool:
    """Whether somebody in the house has made this version."""
    return version is not None and version.author != SYSTEM


def publish_redesign(
    installation: Installation, actor: Actor, key: str, grounds: Grounds, *, etag: str | None
) -> Published:
    """The redesign as the next version, published or proposed; the redesign is gone then.

    Raises NotAllowed, NotFound, EtagMissing, RedesignChanged, Unfit (no reason, a day that has passed), GateClosed, and
    Conflict: nothing has changed, a version waits for approval, or a newer one was published since the redesign began.
    """
    draft = redesign.read(installation, actor, key)
    now = installation.now()
    circumstances = _circumstances(installation, actor, grounds, now)
    redesign.require_seen(installation, draft, etag)
    with installation.database.reading() as session:
        _require_free(session, key)
        _require_newest_base(session, draft)
    definition, findings = _passed(installation, key, draft.parts)
    _require_key(definition, key)
    with installation.database.writing() as session:
        redesign.take(installation, session, actor, draft, at=now)
        redesigns.drop(session, key)
        return _brought(installation, session, draft.parts, definition, findings, circumstances)


def publish_upload(
    installation: Installation,
    actor: Actor,
    parts: Mapping[str, bytes],
    grounds: Grounds,
    *,
    idempotency: str | None = None,
) -> Published:
    """Parts from outside as the next version of their procedure, published or proposed; a redesign stays as it is.

    Raises NotAllowed, Unfit, GateClosed with all findings (nothing is kept then), Conflict (a version waits for approval).
    """
    redesign.require_some_owner(actor)
    repeat = Repeat(Published, actor, idempotency, "publish", *_asked(parts, grounds))
    with installation.database.reading() as session:
        known = repeat.answered(session)
    if known is not None:
        return known
    circumstances = _circumstances(installation, actor, grounds, installation.now())
    definition, findings = _passed(installation, "", parts)
    key = definition.key
    redesign.require_owner(actor, key)
    with installation.database.writing() as session:
        known = repeat.answered(session)
        if known is not None:
            return known
        newest = definitions.latest(session, key)
        if newest is not None and newest.digest == definition.digest:
            same = newest.version or 0
            done = Published(key=key, version=same, digest=newest.digest, new=False, findings=findings)
        else:
            done = _brought(installation, session, parts, definition, findings, circumstances)
        return repeat.remember(session, done, at=circumstances.published_at)


@dataclass(frozen=True, kw_only=True)
class Sketched(Repeatable):
    """A sketch that was kept; nobody can start a case of it."""

    id: int
    key: str
    digest: str
    findings: tuple[gate.Finding, ...]

    @classmethod
    def from_plain(cls, body: Mapping[str, Any], *, repeated: bool) -> Self:
        return cls(**{**body, "findings": checking.kept_findings(body["findings"]), "repeated": repeated})


def keep_sketch(
    installation: Installation,
    actor: Actor,
    key: str,
    parts: Mapping[str, bytes],
    grounds: Grounds,
    *,
    idempotency: str | None = None,
) -> Sketched:
    """Parts kept with their findings.

    Raises NotAllowed, Unfit, and GateClosed where a diagram cannot be read at all: nobody could show it.
    """
    redesign.require_owner(actor, key)
    repeat = Repeat(Sketched, actor, idempotency, "sketch", key, *_asked(parts, grounds))
    with installation.database.reading() as session:
        known = repeat.answered(session)
    if known is not None:
        return known
    now = installation.now()
    circumstances = _circumstances(installation, actor, grounds, now)
    checked = installation.quarantine.check(parts)
    if not any(name.endswith(".bpmn") for name in parts) or any(
        one.code == "check.stopped" or (checked.part_of(one) or "").endswith(".bpmn") for one in checked.unreadable
    ):
        raise GateClosed.of(key, checked.findings)
    outline = checked.outline
    with installation.database.writing() as session:
        known = repeat.answered(session)
        if known is not None:
            return known
        row = definitions.save_sketch(
            session,
            parts=parts,
            key=key,
            code=outline.code if outline else "",
            titles=outline.titles if outline else {"ru": key, "en": key},
            circumstances=circumstances,
            findings=[asdict(finding) for finding in checked.findings],
        )
        _recorded(session, "definition.sketched", key, circumstances, {"sketch": row.id, "digest": row.digest})
        done = Sketched(id=row.id, key=key, digest=row.digest, findings=checked.findings)
        return repeat.remember(session, done, at=now)


def effective_on(installation: Installation, day: str) -> datetime | None:
    """The first moment of a day that somebody chose; None for no day and for today.  Raises Unfit."""
    if not day.strip():
        return None
    chosen = day_typed(day.strip())
    if chosen is None:
        raise Unfit(
            "С какого дня: нет такой даты; нужна дд.мм.гггг, например 01.04.2026",
            "Since when: no such date; dd.mm.yyyy is needed, for example 01.04.2026",
            field="effective",
        )
    return None if chosen == installation.today() else datetime.combine(chosen, time.min, installation.zone)


def _asked(parts: Mapping[str, bytes], grounds: Grounds) -> list[Any]:
    """What a request asks, as plain values."""
    since = grounds.effective_from.isoformat() if grounds.effective_from else None
    return [process_digest(parts), grounds.reason, grounds.basis, since]


def _circumstances(
    installation: Installation, actor: Actor, grounds: Grounds, now: datetime
) -> definitions.Circumstances:
    reason, basis = grounds.reason.strip(), (grounds.basis or "").strip()
    if not reason:
        raise Unfit("Укажите, почему публикуется версия", "Say why the version is published", field="reason")
    if max(len(reason), len(basis)) > LONGEST_REASON:
        raise Unfit(
            f"Причина и основание: до {LONGEST_REASON} знаков", f"Reason and basis: up to {LONGEST_REASON} characters"
        )
    if "\0" in reason + basis:
        raise Unfit("Причина и основание: недопустимые знаки", "Reason and basis: signs that cannot be kept")
    since = grounds.effective_from or now
    if since < now:
        raise Unfit(
            "Версия не может действовать с прошедшего дня: по прежней уже начаты дела",
            "A version cannot take effect in the past: cases were begun by the earlier one",
            field="effective",
        )
    return definitions.Circumstances(
        author=actor.id, reason=reason, basis=basis or None, effective_from=since, published_at=now
    )


def _passed(
    installation: Installation, key: str, parts: Mapping[str, bytes]
) -> tuple[Definition, tuple[gate.Finding, ...]]:
    """The definition that the parts make, and what the gate still warns of; raises GateClosed with all findings.

    Only what has passed is put together here, as it will be for each of its cases.
    """
    checked = installation.quarantine.check(parts)
    if not checked.publishable:
        raise GateClosed.of(checked.outline.key if checked.outline else key, checked.findings)
    return published.read(parts).definition, checked.findings


def _require_key(definition: Definition, key: str) -> None:
    if definition.key != key:
        raise Unfit(
            f"procedure.yaml: key должен остаться «{key}»: по нему находят дела и версии",
            f"procedure.yaml: key has to stay {key!r}: cases and versions are found by it",
        )


def _require_free(session: Session, key: str) -> None:
    waiting = definitions.proposed(session, key)
    if waiting is not None:
        raise Conflict(
            f"Версия {waiting.version} ждёт второго человека. Сначала её нужно утвердить или отклонить",
            f"Version {waiting.version} waits for a second person. It has to be approved or rejected first",
            version=waiting.version,
        )


def _require_newest_base(session: Session, draft: redesign.Redesign) -> None:
    base, newest = definitions.get(session, draft.base_id), definitions.latest(session, draft.key)
    if newest is not None and newest.id != draft.base_id:
        raise Conflict(
            f"Пока готовился черновик, опубликована версия {newest.version}. Сравните с ней и продолжите от неё",
            f"Version {newest.version} was published since the redesign began. Compare with it and go on from it",
            version=newest.version,
        )
    if draft.rev == 0 or process_digest(draft.parts) == base.digest:
        raise Conflict(
            "Публиковать нечего: черновик ничего не меняет", "There is nothing to publish: the redesign changes nothing"
        )


def _brought(
    installation: Installation,
    session: Session,
    parts: Mapping[str, bytes],
    definition: Definition,
    findings: tuple[gate.Finding, ...],
    circumstances: definitions.Circumstances,
) -> Published:
    """The next version in the state that the installation's switch says, recorded in the journal."""
    key = definition.key
    definitions.lock(session, key)
    _require_free(session, key)
    proposed = two_people.asked(session, key)
    state = DefinitionState.PROPOSED if proposed else DefinitionState.PUBLISHED
    version = _kept(installation, session, parts, definition, findings, circumstances, state)
    kind = "definition.proposed" if proposed else "definition.published"
    _recorded(session, kind, key, circumstances, {"version": version, "digest": definition.digest})
    return Published(
        key=key, version=version, digest=definition.digest, new=True, findings=findings, proposed=proposed
    )  # fmt: skip


def _kept(
    installation: Installation,
    session: Session,
    parts: Mapping[str, bytes],
    definition: Definition,
    findings: tuple[gate.Finding, ...],
    circumstances: definitions.Circumstances,
    state: DefinitionState,
) -> int:
    definitions.lock(session, definition.key)
    begin_by_message.require_free(installation, session, definition)
    try:
        row = definitions.save(
            session,
            parts=parts,
            key=definition.key,
            code=definition.code,
            titles=definition.titles,
            circumstances=circumstances,
            findings=[asdict(finding) for finding in findings],
            state=state,
        )
    except IntegrityError as error:  # the very first version of a procedure, brought twice at one moment
        raise Conflict(
            f"Процедуру «{definition.key}» только что опубликовал кто-то другой. Повторите",
            f"Somebody else has just published procedure {definition.key!r}. Try again",
        ) from error
    version = row.version or 0
    if state is DefinitionState.PUBLISHED:
        since = circumstances.effective_from
        first_rows.write(
            session, definition, at=circumstances.published_at, today=installation.today(), actor=circumstances.author
        )
        begin_by_message.call_early(session, row.id, definition, since)
        begin_on_time.arm(
            session, definition, definition_id=row.id, version=version, since=since, zone=installation.zone
        )
    return version


def _recorded(
    session: Session, kind: str, key: str, circumstances: definitions.Circumstances, more: dict[str, object]
) -> None:
    journal.record(
        session,
        at=circumstances.published_at,
        actor=circumstances.author,
        kind=kind,
        subject=f"definition:{key}",
        details={
            **more,
            "reason": circumstances.reason,
            "basis": circumstances.basis,
            "effective_from": circumstances.effective_from.isoformat(),
        },
    )
