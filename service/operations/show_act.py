"""Acts open to a person in a case, and the page on which he does one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms.definition import Form
from forms.fields.choices import Choice
from processes.definition import Clause, Definition
from service.access import key_held, require_instance, require_key
from service.actor import Actor
from service.errors import Conflict
from service.installation import Installation
from service.moving import case_data, data_around, opened, surroundings
from service.operations import answering
from service.operations.save_draft import act_place
from service.operations.show_task import clauses_of, opens_with
from service.published import Edition
from storage import drafts, instances


@dataclass(frozen=True, kw_only=True)
class ActView:
    """An act as one person sees it; `answers` are his draft, else what the form opens with;
    `names` all that the form may read."""

    instance_id: int
    number: str
    subscription: int
    element: str
    name: str
    edition: Edition
    form: Form | None
    answers: dict[str, Any]
    saved_at: datetime | None
    draft_version: int
    choices: Mapping[str, Sequence[Choice]]
    clauses: tuple[Clause, ...]
    instruction: str
    names: Mapping[str, Any]

    @property
    def definition(self) -> Definition:
        return self.edition.definition


@dataclass(frozen=True, kw_only=True)
class ActOption:
    """Something that the person may do in the case at any time now."""

    subscription: int
    element: str
    name: str


def open_acts(installation: Installation, actor: Actor, instance_id: int) -> list[ActOption]:
    """What the person may do in this case besides its tasks; raises NotFound."""
    with installation.database.reading() as session:
        _, edition = require_instance(installation, session, actor, instance_id)
        return [
            ActOption(
                subscription=row.subscription, element=row.element, name=edition.definition.node(row.element).name
            )
            for row in instances.subscriptions(session, instance_id)
            if row.roles and key_held(actor, row.roles, edition.key)
        ]


def show(installation: Installation, actor: Actor, instance_id: int, subscription: int) -> ActView:
    """The act's page; raises NotFound, NotAllowed, Conflict (the case no longer takes it)."""
    with installation.database.reading() as session:
        row, edition = require_instance(installation, session, actor, instance_id)
        awaited = instances.subscription(session, instance_id, subscription)
        require_key(actor, awaited.roles, edition)
        if awaited.state != "open":
            raise Conflict(
                "Сейчас это действие в деле невозможно: дело пошло дальше",
                "The case does not take this act now: it has gone on",
                instance=instance_id,
            )
        node = edition.definition.node(awaited.element)
        form = edition.form(awaited.form)
        data = opened(session, row, case_data(installation, session, row, edition))
        around = opened(session, row, data_around(installation, session, row, edition, subscription))
        names = {**data, **surroundings(row, edition), **around}
        draft = drafts.load(session, actor.person_id, act_place(instance_id, subscription))
        return ActView(
            instance_id=instance_id,
            number=row.number,
            subscription=subscription,
            element=awaited.element,
            name=node.name,
            edition=edition,
            form=form,
            answers=draft.answers if draft else opens_with(installation, form, names),
            saved_at=draft.saved_at if draft else None,
            draft_version=draft.version if draft else 0,
            choices=answering.choices(session, form, installation.now(), installation.zone, names),
            clauses=clauses_of(edition.definition, node),
            instruction=node.properties.get("instruction", "") or node.documentation,
            names=names,
        )
