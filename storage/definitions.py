"""Versions of procedures: saved in parts, numbered per procedure, kept for ever, put together again when asked.

Whether something may be published is the gate's question, and who must approve it the installation's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from forms import definition as form_definition
from forms.assembly import assemble
from processes import definition as process_definition
from storage import counting
from storage.conflict import insert_into
from storage.counting import Count
from storage.errors import NotFound
from storage.models import FAR_FUTURE, Blob, Definition, DefinitionPart, DefinitionState

_PUBLISHED = Definition.state == DefinitionState.PUBLISHED

_NEWEST = (
    select(Definition)
    .where(
        Definition.procedure == bindparam("procedure"),
        _PUBLISHED,
        Definition.effective_from <= bindparam("at"),
    )
    .order_by(Definition.version.desc())
    .limit(1)
)


@dataclass(frozen=True, kw_only=True)
class Published:
    """A version, ready to be executed.

    `forms` by form id; `texts` by part name: templates of documents and notices, and other parts that are text.
    """

    id: int
    key: str
    version: int | None
    definition: process_definition.Definition
    forms: Mapping[str, form_definition.Form]
    texts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """Who brought a version, why, on what basis, and since when new cases take it."""

    author: str
    reason: str
    effective_from: datetime
    published_at: datetime
    approver: str | None = None
    basis: str | None = None


def save(
    session: Session,
    *,
    parts: Mapping[str, bytes],
    key: str,
    code: str,
    titles: Mapping[str, str],
    circumstances: Circumstances,
    findings: Sequence[Any] = (),
    state: DefinitionState = DefinitionState.PUBLISHED,
) -> Definition:
    """The next version of a procedure, `published` or `proposed`.  `findings` are what the gate still warned of."""
    numbered = select(func.max(Definition.version)).where(Definition.procedure == key)
    version = (session.scalar(numbered) or 0) + 1
    return _save(session, state, version, parts, key, code, titles, circumstances, findings)


def save_sketch(
    session: Session,
    *,
    parts: Mapping[str, bytes],
    key: str,
    code: str,
    titles: Mapping[str, str],
    circumstances: Circumstances,
    findings: Sequence[Any],
) -> Definition:
    """Kept with its findings, without number; no case ever runs on it."""
    return _save(session, DefinitionState.SKETCH, None, parts, key, code, titles, circumstances, findings)


def get(session: Session, definition_id: int) -> Definition:
    """Raises NotFound."""
    found = session.get(Definition, definition_id)
    if found is None:
        raise NotFound("Версия процедуры", "Definition", definition_id)
    return found


def by_version(session: Session, procedure: str, version: int) -> Definition:
    """Raises NotFound."""
    found = session.scalars(
        select(Definition).where(Definition.procedure == procedure, Definition.version == version)
    ).one_or_none()
    if found is None:
        raise NotFound("Версия процедуры", "Definition", f"{procedure} v{version}")
    return found


def newest(session: Session, procedure: str, at: datetime) -> Definition | None:
    """The version in effect: a new case takes it."""
    return session.scalars(_NEWEST, {"procedure": procedure, "at": at}).one_or_none()


def superseded_at(session: Session, version: Definition) -> datetime | None:
    """When a published version with a higher number takes, or took, effect; None if there is none."""
    return session.scalar(
        select(func.min(Definition.effective_from)).where(
            Definition.procedure == version.procedure, _PUBLISHED, Definition.version > version.version
        )
    )


def procedures(session: Session) -> list[str]:
    """Keys of everything that was ever published, proposed or sketched."""
    return list(session.scalars(select(Definition.procedure).distinct().order_by(Definition.procedure)))


def numbered(session: Session, *, after: str | None, limit: int) -> list[str]:
    """Keys of procedures that have a version in whatever state, by key; those after a key."""
    query = _numbered().order_by(Definition.procedure).limit(limit)
    return list(session.scalars(query if after is None else query.where(Definition.procedure > after)))


def count_numbered(session: Session) -> Count:
    """How many procedures have a version."""
    return counting.count(session, _numbered())


def versions(session: Session, procedure: str) -> list[Definition]:
    """All numbered versions in whatever state, the newest first."""
    return list(
        session.scalars(
            select(Definition)
            .where(Definition.procedure == procedure, Definition.version.is_not(None))
            .order_by(Definition.version.desc())
        )
    )


def lock(session: Session, procedure: str) -> None:
    """Whoever numbers or decides a version of this procedure next waits for this transaction."""
    session.execute(
        select(Definition.id)
        .where(Definition.procedure == procedure)
        .order_by(Definition.id)
        .limit(1)
        .with_for_update()
    )


def first(session: Session, procedure: str) -> Definition | None:
    """The procedure's first numbered version."""
    return session.scalars(
        select(Definition)
        .where(Definition.procedure == procedure, Definition.version.is_not(None))
        .order_by(Definition.version)
        .limit(1)
    ).one_or_none()


