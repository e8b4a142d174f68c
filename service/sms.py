"""Text messages leave here, if the installation has a gateway.  None is shipped: without one they stay in the outbox.

A gateway of your own is an object with `deliver`, given to `open_installation(config, sms=…)`.
"""

from __future__ import annotations

from typing import Protocol


class Gateway(Protocol):
    """Hands a text to somebody who delivers it; raises `mail.Refused` for good, OSError for now."""

    def deliver(self, to: str, text: str, key: str) -> None:
        """`key` is the same at every try, for gateways that can tell a text sent twice."""
