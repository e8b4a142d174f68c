"""Snapshots of long cases: a cache of what their logs lead to.  Any of them may be thrown away at any time."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.conflict import insert_into
from storage.models import Snapshot


def last(session: Session, instance_id: int) -> Snapshot | None:
    """The snapshot of a case, if one was taken."""
    return session.get(Snapshot, instance_id, populate_existing=True)


def some(session: Session, instance_ids: Collection[int]) -> dict[int, Snapshot]:
    """The snapshots of these cases, of those that have one."""
    found = session.scalars(select(Snapshot).where(Snapshot.instance_id.in_(sorted(instance_ids))))
    return {one.instance_id: one for one in found}


def keep(session: Session, instance_id: int, *, seq: int, digest: str, content: bytes) -> None:
    """Keep what the case was after row `seq`, unless somebody has kept a later moment."""
    values = {"seq": seq, "digest": digest, "content": content}
    session.execute(
        insert_into(session, Snapshot)
        .values(instance_id=instance_id, **values)
        .on_conflict_do_update(index_elements=["instance_id"], set_=values, where=Snapshot.seq <= seq)
    )
