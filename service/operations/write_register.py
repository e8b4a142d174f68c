"""Rows that people keep by hand: answers to the register's form, written as the row's next version.

Which registers these are, by which form and who keeps them, is said in procedure.yaml.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from forms.definition import Form
from forms.errors import AnswersRefused, Message
from forms.fields.field import Question
from processes.definition import RegisterOutline
from service import in_effect
from service.access import titles
from service.actor import Actor
from service.errors import Conflict, NotAllowed, Unfit
from service.in_effect import Register
from service.installation import Installation
from service.operations import answering
from storage import journal, registers
from storage.errors import NotFound, RowChanged, RowMissing
from storage.registers import Rules

STATES = ("active", "closed")
"""The states of a row that its keepers may choose, where the procedure names no others."""
KEEPER = "admin"
"""Who may keep any register that is kept by hand."""


def write(
    installation: Installation,
    actor: Actor,
    register: str,
    key: str | None,
    raw: Mapping[str, Any],
    *,
    state: str = "active",
    etag: str | None = None,
) -> str:
    """The row's key.  `key` None makes a new row; `etag` is the version that the person saw.

    Raises NotFound (not kept by hand), NotAllowed, AnswersRefused by field, RowChanged, Conflict (a new row is there
    already), CapacityTooSmall, RowRefused.
    """
    now = installation.now()
    with installation.database.writing() as session:
        kept, form = kept_by_hand(installation, session, actor, register)
        if state not in states(kept.outline):
            named = ", ".join(states(kept.outline))
            raise AnswersRefused({"state": Message(f"Состояние: одно из {named}", f"State: one of {named}")})
        data = _checked(installation, session, actor, form, raw, before=_present(session, register, key))
        place = key or _new_key(data, now)
        try:
            row = registers.write(
                session,
                register,
                place,
                data,
                at=now,
                actor=actor.id,
                state=state,
                capacity=data.get(kept.outline.stock) if kept.outline.stock else None,
                seen=_seen(etag) if key else 0,
                rules=Rules(outline=kept.outline, today=now.astimezone(installation.zone).date()),
                words=_words(form, data),
            )
        except RowChanged as error:
            if key is not None:
                raise
            raise Conflict(
                f"Запись «{place}» уже есть. Откройте её, чтобы изменить",
                f"Row {place!r} is there already. Open it to change it",
                register=register,
                key=place,
            ) from error
        journal.record(
            session, at=now, actor=actor.id, kind="register.written", subject=f"{register}/{row.key}",
            details={"version": row.version},
        )  # fmt: skip
        return row.key


def _words(form: Form, data: Mapping[str, Any]) -> list[str]:
    """What people read in place of the values that they chose, in both languages."""
    return [
        field.shown(data[path], language)
        for path, field in form.by_path.items()
        if isinstance(field, Question) and data.get(path) not in (None, "", [])
        for language in ("ru", "en")
    ]


def states(outline: RegisterOutline) -> tuple[str, ...]:
    """The states that a row of this register may be given by hand; only in `active` is it offered."""
    return tuple(outline.states) or STATES


def kept_by_hand(installation: Installation, session: Session, actor: Actor, register: str) -> tuple[Register, Form]:
    """The register with the form of its rows, for a person who keeps it; raises NotFound and NotAllowed."""
    kept = in_effect.registers(in_effect.editions(installation, session)).get(register)
    if kept is None or kept.form is None:
        raise NotFound("Реестр, который ведут вручную,", "Register kept by hand", register)
    if not keeps(actor, kept):
        definition, roles = kept.edition.definition, kept.outline.kept_by
        raise NotAllowed(
            roles, (", ".join(titles(definition, roles, "ru")), ", ".join(titles(definition, roles, "en")))
        )
    _require_open(kept.form)
    return kept, kept.form


def keeps(actor: Actor | None, kept: Register) -> bool:
    """Whether the person may write rows of this register by hand."""
    if actor is None or kept.outline.form is None:
        return False
    return actor.holds(*kept.outline.kept_by, KEEPER, procedure=kept.edition.key)


def _require_open(form: Form) -> None:
    """Rows are kept for as long as the register is: nothing that may have to be erased goes into them."""
    erasable = [path for path, field in form.outline().fields.items() if not field.open]
    if erasable:
        raise Unfit(
            f"Форма {form.id}: поля {', '.join(erasable)} могут быть стёрты и в реестр не пишутся",
            f"Form {form.id}: the fields {', '.join(erasable)} are erasable and do not go into a register",
            form=form.id,
        )


def _checked(
    installation: Installation,
    session: Session,
    actor: Actor,
    form: Form,
    raw: Mapping[str, Any],
    *,
    before: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The plain row; the form's expressions see the row as it stands under the name `before`."""
    return answering.check(
        session,
        form,
        raw,
        actor=actor,
        instance_id=None,
        at=installation.now(),
        zone=installation.zone,
        case={"before": before},
    )


def _present(session: Session, register: str, key: str | None) -> Mapping[str, Any] | None:
    """The row as it stands, None for one that is not there."""
    if key is None:
        return None
    try:
        return registers.get(session, register, key).data
    except RowMissing:
        return None


def _new_key(data: Mapping[str, Any], now: datetime) -> str:
    """A row with a day and a time is known by them; anything else by when it was first written."""
    if isinstance(data.get("date"), str) and isinstance(data.get("time"), str):
        return f"{data['date']}-{data['time'].replace(':', '')}"
    return now.strftime("%Y%m%d%H%M%S%f")


def _seen(etag: str | None) -> int | None:
    text = (etag or "").strip('"')
    return int(text) if text.isdigit() else None
