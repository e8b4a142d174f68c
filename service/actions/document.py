"""Action `document`: a PDF from a template, made by a job; its result comes back as a command of its own.

Inputs: `template`, `number`, `register` (with a number: the QR code leads to the register's page that says whether it is
genuine; `row` is the key where that is not the number), `title`; any further input goes to the template.  Result: {document, template, number, sha256, size, made_on}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from forms import documents as forms_documents
from processes.facts import ActionRequested
from service import documents
from service.actions import inputs
from service.errors import Unfit
from storage import jobs

if TYPE_CHECKING:  # a move calls its actions, so they may not import it
    from service.moving import Move


def perform(move: Move, request: ActionRequested) -> None:
    """Enqueues the making; raises Unfit, which becomes an incident, if there is no such template."""
    template = inputs.text(request, "template")
    if template not in move.edition.documents:
        raise Unfit(
            f"{request.element}: шаблона документа «{template}» в процедуре нет",
            f"{request.element}: the procedure has no document template {template!r}",
            element=request.element,
        )
    enqueue(move, request.action)


def enqueue(move: Move, action: int) -> None:
    """The job that makes it; asked for by the action, and again when a suspended case goes on."""
    jobs.enqueue(
        move.session,
        "document",
        {"instance": move.row.id, "action": action},
        key=f"document:{move.row.id}-{move.seq}-{action}",
        run_at=move.at,
        lock=f"instance:{move.row.id}",
    )


def data_of(move: Move, given: Mapping[str, Any]) -> str:
    """What the template may print, as JSON text: the case opened, the inputs, the address that the QR code holds."""
    url = _address(move, given)
    return forms_documents.data(
        number=str(given.get("number") or ""),
        case=move.opened(),
        settings=move.names()["settings"],
        inputs=dict(given),
        url=unquote(url),  # as people read it; the QR code holds the quoted one
        qr=documents.qr(url) if url else "",
    )


def _address(move: Move, given: Mapping[str, Any]) -> str:
    register, row = given.get("register"), given.get("row") or given.get("number")
    if not register or not row:
        return ""
    return f"{move.installation.config.url}/registers/{quote(str(register))}/{quote(str(row))}"
