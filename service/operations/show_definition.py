"""Procedures and their versions as programs read them: members of staff and the roles of the installation, nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.actor import INSTALLATION_ROLES, Actor
from service.errors import NotAllowed, NotFound
from service.installation import Installation
from service.operations import paging
from service.operations.paging import Asked, Page
from storage import definitions
from storage.models import Definition


@dataclass(frozen=True, kw_only=True)
class ProcedureSeen:
    """A procedure: its version in effect, the proposed one (None: there is none), and all versions, the newest first."""

    key: str
    newest: Definition | None
    proposed: Definition | None
    versions: Sequence[Definition]

    @property
    def titles(self) -> Mapping[str, str]:
        """As the version in effect calls it; until there is one, as the latest does."""
        return (self.newest or self.versions[0]).titles


@dataclass(frozen=True, kw_only=True)
class VersionSeen:
    """A version; `parts`: file name -> SHA-256 (hex)."""

    row: Definition
    parts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class PartSeen:
    """A file of a version, as it was published; `digest` is SHA-256 (hex)."""

    name: str
    digest: str
    content: bytes


def listed(installation: Installation, actor: Actor, asked: Asked | None = None) -> Page[ProcedureSeen]:
    """Procedures that have a version, by key.  Raises NotAllowed, Unfit (cursor)."""
    _require_reader(actor)
    asked = asked or Asked()
    after = paging.read(installation, "definitions", asked.cursor, str)
    with installation.database.reading() as session:
        keys = definitions.numbered(session, after=after[0] if after else None, limit=asked.size + 1)
        found = [_seen(installation, session, key) for key in keys]
        total = definitions.count_numbered(session) if asked.total else None
    return paging.page(found, asked, lambda last: paging.sign(installation, "definitions", last.key), total=total)


def procedure(installation: Installation, actor: Actor, key: str) -> ProcedureSeen:
    """A procedure with all its versions.  Raises NotAllowed, NotFound."""
    _require_reader(actor)
    if "\0" in key:
        raise _no_procedure(key)
    with installation.database.reading() as session:
        found = _seen(installation, session, key)
    if not found.versions:
        raise _no_procedure(key)
    return found


def version(installation: Installation, actor: Actor, key: str, number: int) -> VersionSeen:
    """A version with the names of its files.  Raises NotAllowed, NotFound."""
    _require_reader(actor)
    with installation.database.reading() as session:
        row = definitions.by_version(session, key, number)
        return VersionSeen(row=row, parts=definitions.part_digests(session, row.id))


def part(installation: Installation, actor: Actor, key: str, number: int, name: str) -> PartSeen:
    """A file of a version.  Raises NotAllowed, NotFound."""
    _require_reader(actor)
    with installation.database.reading() as session:
        row = definitions.by_version(session, key, number)
        content, digests = definitions.parts(session, row.id).get(name), definitions.part_digests(session, row.id)
    if content is None:
        raise NotFound(f"Файла «{name[:80]}» в версии нет", f"The version has no file {name[:80]!r}", part=name[:80])
    return PartSeen(name=name, digest=digests[name], content=content)


def _seen(installation: Installation, session: Session, key: str) -> ProcedureSeen:
    return ProcedureSeen(
        key=key,
        newest=definitions.newest(session, key, installation.now()),
        proposed=definitions.proposed(session, key),
        versions=definitions.versions(session, key),
    )


def _require_reader(actor: Actor) -> None:
    if not actor.staff and not actor.roles & INSTALLATION_ROLES:
        raise NotAllowed(("staff",), ("сотрудники организации", "members of staff"))


def _no_procedure(key: str) -> NotFound:
    return NotFound(f"Процедуры «{key[:80]}» нет", f"There is no procedure {key[:80]!r}", key=key[:80])
