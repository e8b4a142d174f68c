"""What several addresses take and give.  Unknown fields are refused; ids are opaque texts; moments are RFC 3339 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from service.operations.paging import MOST, Asked, Page
from service.outcome import Outcome
from storage.inbox import Entry


def whole(text: str) -> None:
    """Refuses half a character and the null character, which no database keeps.

    A pattern that said so would not be read alike everywhere.
    """
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ma.ValidationError("String does not match expected pattern.")


_PLAIN = (validate.Regexp(r"^[^\x00-\x1f]*$(?!\n)"), whole)
NAME = (validate.Length(1, 100), *_PLAIN)
"""Names of ours never hold control characters, and PostgreSQL takes no null character even to look for it."""

ID = validate.Range(1, 2**62)


class Request(ma.Schema):
    """What the API takes: nothing besides what is named."""

    class Meta:
        unknown = ma.RAISE


class Answer(ma.Schema):
    """What the API gives: every field is there, unless it says that it is `optional`."""

    class Meta:
        unknown = ma.RAISE

    def on_bind_field(self, name: str, field: fields.Field[Any]) -> None:
        """Described as always there."""
        field.required = not field.metadata.get("optional", False)


def moment_field(**more: Any) -> fields.String:
    """A moment in an answer."""
    return fields.String(metadata={"format": "date-time"}, **more)


class PageQuery(Request):
    """Which page of a list."""

    cursor = fields.String(load_default=None, metadata={"description": "`page.next` прошлой страницы"})
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST))
    total = fields.Boolean(
        load_default=False,
        truthy={"true", "1"},
        falsy={"false", "0"},
        metadata={"description": "Сосчитать все, не дальше 1000"},
    )


class PageAnswer(Answer):
    """Where the next page begins; how many there are in all, if that was asked."""

    next = fields.String(allow_none=True)
    limit = fields.Integer()
    total = fields.Integer(metadata={"optional": True})
    total_capped = fields.Boolean(metadata={"optional": True})


class FieldProblem(Answer):
    """What is wrong with one field: a JSON Pointer to it, a word for programs, a sentence for people."""

    pointer = fields.String()
    code = fields.String()
    detail = fields.String()


class ProblemAnswer(ma.Schema):
    """RFC 9457.  `code` is a stable word; further fields are facts of the case, such as `holder` or `current_etag`."""

    class Meta:
        unknown = ma.INCLUDE

    type = fields.String(required=True, metadata={"format": "uri"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String(required=True)
    code = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldProblem))


class ReasonRequest(Request):
    """Why; the reason stays in the history and is erasable."""

    reason = fields.String(required=True, validate=(validate.Length(10, 2000), whole))


class WaitingAnswer(Answer):
    """An open task of the case and who owes it."""

    task = fields.String()
    element = fields.String()
    name = fields.String()
    roles = fields.List(fields.String())
    titles = fields.List(fields.String())
    due = moment_field(allow_none=True)


class OutcomeAnswer(Answer):
    """What came of it."""

    instance = fields.String()
    number = fields.String()
    task = fields.String(allow_none=True)
    next_task = fields.String(allow_none=True)
    waiting = fields.List(fields.Nested(WaitingAnswer))
    ended = fields.Boolean()
    ended_as = fields.String(allow_none=True)
    etag = fields.String(allow_none=True)


OUTCOME = {
    "instance": "17",
    "number": "ЭКЗ-2026-0017",
    "task": "17-4",
    "next_task": None,
    "waiting": [
        {
            "task": "17-9",
            "element": "EXM-30",
            "name": "Проверить заявку",
            "roles": ["coc_specialist"],
            "titles": ["Специалист ЦОК"],
            "due": "2026-03-12T20:59:59+00:00",
        }
    ],
    "ended": False,
    "ended_as": None,
    "etag": '"5"',
}


class TaskAnswer(Answer):
    """A task in a list.  `about`: what tells it from others of its kind; `suspended`: its case is halted, so nobody can do it now."""

    id = fields.String()
    instance = fields.String()
    number = fields.String()
    procedure = fields.String()
    element = fields.String()
    name = fields.String()
    about = fields.String(allow_none=True)
    role = fields.String()
    status = fields.String(validate=validate.OneOf(("open", "claimed", "done", "cancelled")))
    assignee = fields.String(allow_none=True)
    due = moment_field(allow_none=True)
    etag = fields.String()
    form = fields.String(allow_none=True)
    suspended = fields.Boolean()


TASK = {
    "id": "17-4",
    "instance": "17",
    "number": "ЭКЗ-2026-0017",
    "procedure": "candidate-exam",
    "element": "EXM-30",
    "name": "Проверить заявку",
    "about": None,
    "role": "coc_specialist",
    "status": "open",
    "assignee": None,
    "due": "2026-03-12T20:59:59+00:00",
    "etag": '"3"',
    "form": "F-EXM-3",
    "suspended": False,
}
PAGE = {"next": None, "limit": 50}


def asked(query: dict[str, Any]) -> Asked:
    """Which page a query asks for; takes its part out of the query, so that the filters are left."""
    return Asked(cursor=query.pop("cursor"), limit=query.pop("limit"), total=query.pop("total"))


def page(found: Page[Any], which: Asked) -> dict[str, Any]:
    """A page as `PageAnswer` has it."""
    counted = found.total
    total = {} if counted is None else {"total": counted.number, "total_capped": counted.capped}
    return {"next": found.next, "limit": which.limit, **total}


def moment(at: datetime) -> str:
    """A moment as the API writes it: RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat()


def moment_or_none(at: datetime | None) -> str | None:
    """As `moment`; None stays None."""
    return None if at is None else moment(at)


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
        "about": entry.about,
        "role": entry.role,
        "status": entry.status,
        "assignee": entry.assignee,
        "due": moment_or_none(entry.due),
        "etag": f'"{entry.version}"',
        "form": entry.form,
        "suspended": entry.suspended,
    }
