"""Papers that the service made for cases: what is known of them.  Their contents lie on disk under their ids."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.errors import NotFound
from storage.models import Document


def add(
    session: Session,
    *,
    id: str,
    instance_id: int,
    element: str,
    template: str,
    number: str | None,
    title: str,
    media_type: str,
    size: int,
    sha256: str,
    issued_at: datetime,
    action: int | None = None,
    check_code: str | None = None,
    party: str | None = None,
) -> Document:
    """A paper that was written and synced under its random `id`; `party`: of several that hold a role, the one it is about."""
    document = Document(
        id=id,
        instance_id=instance_id,
        action=action,
        element=element,
        template=template,
        number=number,
        title=title,
        media_type=media_type,
        size=size,
        sha256=sha256,
        check_code=check_code,
        issued_at=issued_at,
        party=party,
    )
    session.add(document)
    session.flush()
    return document


def get(session: Session, document_id: str) -> Document:
    """Raises NotFound."""
    found = session.get(Document, document_id)
    if found is None:
        raise NotFound("Документ", "Document", document_id)
    return found


def known(session: Session, ids: Collection[str]) -> set[str]:
    """Those of the ids that are papers."""
    return set(session.scalars(select(Document.id).where(Document.id.in_(sorted(ids)))))


def of_instance(session: Session, instance_id: int) -> list[Document]:
    """The papers of a case, in the order of issue."""
    return list(
        session.scalars(
            select(Document).where(Document.instance_id == instance_id).order_by(Document.issued_at, Document.id)
        )
    )


def by_check_code(session: Session, check_code: str) -> Document | None:
    """The paper that has this code printed on it."""
    return session.scalars(select(Document).where(Document.check_code == check_code)).one_or_none()
