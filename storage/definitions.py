"""Versions of procedures: saved in parts, numbered per procedure, kept for ever, put together again when asked.

Whether something may be published is the gate's question, and who must approve it the installation's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from forms import definition as form_definition
from processes import definition as process_definition
from processes.errors import DefinitionRefused
from storage.conflict import insert_into
from storage.errors import NotFound
from storage.models import Blob, Definition, DefinitionPart


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
) -> Definition:
    """The next version of a procedure; never changed again.  `findings` are what the gate still warned of."""
    numbered = select(func.max(Definition.version)).where(Definition.procedure == key)
    version = (session.scalar(numbered) or 0) + 1
    return _save(session, version, parts, key, code, titles, circumstances, findings)


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
    return _save(session, None, parts, key, code, titles, circumstances, findings)


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
    return session.scalars(
        select(Definition)
        .where(Definition.procedure == procedure, Definition.version.is_not(None), Definition.effective_from <= at)
        .order_by(Definition.version.desc())
        .limit(1)
    ).one_or_none()


def versions(session: Session, procedure: str) -> list[Definition]:
    """All numbered versions, the newest first."""
    return list(
        session.scalars(
            select(Definition)
            .where(Definition.procedure == procedure, Definition.version.is_not(None))
            .order_by(Definition.version.desc())
        )
    )


def sketches(session: Session, procedure: str | None = None) -> list[Definition]:
    """What was kept with findings, the latest first."""
    query = select(Definition).where(Definition.version.is_(None)).order_by(Definition.id.desc())
    if procedure is not None:
        query = query.where(Definition.procedure == procedure)
    return list(session.scalars(query))


def in_effect(session: Session, at: datetime) -> list[Definition]:
    """The version in effect of each procedure, by key."""
    numbers = (
        select(Definition.procedure, func.max(Definition.version).label("version"))
        .where(Definition.version.is_not(None), Definition.effective_from <= at)
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


def published(session: Session, definition_id: int) -> Published:
    """A stored version, ready to be executed; read it once and keep it, it never changes.  Raises NotFound."""
    row = get(session, definition_id)
    return assemble(parts(session, definition_id), id=row.id, version=row.version)


def assemble(parts: Mapping[str, bytes], *, id: int, version: int | None) -> Published:
    """Parts put together: forms first, as the definition knows them by their outlines.

    Raises DefinitionRefused, DiagramRefused and what reading a form raises.
    """
    forms = [form_definition.read(content) for name, content in sorted(parts.items()) if name.endswith(".json")]
    outlines = {form.id: form.outline() for form in forms}
    definition = process_definition.load(parts, outlines)
    return Published(
        id=id,
        key=definition.key,
        version=version,
        definition=definition,
        forms={form.id: form for form in forms},
        texts={name: _text(name, parts[name]) for name in parts if name.endswith((".typ", ".txt", ".md"))},
    )


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise DefinitionRefused(
            f"{name}: не читается как UTF-8: байт {error.start}. Сохраните файл в UTF-8",
            f"{name}: not UTF-8: byte {error.start}. Save the file as UTF-8",
            part=name,
        ) from error


def _save(
    session: Session,
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
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
    blobs = {digests[name]: content for name, content in parts.items()}
    session.execute(
        insert_into(session, Blob).on_conflict_do_nothing(),
        [{"digest": digest, "content": content} for digest, content in blobs.items()],
    )
    session.execute(
        insert(DefinitionPart),
        [{"definition_id": row.id, "name": name, "digest": digest} for name, digest in digests.items()],
    )
    return row
