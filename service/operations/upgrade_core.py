"""Going over to a newer core: running cases that this release would take up otherwise than they were left.

A case whose log replays equal needs nothing: its next row simply names the new core.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import structlog

from processes import replay
from processes.commands import UpgradeCore
from processes.errors import PoryadokError, in_both_languages
from processes.upgrade import record, upgraded
from service.actor import SYSTEM
from service.errors import BrokenHistory
from service.installation import Installation
from service.moving import Move, finish
from storage import history, instances, journal
from storage.models import UNFINISHED

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Left:
    """A case that stays as it was, and why; it does not move under this release."""

    number: str
    ru: str
    en: str


@dataclass(kw_only=True)
class Upgraded:
    """How many running cases of an older core were found, how many of them went over by a row, and which could not."""

    cases: int = 0
    rows: int = 0
    left: list[Left] = field(default_factory=list)


def upgrade(installation: Installation) -> Upgraded:
    """Every running case of an older core goes over, each in its own transaction; done again, nothing happens."""
    found = Upgraded()
    with installation.database.reading() as session:
        cases = instances.running_under_older_core(session, installation.fold.core)
    for instance_id in cases:
        found.cases += 1
        try:
            found.rows += _upgrade_one(installation, instance_id)
        except Exception as error:  # whatever is wrong with one case must not hold up the others
            found.left.append(_leave(installation, instance_id, error))
    return found


def _upgrade_one(installation: Installation, instance_id: int) -> bool:
    """Whether the case needed a row; raises what stands in its way."""
    with installation.database.writing() as session:
        row = instances.moving(session, instance_id)
        edition = installation.definitions.get(session, row.definition_id)
        if history.check(session, instance_id) is not None:
            raise BrokenHistory(row.number)  # the new row would vouch for what somebody has altered
        rows = history.rows(session, instance_id)
        kept, fold = rows[-1].core, installation.fold
        if row.status not in UNFINISHED or kept >= fold.core:
            return False  # somebody was quicker
        if replay.first_difference(edition.definition, instance_id, rows, fold) is None:
            return False
        case = upgraded(edition.definition, instance_id, rows, fold)
        move = Move(installation, session, row, case.live, edition, SYSTEM)
        move.go_over(UpgradeCore(at=move.at, actor=SYSTEM, was=kept, core=fold.core, record=record(rows)), case.between)
        finish(move)
        return True


def _leave(installation: Installation, instance_id: int, error: Exception) -> Left:
    """The operator reads of it: no fact can say so, for the case does not move."""
    if not isinstance(error, PoryadokError):
        log.exception("core_upgrade_failed", instance=instance_id)
    ru, en = in_both_languages(error)
    with installation.database.writing() as session:
        row = instances.get(session, instance_id)
        journal.record(
            session,
            at=installation.now(),
            actor=SYSTEM,
            kind="core.left",
            subject=f"instance:{instance_id}",
            details={"error": en[:1000], "core": installation.fold.core},
        )
        return Left(number=row.number, ru=ru, en=en)
