"""The composition root: the only place that knows all the parts of a running service."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from processes.instance import Instance
from service.clock import Clock, SystemClock
from service.config import Config
from service.live import LiveCache
from service.looks import Looks
from service.mail import Carrier, carrier_of
from service.published import Editions
from service.quarantine.room import Quarantine, of_this_process
from service.sms import Gateway
from service.token_uses import TokenUses
from storage.database import Database


def _nobody_waits() -> None:
    """Nothing runs in the background: whoever made work runs it."""


def _nobody_sweeps() -> bool:
    return True


def _unguessable() -> str:
    return secrets.token_hex(16)


@dataclass(kw_only=True)
class Installation:
    """One organisation's service.

    `fold` is by what cases move: a release has one.  `draw` gives a new file its id, 32 hex digits.  `wake` is called after
    a commit that made timers or jobs; `sweeps` says whether timers are looked at as they should.
    """

    config: Config
    database: Database
    clock: Clock
    mail: Carrier | None
    sms: Gateway | None = None
    live: LiveCache = field(default_factory=LiveCache)
    fold: type[Instance] = Instance
    definitions: Editions = field(default_factory=Editions)
    looks: Looks = field(default_factory=Looks)
    token_uses: TokenUses = field(default_factory=TokenUses)
    quarantine: Quarantine = field(default_factory=of_this_process)
    draw: Callable[[], str] = _unguessable
    wake: Callable[[], None] = _nobody_waits
    sweeps: Callable[[], bool] = _nobody_sweeps

    @property
    def zone(self) -> ZoneInfo:
        return self.config.zone

    @property
    def files(self) -> Path:
        return self.config.files

    def now(self) -> datetime:
        return self.clock.now()

    def today(self) -> date:
        """The day that it is in the zone of the installation."""
        return self.now().astimezone(self.zone).date()

    def close(self) -> None:
        """Let go of the database; nothing may use the installation afterwards."""
        self.database.close()


def open_installation(
    config: Config, *, clock: Clock | None = None, mail: Carrier | None = None, sms: Gateway | None = None
) -> Installation:
    """The installation that a configuration describes; starts no thread.  No gateway for text messages is shipped."""
    config.files.mkdir(parents=True, exist_ok=True)
    return Installation(
        config=config,
        database=Database.open(config.database_url),
        clock=clock or SystemClock(),
        mail=mail or carrier_of(config),
        sms=sms,
    )