def with_digest(session: Session, procedure: str, digest: str) -> Definition | None:
    """The latest version that is made of these very parts, whatever was decided on it."""
    return session.scalars(
        select(Definition)
        .where(Definition.procedure == procedure, Definition.version.is_not(None), Definition.digest == digest)
        .order_by(Definition.version.desc())
        .limit(1)
    ).one_or_none()


def latest(session: Session, procedure: str) -> Definition | None:
    """The published version with the highest number, in effect already or not yet."""
    return newest(session, procedure, FAR_FUTURE)


def proposed(session: Session, procedure: str) -> Definition | None:
    """The version that waits for a second person; there is one at most."""
    return session.scalars(
        select(Definition)
        .where(Definition.procedure == procedure, Definition.state == DefinitionState.PROPOSED)
        .order_by(Definition.version.desc())
        .limit(1)
    ).one_or_none()


def decide(
    session: Session,
    procedure: str,
    version: int,
    state: DefinitionState,
    *,
    by: str,
    at: datetime,
    effective_from: datetime,
    verdict: str | None = None,
) -> bool:
    """A proposed version becomes `published` or `rejected`; False if it is not proposed any more."""
    decided = session.execute(
        update(Definition)
        .where(
            Definition.procedure == procedure,
            Definition.version == version,
            Definition.state == DefinitionState.PROPOSED,
        )
        .values(state=state, approver=by, decided_at=at, effective_from=effective_from, verdict=verdict)
        .returning(Definition.id)
    )
    return decided.scalar_one_or_none() is not None


def sketches(session: Session, procedure: str | None = None) -> list[Definition]:
    """What was kept with findings, the latest first."""
    query = select(Definition).where(Definition.state == DefinitionState.SKETCH).order_by(Definition.id.desc())
    if procedure is not None:
        query = query.where(Definition.procedure == procedure)
    return list(session.scalars(query))


def in_effect(session: Session, at: datetime) -> list[Definition]:
    """The version in effect of each procedure, by key."""
    numbers = (
        select(Definition.procedure, func.max(Definition.version).label("version"))
        .where(_PUBLISHED, Definition.effective_from <= at)
        .group_by(Definition.procedure)
        .subquery()
    )
    return list(
        session.scalars(
            select(Definition)
            .join(
                numbers,
                (numbers.c.procedure == Definition.procedure) & (numbers.c.version == Definition.version),
            )
            .order_by(Definition.procedure)
        )
    )


def parts(session: Session, definition_id: int) -> dict[str, bytes]:
    """File name -> content, by name."""
    found = session.execute(
        select(DefinitionPart.name, Blob.content)
        .join(Blob, Blob.digest == DefinitionPart.digest)
        .where(DefinitionPart.definition_id == definition_id)
        .order_by(DefinitionPart.name)
    )
    return dict(found.all())


def part_digests(session: Session, definition_id: int) -> dict[str, str]:
    """File name -> SHA-256 (hex), by name: what differs between two versions is what changed."""
    found = session.execute(
        select(DefinitionPart.name, DefinitionPart.digest)
        .where(DefinitionPart.definition_id == definition_id)
        .order_by(DefinitionPart.name)
    )
    return dict(found.all())


def keep_blobs(session: Session, parts: Mapping[str, bytes]) -> dict[str, str]:
    """File name -> SHA-256 (hex) under which its content is kept from now on."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
    blobs = {digests[name]: content for name, content in parts.items()}
    session.execute(
        insert_into(session, Blob).on_conflict_do_nothing(),
        [{"digest": digest, "content": content} for digest, content in blobs.items()],
    )
    return digests


def published(session: Session, definition_id: int) -> Published:
    """A stored version, ready to be executed; read it once and keep it, it never changes.  Raises NotFound."""
    row = get(session, definition_id)
    made = assemble(parts(session, definition_id))
    return Published(
        id=row.id,
        key=made.definition.key,
        version=row.version,
        definition=made.definition,
        forms=made.forms,
        texts=made.texts,
    )


def _numbered() -> Select[str]:
    return select(Definition.procedure).where(Definition.version.is_not(None)).distinct()


def _save(
    session: Session,
    state: DefinitionState,
    version: int | None,
    parts: Mapping[str, bytes],
    key: str,
    code: str,
    titles: Mapping[str, str],
    circumstances: Circumstances,
    findings: Sequence[Any],
) -> Definition:
    row = Definition(
        procedure=key,
        state=state,
        version=version,
        code=code,
        titles=dict(titles),
        digest=process_definition.digest(parts),
        author=circumstances.author,
        approver=circumstances.approver,
        reason=circumstances.reason,
        basis=circumstances.basis,
        effective_from=circumstances.effective_from,
        published_at=circumstances.published_at,
        findings=list(findings),
    )
    session.add(row)
    session.flush()
    digests = keep_blobs(session, parts)
    session.execute(
        insert(DefinitionPart),
        [{"definition_id": row.id, "name": name, "digest": digest} for name, digest in digests.items()],
    )
    return row
