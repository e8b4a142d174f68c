"""The auditor's replay: a case's log is run again in a fresh instance, and what was recorded must come out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from processes import replay as process_replay
from processes.upgrade import last_upgrade
from service import sight
from service.access import require_instance
from service.actor import Actor
from service.installation import Installation
from storage import history, instances
from storage.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The first place where record and replay differ: `at` is seq.n (seq.0 for the state after a row)."""

    at: str
    recorded: Any
    replayed: Any


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """What came of running a log again; `rows` is its length.

    `older`: the case was kept by this older core to its end, which answers otherwise than this release does.  Its log
    runs equal only there; here its chain vouches for it (`verify`).  `upgraded`: the row from which on it was compared.
    """

    instance_id: int
    number: str
    rows: int
    difference: Difference | None
    older: int | None = None
    upgraded: int | None = None

    @property
    def equal(self) -> bool:
        return self.difference is None and self.older is None


def replay(installation: Installation, instance_id: int, actor: Actor | None = None) -> Replayed:
    """The comparison of one case; raises NotFound, also for a case that the person may not read."""
    with installation.database.reading() as session:
        if actor is not None:
            seen, edition = require_instance(installation, session, actor, instance_id)
            if sight.of(session, actor, seen, edition) is not None:
                raise NotFound("Дело", "Instance", instance_id)  # differences are values of the log
        row = instances.get(session, instance_id)
        edition = installation.definitions.get(session, row.definition_id)
        recorded = history.rows(session, instance_id)
    found = process_replay.first_difference(edition.definition, instance_id, recorded, installation.fold)
    # A case moves under a core only if its log runs equal under it, or once it has gone over (`restoring`).
    older = recorded[-1].core if found is not None and recorded[-1].core < installation.fold.core else None
    return Replayed(
        instance_id=instance_id,
        number=row.number,
        rows=len(recorded),
        difference=None
        if found is None or older is not None
        else Difference(at=f"{found.seq}.{found.n}", recorded=found.recorded, replayed=found.replayed),
        older=older,
        upgraded=last_upgrade(recorded),
    )
