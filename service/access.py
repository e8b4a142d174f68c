"""Who may see and do what.  Default deny: whoever is not named here sees nothing."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from processes.definition import Definition
from service import in_effect
from service.actor import Actor
from service.errors import NotAllowed
from service.installation import Installation
from service.published import Edition
from storage import instances, people
from storage.errors import NotFound
from storage.models import Instance as InstanceRow
from storage.models import Participant

READERS = ("process_owner", "auditor", "operator", "admin")
"""Whoever of the installation may read every case of a procedure."""


def bare_role(key: str) -> str:
    """The role that an inbox key speaks of: `candidate` of `candidate@party:12`; a person's own key stays."""
    return key.partition("@")[0]


def titles(definition: Definition, keys: Iterable[str], language: str) -> tuple[str, ...]:
    """The roles behind inbox keys in the reader's language, each once."""
    found: dict[str, None] = {}
    for key in keys:
        role = definition.roles.get(bare_role(key))
        found[(role.ru if language == "ru" else role.en) if role else bare_role(key)] = None
    return tuple(found)


def key_held(actor: Actor, keys: Iterable[str], procedure: str) -> str | None:
    """The first of these inbox keys that the person holds."""
    return next((key for key in keys if people.holds(actor.keys, key, procedure)), None)


def require_key(actor: Actor, keys: Iterable[str], edition: Edition) -> str:
    """The inbox key by which the person may do it; raises NotAllowed naming the roles that may."""
    wanted = tuple(keys)
    held = key_held(actor, wanted, edition.key)
    if held is None:
        roles = tuple(dict.fromkeys(map(bare_role, wanted)))
        raise NotAllowed(
            roles,
            (
                ", ".join(titles(edition.definition, wanted, "ru")),
                ", ".join(titles(edition.definition, wanted, "en")),
            ),
        )
    return held


def require_role(actor: Actor, *roles: str, procedure: str = "") -> None:
    """Nothing, if the person holds one of the roles; raises NotAllowed."""
    if not actor.holds(*roles, procedure=procedure):
        raise NotAllowed(roles)


def works_on(actor: Actor, definition: Definition) -> bool:
    """Whether the person holds a staff role of the procedure."""
    staff = (role.id for role in definition.roles.values() if not role.outside)
    return actor.holds(*staff, procedure=definition.key)


def takes_part(session: Session, actor: Actor, row: InstanceRow) -> bool:
    """Whether the person has a role in this very case, himself or through a party."""
    return bool(held(session, actor, row))


def held(session: Session, actor: Actor, row: InstanceRow) -> list[Participant]:
    """The roles that the person has in this very case, himself or through a party."""
    return [
        one
        for one in instances.participants(session, row.id)
        if one.holder == actor.id or people.holds(actor.keys, f"{one.role}@{one.holder}", row.procedure)
    ]


def reads_all(actor: Actor, edition: Edition) -> bool:
    """Whether the person may read every case of the procedure whole: its staff and its readers."""
    return works_on(actor, edition.definition) or actor.holds(*READERS, procedure=edition.key)


def procedures_read(installation: Installation, session: Session, actor: Actor) -> frozenset[str]:
    """The procedures of which the person may read every case whole."""
    found = in_effect.editions(installation, session)
    return frozenset(key for key, edition in found.items() if reads_all(actor, edition))


def may_read(session: Session, actor: Actor, row: InstanceRow, edition: Edition) -> bool:
    """Whether the person may see the case: its staff, its readers, and those who take part in it."""
    return reads_all(actor, edition) or takes_part(session, actor, row)


def require_instance(
    installation: Installation, session: Session, actor: Actor, instance_id: int
) -> tuple[InstanceRow, Edition]:
    """The case's row and its version; raises NotFound if it is not there or hidden from this person."""
    row = instances.get(session, instance_id)
    edition = installation.definitions.get(session, row.definition_id)
    if may_read(session, actor, row, edition):
        return row, edition
    raise NotFound("Дело", "Instance", instance_id)  # in the very words of a case that is not there
