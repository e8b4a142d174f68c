"""Reading a file: a case's by its staff and readers; people outside read what they sent and what is addressed to them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from service import sight
from service.access import reads_all, require_instance
from service.actor import Actor
from service.installation import Installation
from service.moving import case_data
from service.operations.upload_attachment import kind_of, path_of
from storage import attachments, documents
from storage.errors import NotFound
from storage.models import Attachment


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
        if row.state == "erased" or not (_in_case(installation, session, actor, row) or row.owner == actor.id):
            raise NotFound("Файл", "Attachment", attachment_id)
        return File(
            path=path_of(installation, row.id), name=row.name or row.id, media_type=row.media_type, sha256=row.sha256
        )


def _in_case(installation: Installation, session: Session, actor: Actor, row: Attachment) -> bool:
    """Whether the file belongs to a case of which the person reads all, or that much."""
    if row.instance_id is None:
        return False
    case, edition = require_instance(installation, session, actor, row.instance_id)
    if reads_all(actor, edition):
        return True
    return sight.may_open(session, actor, case, edition, case_data(installation, session, case, edition), row.id)


def shown_by_a_register(installation: Installation, attachment_id: str) -> File:
    """The image that a row of a register shows, to whoever may read the row; raises NotFound for anything else."""
    with installation.database.reading() as session:
        row = attachments.get(session, attachment_id)
        if row.state == "erased" or not row.media_type.startswith("image/"):
            raise NotFound("Файл", "Attachment", attachment_id)
        return File(path=path_of(installation, row.id), name="", media_type=row.media_type, sha256=row.sha256)


def read_document(installation: Installation, actor: Actor, document_id: str) -> File:
    """A paper of a case; raises NotFound if it is not there or not for this person."""
    with installation.database.reading() as session:
        row = documents.get(session, document_id)
        case, edition = require_instance(installation, session, actor, row.instance_id)
        seen = sight.of(session, actor, case, edition)
        shown = sight.papers(actor, edition, [row])
        if not shown or (seen is not None and not seen.papers(shown, edition.definition)):
            raise NotFound("Документ", "Document", document_id)
        return File(
            path=path_of(installation, row.id),
            name=f"{row.number or row.template}.{kind_of(row.media_type)}",
            media_type=row.media_type,
            sha256=row.sha256,
        )
