"""Cases that a person may see, as the API lists them: filtered, the newest first, page after page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service import access, sight
from service.actor import Actor
from service.installation import Installation
from service.operations import paging
from service.operations.paging import Asked, Page
from service.published import Edition
from service.sight import Sight
from storage import instances
from storage.instances import Listing
from storage.models import Instance, InstanceStatus

STATUSES = tuple(status.value for status in InstanceStatus)


@dataclass(frozen=True, kw_only=True)
class InstanceFilter:
    """Which cases; None asks nothing.  `party` is the number of one that takes part."""

    procedure: str | None = None
    status: str | None = None
    number: str | None = None
    party: int | None = None
    started_from: datetime | None = None
    started_before: datetime | None = None
    q: str = ""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A case, its version, and what the person sees of it if that is not all."""

    row: Instance
    edition: Edition
    sight: Sight | None


def list_instances(
    installation: Installation, actor: Actor, sought: InstanceFilter | None = None, asked: Asked | None = None
) -> Page[Listed]:
    """Cases of the procedures that the person may read, and those that he takes part in.  Raises Unfit (cursor)."""
    sought, asked = sought or InstanceFilter(), asked or Asked()
    after = paging.read(installation, "instances", asked.cursor, datetime, int)
    with installation.database.reading() as session:
        listing = Listing(
            readable=(access.procedures_read(installation, session, actor), _holders(actor)),
            procedure=sought.procedure,
            status=sought.status,
            number=sought.number,
            holders=None if sought.party is None else {f"party:{sought.party}"},
            started_from=sought.started_from,
            started_before=sought.started_before,
            q=sought.q,
        )
        rows = instances.listed(session, listing, after=after, limit=asked.size + 1)
        found = [_listed(installation, session, actor, row) for row in rows]
        total = instances.count(session, listing) if asked.total else None
    return paging.page(
        found,
        asked,
        lambda last: paging.sign(installation, "instances", last.row.started_at, last.row.id),
        total=total,
    )


def _listed(installation: Installation, session: Session, actor: Actor, row: Instance) -> Listed:
    edition = installation.definitions.get(session, row.definition_id)
    return Listed(row=row, edition=edition, sight=sight.of(session, actor, row, edition))


def _holders(actor: Actor) -> set[str]:
    """Parties and the person himself, as participants are named."""
    return {key.partition("@")[2] for key in actor.keys if "@" in key} | {actor.id}
