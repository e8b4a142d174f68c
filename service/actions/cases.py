"""Action `cases`: which cases of the procedure run now, and who takes part in them: those whom a change concerns.

Inputs: `processes` (one or a list: in which they began) and `roles` (one or a list: whose holders are looked for; of a
case the first role that somebody holds).  Result: {cases: [{number, process, holder}]}, one for each holder of each
case, oldest case first; `holder` is `party:12` or `person:7`, and `notice` may be sent to it.  Not this case itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from processes.facts import ActionRequested
from service.actions import inputs
from storage import instances

if TYPE_CHECKING:  # a move calls its actions, so they may not import it
    from service.moving import Move


def perform(move: Move, request: ActionRequested) -> dict[str, Any]:
    """The cases that run at this moment."""
    processes, roles = inputs.texts(request, "processes"), inputs.texts(request, "roles")
    found = []
    for case in instances.begun_in(move.session, move.row.procedure, processes):
        if case.id == move.row.id:
            continue
        for holder in _holders(move, case.id, roles):
            found.append({"number": case.number, "process": case.process, "holder": holder})
    return {"cases": found}


def _holders(move: Move, instance_id: int, roles: tuple[str, ...]) -> list[str]:
    """Who holds the first of these roles that anybody holds in the case."""
    taking_part = instances.participants(move.session, instance_id)
    for role in roles:
        held = [one.holder for one in taking_part if one.role == role]
        if held:
            return held
    return []
