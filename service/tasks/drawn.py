"""A form ready to be drawn: widgets over what was typed, with the names of files that it mentions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forms import widgets
from forms.definition import Form
from forms.fields.choices import Choice
from forms.fields.circumstances import Attachment, Circumstances
from forms.widgets import Widget
from service import current
from storage import attachments


def form(
    shown: Form | None,
    values: Mapping[str, Any],
    *,
    choices: Mapping[str, Sequence[Choice]],
    case: Mapping[str, Any] | None = None,
    errors: Sequence[tuple[str, str]] = (),
    above: str = "",
) -> tuple[Widget, ...]:
    """The widgets of this form for the person who asks; nothing for a step that only confirms.

    `above` stands before the names of its controls, where the page draws several forms.
    """
    if shown is None:
        return ()
    here = current.installation()
    return widgets.drawn(
        shown,
        values,
        circumstances=Circumstances(today=here.today(), zone=here.zone, choices=choices, attachments=_files(values)),
        case=case or {},
        errors=dict(errors),
        language=current.language(),
        above=above,
    )


def _files(values: Mapping[str, Any]) -> dict[str, Attachment]:
    """Files of the person who asks that the answers name by id, so that a draft shows their names."""
    ids = set(_ids(values))
    if not ids:
        return {}
    owner = current.actor().id
    with current.installation().database.reading() as session:
        return {
            row.id: Attachment(id=row.id, name=row.name or "", sha256=row.sha256, size=row.size)
            for row in attachments.some(session, ids)
            if row.owner == owner
        }


def _ids(values: Any) -> Iterator[str]:
    """Everything in raw answers that may be the id of a file."""
    if isinstance(values, str) and len(values) == 32:
        yield values
    elif isinstance(values, Mapping):
        for value in values.values():
            yield from _ids(value)
    elif isinstance(values, list):
        for value in values:
            yield from _ids(value)
