"""Action `invite`: brings somebody from outside into the case: a representative, an employer, a payer.

Inputs: `role` (an outside role of scope party), `name`, `email`, `phone` and `kind` (person, employer, organisation;
default person).  Each is FEEL; a person's erasable answer is handed over as a bare path (`application.rep_email`): what
stands in the log is its commitment, and the action itself opens it.

His party takes part at once.  If the address is that of one account, its person is told; otherwise a one-time link goes
to the address, which makes an account or joins one.  Without an address nobody is told and staff may send a link later.
Result: {party, invited_at}; `invited_at` is null if nobody could be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from processes.facts import ActionRequested
from service import inviting
from service.actions import inputs
from service.actions.joined import Joined
from service.errors import Unfit

if TYPE_CHECKING:  # a move calls its actions, so they may not import it
    from service.moving import Move

KINDS = ("person", "employer", "organisation")


def perform(move: Move, request: ActionRequested) -> Joined:
    """The party and its role; raises Unfit, which becomes an incident, for a role or kind that cannot be invited."""
    role = inputs.text(request, "role")
    known = move.edition.definition.roles.get(role)
    if known is None or known.scope != "party":
        raise Unfit(
            f"{request.element}: пригласить можно только в роль участника извне, а «{role}» не такая",
            f"{request.element}: only outside roles held through a party can be invited, {role!r} is none",
            element=request.element,
        )
    kind = inputs.text(request, "kind", "person")
    if kind not in KINDS:
        raise Unfit(
            f"{request.element}: kind бывает {', '.join(KINDS)}, получено «{kind}»",
            f"{request.element}: kind is one of {', '.join(KINDS)}, got {kind!r}",
            element=request.element,
        )
    guest = inviting.Guest(
        kind=kind,
        name=_opened(move, request, "name"),
        email=_opened(move, request, "email").casefold() or None,
        phone=_opened(move, request, "phone") or None,
    )
    if not guest.name:
        raise Unfit(
            f"{request.element}: кого пригласить, не названо (вход «name»)",
            f"{request.element}: whom to invite is not said (input 'name')",
            element=request.element,
        )
    party, told = inviting.invite(move, guest, role=role, key=f"{move.row.id}-{move.seq}-{request.action}")
    return Joined(
        result={"party": f"party:{party}", "invited_at": move.at.isoformat() if told else None},
        participants=((role, f"party:{party}"),),
    )


def _opened(move: Move, request: ActionRequested, name: str) -> str:
    """The text of an input, an erasable one opened; empty if it is not given, or erased."""
    value = move.unsealed({name: request.inputs.get(name)})[name]
    return " ".join(value.split())[:300] if isinstance(value, str) else ""
