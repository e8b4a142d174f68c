"""Publishing: a set of parts becomes the next version of its procedure, if the gate lets it through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from processes import gate
from processes.errors import DefinitionRefused
from service import catalog, published
from service.actor import SYSTEM, Actor
from service.installation import Installation
from storage import definitions

SHIPPED = "shipped"
"""Author and reason of what came with the release, brought in by the command line."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """What became of it; `new` is false when the version in effect has these very parts already."""

    key: str
    version: int
    digest: str
    new: bool
    findings: tuple[gate.Finding, ...] = ()


class GateClosed(DefinitionRefused):
    """The gate found what must not be published; `findings` say what and where."""

    code = "definition.gate"

    def __init__(self, key: str, findings: tuple[gate.Finding, ...]) -> None:
        errors = [finding for finding in findings if finding.severity is gate.Severity.ERROR]
        super().__init__(
            f"Процедура «{key}» не опубликована: "
            + "; ".join(f"{one.element or ''} {one.ru}".strip() for one in errors),
            f"Procedure {key!r} is not published: "
            + "; ".join(f"{one.element or ''} {one.en}".strip() for one in errors),
            procedure=key,
        )
        self.findings = findings


def publish(installation: Installation, key: str, *, actor: Actor | None = None) -> Published:
    """The catalogue's version of a procedure, in effect from now on.  Raises NotFound, GateClosed, DefinitionRefused."""
    return publish_parts(installation, catalog.parts(key), actor=actor)


def publish_all(installation: Installation) -> list[Published]:
    """Every procedure of the catalogue."""
    return [publish(installation, key) for key in catalog.procedures()]


def publish_parts(
    installation: Installation, parts: Mapping[str, bytes], *, actor: Actor | None = None, reason: str = SHIPPED
) -> Published:
    """The parts as the next version, unless the version in effect has the same digest."""
    edition = published.read(parts)
    definition = edition.definition
    now = installation.now()
    with installation.database.reading() as session:
        present = definitions.newest(session, definition.key, now)
    if present is not None and present.digest == definition.digest:
        return Published(key=definition.key, version=present.version or 0, digest=present.digest, new=False)
    findings = gate.check(definition)
    if not gate.publishable(findings):
        raise GateClosed(definition.key, findings)
    with installation.database.writing() as session:
        row = definitions.save(
            session,
            parts=parts,
            key=definition.key,
            code=definition.code,
            titles=definition.titles,
            circumstances=definitions.Circumstances(
                author=actor.id if actor else SYSTEM, reason=reason, effective_from=now, published_at=now
            ),
            findings=[asdict(finding) for finding in findings],
        )
        version = row.version or 0
    return Published(key=definition.key, version=version, digest=definition.digest, new=True, findings=findings)
