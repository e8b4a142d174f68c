"""Steps that wait for the token's person: listed, read, taken, given back, finished."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from flask import Response
from marshmallow import RAISE, fields, validate

from service.api import problems, schemas
from service.api.blueprint import (
    answered,
    asking,
    blueprint,
    idempotency_key,
    if_match,
    outcome,
    required_if_match,
)
from service.api.describing import ETAG, IDEMPOTENCY_KEY, IF_MATCH, IF_MATCH_REQUIRED, REPLAYED
from service.operations import (
    assign_task,
    claim_task,
    complete_task,
    enter_paper,
    list_tasks,
    release_task,
    show_task,
)
from service.operations.show_task import TaskView


class TaskQuery(schemas.PageQuery):
    """Which tasks to list."""

    role = fields.String(validate=schemas.NAME)
    procedure = fields.String(validate=schemas.NAME)
    instance = fields.Integer(validate=schemas.ID)
    status = fields.String(validate=validate.OneOf(list_tasks.STATUSES))
    due_before = fields.AwareDateTime(format="iso", default_timezone=UTC)
    q = fields.String(load_default="", validate=validate.Length(max=200))


class CompleteRequest(schemas.Request):
    """Finish a task."""

    answers = fields.Dict(keys=fields.String(), load_default=dict)
    received_on = fields.Date(load_default=None, allow_none=True)
    scans = fields.List(fields.String(validate=schemas.NAME), load_default=list, validate=validate.Length(max=20))


class TasksAnswer(schemas.Answer):
    """Some tasks."""

    items = fields.List(fields.Nested(schemas.TaskAnswer))
    page = fields.Nested(schemas.PageAnswer)


class OneTaskAnswer(schemas.TaskAnswer):
    """A task with what its form opens with: the person's draft, else what the case knows already.

    `refusal` says why this person cannot do it now, if he cannot.  The form itself is at `form_address`.
    """

    roles = fields.List(fields.String())
    version = fields.Integer(allow_none=True)
    form_address = fields.String(allow_none=True)
    answers = fields.Dict()
    local = fields.Dict(allow_none=True)
    term = fields.Dict(allow_none=True)
    clauses = fields.List(fields.String())
    instruction = fields.String()
    opened_at = schemas.moment_field()
    completed_at = schemas.moment_field(allow_none=True)
    may_complete = fields.Boolean()
    refusal = fields.String(allow_none=True)


ONE_TASK = {
    **schemas.TASK,
    "roles": ["coc_specialist"],
    "version": 1,
    "form_address": "/api/v1/forms/candidate-exam/1/F-EXM-3",
    "answers": {},
    "local": None,
    "term": None,
    "clauses": ["exam/14"],
    "instruction": "",
    "opened_at": "2026-03-02T07:00:00+00:00",
    "completed_at": None,
    "may_complete": True,
    "refusal": None,
}


class AssignRequest(schemas.ReasonRequest):
    """Give a task to somebody, and say why."""

    person = fields.String(required=True, validate=validate.Regexp(r"^person:[1-9][0-9]{0,17}$"))


ASSIGN = {"person": "person:7", "reason": "Иванова в отпуске до пятницы"}
COMPLETE = {"answers": {"complete": "yes", "remarks": ""}}


@blueprint.get("/tasks")
@blueprint.arguments(TaskQuery, location="query", unknown=RAISE)
@blueprint.response(200, TasksAnswer, example={"items": [schemas.TASK], "page": schemas.PAGE})
@blueprint.says(422)
def tasks(query: dict[str, Any]) -> dict[str, Any]:
    """Open tasks that the token's person may do, the soonest due first.

    Tasks of suspended cases are among them, marked.  Rights: everybody sees his own inbox.
    """
    which = schemas.asked(query)
    found = list_tasks.list_tasks(*asking(), list_tasks.TaskFilter(**query), which)
    return {"items": [schemas.task(entry) for entry in found.items], "page": schemas.page(found, which)}


@blueprint.get("/tasks/<ref>")
@blueprint.response(200, OneTaskAnswer, example=ONE_TASK, headers=ETAG)
@blueprint.says(404)
def task(ref: str) -> Response:
    """A task as this person sees it, with what its form opens with.

    Rights: the task's role, and whoever may read the case whole.
    """
    view = show_task.show(*asking(), ref)
    return answered(OneTaskAnswer, _seen(view), ETag=view.etag)


@blueprint.post("/tasks/<ref>/claim")
@blueprint.response(200, schemas.OutcomeAnswer, example=schemas.OUTCOME, headers={**ETAG, **REPLAYED})
@blueprint.says(404, 409, 412, reads=[IF_MATCH, IDEMPOTENCY_KEY])
def claim(ref: str) -> Response:
    """Take a task for oneself.

    409 if somebody else has it, it is done, or its case is suspended.  Rights: the task's role, and no separation of
    duties against it.
    """
    return outcome(claim_task.claim(*asking(), ref, etag=if_match(), idempotency=idempotency_key()), 200)


@blueprint.post("/tasks/<ref>/release")
@blueprint.response(200, schemas.OutcomeAnswer, example=schemas.OUTCOME, headers={**ETAG, **REPLAYED})
@blueprint.says(404, 409, 412, reads=[IF_MATCH, IDEMPOTENCY_KEY])
def release(ref: str) -> Response:
    """Give a task back to its role.

    Rights: its holder, or the process owner for him.
    """
    return outcome(release_task.release(*asking(), ref, etag=if_match(), idempotency=idempotency_key()), 200)


@blueprint.post("/tasks/<ref>/assign")
@blueprint.arguments(AssignRequest, example=ASSIGN)
@blueprint.response(200, schemas.OutcomeAnswer, example=schemas.OUTCOME, headers={**ETAG, **REPLAYED})
@blueprint.says(404, 409, 412, 422, reads=[IF_MATCH, IDEMPOTENCY_KEY])
def assign(body: dict[str, Any], ref: str) -> Response:
    """Give a task to somebody who holds its role, whoever has it now; the reason stays in the history.

    409 if the person does not hold the role or separation of duties keeps him from it.  Rights: the process owner, the
    admin, the head of the task's role.
    """
    given = assign_task.assign(*asking(), ref, **body, etag=if_match(), idempotency=idempotency_key())
    return outcome(given, 200)


@blueprint.post("/tasks/<ref>/complete")
@blueprint.arguments(CompleteRequest, example=COMPLETE)
@blueprint.response(200, schemas.OutcomeAnswer, example=schemas.OUTCOME, headers=REPLAYED)
@blueprint.says(404, 409, 422, 428, reads=[IF_MATCH_REQUIRED, IDEMPOTENCY_KEY])
def complete(body: dict[str, Any], ref: str) -> Response:
    """Finish a task; an open one is claimed by it.

    `answers` are those of the task's form; files are named by `{"attachment": id}`.  Says what came of it: the next task
    of the same case for the same person, or who has it.  With `received_on` (a day, not to come)
    staff of the procedure's intake roles enter what somebody outside answered on paper; `scans` are attachments of theirs.
    Rights: the task's role, and no separation of duties against it.
    """
    etag, key = required_if_match(), idempotency_key()
    if body["received_on"] is None:
        done = complete_task.complete(*asking(), ref, body["answers"], etag=etag, idempotency=key)
    else:
        done = enter_paper.complete(*asking(), ref, **body, etag=etag, idempotency=key)
    return outcome(done, 200)


def _seen(view: TaskView) -> dict[str, Any]:
    form = view.form.id if view.form else None
    return {
        "id": view.ref,
        "instance": str(view.instance_id),
        "number": view.number,
        "procedure": view.procedure,
        "element": view.element,
        "name": view.name,
        "about": view.about,
        "role": view.roles[0],
        "roles": view.roles,
        "status": view.status,
        "assignee": view.assignee,
        "due": schemas.moment_or_none(view.due),
        "etag": view.etag,
        "form": form,
        "suspended": view.suspended,
        "version": view.edition.version,
        "form_address": f"/api/v1/forms/{view.procedure}/{view.edition.version}/{form}" if form else None,
        "answers": view.answers if view.given is None else view.given,
        "local": view.local,
        "term": view.term,
        "clauses": [clause.id for clause in view.clauses],
        "instruction": view.instruction,
        "opened_at": schemas.moment(view.opened_at),
        "completed_at": schemas.moment_or_none(view.completed_at),
        "may_complete": view.may_complete,
        "refusal": view.refusal.in_language(problems.language()) if view.refusal else None,
    }
