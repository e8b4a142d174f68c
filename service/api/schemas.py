"""What the API takes and gives.  Unknown fields are refused; ids are opaque texts; moments are RFC 3339 in UTC."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from service.operations.list_tasks import MOST, STATUSES
from service.outcome import Outcome
from storage.inbox import Entry

_NAME = (validate.Length(1, 100), validate.Regexp(r"[^\x00-\x1f\ud800-\udfff]*\Z"))
"""Names of ours never hold control characters, and PostgreSQL takes no null character even to look for it."""


class StartRequest(ma.Schema):
    """Begin a case."""

    procedure = fields.String(required=True, validate=_NAME)
    process = fields.String(load_default=None, allow_none=True, validate=_NAME)
    start = fields.String(load_default=None, allow_none=True, validate=_NAME)
    party = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 2**62))
    answers = fields.Dict(keys=fields.String(), load_default=dict)


class CompleteRequest(ma.Schema):
    """Finish a task."""

    answers = fields.Dict(keys=fields.String(), load_default=dict)


class TaskQuery(ma.Schema):
    """Which tasks to list."""

    role = fields.String(validate=_NAME)
    procedure = fields.String(validate=_NAME)
    instance = fields.Integer(validate=validate.Range(1, 2**62))
    status = fields.String(validate=validate.OneOf(STATUSES))
    due_before = fields.AwareDateTime(format="iso", default_timezone=UTC)
    q = fields.String(load_default="", validate=validate.Length(max=200))
    cursor = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST))


class EventQuery(ma.Schema):
    """Which part of a history to give."""

    after = fields.Integer(load_default=0, validate=validate.Range(0, 2**31))
    limit = fields.Integer(load_default=200, validate=validate.Range(1, 1000))


class ClockRequest(ma.Schema):
    """Move the virtual clock: `to` a moment or `by` an ISO 8601 duration of days and time; `jump` skips what is due."""

    to = fields.AwareDateTime(format="iso", load_default=None)
    by = fields.String(load_default=None)
    jump = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class WaitingAnswer(ma.Schema):
    """An open task of the case and who owes it."""

    task = fields.String()
    element = fields.String()
    name = fields.String()
    roles = fields.List(fields.String())
    titles = fields.List(fields.String())
    due = fields.String(allow_none=True)


class OutcomeAnswer(ma.Schema):
    """What came of it."""

    instance = fields.String()
    number = fields.String()
    task = fields.String(allow_none=True)
    next_task = fields.String(allow_none=True)
    waiting = fields.List(fields.Nested(WaitingAnswer))
    ended = fields.Boolean()
    ended_as = fields.String(allow_none=True)
    etag = fields.String(allow_none=True)


class TaskAnswer(ma.Schema):
    """A task in a list."""

    id = fields.String()
    instance = fields.String()
    number = fields.String()
    procedure = fields.String()
    element = fields.String()
    name = fields.String()
    role = fields.String()
    status = fields.String()
    assignee = fields.String(allow_none=True)
    due = fields.String(allow_none=True)
    etag = fields.String()
    form = fields.String(allow_none=True)


class PageAnswer(ma.Schema):
    """Where the next page begins."""

    next = fields.String(allow_none=True)
    limit = fields.Integer()


class TasksAnswer(ma.Schema):
    """Some tasks."""

    items = fields.List(fields.Nested(TaskAnswer))
    page = fields.Nested(PageAnswer)


class ParticipantAnswer(ma.Schema):
    """Who holds a role of the case."""

    role = fields.String()
    party = fields.String()
    name = fields.String()


class DocumentAnswer(ma.Schema):
    """A paper of the case."""

    id = fields.String()
    template = fields.String()
    number = fields.String(allow_none=True)
    title = fields.String()
    sha256 = fields.String()
    size = fields.Integer()
    issued_at = fields.String()


class InstanceAnswer(ma.Schema):
    """A case."""

    id = fields.String()
    number = fields.String()
    procedure = fields.String()
    version = fields.Integer()
    process = fields.String()
    status = fields.String()
    stage = fields.String(allow_none=True)
    started_at = fields.String()
    ended_at = fields.String(allow_none=True)
    end_element = fields.String(allow_none=True)
    rev = fields.Integer()
    data = fields.Dict()
    participants = fields.List(fields.Nested(ParticipantAnswer))
    documents = fields.List(fields.Nested(DocumentAnswer))
    tasks = fields.List(fields.Nested(TaskAnswer))
    incidents = fields.List(fields.Dict())


class EventsAnswer(ma.Schema):
    """Rows of a history, as recorded; erasable values stand in them for whoever may see them."""

    items = fields.List(fields.Dict())
    page = fields.Dict()


class AttachmentAnswer(ma.Schema):
    """A file that answers may name now, by `{"attachment": id}` or by all of this."""

    attachment = fields.String()
    name = fields.String()
    sha256 = fields.String()
    size = fields.Integer()
    media_type = fields.String()


class ClockAnswer(ma.Schema):
    """Where the clock stands."""

    now = fields.String()


def outcome(done: Outcome) -> dict[str, Any]:
    """An outcome as `OutcomeAnswer` has it."""
    return {
        "instance": str(done.instance_id),
        "number": done.number,
        "task": done.task,
        "next_task": done.next_task,
        "waiting": done.waiting,
        "ended": done.ended,
        "ended_as": done.ended_as,
        "etag": done.etag,
    }


def task(entry: Entry) -> dict[str, Any]:
    """A task as `TaskAnswer` has it."""
    return {
        "id": f"{entry.instance_id}-{entry.task}",
        "instance": str(entry.instance_id),
        "number": entry.number,
        "procedure": entry.procedure,
        "element": entry.element,
        "name": entry.name,
        "role": entry.role,
        "status": entry.status,
        "assignee": entry.assignee,
        "due": entry.due.astimezone(UTC).isoformat() if entry.due else None,
        "etag": f'"{entry.version}"',
        "form": entry.form,
    }
