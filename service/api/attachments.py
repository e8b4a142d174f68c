"""Files: those that answers may name, and the papers of cases."""

from __future__ import annotations

from typing import Any

from flask import Response, request, send_file
from marshmallow import fields
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from service.api import schemas
from service.api.blueprint import answered, asking, blueprint, idempotency_key
from service.api.bodies import require_known
from service.api.describing import ETAG, IDEMPOTENCY_KEY, IF_NONE_MATCH, LOCATION, REPLAYED
from service.operations import read_attachment, upload_attachment
from service.operations.read_attachment import File

_CONTENT: Any = {"type": "string", "contentMediaType": "application/octet-stream"}


class AttachmentAnswer(schemas.Answer):
    """A file that answers may name now, by `{"attachment": id}` or by all of this."""

    attachment = fields.String()
    name = fields.String()
    sha256 = fields.String()
    size = fields.Integer()
    media_type = fields.String()


ATTACHMENT = {
    "attachment": "0b9f8c7d6e5f4a3b2c1d0e9f8a7b6c5d",
    "name": "диплом.pdf",
    "sha256": "3f" * 32,
    "size": 104857,
    "media_type": "application/pdf",
}
_UPLOAD = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary", "contentMediaType": "*/*"}},
                "required": ["file"],
                "additionalProperties": False,
            }
        }
    },
}


@blueprint.post("/attachments")
@blueprint.response(201, AttachmentAnswer, example=ATTACHMENT, headers={**LOCATION, **REPLAYED})
@blueprint.says(400, 413, 415, 422, reads=[IDEMPOTENCY_KEY])
@blueprint.doc(requestBody=_UPLOAD)
def attach() -> Response:
    """Upload a file (multipart/form-data, field `file`): PDF, PNG, JPEG, DOCX or XLSX up to 20 MB.

    It is thrown away after a day unless answers have named it.  Rights: everybody.
    """
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType
    require_known([*request.files, *request.form], {"file"})
    files = request.files.getlist("file")
    if len(files) != 1:
        raise BadRequest
    kept = upload_attachment.upload(
        *asking(),
        files[0].stream,  # type: ignore[arg-type]  # werkzeug types it as IO
        files[0].filename or "",
        idempotency=idempotency_key(),
    )
    body = {**kept.as_answer(), "media_type": kept.media_type}
    return answered(AttachmentAnswer, body, 201, repeated=kept.repeated, Location=f"/api/v1/attachments/{kept.id}")


@blueprint.get("/attachments/<attachment>")
@blueprint.response(200, _CONTENT, content_type="*/*", example="%PDF-1.7", headers=ETAG)
@blueprint.says(404, reads=[IF_NONE_MATCH])
@blueprint.alt_response(304, description="Не изменился / Not changed")
def attachment(attachment: str) -> Response:
    """The content of an uploaded file.

    Rights: whoever uploaded it; staff and readers of the procedure for a file of a case.
    """
    return sent(read_attachment.read(*asking(), attachment))


@blueprint.get("/documents/<document>")
@blueprint.response(200, _CONTENT, content_type="application/pdf", example="%PDF-1.7", headers=ETAG)
@blueprint.says(404, reads=[IF_NONE_MATCH])
@blueprint.alt_response(304, description="Не изменился / Not changed")
def document(document: str) -> Response:
    """The content of a paper that the service made for a case.

    Rights: as for the case.
    """
    return sent(read_attachment.read_document(*asking(), document))


def sent(file: File) -> Response:
    """Whole, or 304: parts of files and other conditions are not offered."""
    if request.if_none_match.contains_weak(file.sha256):
        return Response(status=304, headers={"ETag": f'"{file.sha256}"'})
    return send_file(
        file.path,
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        etag=file.sha256,
        conditional=False,
    )
