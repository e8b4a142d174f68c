"""A form of a published version, as it was published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from service.actor import Actor
from service.installation import Installation
from storage import definitions
from storage.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class FormShown:
    """A form; `schema` is its JSON, `digest` SHA-256 (hex) of its bytes, `title` in the person's language."""

    procedure: str
    version: int
    id: str
    digest: str
    title: str
    schema: dict[str, Any]


def show(installation: Installation, actor: Actor, procedure: str, version: str, form: str) -> FormShown:
    """The form; raises NotFound."""
    if not version.isascii() or not version.isdigit() or len(version) > 9 or "\0" in procedure:
        raise NotFound("Версия", "Version", f"{procedure[:100]}/{version[:20]}")
    with installation.database.reading() as session:
        row = definitions.by_version(session, procedure, int(version))
        edition = installation.definitions.get(session, row.id)
    found = edition.forms.get(form)
    if found is None:
        raise NotFound("Форма", "Form", form[:100])
    content = next(
        orjson.loads(part)
        for name, part in edition.parts.items()
        if name.endswith(".json") and orjson.loads(part).get("id") == form
    )
    return FormShown(
        procedure=procedure,
        version=int(version),
        id=form,
        digest=found.digest,
        title=found.name(actor.language),
        schema=content,
    )
