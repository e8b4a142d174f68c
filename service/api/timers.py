"""Moments that cases wait for."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from marshmallow import RAISE, fields, validate

from service.api import schemas
from service.api.blueprint import asking, blueprint
from service.operations import list_waits
from storage.timers import Entry

_KINDS = ("drawn", "reminder", "escalation")


class TimerQuery(schemas.PageQuery):
    """Which timers to list."""

    procedure = fields.String(validate=schemas.NAME)
    instance = fields.Integer(validate=schemas.ID)
    kind = fields.String(validate=validate.OneOf(_KINDS))
    due_from = fields.AwareDateTime(format="iso", default_timezone=UTC)
    due_before = fields.AwareDateTime(format="iso", default_timezone=UTC)


class TimerAnswer(schemas.Answer):
    """A moment.  `kind`: drawn in the diagram, or a reminder or escalation of `task`; `term` says how it was computed."""

    id = fields.String()
    instance = fields.String()
    number = fields.String()
    procedure = fields.String()
    element = fields.String()
    kind = fields.String(validate=validate.OneOf(_KINDS))
    task = fields.String(allow_none=True)
    due = schemas.moment_field()
    term = fields.Dict(allow_none=True)
    suspended = fields.Boolean()


class TimersAnswer(schemas.Answer):
    """Some timers."""

    items = fields.List(fields.Nested(TimerAnswer))
    page = fields.Nested(schemas.PageAnswer)


TIMER = {
    "id": "17-5",
    "instance": "17",
    "number": "ЭКЗ-2026-0017",
    "procedure": "candidate-exam",
    "element": "EXM-30",
    "kind": "reminder",
    "task": "17-4",
    "due": "2026-03-10T06:00:00+00:00",
    "term": None,
    "suspended": False,
}


@blueprint.get("/timers")
@blueprint.arguments(TimerQuery, location="query", unknown=RAISE)
@blueprint.response(200, TimersAnswer, example={"items": [TIMER], "page": schemas.PAGE})
@blueprint.says(422)
def timers(query: dict[str, Any]) -> dict[str, Any]:
    """Open timers, the soonest due first.

    Those of suspended cases are among them, marked.  Rights: staff and readers of a procedure see those of its cases;
    for anybody else the list is empty.
    """
    which = schemas.asked(query)
    found = list_waits.list_timers(*asking(), list_waits.TimerFilter(**query), which)
    return {"items": [_timer(one) for one in found.items], "page": schemas.page(found, which)}


def _timer(one: Entry) -> dict[str, Any]:
    row = one.timer
    return {
        "id": f"{row.instance_id}-{row.timer}",
        "instance": str(row.instance_id),
        "number": one.number,
        "procedure": one.procedure,
        "element": row.element,
        "kind": row.kind,
        "task": None if row.task is None else f"{row.instance_id}-{row.task}",
        "due": schemas.moment(row.due_utc),
        "term": row.term,
        "suspended": one.suspended,
    }
