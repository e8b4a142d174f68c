"""Procedures: brought as files, checked, published or proposed, approved, read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Response, request
from marshmallow import RAISE, fields, validate
from werkzeug.exceptions import UnsupportedMediaType

from processes.gate import Severity
from service.actor import Actor
from service.api import problems, schemas
from service.api.blueprint import answered, asking, blueprint, idempotency_key, unless_known
from service.api.bodies import require_known
from service.api.describing import ETAG, IDEMPOTENCY_KEY, IF_NONE_MATCH, LOCATION, REPLAYED
from service.bundle import Bundle
from service.checking import kept_findings
from service.errors import NotFound, Unfit
from service.installation import Installation
from service.operations import approve as second_person
from service.operations import bring_files, publish, redesign, show_definition
from service.operations.publish import Grounds
from service.operations.show_definition import ProcedureSeen
from service.parts import LARGEST_WHOLE
from storage.models import Definition, DefinitionState

_FIELDS = frozenset({"key", "reason", "basis", "effective_from", "level"})
_LARGEST = LARGEST_WHOLE + 1024 * 1024
_NO_REASON = "Загружено через API без причины"
_MOST_FILES = 1000
_CONTENT: Any = {"type": "string", "contentMediaType": "application/octet-stream"}
_NUMBERED = (DefinitionState.PUBLISHED, DefinitionState.PROPOSED, DefinitionState.REJECTED)


class FindingAnswer(schemas.Answer):
    """What the check found; `text` and `advice` are in the language of Accept-Language."""

    code = fields.String()
    severity = fields.String(validate=validate.OneOf(tuple(Severity)))
    element = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    part = fields.String(allow_none=True)
    line = fields.Integer(allow_none=True)
    text = fields.String()
    advice = fields.String()


class BroughtAnswer(schemas.Answer):
    """What became of the files; a sketch has no version."""

    level = fields.String(validate=validate.OneOf(("published", "proposed", "sketch")))
    key = fields.String()
    version = fields.Integer(allow_none=True)
    digest = fields.String()
    findings = fields.List(fields.Nested(FindingAnswer))


class CheckAnswer(schemas.Answer):
    """What the check found, and whether the files could be published; `key` is null if nothing names the procedure."""

    key = fields.String(allow_none=True)
    publishable = fields.Boolean()
    findings = fields.List(fields.Nested(FindingAnswer))


class PartAnswer(schemas.Answer):
    """A file of a version."""

    name = fields.String()
    sha256 = fields.String()


class VersionAnswer(schemas.Answer):
    """A version; `approver` decided on it at `decided_at`, with `verdict` if he rejected it."""

    key = fields.String()
    version = fields.Integer()
    state = fields.String(validate=validate.OneOf(tuple(state.value for state in _NUMBERED)))
    code = fields.String()
    titles = fields.Dict(keys=fields.String(), values=fields.String())
    digest = fields.String()
    author = fields.String()
    approver = fields.String(allow_none=True)
    reason = fields.String()
    basis = fields.String(allow_none=True)
    verdict = fields.String(allow_none=True)
    effective_from = schemas.moment_field()
    published_at = schemas.moment_field()
    decided_at = schemas.moment_field(allow_none=True)


class WholeVersionAnswer(VersionAnswer):
    """A version with its files and what the check still warned of."""

    parts = fields.List(fields.Nested(PartAnswer))
    findings = fields.List(fields.Nested(FindingAnswer))
    etag = fields.String()


class ProcedureSummary(schemas.Answer):
    """A procedure in a list: the version in effect (null: none yet) and the number of the proposed one."""

    key = fields.String()
    titles = fields.Dict(keys=fields.String(), values=fields.String())
    version = fields.Integer(allow_none=True)
    digest = fields.String(allow_none=True)
    effective_from = schemas.moment_field(allow_none=True)
    proposed = fields.Integer(allow_none=True)


class ProcedureAnswer(ProcedureSummary):
    """A procedure with all its versions, the newest first."""

    versions = fields.List(fields.Nested(VersionAnswer))


class DefinitionsAnswer(schemas.Answer):
    """Some procedures, by key."""

    items = fields.List(fields.Nested(ProcedureSummary))
    page = fields.Nested(schemas.PageAnswer)


class DecidedAnswer(schemas.Answer):
    """What the second person said."""

    key = fields.String()
    version = fields.Integer()
    digest = fields.String()
    state = fields.String(validate=validate.OneOf(("published", "rejected")))
    effective_from = schemas.moment_field()


class RejectRequest(schemas.Request):
    """Why a proposed version is not published."""

    reason = fields.String(required=True, validate=(validate.Length(1, publish.LONGEST_REASON), schemas.whole))


FINDING = {
    "code": "term.long",
    "severity": "warning",
    "element": "LV-20",
    "name": "Решить",
    "part": "leave.bpmn",
    "line": 12,
    "text": "У шага нет срока",
    "advice": "Укажите срок, если он есть в регламенте",
}
BROUGHT = {"level": "published", "key": "leave", "version": 2, "digest": "3f" * 32, "findings": [FINDING]}
CHECK = {"key": "leave", "publishable": True, "findings": [FINDING]}
VERSION = {
    "key": "leave",
    "version": 2,
    "state": "published",
    "code": "ОТП",
    "titles": {"ru": "Отпуск", "en": "Leave"},
    "digest": "3f" * 32,
    "author": "person:7",
    "approver": "person:9",
    "reason": "Срок по новому приказу",
    "basis": "Приказ 17 от 01.03.2026",
    "verdict": None,
    "effective_from": "2026-04-01T00:00:00+00:00",
    "published_at": "2026-03-02T07:00:00+00:00",
    "decided_at": "2026-03-03T07:00:00+00:00",
}
WHOLE_VERSION = {
    **VERSION,
    "parts": [{"name": "leave.bpmn", "sha256": "8c" * 32}],
    "findings": [FINDING],
    "etag": f'"{"3f" * 16}-published-ru"',
}
PROCEDURE = {
    "key": "leave",
    "titles": {"ru": "Отпуск", "en": "Leave"},
    "version": 2,
    "digest": "3f" * 32,
    "effective_from": "2026-04-01T00:00:00+00:00",
    "proposed": None,
}
DECIDED = {
    "key": "leave",
    "version": 2,
    "digest": "3f" * 32,
    "state": "published",
    "effective_from": "2026-04-01T00:00:00+00:00",
}

_LOCATION_OF_VERSION: Mapping[str, Any] = {
    "Location": {
        "schema": {"type": "string"},
        "description": "Адрес версии; у эскиза его нет. / Where the version can be read; a sketch has no address.",
    }
}
_SENT: Mapping[str, Any] = {
    "file": {
        "type": "array",
        "items": {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"},
        "description": ".bpmn, .dmn, .json, .yaml, .txt, .typ, .zip",
    },
    "key": {"type": "string", "maxLength": 80},
    "reason": {"type": "string", "maxLength": publish.LONGEST_REASON},
    "basis": {"type": "string", "maxLength": publish.LONGEST_REASON},
    "effective_from": {"type": "string", "description": "ГГГГ-ММ-ДД или RFC 3339 / YYYY-MM-DD or RFC 3339"},
    "level": {"type": "string", "enum": ["sketch"]},
}
_FILES = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "properties": dict(_SENT), "additionalProperties": False},
            "example": {"file": ["<?xml version='1.0'?>"], "key": "leave", "reason": "Срок по новому приказу"},
        }
    },
}


@blueprint.get("/definitions")
@blueprint.arguments(schemas.PageQuery, location="query", unknown=RAISE)
@blueprint.response(200, DefinitionsAnswer, example={"items": [PROCEDURE], "page": schemas.PAGE})
@blueprint.says(422)
def definitions_list(query: dict[str, Any]) -> dict[str, Any]:
    """Procedures by key.

    Rights: members of staff and the roles of the installation.
    """
    which = schemas.asked(query)
    found = show_definition.listed(*asking(), which)
    return {"items": [_summary(one) for one in found.items], "page": schemas.page(found, which)}


@blueprint.post("/definitions")
@blueprint.response(201, BroughtAnswer, example=BROUGHT, headers={**_LOCATION_OF_VERSION, **REPLAYED})
@blueprint.alt_response(
    200,
    schema=BroughtAnswer,
    description="Последняя версия состоит из этих же файлов / The newest version is made of these very files",
    example=BROUGHT,
    headers={**LOCATION, **REPLAYED},
)
@blueprint.alt_response(
    202,
    schema=BroughtAnswer,
    description="Предложена: утверждает другой человек / Proposed: somebody else has to approve it",
    example={**BROUGHT, "level": "proposed"},
    headers={**LOCATION, **REPLAYED},
)
@blueprint.says(400, 409, 413, 415, 422, reads=[IDEMPOTENCY_KEY])
@blueprint.doc(requestBody=_FILES)
def bring_definition() -> Response:
    """Publish a procedure from its files (multipart/form-data, fields `file`).

    `key` names the procedure; without it the only executable process does.  All findings come at once: errors refuse the
    files (422, nothing is stored) unless `level=sketch` keeps them as a sketch that nobody can start.  Where two people
    are asked for, the version is proposed (202).  Rights: the process owner.
    """
    installation, actor = asking()
    files, told = _uploaded(installation, actor)
    if told.get("level", "sketch") != "sketch":
        raise Unfit("level: только sketch", "level: only sketch", field="level")
    grounds = _grounds(installation, told)
    if "level" in told:
        return _sketched(installation, actor, files, grounds)
    done = bring_files.publish_files(installation, actor, files, grounds, idempotency=idempotency_key())
    body = {
        "level": "proposed" if done.proposed else "published",
        "key": done.key,
        "version": done.version,
        "digest": done.digest,
        "findings": [problems.finding(one) for one in done.findings],
    }
    where = f"/api/v1/definitions/{done.key}/versions/{done.version}"
    status = 200 if not done.new else 202 if done.proposed else 201
    return answered(BroughtAnswer, body, status, repeated=done.repeated, Location=where)


@blueprint.post("/definitions/check")
@blueprint.response(200, CheckAnswer, example=CHECK, headers=REPLAYED)
@blueprint.says(400, 413, 415, 422, reads=[IDEMPOTENCY_KEY])
@blueprint.doc(requestBody=_FILES)
def check_definition() -> Response:
    """What the check says of these files; nothing of them is stored.

    The fields are those of publishing.  Rights: the process owner of any procedure.
    """
    installation, actor = asking()
    files, _ = _uploaded(installation, actor)
    done = bring_files.check_files(installation, actor, files, idempotency=idempotency_key())
    found = [problems.finding(one.finding, one.part) for one in done.findings]
    body = {"key": done.key, "publishable": done.publishable, "findings": found}
    return answered(CheckAnswer, body, repeated=done.repeated)


@blueprint.get("/definitions/<procedure>")
@blueprint.response(200, ProcedureAnswer, example={**PROCEDURE, "versions": [VERSION]})
@blueprint.says(404)
def definition(procedure: str) -> dict[str, Any]:
    """A procedure with all its versions, the newest first.

    Rights: members of staff and the roles of the installation.
    """
    found = show_definition.procedure(*asking(), procedure)
    return {**_summary(found), "versions": [_version(row) for row in found.versions]}


@blueprint.get("/definitions/<procedure>/versions/<version>")
@blueprint.response(200, WholeVersionAnswer, example=WHOLE_VERSION, headers=ETAG)
@blueprint.says(404, reads=[IF_NONE_MATCH])
@blueprint.alt_response(304, description="Не изменилась / Not changed")
def definition_version(procedure: str, version: str) -> Response:
    """A version with the names of its files.

    Its files never change; its state does, once.  Rights: members of staff and the roles of the installation.
    """
    found = show_definition.version(*asking(), *_addressed(procedure, version))
    etag = f'"{found.row.digest[:32]}-{found.row.state}-{problems.language()}"'
    body = {
        **_version(found.row),
        "parts": [{"name": name, "sha256": digest} for name, digest in found.parts.items()],
        "findings": _findings(found.row.findings),
        "etag": etag,
    }
    return unless_known(WholeVersionAnswer, body, etag)


@blueprint.get("/definitions/<procedure>/versions/<version>/parts/<path:part>")
@blueprint.response(
    200, _CONTENT, content_type="application/octet-stream", example="<?xml version='1.0'?>", headers=ETAG
)
@blueprint.says(404, reads=[IF_NONE_MATCH])
@blueprint.alt_response(304, description="Не изменился / Not changed")
def definition_part(procedure: str, version: str, part: str) -> Response:
    """The content of a file of a version, as it was published.

    Rights: members of staff and the roles of the installation.
    """
    found = show_definition.part(*asking(), *_addressed(procedure, version), part)
    headers = {"ETag": f'"{found.digest}"'}
    if request.if_none_match.contains_weak(found.digest):
        return Response(status=304, headers=headers)
    response = Response(found.content, mimetype="application/octet-stream", headers=headers)
    response.headers.set("Content-Disposition", "attachment", filename=found.name.rpartition("/")[2])
    return response


@blueprint.post("/definitions/<procedure>/versions/<version>/approve")
@blueprint.response(200, DecidedAnswer, example=DECIDED, headers=REPLAYED)
@blueprint.says(404, 409, 422, reads=[IDEMPOTENCY_KEY])
def approve_definition(procedure: str, version: str) -> Response:
    """Approve a proposed version: it is published then, in effect from its day on.

    403 for whoever proposed it; 409 if it is not proposed any more or a newer one was published meanwhile.  Rights: the
    process owner.
    """
    key, number = _addressed(procedure, version)
    return _decided(second_person.approve(*asking(), key, number, idempotency=idempotency_key()))


@blueprint.post("/definitions/<procedure>/versions/<version>/reject")
@blueprint.arguments(RejectRequest, example={"reason": "Срок не согласован с юристом"})
@blueprint.response(200, DecidedAnswer, example={**DECIDED, "state": "rejected"}, headers=REPLAYED)
@blueprint.says(404, 409, 422, reads=[IDEMPOTENCY_KEY])
def reject_definition(body: dict[str, Any], procedure: str, version: str) -> Response:
    """Reject a proposed version, with a reason; its author finds it again as his draft.

    Whoever proposed it takes it back so.  409 if it is not proposed any more.  Rights: the process owner.
    """
    key, number = _addressed(procedure, version)
    return _decided(second_person.reject(*asking(), key, number, body["reason"], idempotency=idempotency_key()))


def _sketched(installation: Installation, actor: Actor, files: Bundle, grounds: Grounds) -> Response:
    done = bring_files.sketch_files(installation, actor, files, grounds, idempotency=idempotency_key())
    found = [problems.finding(one) for one in done.findings]
    body = {"level": "sketch", "key": done.key, "version": None, "digest": done.digest, "findings": found}
    return answered(BroughtAnswer, body, 201, repeated=done.repeated)


def _uploaded(installation: Installation, actor: Actor) -> tuple[Bundle, Mapping[str, str]]:
    """The files of the request and its fields; raises NotAllowed before it reads them all, Unfit for fields unasked."""
    redesign.require_some_owner(actor)
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType
    request.max_content_length = _LARGEST
    require_known(request.form, _FIELDS)
    files = [file for _, file in request.files.items(multi=True)]
    if len(files) > _MOST_FILES:
        raise Unfit(f"Больше {_MOST_FILES} файлов", f"More than {_MOST_FILES} files")
    told = {name: value.strip() for name, value in request.form.items() if value.strip()}
    contents = [(file.filename or "", file.stream.read(LARGEST_WHOLE + 1)) for file in files]
    return installation.quarantine.gather(contents, told.get("key")), told


def _grounds(installation: Installation, told: Mapping[str, str]) -> Grounds:
    return Grounds(
        reason=told.get("reason", _NO_REASON),
        basis=told.get("basis"),
        effective_from=_since(installation, told.get("effective_from", "")),
    )


def _since(installation: Installation, text: str) -> datetime | None:
    """A day in the installation's zone, or a moment with its offset."""
    if len(text) <= 10:
        return publish.effective_on(installation, text)
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise Unfit("effective_from: момент без смещения", "effective_from: the moment has no offset")
        return at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unfit(
            "effective_from: день или момент со смещением", "effective_from: a day or an aware moment"
        ) from error


