"""A relay on loopback that takes every mail, slowly enough to be interrupted, and remembers its Message-ID."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from tests.faults.running import free_port


class PostOffice:
    """Mails that arrived, by Message-ID: how often, and with which subjects."""

    def __init__(self, seed: int) -> None:
        self.arrived: Counter[str] = Counter()
        self.subjects: dict[str, set[str]] = {}
        self._moods = random.Random(seed)
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> PostOffice:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Takes the mail, and then a while to say so."""
        mail = message_from_bytes(envelope.content)
        id_ = mail["Message-ID"]
        self.arrived[id_] += 1
        self.subjects.setdefault(id_, set()).add(mail["Subject"])
        await asyncio.sleep(self._moods.uniform(0, 0.1))
        return "250 taken"

    @property
    def doubled(self) -> int:
        """Mails that arrived again."""
        return sum(times - 1 for times in self.arrived.values())
