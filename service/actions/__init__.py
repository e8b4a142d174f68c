"""What the steps of a diagram can ask the service to do, by the name in their property `action`.

An action gets the move (session, case, moment) and the request with its inputs.  It answers with the plain value that
replaces the step's key in the case data (as `Joined` if it brings people into the case), or with None if a job brings
the result later.  A PoryadokError of an action
is an incident of the case, never a failed click.  Adding an action: copy the nearest file and name it here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from processes.facts import ActionRequested
from service.actions import account, cases, document, forum, invite, message, notice, number, register, signal
from service.actions.joined import Joined

if TYPE_CHECKING:  # a move calls its actions, so they may not import it
    from service.moving import Move

Action = Callable[["Move", ActionRequested], dict[str, Any] | Joined | None]

ACTIONS: Mapping[str, Action] = {
    "number": number.perform,
    "register": register.perform,
    "document": document.perform,
    "notice": notice.perform,
    "message": message.perform,
    "signal": signal.perform,
    "invite": invite.perform,
    "account": account.perform,
    "forum": forum.perform,
    "cases": cases.perform,
}