def _addressed(procedure: str, version: str) -> tuple[str, int]:
    """A version out of its address; raises NotFound for what can be none."""
    if not version.isascii() or not version.isdigit() or len(version) > 9 or "\0" in procedure:
        raise NotFound(f"Версии {version[:40]} нет", f"There is no version {version[:40]}", version=version[:40])
    return procedure, int(version)


def _decided(done: second_person.Decided) -> Response:
    since = schemas.moment(datetime.fromisoformat(done.effective_from))
    return answered(DecidedAnswer, {**done.plain(), "effective_from": since}, repeated=done.repeated)


def _summary(seen: ProcedureSeen) -> dict[str, Any]:
    newest, proposed = seen.newest, seen.proposed
    return {
        "key": seen.key,
        "titles": seen.titles,
        "version": newest.version if newest else None,
        "digest": newest.digest if newest else None,
        "effective_from": schemas.moment(newest.effective_from) if newest else None,
        "proposed": proposed.version if proposed else None,
    }


def _version(row: Definition) -> dict[str, Any]:
    return {
        "key": row.procedure,
        "version": row.version,
        "state": row.state,
        "code": row.code,
        "titles": row.titles,
        "digest": row.digest,
        "author": row.author,
        "approver": row.approver,
        "reason": row.reason,
        "basis": row.basis,
        "verdict": row.verdict,
        "effective_from": schemas.moment(row.effective_from),
        "published_at": schemas.moment(row.published_at),
        "decided_at": schemas.moment_or_none(row.decided_at),
    }


def _findings(kept: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [problems.finding(one) for one in kept_findings(kept)]
