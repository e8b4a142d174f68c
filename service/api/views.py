"""/api/v1: the same operations as the pages use, for programs with a token."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response, g, jsonify, make_response, request
from marshmallow import RAISE
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from processes.errors import PoryadokError
from service import current
from service.access import require_role
from service.actor import Actor
from service.api import problems, schemas
from service.api.bodies import JsonBlueprint
from service.errors import EtagMissing, NotFound, NotSignedIn, Unfit
from service.installation import Installation
from service.operations import (
    claim_task,
    complete_task,
    list_tasks,
    move_clock,
    release_task,
    show_instance,
    sign_in,
    start_instance,
    upload_attachment,
)
from service.operations.tasks import etag_of
from service.outcome import Outcome

blueprint = JsonBlueprint(
    "api", __name__, url_prefix="/api/v1", description="Дела, задачи, файлы / cases, tasks, files"
)

BIGGEST_JSON = 2 * 1024 * 1024
_LONGEST_KEY = 200
_DURATION = re.compile(r"P(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?", re.ASCII)


@blueprint.before_request
def _authenticate() -> None:
    """A bearer token is the only way in: the session of a browser means nothing here, so no page can forge a call."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn
    g.actor = sign_in.by_token(current.installation(), token.strip())
    if request.path.endswith("/attachments"):
        return
    request.max_content_length = BIGGEST_JSON
    if request.content_length and not request.is_json:
        raise UnsupportedMediaType


blueprint.register_error_handler(PoryadokError, problems.refused)


@blueprint.post("/instances")
@blueprint.arguments(schemas.StartRequest)
@blueprint.response(201, schemas.OutcomeAnswer)
def start(body: dict[str, Any]) -> Response:
    """Start a case.

    Honours Idempotency-Key.  Rights: the role of the start, or anybody from outside where it is an outside role.
    """
    done = start_instance.start(*_asking(), **body, idempotency=_idempotency_key())
    response = _outcome(done, 201)
    response.headers["Location"] = f"/api/v1/instances/{done.instance_id}"
    return response


@blueprint.get("/instances/<instance_id>")
@blueprint.response(200, schemas.InstanceAnswer)
def instance(instance_id: str) -> dict[str, Any]:
    """A case with its data, open tasks and documents.  Rights: staff of the procedure, its readers, participants."""
    view = show_instance.show(*_asking(), _id(instance_id))
    return _instance(view)


@blueprint.get("/instances/<instance_id>/events")
@blueprint.arguments(schemas.EventQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.EventsAnswer)
def events(query: dict[str, Any], instance_id: str) -> dict[str, Any]:
    """The history of a case, row by row.  Rights: as for the case."""
    rows = show_instance.events(*_asking(), _id(instance_id), after=query["after"], limit=query["limit"])
    more = len(rows) == query["limit"]
    return {"items": rows, "page": {"next": rows[-1]["seq"] if more else None, "limit": query["limit"]}}


@blueprint.get("/tasks")
@blueprint.arguments(schemas.TaskQuery, location="query", unknown=RAISE)
@blueprint.response(200, schemas.TasksAnswer)
def tasks(query: dict[str, Any]) -> dict[str, Any]:
    """Open tasks that the token's person may do, the soonest due first."""
    cursor, limit = query.pop("cursor"), query.pop("limit")
    page = list_tasks.list_tasks(*_asking(), list_tasks.TaskFilter(**query), cursor=cursor, limit=limit)
    return {"items": [schemas.task(entry) for entry in page.items], "page": {"next": page.next, "limit": limit}}


@blueprint.post("/tasks/<ref>/claim")
@blueprint.response(200, schemas.OutcomeAnswer)
def claim(ref: str) -> Response:
    """Take a task.  If-Match is honoured.  Rights: the task's role."""
    return _outcome(claim_task.claim(*_asking(), ref, etag=_if_match()), 200)


@blueprint.post("/tasks/<ref>/release")
@blueprint.response(200, schemas.OutcomeAnswer)
def release(ref: str) -> Response:
    """Give a task back.  If-Match is honoured.  Rights: its holder, or the process owner."""
    return _outcome(release_task.release(*_asking(), ref, etag=_if_match()), 200)


