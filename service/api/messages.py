"""Messages from outside to whichever case waits for their name and key."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from service.api import durations, schemas
from service.api.blueprint import answered, asking, blueprint, idempotency_key
from service.api.describing import IDEMPOTENCY_KEY, LOCATION, REPLAYED
from service.operations import send_message
from service.operations.send_message import Posted


class MessageRequest(schemas.Request):
    """A message; `payload` is plain JSON without fractions (money is text), `ttl` how long it waits to be awaited."""

    name = fields.String(required=True, validate=schemas.NAME)
    key = fields.String(load_default=None, allow_none=True, validate=schemas.NAME)
    payload = fields.Dict(keys=fields.String(), load_default=dict)
    ttl = fields.String(load_default="P30D", validate=validate.Regexp(durations.PATTERN))


class MessageAnswer(schemas.Answer):
    """How far a message has come: waiting, delivered (to `instance`) or expired."""

    id = fields.String()
    name = fields.String()
    key = fields.String(allow_none=True)
    status = fields.String(validate=validate.OneOf(("waiting", "delivered", "expired")))
    sent_at = schemas.moment_field()
    expires_at = schemas.moment_field(allow_none=True)
    instance = fields.String(allow_none=True)
    delivered_at = schemas.moment_field(allow_none=True)


MESSAGE = {
    "id": "5f0c3a9e5b6d4c2f8a1b7d3e9f60a1b2",
    "name": "paid",
    "key": "ЭКЗ-2026-0017",
    "status": "waiting",
    "sent_at": "2026-03-02T07:00:00+00:00",
    "expires_at": "2026-04-01T07:00:00+00:00",
    "instance": None,
    "delivered_at": None,
}
SEND = {"name": "paid", "key": "ЭКЗ-2026-0017", "payload": {"amount": "12000.00"}, "ttl": "P30D"}


@blueprint.post("/messages")
@blueprint.arguments(MessageRequest, example=SEND)
@blueprint.response(202, MessageAnswer, example=MESSAGE, headers={**LOCATION, **REPLAYED})
@blueprint.says(reads=[IDEMPOTENCY_KEY])
def send(body: dict[str, Any]) -> Response:
    """Send a message; it is delivered right after, or once a case waits for it, never twice.

    The case that has waited longest for this name and key takes it; without a key, one that waits for no key.  A
    suspended case takes it when it goes on.  Where no case waits, a procedure in effect whose cases begin by this message
    begins one, one at a time for a key: a further message waits until that case has ended.  Rights: the operator, the admin, or a token with scope `messages`.
    """
    ttl = durations.read("ttl", body.pop("ttl"))
    posted = send_message.send(*asking(), **body, ttl=ttl, idempotency=idempotency_key())
    return answered(MessageAnswer, _message(posted), 202, repeated=posted.repeated, Location=_address(posted))


@blueprint.get("/messages/<message_id>")
@blueprint.response(200, MessageAnswer, example={**MESSAGE, "status": "delivered", "instance": "17"})
@blueprint.says(404)
def message(message_id: str) -> dict[str, Any]:
    """How far a message has come.

    Rights: the operator, the admin, or a token with scope `messages`.
    """
    return _message(send_message.show(*asking(), message_id))


def _address(posted: Posted) -> str:
    return f"/api/v1/messages/{posted.id}"


def _message(posted: Posted) -> dict[str, Any]:
    return {**posted.plain(), "instance": None if posted.instance_id is None else str(posted.instance_id)}
