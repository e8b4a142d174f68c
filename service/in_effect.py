"""The procedures in effect now, ready to be asked for titles, roles and registers."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from processes.definition import Role
from service.installation import Installation
from service.published import Edition
from storage import definitions


def editions(installation: Installation, session: Session) -> dict[str, Edition]:
    """The version in effect of each procedure, by key."""
    rows = definitions.in_effect(session, installation.now())
    return {row.procedure: installation.definitions.get(session, row.id) for row in rows}


def roles(found: Mapping[str, Edition]) -> dict[str, Role]:
    """All roles of these procedures."""
    return {id_: role for edition in found.values() for id_, role in edition.definition.roles.items()}
