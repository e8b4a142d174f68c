"""The form of a row that people keep by hand, ready for its page: what it opens with, or what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.definition import Form
from forms.fields.choices import Choice
from service.actor import Actor
from service.installation import Installation
from service.operations import answering, write_register
from service.operations.show_task import opens_with
from service.registers import shelf
from storage import registers


@dataclass(frozen=True, kw_only=True)
class RowForm:
    """The form of a row as it stands; `key` is None for a new one, `answers` are what it opens with, `states` a word and its title."""

    register: str
    title: str
    key: str | None
    etag: str
    state: str
    form: Form
    answers: Mapping[str, Any]
    choices: Mapping[str, Sequence[Choice]]
    before: Mapping[str, Any] | None
    stock: str | None
    states: tuple[tuple[str, str], ...]


def opened(installation: Installation, actor: Actor, register: str, key: str | None, language: str) -> RowForm:
    """The form of this row; raises NotFound (not kept by hand), NotAllowed, RowMissing."""
    with installation.database.reading() as session:
        kept, form = write_register.kept_by_hand(installation, session, actor, register)
        row = registers.get(session, register, key) if key is not None else None
        case = {"before": row.data if row else None}
        return RowForm(
            register=register,
            title=shelf.title(kept, language),
            key=key,
            etag=str(row.version) if row else "",
            state=registers.state_on(row, installation.today()) if row else "active",
            form=form,
            answers=row.data if row else opens_with(installation, form, case),
            choices=answering.choices(session, form, installation.now(), installation.zone, case),
            before=case["before"],
            stock=kept.outline.stock,
            states=tuple(
                (state, shelf.state_words(kept.outline, state, language))
                for state in write_register.states(kept.outline)
            ),
        )
