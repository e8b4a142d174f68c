"""The one blueprint of /api/v1, and what every view of it reads from a request: who asks, what he saw, under which key."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import marshmallow as ma
from flask import Response, g, jsonify, make_response, request
from werkzeug.exceptions import UnsupportedMediaType

from processes.errors import PoryadokError
from service import current
from service.actor import Actor
from service.api import problems, schemas
from service.api.bodies import JsonBlueprint
from service.errors import EtagMissing, NotConfirmed, NotFound, NotSignedIn, ScopeMissing, Unfit
from service.installation import Installation
from service.operations import sign_in
from service.outcome import Outcome

blueprint = JsonBlueprint(
    "api", __name__, url_prefix="/api/v1", description="Дела, задачи, файлы / cases, tasks, files"
)

BIGGEST_JSON = 2 * 1024 * 1024
_SCOPED = {"api.send": "messages", "api.message": "messages"}
"""What a token that is limited to a scope may call; nothing else."""

_KEY = re.compile(r"[ !#-~]{1,200}")
_TRACE = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


@blueprint.before_request
def _authenticate() -> None:
    """A bearer token is the only way in: the session of a browser means nothing here, so no page can forge a call."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn
    g.actor = sign_in.by_token(current.installation(), token.strip())
    if g.actor.scopes and _SCOPED.get(request.endpoint or "") not in g.actor.scopes:
        raise ScopeMissing(g.actor.scopes)
    if not g.actor.confirmed:
        raise NotConfirmed
    if request.mimetype == "multipart/form-data" or request.method in ("GET", "HEAD"):
        return
    request.max_content_length = BIGGEST_JSON
    if request.content_length and not request.is_json:
        raise UnsupportedMediaType


@blueprint.after_request
def _say_where(response: Response) -> Response:
    """Whoever traces gets his trace back (W3C Trace Context); what an answer says holds for whoever asked, and for now."""
    trace = request.headers.get("traceparent", "")
    if _TRACE.fullmatch(trace):
        response.headers["traceparent"] = trace
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


blueprint.register_error_handler(PoryadokError, problems.refused)


def asking() -> tuple[Installation, Actor]:
    """The installation and whose token it is: the first two arguments of every operation."""
    return current.installation(), g.actor


def instance_number(text: str) -> int:
    """A case's id out of its address; raises NotFound for what can be none."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise NotFound(f"Дела {text[:40]} нет", f"There is no case {text[:40]}", instance=text[:40])
    return int(text)


def if_match() -> str | None:
    """The state that the client saw; None where it says nothing, or that any will do (`*`)."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        return None
    return given if given.startswith('"') else f'"{given}"'


def required_if_match() -> str | None:
    """As `if_match`, where text could be lost: raises EtagMissing if the client says nothing."""
    if not request.headers.get("If-Match", "").strip():
        raise EtagMissing
    return if_match()


def idempotency_key() -> str | None:
    """The key under which the client may send this request again; raises Unfit for one that cannot be kept."""
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    key = given.strip().strip('"')
    if not _KEY.fullmatch(key):
        raise Unfit(
            "Idempotency-Key: от 1 до 200 печатных знаков ASCII",
            "Idempotency-Key: 1 to 200 printable ASCII characters",
        )
    return key


def answered(
    answer: type[ma.Schema], body: Any, status: int = 200, *, repeated: bool = False, **headers: str | None
) -> Response:
    """The answer with these headers (`ETag=…`, `Location=…`), marked if it was given before to the same key."""
    response = make_response(jsonify(_once(answer).dump(body)), status)
    for name, value in headers.items():
        if value is not None:
            response.headers[name] = value
    return marked(response, repeated)


@cache
def _once(answer: type[ma.Schema]) -> ma.Schema:
    """Made once: the library copies every field of a schema each time it is made."""
    return answer()


def unless_known(answer: type[ma.Schema], body: Any, etag: str) -> Response:
    """The answer with its ETag; 304 without a body if the client has it already (If-None-Match)."""
    if request.if_none_match.contains_weak(etag.strip('"')):
        return Response(status=304, headers={"ETag": etag})
    return answered(answer, body, ETag=etag)


def outcome(done: Outcome, status: int) -> Response:
    """What came of it, with the task's new state and a mark where it was answered before."""
    return answered(schemas.OutcomeAnswer, schemas.outcome(done), status, repeated=done.repeated, ETag=done.etag)


def marked(response: Response, repeated: bool) -> Response:
    """The response, with a mark if it was given before to the same Idempotency-Key."""
    if repeated:
        response.headers["Idempotency-Replayed"] = "true"
    return response
