"""A relay for mails without a network: it takes them, or fails before or after it has, as chance will have it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage

from service.mail import Refused

MOODS = {"takes": 60, "unreachable": 12, "breaks after": 8, "dies before": 4, "dies after": 6, "slow": 6, "refuses": 4}
"""How often it does what, of a hundred times."""


class Relay:
    """Mails that were taken, each time as they came, by Message-ID.

    `die` ends the process that hands over; `meanwhile` is what happens before a slow answer comes.
    """

    def __init__(self, chance: random.Random, *, die: Callable[[], None], meanwhile: Callable[[], None]) -> None:
        self.taken: dict[str, list[bytes]] = {}
        self.refused: set[str] = set()
        self.moods: Counter[str] = Counter()
        self.calm = False
        self._chance = chance
        self._die = die
        self._meanwhile = meanwhile

    def deliver(self, message: EmailMessage) -> None:
        mood = "takes" if self.calm else self._chance.choices(list(MOODS), list(MOODS.values()))[0]
        self.moods[mood] += 1
        id_ = str(message["Message-ID"])
        if mood == "unreachable":
            raise ConnectionRefusedError("nobody listens")
        if mood == "refuses":
            self.refused.add(id_)
            raise Refused("550 no such mailbox")
        if mood == "dies before":
            self._die()
        self.taken.setdefault(id_, []).append(message.as_bytes())
        if mood == "breaks after":
            raise TimeoutError("no answer to what was sent")
        if mood == "dies after":
            self._die()
        if mood == "slow":
            self._meanwhile()
