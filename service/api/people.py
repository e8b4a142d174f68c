"""Roles, and the person whom the token speaks for."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from service.api import schemas
from service.api.blueprint import asking, blueprint
from service.operations import list_roles


class RoleAnswer(schemas.Answer):
    """A role of a procedure.  `outside`: held through a party or an appointment, as `scope` says; `head` is told of terms."""

    id = fields.String()
    procedure = fields.String()
    ru = fields.String()
    en = fields.String()
    outside = fields.Boolean()
    scope = fields.String(validate=validate.OneOf(("none", "party", "instance")))
    head = fields.String(allow_none=True)


class RolesAnswer(schemas.Answer):
    """All roles of the procedures in effect; they are few, so there is one page."""

    items = fields.List(fields.Nested(RoleAnswer))


class PersonAnswer(schemas.Answer):
    """A person; `keys` are the inboxes that he may open, `scopes` what this token is limited to (none: nothing)."""

    id = fields.String()
    login = fields.String()
    name = fields.String()
    language = fields.String()
    email = fields.String(allow_none=True)
    roles = fields.List(fields.String())
    keys = fields.List(fields.String())
    scopes = fields.List(fields.String())


ROLE = {
    "id": "coc_specialist",
    "procedure": "candidate-exam",
    "ru": "Специалист ЦОК",
    "en": "Specialist",
    "outside": False,
    "scope": "none",
    "head": "coc_head",
}
PERSON = {
    "id": "person:7",
    "login": "ivanova",
    "name": "Иванова Ольга",
    "language": "ru",
    "email": "ivanova@example.org",
    "roles": ["coc_specialist"],
    "keys": ["coc_specialist", "person:7"],
    "scopes": [],
}


@blueprint.get("/roles")
@blueprint.response(200, RolesAnswer, example={"items": [ROLE]})
@blueprint.says()
def roles() -> dict[str, Any]:
    """Roles of the procedures in effect.

    Rights: everybody with a token: regulations name their roles.
    """
    return {"items": list_roles.list_roles(*asking())}


@blueprint.get("/people/me")
@blueprint.response(200, PersonAnswer, example=PERSON)
@blueprint.says()
def me() -> dict[str, Any]:
    """The person whom the token speaks for.

    Rights: everybody with a token sees himself.
    """
    _, actor = asking()
    return {
        "id": actor.id,
        "login": actor.login,
        "name": actor.name,
        "language": actor.language,
        "email": actor.email,
        "roles": sorted(actor.roles),
        "keys": sorted(actor.keys),
        "scopes": sorted(actor.scopes),
    }
