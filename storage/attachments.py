"""Files that people uploaded: what is known of them.  Their contents lie on disk under their ids."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.errors import NotFound
from storage.models import Attachment


def add(
    session: Session,
    *,
    id: str,
    name: str,
    media_type: str,
    size: int,
    sha256: str,
    owner: str,
    at: datetime,
    instance_id: int | None = None,
) -> Attachment:
    """A file that was written and synced under its random `id`; it belongs to its owner until it is kept."""
    attachment = Attachment(
        id=id,
        name=name,
        media_type=media_type,
        size=size,
        sha256=sha256,
        owner=owner,
        instance_id=instance_id,
        state="uploaded",
        uploaded_at=at,
    )
    session.add(attachment)
    session.flush()
    return attachment


def get(session: Session, attachment_id: str) -> Attachment:
    """Raises NotFound."""
    found = session.get(Attachment, attachment_id, populate_existing=True)
    if found is None:
        raise NotFound("Файл", "Attachment", attachment_id)
    return found


def some(session: Session, ids: Collection[str]) -> list[Attachment]:
    """Those of these files that there are, by id."""
    if not ids:
        return []
    return list(session.scalars(select(Attachment).where(Attachment.id.in_(sorted(ids))).order_by(Attachment.id)))


def keep(session: Session, ids: Collection[str], *, instance_id: int) -> int:
    """How many of these files a case keeps from now on; files of other cases are left alone."""
    if not ids:
        return 0
    kept = session.scalars(
        update(Attachment)
        .where(
            Attachment.id.in_(sorted(ids)),
            (Attachment.instance_id == instance_id) | Attachment.instance_id.is_(None),
        )
        .values(instance_id=instance_id, state="kept")
        .returning(Attachment.id),
        execution_options={"synchronize_session": False},
    )
    return len(kept.all())


def of_instance(session: Session, instance_id: int) -> list[Attachment]:
    """The files that a case keeps, in the order of upload."""
    return list(
        session.scalars(
            select(Attachment)
            .where(Attachment.instance_id == instance_id, Attachment.state == "kept")
            .order_by(Attachment.uploaded_at, Attachment.id)
        )
    )


def orphans(session: Session, before: datetime, limit: int = 500) -> list[str]:
    """Ids of files uploaded before then that no case has kept."""
    return list(
        session.scalars(
            select(Attachment.id)
            .where(Attachment.state == "uploaded", Attachment.uploaded_at < before)
            .order_by(Attachment.uploaded_at)
            .limit(limit)
        )
    )


def known(session: Session, ids: Collection[str]) -> set[str]:
    """Those of the ids that are uploaded files, kept by a case or not."""
    return set(session.scalars(select(Attachment.id).where(Attachment.id.in_(sorted(ids)))))


def drop(session: Session, ids: Collection[str]) -> None:
    """Forgets files that no case has kept; kept ones stay."""
    session.execute(delete(Attachment).where(Attachment.id.in_(sorted(ids)), Attachment.state == "uploaded"))


def erase(session: Session, attachment_id: str) -> None:
    """The name is gone; the caller deletes the content.  Size and digest stay, as the log has them."""
    session.execute(update(Attachment).where(Attachment.id == attachment_id).values(name=None, state="erased"))
