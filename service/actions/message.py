"""Action `message`: a throw event.  The message is written here; a job delivers it in the receiver's own transaction.

The name is that of the event, the key the FEEL of its property `key`, the inputs are the payload.
Result: {message}: the id under which its state can be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from processes import feel
from processes.facts import ActionRequested
from service.errors import Unfit
from service.operations import send_message

if TYPE_CHECKING:  # a move calls its actions, so they may not import it
    from service.moving import Move


def perform(move: Move, request: ActionRequested) -> dict[str, Any]:
    """The id of the message."""
    node = move.edition.definition.node(request.element)
    name = node.event.name if node.event else node.properties.get("message")
    if not name:
        raise Unfit(
            f"{request.element}: событие не называет сообщение",
            f"{request.element}: the event names no message",
            element=request.element,
        )
    message = send_message.post(
        move.session,
        name=name,
        key=key_of(move, request.action, node.properties.get("key")),
        payload=dict(request.inputs),
        at=move.at,
        message=f"{move.row.id}-{move.seq}-{request.action}",
        sender=move.row.id,
    )
    return {"message": message}


def key_of(move: Move, action: int, source: str | None) -> str | None:
    """The value of the property `key` of an event that is sent, as who waits for it has it."""
    if not source:
        return None
    moment = feel.Moment(now=move.at, zone=move.live.zone)
    value = feel.plain(feel.compile(source).evaluate(move.live.context_at(action), moment))
    return None if value is None else str(value)
