"""Action `signal`: reaches every case that waits for it at this moment, each in its own transaction right after commit.

The name is that of the event, the inputs are the payload.  With a `key` (FEEL, as of a message) only those hear it who wait
under the same one; without, only those who wait without.  Unlike a message a signal is not kept: who begins to wait
later does not hear it (BPMN 2.0, 10.5.4).  Result: {signal, receivers}: its id, and how many waits it was sent to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from processes.facts import ActionRequested
from processes.instance import SIGNAL
from service.actions.message import key_of
from service.errors import Unfit
from storage import jobs, messages

if TYPE_CHECKING:  # a move calls its actions, so they may not import it
    from service.moving import Move


def perform(move: Move, request: ActionRequested) -> dict[str, Any]:
    """To whom it was sent; raises Unfit, which becomes an incident, if the event names no signal."""
    node = move.edition.definition.node(request.element)
    name = node.event.name if node.event else node.properties.get("signal")
    if not name:
        raise Unfit(
            f"{request.element}: событие не называет сигнал",
            f"{request.element}: the event names no signal",
            element=request.element,
        )
    signal = f"{move.row.id}-{move.seq}-{request.action}"
    key = key_of(move, request.action, node.properties.get("key"))
    receivers = sorted(set(_waiting(move, SIGNAL + name, key)))
    for instance, subscription in receivers:
        jobs.enqueue(
            move.session,
            "signal",
            {
                "signal": signal,
                "name": SIGNAL + name,
                "payload": dict(request.inputs),
                "instance": instance,
                "subscription": subscription,
            },
            key=f"signal:{signal}:{instance}-{subscription}",
            run_at=move.at,
            lock=f"instance:{instance}",
        )
    return {"signal": signal, "receivers": len(receivers)}


def _waiting(move: Move, name: str, key: str | None) -> Iterator[tuple[int, int]]:
    """Where cases wait for it: those that stand in the database, and this one as it is now."""
    for row in messages.receivers(move.session, name, key):
        if row.instance_id != move.row.id:
            yield row.instance_id, row.subscription
    for awaited in move.live.subscriptions.values():
        if awaited.name == name and awaited.key == key:
            yield move.row.id, awaited.subscription
