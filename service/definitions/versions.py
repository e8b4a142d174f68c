"""Versions of a procedure as lists show them: who, why, since when, in which state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from processes.gate import Severity
from service import naming
from service.actor import SYSTEM
from service.installation import Installation
from service.operations.publish import SHIPPED
from storage import definitions, instances, people
from storage.models import Definition, DefinitionState


@dataclass(frozen=True, kw_only=True)
class VersionShown:
    """A version, or a sketch (no number).

    `state`: in_effect, later (published, its day has not come), past, proposed, rejected or sketch.
    """

    id: int
    version: int | None
    state: str
    digest: str
    published_at: datetime
    effective_from: datetime
    author_id: str
    author: str
    approver: str | None
    decided_at: datetime | None
    reason: str
    basis: str | None
    verdict: str | None
    errors: int
    cases: int
    """Cases that have not ended and stay on it."""


def all_of(installation: Installation, session: Session, key: str, language: str) -> tuple[VersionShown, ...]:
    """Every numbered version, the newest first."""
    return _shown(installation, session, key, definitions.versions(session, key), language)


def sketches(installation: Installation, session: Session, key: str, language: str) -> tuple[VersionShown, ...]:
    """What was kept with findings, the latest first."""
    return _shown(installation, session, key, definitions.sketches(session, key), language)


def one(installation: Installation, session: Session, row: Definition, language: str) -> VersionShown:
    """A version whose row is at hand."""
    return _shown(installation, session, row.procedure, [row], language)[0]


def _shown(
    installation: Installation, session: Session, key: str, rows: list[Definition], language: str
) -> tuple[VersionShown, ...]:
    now = installation.now()
    newest = definitions.newest(session, key, now)
    cases = instances.open_by_definition(session, key)
    actors = {actor for row in rows for actor in (row.author, row.approver) if actor and actor.startswith("person:")}
    names = people.named(session, [int(actor.removeprefix("person:")) for actor in actors])
    return tuple(
        VersionShown(
            id=row.id,
            version=row.version,
            state=_state(row, newest, now),
            digest=row.digest,
            published_at=row.published_at,
            effective_from=row.effective_from,
            author_id=row.author,
            author=_author(row.author, names, language),
            approver=naming.person_name(row.approver, names, language) if row.approver else None,
            decided_at=row.decided_at,
            reason=_reason(row.reason, language),
            basis=row.basis,
            verdict=row.verdict,
            errors=sum(1 for finding in row.findings if Severity(finding["severity"]).forbids),
            cases=cases.get(row.id, 0),
        )
        for row in rows
    )


def _state(row: Definition, newest: Definition | None, now: datetime) -> str:
    if row.state != DefinitionState.PUBLISHED:
        return row.state
    if newest is not None and row.id == newest.id:
        return "in_effect"
    return "later" if row.effective_from > now else "past"


def _author(author: str, names: dict[int, str], language: str) -> str:
    if author == SYSTEM:
        return "Поставка службы" if language == "ru" else "The release"
    return naming.person_name(author, names, language)


def _reason(reason: str, language: str) -> str:
    """Why a version was published; what came with the release says so in the reader's language."""
    if reason != SHIPPED:
        return reason
    return "в поставке службы" if language == "ru" else "shipped with the release"
