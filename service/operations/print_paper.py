"""A paper to be printed and signed: made from a form as it is filled in so far, and from the case.  Kept nowhere.

A step offers it by its property `print`, the id of a template.  What the case keeps is made by the action `document`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms import answers, documents
from forms.definition import Form
from forms.fields.choices import Choice
from processes.definition import Paper, result_key
from service import documents as rendering
from service import editable
from service.actor import Actor
from service.installation import Installation
from service.operations import show_start, show_task
from service.published import Edition
from storage.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A paper and what to call it."""

    name: str
    content: bytes
    media_type: str = "application/pdf"


def offered(edition: Edition, element: str) -> Paper | None:
    """The paper that a step offers to print, if it offers one."""
    template = edition.definition.node(element).properties.get("print")
    return edition.definition.papers.get(template) if template in edition.documents else None


def kinds(paper: Paper) -> tuple[str, ...]:
    """As what it is given out."""
    return ("pdf", "docx") if paper.editable else ("pdf",)


def of_task(installation: Installation, actor: Actor, ref: str, raw: Mapping[str, Any], kind: str = "pdf") -> Printed:
    """The paper of a task that the person may do, as `pdf`, or as `docx` if parties work on it.

    Raises NotFound, what refuses him, DocumentFailed.
    """
    view = show_task.show(installation, actor, ref)
    if view.refusal is not None:
        raise view.refusal
    if not view.may_complete:
        raise NotFound("Задача", "Task", ref)
    return _printed(
        installation, view.edition, view.element, view.form, raw, kind, case=view.case, choices=view.choices
    )


def of_start(
    installation: Installation,
    actor: Actor,
    procedure: str,
    raw: Mapping[str, Any],
    *,
    process: str | None = None,
    start: str | None = None,
    kind: str = "pdf",
) -> Printed:
    """The paper of a form that begins a case, as in `of_task`; raises NotFound, NotAllowed, Unfit, DocumentFailed."""
    view = show_start.show(installation, actor, procedure, process, start)
    return _printed(installation, view.edition, view.start, view.form, raw, kind, case={}, choices=view.choices)


def _printed(
    installation: Installation,
    edition: Edition,
    element: str,
    form: Form | None,
    raw: Mapping[str, Any],
    kind: str,
    *,
    case: Mapping[str, Any],
    choices: Mapping[str, Sequence[Choice]],
) -> Printed:
    paper = offered(edition, element)
    if paper is None or kind not in kinds(paper):
        raise NotFound("Документ", "Document", element)
    settings = edition.definition.setting_values
    typed = (
        answers.unfinished(
            form, raw, today=installation.today(), case={**case, "settings": settings}, choices=choices,
            zone=installation.zone,
        )
        if form
        else {}
    )  # fmt: skip
    filled = {**case, result_key(edition.definition.node(element)): typed}
    data = documents.data(number="", case=filled, settings=settings, inputs={})
    template, at = edition.documents[paper.id], installation.now()
    if kind == "docx":
        content, media_type = editable.render(template, data, at=at), editable.MEDIA_TYPE
    else:
        content, media_type = rendering.render(template, data, at=at), "application/pdf"
    return Printed(name=f"{paper.ru or paper.id}.{kind}", content=content, media_type=media_type)
