"""Answers that the token's person has not sent yet; nobody else reads them."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from marshmallow import fields

from service.api import schemas
from service.api.blueprint import answered, asking, blueprint, required_if_match, unless_known
from service.api.describing import ETAG, IF_MATCH_REQUIRED, IF_NONE_MATCH
from service.errors import EtagMissing
from service.operations import save_draft
from storage.models import Draft


class DraftRequest(schemas.Request):
    """What is typed so far, right or wrong."""

    answers = fields.Dict(keys=fields.String(), required=True)


class DraftAnswer(schemas.Answer):
    """A draft."""

    task = fields.String()
    answers = fields.Dict()
    etag = fields.String()
    saved_at = schemas.moment_field()


DRAFT = {"task": "17-4", "answers": {"remarks": "нет"}, "etag": '"2"', "saved_at": "2026-03-02T07:00:00+00:00"}


@blueprint.get("/drafts/<ref>")
@blueprint.response(200, DraftAnswer, example=DRAFT, headers=ETAG)
@blueprint.says(404, reads=[IF_NONE_MATCH])
@blueprint.alt_response(304, description="Не изменился / Not changed")
def draft(ref: str) -> Response:
    """The person's own draft of a task.

    404 if there is none.  Rights: its author.
    """
    found = save_draft.of_task(*asking(), ref)
    return unless_known(DraftAnswer, _draft(found), _etag(found))


@blueprint.put("/drafts/<ref>")
@blueprint.arguments(DraftRequest, example={"answers": {"remarks": "нет"}})
@blueprint.response(200, DraftAnswer, example=DRAFT, headers=ETAG)
@blueprint.says(404, 409, 422, 428, 507, reads=[{**IF_MATCH_REQUIRED, "required": False}, IF_NONE_MATCH])
def keep_draft(body: dict[str, Any], ref: str) -> Response:
    """Keep a draft: `If-None-Match: *` for the first one, `If-Match` with its ETag for the next ones (else 428).

    412 says what the draft is now.  Rights: whoever may do the task.
    """
    kept = save_draft.save_of_task(*asking(), ref, body["answers"], seen=_seen())
    return answered(DraftAnswer, _draft(kept), ETag=_etag(kept))


def _seen() -> int | None:
    """The version that the client saw, 0 for none, None for any; raises EtagMissing if it says nothing."""
    if request.headers.get("If-None-Match", "").strip() == "*":
        return 0
    try:
        seen = required_if_match()
    except EtagMissing as error:
        raise EtagMissing(
            "Нет заголовка If-Match с ETag черновика, который вы видели; для первого: If-None-Match: *",
            "If-Match with the ETag of the draft that you saw is missing; for the first one: If-None-Match: *",
        ) from error
    digits = (seen or "").strip('"')
    return None if seen is None else int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else -1


def _etag(row: Draft) -> str:
    return f'"{row.version}"'


def _draft(row: Draft) -> dict[str, Any]:
    return {
        "task": row.place,
        "answers": row.answers,
        "etag": _etag(row),
        "saved_at": schemas.moment(row.saved_at),
    }
