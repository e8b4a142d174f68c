"""Action `account`: opens the accounts of a role's people, or closes those whose contacts nobody confirmed.

Inputs: `state` (open or close) and `role` (whose; an outside role held through a party).  Closing frees address and
login for another registration and forgets the contacts.  Result: {state, count}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from processes.facts import ActionRequested
from service.actions import inputs
from service.errors import Unfit
from storage import parties, people

if TYPE_CHECKING:  # a move calls its actions, so they may not import it
    from service.moving import Move


def perform(move: Move, request: ActionRequested) -> dict[str, Any]:
    """How many accounts were opened or closed; raises Unfit, which becomes an incident, for another state."""
    state = inputs.text(request, "state")
    if state not in ("open", "close"):
        raise Unfit(
            f"{request.element}: state бывает open или close, получено «{state}»",
            f"{request.element}: state is open or close, got {state!r}",
            element=request.element,
        )
    waiting = [
        (party, person.id)
        for party in _parties(move, inputs.text(request, "role"))
        for person, _ in parties.members(move.session, party)
        if not person.confirmed
    ]
    for party, person_id in waiting:
        if state == "open":
            people.confirm(move.session, person_id)
        else:
            people.forget(move.session, person_id)
            parties.forget_contacts(move.session, party)
    return {"state": state, "count": len(waiting)}


def _parties(move: Move, role: str) -> list[int]:
    holders = move.live.participants.get(role, [])
    return [int(holder.removeprefix("party:")) for holder in holders if holder.startswith("party:")]
