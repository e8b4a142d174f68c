"""The other cases of a case: those that it began by a message or sent one to, and those it was begun or told by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.access import may_read, require_instance
from service.actor import Actor
from service.installation import Installation
from storage import messages


@dataclass(frozen=True, kw_only=True)
class JoinedCase:
    """Another case that the person may read.  `how`: began, begun_by, told or told_by, as seen from the case asked for."""

    instance_id: int
    number: str
    title: dict[str, str]
    how: str
    message: str
    at: datetime


def joined(installation: Installation, actor: Actor, instance_id: int) -> tuple[JoinedCase, ...]:
    """Each other case once, by the first message between them; raises NotFound."""
    with installation.database.reading() as session:
        own, _ = require_instance(installation, session, actor, instance_id)
        found: dict[int, JoinedCase] = {}
        for message, other, outward in messages.joined(session, instance_id):
            edition = installation.definitions.get(session, other.definition_id)
            if other.id in found or not may_read(session, actor, other, edition):
                continue
            # A case that a message began starts in the very transaction that delivers it.
            began = message.delivered_at == (other if outward else own).started_at
            how = ("began" if began else "told") if outward else ("begun_by" if began else "told_by")
            found[other.id] = JoinedCase(
                instance_id=other.id,
                number=other.number,
                title={one: edition.definition.title_of(other.process, one) for one in ("ru", "en")},
                how=how,
                message=message.name,
                at=message.sent_at,
            )
        return tuple(found.values())
