"""Delivering a signal to one case that waited for it when it was sent; nothing if the case has gone on meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from processes.commands import DeliverMessage
from service.actor import SYSTEM
from service.installation import Installation
from service.moving import moving


def deliver(installation: Installation, sent: Mapping[str, Any], report: Callable[[Session], None]) -> bool:
    """Whether the case took it.  `sent`: signal, name, payload, instance, subscription; `report` joins the transaction."""
    with moving(installation, sent["instance"], SYSTEM) as move:
        awaited = move.live.subscriptions.get(sent["subscription"])
        waits = awaited is not None and awaited.name == sent["name"]
        if waits:
            move.apply(
                DeliverMessage(
                    at=move.at,
                    actor=SYSTEM,
                    subscription=sent["subscription"],
                    name=sent["name"],
                    payload=dict(sent["payload"]),
                    message=sent["signal"],
                )
            )
        report(move.session)
        return waits