@blueprint.post("/tasks/<ref>/complete")
@blueprint.arguments(schemas.CompleteRequest)
@blueprint.response(200, schemas.OutcomeAnswer)
def complete(body: dict[str, Any], ref: str) -> Response:
    """Finish a task; an open one is claimed by it.

    If-Match is compulsory (428 without, 412 when stale).  Honours Idempotency-Key.  Rights: the task's role, and no
    separation of duties against it.
    """
    if "If-Match" not in request.headers:
        raise EtagMissing
    done = complete_task.complete(*_asking(), ref, body["answers"], etag=_if_match(), idempotency=_idempotency_key())
    return _outcome(done, 200)


@blueprint.post("/attachments")
@blueprint.response(201, schemas.AttachmentAnswer)
def attach() -> dict[str, Any]:
    """Upload a file (multipart/form-data, field `file`): PDF, PNG, JPEG, DOCX or XLSX up to 20 MB."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType
    unknown = (set(request.files) | set(request.form)) - {"file"}
    if unknown:
        raise Unfit(f"Лишние поля: {', '.join(sorted(unknown))}", f"Unknown fields: {', '.join(sorted(unknown))}")
    files = request.files.getlist("file")
    if len(files) != 1:
        raise BadRequest
    kept = upload_attachment.upload(*_asking(), files[0].stream, files[0].filename or "")  # type: ignore[arg-type]  # werkzeug types it as IO
    return {**kept.as_answer(), "media_type": kept.media_type}


@blueprint.post("/clock")
@blueprint.arguments(schemas.ClockRequest)
@blueprint.response(200, schemas.ClockAnswer)
def clock(body: dict[str, Any]) -> dict[str, Any]:
    """Move the virtual clock and wait until everything due is done.  Rights: admin, operator."""
    installation, actor = _asking()
    if not installation.config.virtual_clock:
        raise NotFound
    require_role(actor, "admin", "operator")
    by = _duration(body["by"]) if body["by"] is not None else None
    now = move_clock.move(installation, to=body["to"], by=by, jump=body["jump"])
    return {"now": _moment(now)}


def _asking() -> tuple[Installation, Actor]:
    return current.installation(), g.actor


def _id(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise NotFound(f"Дела {text[:40]} нет", f"There is no case {text[:40]}", instance=text[:40])
    return int(text)


def _if_match() -> str | None:
    """The state that the client saw; None where it says nothing, or that any will do (`*`)."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        return None
    return given if given.startswith('"') else f'"{given}"'


def _idempotency_key() -> str | None:
    key = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if len(key) > _LONGEST_KEY:
        raise Unfit(
            f"Idempotency-Key длиннее {_LONGEST_KEY} знаков",
            f"Idempotency-Key is longer than {_LONGEST_KEY} characters",
        )
    return key or None


def _outcome(done: Outcome, status: int) -> Response:
    response = make_response(jsonify(schemas.OutcomeAnswer().dump(schemas.outcome(done))), status)
    if done.repeated:
        response.headers["Idempotency-Replayed"] = "true"
    if done.etag:
        response.headers["ETag"] = done.etag
    return response


def _instance(view: show_instance.InstanceView) -> dict[str, Any]:
    row = view.row
    return {
        "id": str(row.id),
        "number": row.number,
        "procedure": row.procedure,
        "version": view.edition.version,
        "process": row.process,
        "status": row.status,
        "stage": row.stage,
        "started_at": _moment(row.started_at),
        "ended_at": _moment(row.ended_at) if row.ended_at else None,
        "end_element": row.end_element,
        "rev": row.rev,
        "data": view.case,
        "participants": view.participants,
        "documents": [
            {
                "id": one.id,
                "template": one.template,
                "number": one.number,
                "title": one.title,
                "sha256": one.sha256,
                "size": one.size,
                "issued_at": _moment(one.issued_at),
            }
            for one in view.documents
        ],
        "tasks": [
            {
                "id": f"{row.id}-{task.task}",
                "instance": str(row.id),
                "number": row.number,
                "procedure": row.procedure,
                "element": task.element,
                "name": task.name,
                "role": task.roles[0],
                "status": task.status,
                "assignee": task.assignee,
                "due": _moment(task.due) if task.due else None,
                "etag": etag_of(task),
                "form": task.form,
            }
            for task in view.open_tasks
        ],
        "incidents": [
            {"id": str(one.incident), "element": one.element, "code": one.code, "ru": one.ru, "en": one.en}
            for one in view.incidents
        ],
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()):
        raise Unfit("by: длительность, например P10D или PT2H", "by: a duration such as P10D or PT2H")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
