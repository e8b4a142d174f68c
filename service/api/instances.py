"""Cases: begun, found, read with their history, halted and stopped."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from flask import Response
from marshmallow import RAISE, fields, validate

from service.api import schemas
from service.api.blueprint import asking, blueprint, idempotency_key, instance_number, outcome
from service.api.describing import IDEMPOTENCY_KEY, LOCATION, REPLAYED
from service.api.incidents import INCIDENT, IncidentAnswer
from service.api.incidents import incident as told_incident
from service.errors import Unfit
from service.operations import (
    cancel_instance,
    enter_paper,
    list_instances,
    show_instance,
    start_instance,
    suspend_instance,
)
from service.operations.list_instances import Listed
from service.operations.tasks import etag_of
from service.outcome import Outcome
from service.sight import Sight
from storage.models import Instance as InstanceRow


class ApplicantRequest(schemas.Request):
    """Who handed in paper: a party, or a new person by name."""

    party = fields.Integer(load_default=None, allow_none=True, strict=True, validate=schemas.ID)
    name = fields.String(load_default="", validate=validate.Length(max=200))
    email = fields.Email(load_default=None, allow_none=True, validate=validate.Length(max=100))
    phone = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=30))


class StartRequest(schemas.Request):
    """Begin a case.  `process` and `start` are needed only where there are several; `party` is for whom one acts."""

    procedure = fields.String(required=True, validate=schemas.NAME)
    process = fields.String(load_default=None, allow_none=True, validate=schemas.NAME)
    start = fields.String(load_default=None, allow_none=True, validate=schemas.NAME)
    party = fields.Integer(load_default=None, allow_none=True, strict=True, validate=schemas.ID)
    answers = fields.Dict(keys=fields.String(), load_default=dict)
    applicant = fields.Nested(ApplicantRequest, load_default=None, allow_none=True)
    received_on = fields.Date(load_default=None, allow_none=True)
    scans = fields.List(fields.String(validate=schemas.NAME), load_default=list, validate=validate.Length(max=20))


class InstanceQuery(schemas.PageQuery):
    """Which cases to list; `party` is the number of one that takes part."""

    procedure = fields.String(validate=schemas.NAME)
    status = fields.String(validate=validate.OneOf(list_instances.STATUSES))
    number = fields.String(validate=schemas.NAME)
    party = fields.Integer(validate=schemas.ID)
    started_from = fields.AwareDateTime(format="iso", default_timezone=UTC)
    started_before = fields.AwareDateTime(format="iso", default_timezone=UTC)
    q = fields.String(load_default="", validate=validate.Length(max=200))


class EventQuery(schemas.Request):
    """Which part of a history to give."""

    after = fields.Integer(load_default=0, validate=validate.Range(0, 2**31))
    limit = fields.Integer(load_default=200, validate=validate.Range(1, 1000))


class ParticipantAnswer(schemas.Answer):
    """Who holds a role of the case."""

    role = fields.String()
    party = fields.String()
    name = fields.String()


class DocumentAnswer(schemas.Answer):
    """A paper of the case; its content is at /documents/{id}."""

    id = fields.String()
    template = fields.String()
    number = fields.String(allow_none=True)
    title = fields.String()
    media_type = fields.String()
    sha256 = fields.String()
    size = fields.Integer()
    issued_at = schemas.moment_field()


class InstanceSummary(schemas.Answer):
    """A case in a list.  `suspended_by` is person:7."""

    id = fields.String()
    number = fields.String()
    procedure = fields.String()
    version = fields.Integer(allow_none=True)
    process = fields.String()
    status = fields.String(validate=validate.OneOf(list_instances.STATUSES))
    stage = fields.String(allow_none=True)
    started_at = schemas.moment_field()
    ended_at = schemas.moment_field(allow_none=True)
    end_element = fields.String(allow_none=True)
    suspended_at = schemas.moment_field(allow_none=True)
    suspended_by = fields.String(allow_none=True)
    rev = fields.Integer()


class InstanceAnswer(InstanceSummary):
    """A case with its data, whose erasable values are in place as long as they are not erased."""

    data = fields.Dict()
    participants = fields.List(fields.Nested(ParticipantAnswer))
    documents = fields.List(fields.Nested(DocumentAnswer))
    tasks = fields.List(fields.Nested(schemas.TaskAnswer))
    incidents = fields.List(fields.Nested(IncidentAnswer))


class InstancesAnswer(schemas.Answer):
    """Some cases."""

    items = fields.List(fields.Nested(InstanceSummary))
    page = fields.Nested(schemas.PageAnswer)


class EventAnswer(schemas.Answer):
    """A row of a history: one transaction.  `steps` are {command, facts}, as recorded."""

    seq = fields.Integer()
    at = schemas.moment_field()
    actor = fields.String()
    actor_name = fields.String(allow_none=True)
    role = fields.String(allow_none=True)
    core = fields.Integer()
    digest = fields.String()
    hash = fields.String()
    steps = fields.List(fields.Dict())


class EventsPage(schemas.Answer):
    """`next` goes into `after`."""

    next = fields.Integer(allow_none=True)
    limit = fields.Integer()


class EventsAnswer(schemas.Answer):
    """Rows of a history; erasable values stand in them for whoever may see them."""

    items = fields.List(fields.Nested(EventAnswer))
    page = fields.Nested(EventsPage)


class StepAnswer(schemas.Answer):
    """A place that the case passed: fact `n` of row `seq`.  `flow` is the one taken to it, with its condition."""

    seq = fields.Integer()
    n = fields.Integer()
    at = schemas.moment_field()
    actor = fields.String()
    fact = fields.String()
    element = fields.String()
    name = fields.String()
    flow = fields.String(allow_none=True)
    condition = fields.String(allow_none=True)


class PathAnswer(schemas.Answer):
    """The whole way of a case, in order."""

    items = fields.List(fields.Nested(StepAnswer))


SUMMARY = {
    "id": "17",
    "number": "ЭКЗ-2026-0017",
    "procedure": "candidate-exam",
    "version": 1,
    "process": "P-EXM",
    "status": "running",
    "stage": "request",
    "started_at": "2026-03-02T07:00:00+00:00",
    "ended_at": None,
    "end_element": None,
    "suspended_at": None,
    "suspended_by": None,
    "rev": 3,
}
INSTANCE = {
    **SUMMARY,
    "data": {"application": {"full_name": "Петрова Анна"}},
    "participants": [{"role": "candidate", "party": "party:12", "name": "Петрова Анна"}],
    "documents": [],
    "tasks": [schemas.TASK],
    "incidents": [INCIDENT],
}
EVENT = {
    "seq": 1,
    "at": "2026-03-02T07:00:00+00:00",
    "actor": "person:7",
    "actor_name": "Петрова Анна",
    "role": "candidate",
    "core": 1,
    "digest": "8c" * 32,
    "hash": "3f" * 32,
    "steps": [{"command": {"command": "ClaimTask", "task": 4}, "facts": [{"fact": "TaskClaimed", "task": 4}]}],
}
STEP = {
    "seq": 2,
    "n": 3,
    "at": "2026-03-02T07:00:00+00:00",
    "actor": "person:9",
    "fact": "FlowTaken",
    "element": "EXM-35",
    "name": "Сообщить о недостатках",
    "flow": "EXM-G1.EXM-35",
    "condition": 'check.complete = "no"',
}
START = {"procedure": "candidate-exam", "answers": {"full_name": "Петрова Анна", "notify_channel": "email"}}
REASON = {"reason": "Ждём решения суда по делу"}


@blueprint.post("/instances")
@blueprint.arguments(StartRequest, example=START)
@blueprint.response(201, schemas.OutcomeAnswer, example=schemas.OUTCOME, headers={**LOCATION, **REPLAYED})
@blueprint.says(404, 409, 422, reads=[IDEMPOTENCY_KEY])
def start(body: dict[str, Any]) -> Response:
    """Start a case.

    With `applicant` and `received_on` (a day, not to come) staff enter what was handed in on paper; `scans` are
    attachments of theirs.  Rights: the role of the start, or anybody from outside where it is an outside role; for paper
    the procedure's intake roles.
    """
    applicant, received_on, scans = body.pop("applicant"), body.pop("received_on"), body.pop("scans")
    if applicant is None and received_on is None:
        done = start_instance.start(*asking(), **body, idempotency=idempotency_key())
    else:
        done = _entered(body, applicant, received_on, scans)
    response = outcome(done, 201)
    response.headers["Location"] = f"/api/v1/instances/{done.instance_id}"
    return response


def _entered(body: dict[str, Any], applicant: dict[str, Any] | None, received_on: Any, scans: list[str]) -> Outcome:
    if applicant is None or received_on is None or body.pop("party") is not None:
        raise Unfit(
            "С бумаги вносят так: applicant и received_on вместе, без party",
            "Paper is entered with applicant and received_on together, without party",
        )
    return enter_paper.start(
        *asking(),
        **body,
        applicant=enter_paper.Applicant(**applicant),
        received_on=received_on,
        scans=scans,
        idempotency=idempotency_key(),
    )


@blueprint.get("/instances")
@blueprint.arguments(InstanceQuery, location="query", unknown=RAISE)
@blueprint.response(200, InstancesAnswer, example={"items": [SUMMARY], "page": schemas.PAGE})
@blueprint.says(422)
def instances(query: dict[str, Any]) -> dict[str, Any]:
    """Cases, the newest first.

    Rights: staff and readers of a procedure see all its cases, everybody else those that he takes part in.
    """
    which = schemas.asked(query)
    found = list_instances.list_instances(*asking(), list_instances.InstanceFilter(**query), which)
    return {"items": [_listed(one) for one in found.items], "page": schemas.page(found, which)}


@blueprint.get("/instances/<instance_id>")
@blueprint.response(200, InstanceAnswer, example=INSTANCE)
@blueprint.says(404)
def instance(instance_id: str) -> dict[str, Any]:
    """A case with its data, open tasks, documents and incidents.

    Rights: staff of the procedure, its readers, participants.
    """
    return _shown(show_instance.show(*asking(), instance_number(instance_id)))


@blueprint.get("/instances/<instance_id>/events")
@blueprint.arguments(EventQuery, location="query", unknown=RAISE)
@blueprint.response(200, EventsAnswer, example={"items": [EVENT], "page": {"next": None, "limit": 200}})
@blueprint.says(404, 422)
def events(query: dict[str, Any], instance_id: str) -> dict[str, Any]:
    """The history of a case, row by row.

    Rights: as for the case.
    """
    rows = show_instance.events(*asking(), instance_number(instance_id), after=query["after"], limit=query["limit"])
    more = len(rows) == query["limit"]
    return {"items": rows, "page": {"next": rows[-1]["seq"] if more else None, "limit": query["limit"]}}


@blueprint.get("/instances/<instance_id>/path")
@blueprint.response(200, PathAnswer, example={"items": [STEP]})
@blueprint.says(404)
def path(instance_id: str) -> dict[str, Any]:
    """The way that a case has come: steps, events and flows in order, with the conditions that decided.

    Rights: as for the case.
    """
    steps = show_instance.path(*asking(), instance_number(instance_id))
    return {"items": [{**vars(step), "at": schemas.moment(step.at)} for step in steps]}


@blueprint.post("/instances/<instance_id>/cancel")
@blueprint.arguments(schemas.ReasonRequest, example=REASON)
@blueprint.response(200, schemas.OutcomeAnswer, example=schemas.OUTCOME, headers=REPLAYED)
@blueprint.says(404, 409, 422, reads=[IDEMPOTENCY_KEY])
def cancel(body: dict[str, Any], instance_id: str) -> Response:
    """Stop a case for good; what it holds is free again.

    Rights: the process owner, the admin.
    """
    number, key = instance_number(instance_id), idempotency_key()
    return outcome(cancel_instance.cancel(*asking(), number, body["reason"], idempotency=key), 200)


@blueprint.post("/instances/<instance_id>/suspend")
@blueprint.arguments(schemas.ReasonRequest, example=REASON)
@blueprint.response(200, schemas.OutcomeAnswer, example=schemas.OUTCOME, headers=REPLAYED)
@blueprint.says(404, 409, 422, reads=[IDEMPOTENCY_KEY])
def suspend(body: dict[str, Any], instance_id: str) -> Response:
    """Halt a case: tasks are refused (409 instance.suspended), timers, messages and results of actions wait.

    Terms run on.  Rights: the process owner, the admin.
    """
    number, key = instance_number(instance_id), idempotency_key()
    return outcome(suspend_instance.suspend(*asking(), number, body["reason"], idempotency=key), 200)


@blueprint.post("/instances/<instance_id>/resume")
@blueprint.arguments(schemas.ReasonRequest, example=REASON)
@blueprint.response(200, schemas.OutcomeAnswer, example=schemas.OUTCOME, headers=REPLAYED)
@blueprint.says(404, 409, 422, reads=[IDEMPOTENCY_KEY])
def resume(body: dict[str, Any], instance_id: str) -> Response:
    """Let a halted case go on: what became due meanwhile follows right after, once, late and in its order.

    Rights: the process owner, the admin.
    """
    number, key = instance_number(instance_id), idempotency_key()
    return outcome(suspend_instance.resume(*asking(), number, body["reason"], idempotency=key), 200)


def _listed(one: Listed) -> dict[str, Any]:
    return _summary(one.row, one.edition.version, one.sight)


def _summary(row: InstanceRow, version: int | None, sight: Sight | None) -> dict[str, Any]:
    """How far a case has come and how it ended is for those who see all of it: it says what came of it."""
    return {
        "id": str(row.id),
        "number": row.number,
        "procedure": row.procedure,
        "version": version,
        "process": row.process,
        "status": row.status,
        "stage": row.stage if sight is None else None,
        "started_at": schemas.moment(row.started_at),
        "ended_at": schemas.moment_or_none(row.ended_at),
        "end_element": row.end_element if sight is None else None,
        "suspended_at": schemas.moment_or_none(row.suspended_at),
        "suspended_by": row.suspended_by,
        "rev": row.rev,
    }


def _shown(view: show_instance.InstanceView) -> dict[str, Any]:
    row = view.row
    return {
        **_summary(row, view.edition.version, view.sight),
        "data": view.case,
        "participants": view.participants,
        "documents": [
            {
                "id": one.id,
                "template": one.template,
                "number": one.number,
                "title": one.title,
                "media_type": one.media_type,
                "sha256": one.sha256,
                "size": one.size,
                "issued_at": schemas.moment(one.issued_at),
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
                "about": task.about,
                "role": task.roles[0],
                "status": task.status,
                "assignee": task.assignee,
                "due": schemas.moment_or_none(task.due),
                "etag": etag_of(task),
                "form": task.form,
                "suspended": row.suspended_at is not None,
            }
            for task in view.open_tasks
        ],
        "incidents": [told_incident(one, row.number, row.procedure) for one in view.incidents],
    }
