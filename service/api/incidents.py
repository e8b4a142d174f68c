"""What somebody must put right inside procedures."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import RAISE, fields, validate

from service.api import schemas
from service.api.blueprint import asking, blueprint, idempotency_key, outcome
from service.api.describing import IDEMPOTENCY_KEY, REPLAYED
from service.operations import list_waits, retry_incident
from service.refs import read_task_ref
from storage.errors import NotFound
from storage.models import Incident


class IncidentQuery(schemas.PageQuery):
    """Which incidents to list."""

    procedure = fields.String(validate=schemas.NAME)
    instance = fields.Integer(validate=schemas.ID)
    state = fields.String(validate=validate.OneOf(("open", "resolved")))


class IncidentAnswer(schemas.Answer):
    """Something that a case waits for a person to put right."""

    id = fields.String()
    instance = fields.String()
    number = fields.String()
    procedure = fields.String()
    element = fields.String()
    code = fields.String()
    ru = fields.String()
    en = fields.String()
    state = fields.String(validate=validate.OneOf(("open", "resolved")))
    raised_at = schemas.moment_field()
    resolved_at = schemas.moment_field(allow_none=True)
    resolved_by = fields.String(allow_none=True)


class IncidentsAnswer(schemas.Answer):
    """Some incidents."""

    items = fields.List(fields.Nested(IncidentAnswer))
    page = fields.Nested(schemas.PageAnswer)


INCIDENT = {
    "id": "17-9",
    "instance": "17",
    "number": "ЭКЗ-2026-0017",
    "procedure": "candidate-exam",
    "element": "EXM-G1",
    "code": "gateway.no_way_on",
    "ru": "Развилка «Годится?»: ни одно условие не выполнено, а ветви по умолчанию нет",
    "en": "Gateway 'EXM-G1': no condition holds and there is no default flow",
    "state": "open",
    "raised_at": "2026-03-02T07:00:00+00:00",
    "resolved_at": None,
    "resolved_by": None,
}


@blueprint.get("/incidents")
@blueprint.arguments(IncidentQuery, location="query", unknown=RAISE)
@blueprint.response(200, IncidentsAnswer, example={"items": [INCIDENT], "page": schemas.PAGE})
@blueprint.says(422)
def incidents(query: dict[str, Any]) -> dict[str, Any]:
    """Incidents, the longest standing first.

    Rights: staff and readers of a procedure see those of its cases; for anybody else the list is empty.
    """
    which = schemas.asked(query)
    found = list_waits.list_incidents(*asking(), list_waits.IncidentFilter(**query), which)
    items = [incident(one.incident, one.number, one.procedure) for one in found.items]
    return {"items": items, "page": schemas.page(found, which)}


@blueprint.post("/incidents/<incident>/retry")
@blueprint.response(200, schemas.OutcomeAnswer, example=schemas.OUTCOME, headers=REPLAYED)
@blueprint.says(404, 409, reads=[IDEMPOTENCY_KEY])
def retry(incident: str) -> Response:
    """Try again what an incident stopped, once what was wrong is put right; it may end in a new incident.

    Rights: the operator, the process owner, the admin.
    """
    try:
        instance_id, number = read_task_ref(incident)
    except NotFound as error:
        raise NotFound("Сбой", "Incident", incident[:40]) from error
    return outcome(retry_incident.retry(*asking(), instance_id, number, idempotency=idempotency_key()), 200)


def incident(row: Incident, number: str, procedure: str) -> dict[str, Any]:
    """An incident as `IncidentAnswer` has it."""
    return {
        "id": f"{row.instance_id}-{row.incident}",
        "instance": str(row.instance_id),
        "number": number,
        "procedure": procedure,
        "element": row.element,
        "code": row.code,
        "ru": row.ru,
        "en": row.en,
        "state": row.state,
        "raised_at": schemas.moment(row.raised_at),
        "resolved_at": schemas.moment_or_none(row.resolved_at),
        "resolved_by": row.resolved_by,
    }
