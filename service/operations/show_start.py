"""What the page that begins a case shows, and which cases a person may begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from sqlalchemy.orm import Session

from forms.definition import Form
from forms.fields.choices import Choice
from processes.definition import Clause, Definition
from processes.model.elements import Node
from service.actor import Actor
from service.errors import NotAllowed
from service.installation import Installation
from service.operations import answering
from service.operations.save_draft import start_place
from service.operations.show_task import clauses_of, opens_with
from service.operations.start_instance import require_start, start_node
from service.published import Edition
from storage import definitions, drafts


@dataclass(frozen=True, kw_only=True)
class StartView:
    """A start form as one person sees it; `answers` are his draft, else what the form opens with."""

    procedure: str
    process: str
    start: str
    name: str
    edition: Edition
    form: Form | None
    answers: dict[str, Any]
    saved_at: datetime | None
    draft_version: int
    choices: Mapping[str, Sequence[Choice]]
    clauses: tuple[Clause, ...]
    instruction: str

    @property
    def definition(self) -> Definition:
        return self.edition.definition

    @classmethod
    def blank(cls, installation: Installation, session: Session, edition: Edition, node: Node) -> Self:
        """The form as nobody has begun to fill it in."""
        form = edition.form(node.properties.get("form"))
        return cls(
            procedure=edition.key,
            process=edition.definition.process_of(node.id).id,
            start=node.id,
            name=node.name,
            edition=edition,
            form=form,
            answers=opens_with(installation, form, {}),
            saved_at=None,
            draft_version=0,
            choices=answering.choices(session, form, installation.now(), installation.zone, {}),
            clauses=clauses_of(edition.definition, node),
            instruction=node.properties.get("instruction", "") or node.documentation,
        )


@dataclass(frozen=True, kw_only=True)
class StartOption:
    """A way for the person to begin a case."""

    procedure: str
    process: str
    start: str
    title_ru: str
    title_en: str
    name: str


def show(
    installation: Installation, actor: Actor, procedure: str, process: str | None = None, start: str | None = None
) -> StartView:
    """The start form for this person; raises NotFound, NotAllowed, Unfit (several starts)."""
    with installation.database.reading() as session:
        edition = installation.definitions.newest(session, procedure, installation.now())
        node = start_node(edition, process, start)
        require_start(actor, edition, node)
        view = StartView.blank(installation, session, edition, node)
        draft = drafts.load(session, actor.person_id, start_place(procedure, view.process, node.id))
        if draft is None:
            return view
        return replace(view, answers=draft.answers, saved_at=draft.saved_at, draft_version=draft.version)


def startable(installation: Installation, actor: Actor) -> list[StartOption]:
    """Every start with a form or a role that the person may use, by procedure."""
    now = installation.now()
    with installation.database.reading() as session:
        editions = [installation.definitions.get(session, row.id) for row in definitions.in_effect(session, now)]
    return [option for edition in editions for option in _of_edition(actor, edition)]


def _of_edition(actor: Actor, edition: Edition) -> list[StartOption]:
    options = []
    for process in edition.definition.processes.values():
        for node in edition.definition.starts(process.id):
            if node.event is not None or not edition.definition.roles_of(node.id):
                continue
            try:
                require_start(actor, edition, node)
            except NotAllowed:
                continue
            options.append(option_of(edition, process.id, node))
    return options


def option_of(edition: Edition, process: str, node: Node) -> StartOption:
    """A start event as something to choose."""
    definition = edition.definition
    return StartOption(
        procedure=edition.key,
        process=process,
        start=node.id,
        title_ru=definition.title_of(process, "ru"),
        title_en=definition.title_of(process, "en"),
        name=node.name,
    )
