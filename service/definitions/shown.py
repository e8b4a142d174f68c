"""Procedures as pages show them: the list of all, and one version with its diagrams, steps, terms, clauses, versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from forms import wording
from processes.definition import Definition
from processes.model.elements import Kind
from service import naming
from service.actor import Actor
from service.definitions import beginnings, versions
from service.definitions.beginnings import BeginningShown
from service.definitions.findings import FindingShown, of_row
from service.definitions.versions import VersionShown
from service.installation import Installation
from service.instances import pictures
from service.instances.pictures import Picture
from service.operations import two_people
from service.operations.redesign import OWNERS
from service.published import Edition
from storage import definitions, people, redesigns, start_timers
from storage.errors import NotFound
from storage.models import Definition as DefinitionRow
from storage.models import Redesign as RedesignRow


@dataclass(frozen=True, kw_only=True)
class RedesignShown:
    """That somebody is changing a procedure: who, and since when."""

    author: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProcedureRow:
    """A line of the list.  `version` is the one in effect, None if none is; `redesign` is told to its owners only."""

    key: str
    title: str
    version: int | None
    effective_from: datetime | None
    proposed: int | None
    later: int | None
    sketches: int
    redesign: RedesignShown | None


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """A step that a person does."""

    id: str
    name: str
    roles: str
    due: str
    clauses: tuple[naming.CitedClause, ...]


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """A version for reading, with the versions beside it; `version` is None for what has only sketches so far."""

    key: str
    title: str
    owned: bool
    two_people: bool
    redesign: RedesignShown | None
    versions: tuple[VersionShown, ...]
    sketches: tuple[VersionShown, ...]
    version: VersionShown | None = None
    pictures: tuple[Picture, ...] = ()
    beginnings: tuple[BeginningShown, ...] = ()
    steps: tuple[StepShown, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    findings: tuple[FindingShown, ...] = ()
    parts: tuple[str, ...] = ()
    previous: int | None = None
    """The published version before it, to compare with."""

    waiting: VersionShown | None = field(default=None)
    """The version that waits for a second person."""


def listed(installation: Installation, actor: Actor, language: str) -> tuple[ProcedureRow, ...]:
    """Every procedure; sketches and drafts only for their owners."""
    now = installation.now()
    with installation.database.reading() as session:
        rows = [
            _row(installation, session, actor, key, now, language)
            for key in definitions.procedures(session)
        ]  # fmt: skip
    return tuple(row for row in rows if row is not None)


def procedure(
    installation: Installation, actor: Actor, key: str, language: str, *, version: int | None = None
) -> Procedure:
    """The version of that number, else the one in effect, else what there is.  Raises NotFound."""
    with installation.database.reading() as session:
        row = definitions.by_version(session, key, version) if version else _best(session, key, installation.now())
        owned = actor.holds(*OWNERS, procedure=key)
        if row is None and not (owned and definitions.sketches(session, key)):
            raise NotFound("Процедура", "Procedure", key)
        beside = _beside(installation, session, key, owned, language)
        if row is None:
            return Procedure(key=key, title=key, owned=owned, **beside)
        edition = installation.definitions.get(session, row.id)
        described = versions.one(installation, session, row, language)
        begins = _beginnings(installation, session, edition, row, described, language)
    return _described(edition, described, row, owned, beside, begins, language)


def _beginnings(
    installation: Installation,
    session: Session,
    edition: Edition,
    row: DefinitionRow,
    version: VersionShown,
    language: str,
) -> tuple[BeginningShown, ...]:
    living = version.state in ("in_effect", "later")
    return beginnings.shown(
        edition.definition,
        start_timers.of_definition(session, row.id) if living else {},
        language,
        now=installation.now(),
        zone=installation.zone,
        until=definitions.superseded_at(session, row),
    )


def _described(
    edition: Edition,
    version: VersionShown,
    row: DefinitionRow,
    owned: bool,
    beside: dict,
    begins: tuple[BeginningShown, ...],
    language: str,
) -> Procedure:
    definition = edition.definition
    earlier = [one.version for one in beside["versions"] if one.state in ("in_effect", "past", "later") and one.version]
    return Procedure(
        key=edition.key,
        title=definition.titles.get(language, edition.key),
        owned=owned,
        version=version,
        pictures=tuple(pictures.bare(edition, process, language) for process in _main_first(definition)),
        beginnings=begins,
        steps=_steps(definition, language),
        settings=tuple(
            (setting.ru if language == "ru" else setting.en, _said(setting.value, language))
            for setting in definition.settings.values()
        ),
        findings=of_row(row.findings, language),
        parts=tuple(edition.parts),
        previous=max((number for number in earlier if number < (version.version or 0)), default=None),
        **beside,
    )


def _beside(installation: Installation, session: Session, key: str, owned: bool, language: str) -> dict:
    """What stands on every page of a procedure."""
    shown = versions.all_of(installation, session, key, language)
    return {
        "two_people": two_people.asked(session, key),
        "redesign": _redesign(session, redesigns.load(session, key), language) if owned else None,
        "versions": shown,
        "sketches": versions.sketches(installation, session, key, language) if owned else (),
        "waiting": next((one for one in shown if one.state == "proposed"), None),
    }


def _best(session: Session, key: str, now: datetime) -> DefinitionRow | None:
    return (
        definitions.newest(session, key, now)
        or definitions.latest(session, key)
        or next(iter(definitions.versions(session, key)), None)
    )


def _row(
    installation: Installation, session: Session, actor: Actor, key: str, now: datetime, language: str
) -> ProcedureRow | None:
    owned = actor.holds(*OWNERS, procedure=key)
    newest, latest = definitions.newest(session, key, now), definitions.latest(session, key)
    proposed = definitions.proposed(session, key)
    described = newest or latest or proposed
    sketches = definitions.sketches(session, key) if owned else []
    if described is None and not sketches:
        return None
    titles = (described or sketches[0]).titles
    return ProcedureRow(
        key=key,
        title=titles.get(language, key),
        version=newest.version if newest else None,
        effective_from=newest.effective_from if newest else None,
        proposed=proposed.version if proposed else None,
        later=latest.version if latest is not None and latest is not newest else None,
        sketches=len(sketches),
        redesign=_redesign(session, redesigns.load(session, key), language) if owned else None,
    )


def _redesign(session: Session, row: RedesignRow | None, language: str) -> RedesignShown | None:
    if row is None:
        return None
    names = people.named(session, [int(row.author.rpartition(":")[2])])
    return RedesignShown(author=naming.person_name(row.author, names, language), changed_at=row.changed_at)


def _steps(definition: Definition, language: str) -> tuple[StepShown, ...]:
    return tuple(
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


def _main_first(definition: Definition) -> list[str]:
    return [definition.main, *(process for process in definition.processes if process != definition.main)]


def _said(value: object, language: str) -> str:
    return wording.text(value, language) if isinstance(value, bool) else str(value)
