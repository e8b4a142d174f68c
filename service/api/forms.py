"""Forms of published versions, as form-js JSON of our subset."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields

from service.api import schemas
from service.api.blueprint import asking, blueprint, unless_known
from service.api.describing import ETAG, IF_NONE_MATCH
from service.operations import show_form


class FormAnswer(schemas.Answer):
    """A form: `schema` is the JSON that its version was published with; `digest` is SHA-256 of its bytes."""

    procedure = fields.String()
    version = fields.Integer()
    id = fields.String()
    digest = fields.String()
    title = fields.String()
    schema = fields.Dict()


FORM = {
    "procedure": "candidate-exam",
    "version": 1,
    "id": "F-EXM-2",
    "digest": "3f" * 32,
    "title": "Заявление",
    "schema": {"type": "default", "id": "F-EXM-2", "components": []},
}


@blueprint.get("/forms/<procedure>/<version>/<form>")
@blueprint.response(200, FormAnswer, example=FORM, headers=ETAG)
@blueprint.says(404, reads=[IF_NONE_MATCH])
@blueprint.alt_response(304, description="Не изменилась / Not changed")
def form(procedure: str, version: str, form: str) -> Response:
    """A form of a published version; versions never change.

    Rights: everybody with a token: forms of a regulation are no secret, and whoever applies has to see them.
    """
    shown = show_form.show(*asking(), procedure, version, form)
    body: dict[str, Any] = vars(shown)
    return unless_known(FormAnswer, body, f'"{shown.digest}"')
