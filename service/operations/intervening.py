"""What has to hold before an owner intervenes in a case: his right and his reason.  Opens no transaction."""

from __future__ import annotations

from typing import Any

from service.access import may_read, require_role
from service.actor import Actor
from service.errors import Unfit
from service.moving import Move
from service.operations import answering
from storage.errors import NotFound

SHORTEST_REASON = 10


def required(reason: str) -> str:
    """The reason in one line; raises Unfit for one that says nothing."""
    said = " ".join(reason.split())
    if len(said) < SHORTEST_REASON:
        raise Unfit(
            f"Назовите причину: не короче {SHORTEST_REASON} знаков",
            f"Say why, in at least {SHORTEST_REASON} characters",
        )
    return said


def require_owner(move: Move, actor: Actor) -> None:
    """The person owns the case's procedure; raises NotFound (hidden from him) or NotAllowed."""
    if not may_read(move.session, actor, move.row, move.edition):
        raise NotFound("Дело", "Instance", move.row.id)
    require_role(actor, "process_owner", "admin", procedure=move.edition.key)
    move.role = "process_owner"


def sealed(move: Move, reason: str) -> dict[str, Any]:
    """The reason as the log keeps it; the words themselves are erasable and stand beside it."""
    return answering.sealed_text(move, reason, path="reason", subject=answering.subject_of(move))
