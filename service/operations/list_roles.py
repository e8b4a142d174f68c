"""The roles that the procedures in effect name."""

from __future__ import annotations

from dataclasses import dataclass

from service import in_effect
from service.actor import Actor
from service.installation import Installation


@dataclass(frozen=True, kw_only=True)
class RoleListed:
    """A role of a procedure; `scope`: none (staff), party or instance."""

    id: str
    procedure: str
    ru: str
    en: str
    outside: bool
    scope: str
    head: str | None


def list_roles(installation: Installation, actor: Actor) -> tuple[RoleListed, ...]:
    """All of them, by procedure and id; regulations name their roles, so they are for everybody who is signed in."""
    with installation.database.reading() as session:
        found = in_effect.editions(installation, session)
    return tuple(
        RoleListed(
            id=role.id,
            procedure=key,
            ru=role.ru,
            en=role.en,
            outside=role.outside,
            scope=role.scope,
            head=role.head,
        )
        for key, edition in sorted(found.items())
        for role in sorted(edition.definition.roles.values(), key=lambda role: role.id)
    )
