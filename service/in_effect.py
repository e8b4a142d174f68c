"""The procedures in effect now, ready to be asked for titles, roles and registers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from forms.definition import Form
from processes.definition import RegisterOutline, Role
from service.installation import Installation
from service.published import Edition
from storage import definitions


@dataclass(frozen=True, kw_only=True)
class Register:
    """A register with the version of the procedure that describes it."""

    edition: Edition
    outline: RegisterOutline

    @property
    def form(self) -> Form | None:
        """What people fill in to write a row; None for a register that cases write alone."""
        return self.edition.form(self.outline.form)


def editions(installation: Installation, session: Session) -> dict[str, Edition]:
    """The version in effect of each procedure, by key."""
    rows = definitions.in_effect(session, installation.now())
    return {row.procedure: installation.definitions.get(session, row.id) for row in rows}


def roles(found: Mapping[str, Edition]) -> dict[str, Role]:
    """All roles of these procedures."""
    return {id_: role for edition in found.values() for id_, role in edition.definition.roles.items()}


def registers(found: Mapping[str, Edition]) -> dict[str, Register]:
    """All registers of these procedures."""
    return {
        id_: Register(edition=edition, outline=outline)
        for edition in found.values()
        for id_, outline in edition.definition.registers.items()
    }
