"""Whether a second person must approve a procedure's next version: a switch of the installation, never of a version."""

from __future__ import annotations

from sqlalchemy.orm import Session

from service.access import require_role
from service.actor import SYSTEM, Actor
from service.installation import Installation
from storage import definitions, journal, settings
from storage.errors import NotFound

KEEPER = "admin"
"""Who may turn the switch."""


def asked(session: Session, key: str) -> bool:
    """The switch as it was last turned; until then it is on for what came with the release, off for all else."""
    first = definitions.first(session, key)
    return bool(settings.get(session, _name(key), first is not None and first.author == SYSTEM))


def turn(installation: Installation, actor: Actor, key: str, *, on: bool) -> None:
    """The switch stands so from now on, and the journal keeps who turned it.  Raises NotAllowed, NotFound."""
    require_role(actor, KEEPER)
    now = installation.now()
    with installation.database.writing() as session:
        if definitions.first(session, key) is None:
            raise NotFound("Процедура", "Procedure", key)
        before = asked(session, key)
        settings.put(session, _name(key), on, at=now, actor=actor.id)
        journal.record(
            session,
            at=now,
            actor=actor.id,
            kind="two_people.turned",
            subject=f"definition:{key}",
            details={"before": before, "now": on},
        )


def _name(key: str) -> str:
    return f"two_people:{key}"
