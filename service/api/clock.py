"""The clock, where it is virtual (`--virtual-clock`): for tests of what programs do in time."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields

from service.api import durations, schemas
from service.api.blueprint import answered, asking, blueprint, idempotency_key
from service.api.describing import IDEMPOTENCY_KEY, REPLAYED
from service.operations import move_clock


class ClockRequest(schemas.Request):
    """Move the virtual clock: `to` a moment or `by` an ISO 8601 duration of days and time; `jump` skips what is due."""

    to = fields.AwareDateTime(format="iso", load_default=None, allow_none=True)
    by = fields.String(load_default=None, allow_none=True)
    jump = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class ClockAnswer(schemas.Answer):
    """Where the clock stands."""

    now = schemas.moment_field()


@blueprint.post("/clock")
@blueprint.arguments(ClockRequest, example={"by": "P8D"})
@blueprint.response(200, ClockAnswer, example={"now": "2026-03-10T07:00:00+00:00"}, headers=REPLAYED)
@blueprint.says(404, 409, reads=[IDEMPOTENCY_KEY])
def clock(body: dict[str, Any]) -> Response:
    """Move the virtual clock and wait until everything due is done.

    404 where the clock is real.  Rights: admin, operator.
    """
    by = durations.read("by", body["by"]) if body["by"] is not None else None
    moved = move_clock.move_once(*asking(), to=body["to"], by=by, jump=body["jump"], idempotency=idempotency_key())
    return answered(ClockAnswer, moved, repeated=moved.repeated)
