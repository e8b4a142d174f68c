"""A case that is not warm: read from its snapshot and the rows after it, else from its whole log."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from processes import replay, snapshot
from processes.definition import Definition
from processes.errors import PoryadokError
from processes.instance import Instance, catch_up
from processes.instance import restore as from_the_start
from service.errors import OtherCore
from service.installation import Installation
from storage import history, snapshots

log = structlog.get_logger(__name__)

DUE_AFTER = 50
"""Rows replayed at one reading that make a snapshot due: by then reading them costs more than taking one."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """A case as its log leaves it after row `seq` (0: not begun); `rows` were replayed for it, `digest` is recorded there."""

    live: Instance
    seq: int
    digest: str
    rows: int


def restore(session: Session, definition: Definition, instance_id: int, fold: type[Instance] = Instance) -> Restored:
    """The case as it is now.  A snapshot that does not lead to what the log says is passed over.

    Raises OtherCore for a case of another release that this one would take up otherwise than it was left.
    """
    kept = snapshots.last(session, instance_id)
    if kept is not None:
        rows = history.rows(session, instance_id, after=kept.seq)
        digest = rows[-1].digest if rows else kept.digest
        try:
            live = snapshot.restored(definition, instance_id, kept.content, fold)
            catch_up(live, rows)
        except PoryadokError as error:
            log.warning("snapshot_unusable", instance=instance_id, seq=kept.seq, error=error.en)
        else:
            if live.digest() == digest:
                return Restored(live=live, seq=kept.seq + len(rows), digest=digest, rows=len(rows))
            log.warning("snapshot_differs", instance=instance_id, seq=kept.seq)
    rows = history.rows(session, instance_id)
    if rows and rows[-1].core != fold.core and replay.first_difference(definition, instance_id, rows, fold) is not None:
        raise OtherCore(kept=rows[-1].core, core=fold.core)
    live = from_the_start(definition, instance_id, rows, fold)
    return Restored(live=live, seq=len(rows), digest=rows[-1].digest if rows else "", rows=len(rows))


def keep_snapshot(installation: Installation, read: Restored) -> None:
    """Keep a snapshot if reading the case took many rows; in a transaction of its own, while the case is not yet shared."""
    if read.rows < DUE_AFTER or read.live.digest() != read.digest:
        return
    content = snapshot.take(read.live)
    with installation.database.writing() as session:
        snapshots.keep(session, read.live.id, seq=read.seq, digest=read.digest, content=content)
