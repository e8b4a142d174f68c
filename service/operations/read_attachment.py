"""Reading a file: a case's by whoever may read the case, a fresh one by its owner only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from service.access import require_instance
from service.actor import Actor
from service.installation import Installation
from service.operations.upload_attachment import path_of
from storage import attachments, documents
from storage.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class File:
    """A file to be sent: where it lies, what to call it, what it is."""

    path: Path
    name: str
    media_type: str
    sha256: str


def read(installation: Installation, actor: Actor, attachment_id: str) -> File:
    """An uploaded file; raises NotFound if it is not there, erased, or not for this person."""
    with installation.database.reading() as session:
        row = attachments.get(session, attachment_id)
        if row.instance_id is None:
            if row.owner != actor.id:
                raise NotFound("Файл", "Attachment", attachment_id)
        else:
            require_instance(installation, session, actor, row.instance_id)
        if row.state == "erased":
            raise NotFound("Файл", "Attachment", attachment_id)
        return File(
            path=path_of(installation, row.id), name=row.name or row.id, media_type=row.media_type, sha256=row.sha256
        )


def read_document(installation: Installation, actor: Actor, document_id: str) -> File:
    """A paper of a case; raises NotFound if it is not there or not for this person."""
    with installation.database.reading() as session:
        row = documents.get(session, document_id)
        require_instance(installation, session, actor, row.instance_id)
        return File(
            path=path_of(installation, row.id),
            name=f"{row.number or row.template}.pdf",
            media_type=row.media_type,
            sha256=row.sha256,
        )
