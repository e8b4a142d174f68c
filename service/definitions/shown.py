"""A published procedure as a page shows it: its diagrams, steps with roles and terms, clauses, versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from processes.model.elements import Kind
from service import in_effect, naming
from service.installation import Installation
from service.instances import pictures
from service.instances.pictures import Picture
from storage import definitions


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """A step that a person does."""

    id: str
    name: str
    roles: str
    due: str
    clauses: tuple[naming.CitedClause, ...]


@dataclass(frozen=True, kw_only=True)
class VersionShown:
    """A published version."""

    version: int
    digest: str
    published_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """Everything on the page."""

    key: str
    title: str
    version: int
    digest: str
    pictures: tuple[Picture, ...]
    steps: tuple[StepShown, ...]
    settings: tuple[tuple[str, str], ...]
    versions: tuple[VersionShown, ...]


def listed(installation: Installation, language: str) -> tuple[tuple[str, str, int], ...]:
    """(key, title, version) of every procedure in effect."""
    with installation.database.reading() as session:
        found = in_effect.editions(installation, session)
    return tuple((key, e.definition.titles.get(language, key), e.version or 0) for key, e in found.items())


def procedure(installation: Installation, key: str, language: str) -> Procedure:
    """The version in effect; raises NotFound."""
    with installation.database.reading() as session:
        edition = installation.definitions.newest(session, key, installation.now())
        versions = tuple(
            VersionShown(
                version=row.version or 0, digest=row.digest, published_at=row.published_at, reason=row.reason or ""
            )
            for row in definitions.versions(session, key)
        )
    definition = edition.definition
    steps = tuple(
        StepShown(
            id=node.id,
            name=naming.step_name(definition, node.id),
            roles=naming.role_titles(definition.roles, definition.roles_of(node.id), language),
            due=node.properties.get("due", ""),
            clauses=naming.clauses_of(definition, node.id, language),
        )
        for node in definition.nodes.values()
        if node.kind is Kind.USER
    )
    return Procedure(
        key=key,
        title=definition.titles.get(language, key),
        version=edition.version or 0,
        digest=definition.digest,
        pictures=tuple(pictures.bare(edition, process, language) for process in definition.processes),
        steps=steps,
        settings=tuple((s.ru if language == "ru" else s.en, str(s.value)) for s in definition.settings.values()),
        versions=versions,
    )
