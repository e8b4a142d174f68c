"""Making a document: rendered before any lock, kept and told to the case in one transaction.

With a paper that is `editable` goes its copy to work on; the case knows of the document alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from processes.commands import CompleteAction
from service import documents as rendering
from service import editable
from service.actions.document import data_of
from service.actor import SYSTEM
from service.installation import Installation
from service.moving import Move, moving
from service.operations.upload_attachment import gone_if_refused, keep_bytes, path_of
from service.restoring import restore
from storage import documents, instances


class Made(NamedTuple):
    """A document, or its copy to work on."""

    content: bytes
    media_type: str


def make(installation: Installation, instance_id: int, action: int, report: Callable[[Session], None]) -> None:
    """The document that an action asked for, and the action completed; nothing if the case does not wait for it now.

    Raises DocumentFailed.
    """
    made = _rendered(installation, instance_id, action)
    if made is None:
        with installation.database.writing() as session:
            report(session)
        return
    papers, inputs = made
    kept = [keep_bytes(installation, paper.content) for paper in papers]
    paths = [path_of(installation, id_) for id_, _ in kept]
    with gone_if_refused(*paths), moving(installation, instance_id, SYSTEM) as move:
        report(move.session)
        pending = move.live.actions.get(action)
        if pending is None or move.live.suspended is not None:
            for path in paths:
                path.unlink()  # meanwhile the case went another way or was suspended; resuming asks for it again
            return
        number = str(inputs["number"]) if inputs.get("number") else None
        for paper, (id_, sha256) in zip(papers, kept, strict=True):
            documents.add(
                move.session,
                id=id_,
                instance_id=instance_id,
                action=action,
                element=pending.element,
                template=inputs["template"],
                number=number,
                title=str(inputs.get("title") or inputs["template"]),
                media_type=paper.media_type,
                size=len(paper.content),
                sha256=sha256,
                issued_at=move.at,
                party=pending.party,
            )
        (id_, sha256), *_copies = kept
        result = {
            "document": id_,
            "template": inputs["template"],
            "number": number,
            "sha256": sha256,
            "size": len(papers[0].content),
            "made_on": move.at.astimezone(move.live.zone).date().isoformat(),
        }
        move.apply(CompleteAction(at=move.at, actor=SYSTEM, action=action, result=result))


def _rendered(installation: Installation, instance_id: int, action: int) -> tuple[list[Made], dict[str, Any]] | None:
    with installation.database.reading() as session:
        row = instances.get(session, instance_id)
        edition = installation.definitions.get(session, row.definition_id)
        live = restore(session, edition.definition, instance_id, installation.fold).live
        pending = live.actions.get(action)
        if pending is None or live.suspended is not None:
            return None
        inputs = dict(pending.inputs)
        data = data_of(Move(installation, session, row, live, edition, SYSTEM), inputs)
        at = installation.now()
    template = edition.documents[inputs["template"]]
    papers = [Made(rendering.render(template, data, at=at), "application/pdf")]
    if edition.definition.papers[inputs["template"]].editable:
        papers.append(Made(editable.render(template, data, at=at), editable.MEDIA_TYPE))
    return papers, inputs
