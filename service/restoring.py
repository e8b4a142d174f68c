"""A case that is not warm: read from its snapshot and the rows after it, else from its whole log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
from storage import history, instances, snapshots
from storage.models import Instance as InstanceRow
from storage.models import Snapshot

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
        read = _from_snapshot(definition, instance_id, kept, history.rows(session, instance_id, after=kept.seq), fold)
        if read is not None:
            return read
    return _from_log(definition, instance_id, history.rows(session, instance_id), fold)


def warm(installation: Installation, instance_ids: Collection[int]) -> None:
    """Have these cases warm before somebody moves them one after another: all are read in few statements.

    One that cannot be read is passed over; whoever moves it is told why.
    """
    cold = installation.live.cold(instance_ids)
    if not cold:
        return
    with installation.database.reading() as session:
        cases, kept = instances.some(session, cold), snapshots.some(session, cold)
        logs = history.texts(session, {id_: kept[id_].seq if id_ in kept else 0 for id_ in cases})
        read = [_read(installation, session, row, kept.get(id_), logs[id_]) for id_, row in cases.items()]
    for one in read:
        if one is not None:
            keep_snapshot(installation, one)
            installation.live.put(one.live.id, one.seq, one.live)


def _read(
    installation: Installation, session: Session, row: InstanceRow, kept: Snapshot | None, log_: list[tuple[str, str]]
) -> Restored | None:
    """The case by what is known of it; None if that does not do, whatever is wrong."""
    try:
        definition = installation.definitions.get(session, row.definition_id).definition
        rows = [history.read(*one) for one in log_]
        if kept is not None:
            return _from_snapshot(definition, row.id, kept, rows, installation.fold)
        return _from_log(definition, row.id, rows, installation.fold)
    except Exception:  # must not hold up the others, and is said where the case moves
        return None


def _from_snapshot(
    definition: Definition, instance_id: int, kept: Snapshot, rows: Sequence[history.Row], fold: type[Instance]
) -> Restored | None:
    """The case by its snapshot and the rows after it; None if they do not lead to what the log says."""
    digest = rows[-1].digest if rows else kept.digest
    try:
        live = snapshot.restored(definition, instance_id, kept.content, fold)
        catch_up(live, rows)
    except PoryadokError as error:
        log.warning("snapshot_unusable", instance=instance_id, seq=kept.seq, error=error.en)
        return None
    if live.digest() != digest:
        log.warning("snapshot_differs", instance=instance_id, seq=kept.seq)
        return None
    return Restored(live=live, seq=kept.seq + len(rows), digest=digest, rows=len(rows))


def _from_log(definition: Definition, instance_id: int, rows: Sequence[history.Row], fold: type[Instance]) -> Restored:
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
