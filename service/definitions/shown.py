"""A published procedure as a page shows it: its diagrams, steps with roles and terms, clauses, versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forms import wording
from processes.definition import Definition
from processes.model.elements import Kind
from service import in_effect, naming
from service.installation import Installation
from service.instances import pictures
from service.instances.pictures import Picture
from service.operations.publish import SHIPPED
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
                version=row.version or 0,
                digest=row.digest,
                published_at=row.published_at,
                reason=_reason(row.reason or "", language),
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
        pictures=tuple(pictures.bare(edition, process, language) for process in _main_first(definition)),
        steps=steps,
        settings=tuple(
            (setting.ru if language == "ru" else setting.en, _said(setting.value, language))
            for setting in definition.settings.values()
        ),
        versions=versions,
    )


def _main_first(definition: Definition) -> list[str]:
    return [definition.main, *(process for process in definition.processes if process != definition.main)]


def _said(value: object, language: str) -> str:
    return wording.text(value, language) if isinstance(value, bool) else str(value)


def _reason(reason: str, language: str) -> str:
    """Why a version was published; what came with the release says so in the reader's language."""
    if reason != SHIPPED:
        return reason
    return "в поставке службы" if language == "ru" else "shipped with the release"
