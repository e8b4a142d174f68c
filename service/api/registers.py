"""Lists that procedures write to."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import RAISE, fields

from service.api import schemas
from service.api.blueprint import asking, blueprint, unless_known
from service.api.describing import ETAG, IF_NONE_MATCH
from service.operations import read_register
from service.operations.read_register import RowSeen


class RegisterQuery(schemas.PageQuery):
    """Which rows to list."""

    state = fields.String(validate=schemas.NAME)


class RegisterAnswer(schemas.Answer):
    """A register; `columns` are those that this person sees."""

    id = fields.String()
    procedure = fields.String()
    ru = fields.String()
    en = fields.String()
    public = fields.Boolean()
    columns = fields.List(fields.String())


class RegistersAnswer(schemas.Answer):
    """All registers that this person may open; they are few, so there is one page."""

    items = fields.List(fields.Nested(RegisterAnswer))


class RowAnswer(schemas.Answer):
    """A row.  `free` seats of `capacity`, null where there is nothing to hold."""

    register = fields.String()
    key = fields.String()
    data = fields.Dict()
    state = fields.String()
    capacity = fields.Integer(allow_none=True)
    free = fields.Integer(allow_none=True)
    written_at = schemas.moment_field()
    etag = fields.String()


class RowsAnswer(schemas.Answer):
    """Some rows, by key."""

    items = fields.List(fields.Nested(RowAnswer))
    page = fields.Nested(schemas.PageAnswer)


REGISTER = {
    "id": "R-EXM",
    "procedure": "candidate-exam",
    "ru": "Свидетельства",
    "en": "Certificates",
    "public": True,
    "columns": ["number", "holder"],
}
ROW = {
    "register": "R-EXM",
    "key": "ПК-2026-0001",
    "data": {"number": "ПК-2026-0001"},
    "state": "active",
    "capacity": None,
    "free": None,
    "written_at": "2026-03-02T07:00:00+00:00",
    "etag": '"1"',
}


@blueprint.get("/registers")
@blueprint.response(200, RegistersAnswer, example={"items": [REGISTER]})
@blueprint.says()
def registers() -> dict[str, Any]:
    """The registers that this person may open.

    Rights: public ones for everybody, the others for staff and readers.
    """
    return {"items": read_register.registers(*asking())}


@blueprint.get("/registers/<register>")
@blueprint.arguments(RegisterQuery, location="query", unknown=RAISE)
@blueprint.response(200, RowsAnswer, example={"items": [ROW], "page": schemas.PAGE})
@blueprint.says(404, 422)
def rows(query: dict[str, Any], register: str) -> dict[str, Any]:
    """Rows of a register, by key.

    Rights: as for the register; columns that are not public are for staff and readers.
    """
    which = schemas.asked(query)
    found = read_register.rows(*asking(), register, state=query.get("state"), asked=which)
    return {"items": [_row(one) for one in found.items], "page": schemas.page(found, which)}


@blueprint.get("/registers/<register>/<key>")
@blueprint.response(200, RowAnswer, example=ROW, headers=ETAG)
@blueprint.says(404, reads=[IF_NONE_MATCH])
@blueprint.alt_response(304, description="Не изменилась / Not changed")
def row(register: str, key: str) -> Response:
    """One row: of a certificate, whether it is valid now.

    Rights: as for the register.
    """
    found = read_register.row(*asking(), register, key)
    body = _row(found)
    return unless_known(RowAnswer, body, body["etag"])


def _row(one: RowSeen) -> dict[str, Any]:
    return {
        "register": one.row.register,
        "key": one.row.key,
        "data": one.data,
        "state": one.state,
        "capacity": one.row.capacity,
        "free": one.free,
        "written_at": schemas.moment(one.row.written_at),
        "etag": one.etag,
    }
