"""Turning raw values into answers that a command may carry: choices and files looked up, checked, sealed, kept.

Opens no transaction: it is a step of those that complete, start and act.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from forms import answers as forms_answers
from forms import conditions
from forms.definition import Form
from forms.fields.choices import Choice
from forms.fields.chosen import Chosen
from forms.fields.circumstances import Attachment, Circumstances
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Question
from forms.fields.filepicker import FilePicker
from forms.fields.signature import Signed
from service.actor import Actor
from service.errors import Unfit, UnknownFields
from service.moving import Move
from service.operations.upload_attachment import kind_of
from storage import attachments, registers

SALT = 16
"""Bytes of chance in each commitment."""

MOST_ROWS = 10_000
"""Rows of a register that are looked at for one field; years of past sessions stand before those to come."""


def sealed(move: Move, actor: Actor, form: Form | None, raw: Mapping[str, Any], *, at: int) -> dict[str, Any]:
    """The answers to the task or act `at` as the log may hold them; erasable values and files are kept beside it.

    Raises AnswersRefused.
    """
    case, around = dict(move.live.data), move.live.around(at)
    if form is not None and _asks_the_case(form):
        case, around = move.names(), move.unsealed(around)
    task = move.live.open_tasks.get(at)
    local = (task.local if task else None) or {}
    waiting = task or move.live.subscriptions.get(at)
    subject = (waiting.party if waiting else None) or subject_of(move)
    return _sealed(move, actor, form, raw, {**case, **around, **local}, move.live.zone, subject)


def sealed_text(move: Move, text: str, *, path: str, subject: str | None) -> dict[str, Any]:
    """Words as the log keeps them; they themselves are erasable and stand beside it under this path."""
    erasable = forms_answers.Erasable(path=path, salt=secrets.token_bytes(SALT), value=text)
    move.seal([erasable], subject=subject)
    return {"given": True, "commitment": forms_answers.commitment(erasable.salt, text)}


def sealed_start(
    move: Move, actor: Actor, form: Form | None, raw: Mapping[str, Any], *, subject: str | None
) -> dict[str, Any]:
    """The same for the form that begins a case: it has no data yet, and its days are those of the installation."""
    return _sealed(move, actor, form, raw, {}, move.installation.zone, subject)


def _sealed(
    move: Move,
    actor: Actor,
    form: Form | None,
    raw: Mapping[str, Any],
    case: Mapping[str, Any],
    zone: ZoneInfo,
    subject: str | None,
) -> dict[str, Any]:
    if form is None:
        if raw:
            raise UnknownFields(tuple(sorted(map(str, raw)))[:20])
        return {}
    checked = check(move.session, form, raw, actor=actor, instance_id=move.row.id, at=move.at, zone=zone, case=case)
    files = {id_ for path in _pickers(form) for id_ in _chosen(checked, path.split("."))}
    if files:
        attachments.keep(move.session, files, instance_id=move.row.id)
    result = forms_answers.seal(form, checked, lambda: secrets.token_bytes(SALT))
    move.seal(result.personal, subject=subject)
    return dict(result.answers)


def kept_scans(move: Move, actor: Actor, ids: Collection[str]) -> tuple[dict[str, Any], ...]:
    """What the log says of the scans of a paper; the case keeps the files.  Raises Unfit for a file of somebody else."""
    own = [row for row in attachments.some(move.session, ids) if row.instance_id is None and row.owner == actor.id]
    if len(own) != len(set(ids)):
        raise Unfit("Скан не найден; приложите его ещё раз", "There is no such scan; attach it again")
    attachments.keep(move.session, [row.id for row in own], instance_id=move.row.id)
    return tuple({"attachment": row.id, "sha256": row.sha256, "size": row.size} for row in own)


def check(
    session: Session,
    form: Form,
    raw: Mapping[str, Any],
    *,
    actor: Actor,
    instance_id: int | None,
    at: datetime,
    zone: ZoneInfo,
    case: Mapping[str, Any],
) -> dict[str, Any]:
    """Plain answers that hold all rules of the form; raises AnswersRefused with a message for each field."""
    return forms_answers.check(
        form,
        raw,
        today=at.astimezone(zone).date(),
        zone=zone,
        case=case,
        choices=choices(session, form, at, zone, case),
        attachments=_known_files(session, form, raw, actor, instance_id),
    )


def choices(
    session: Session, form: Form | None, at: datetime, zone: ZoneInfo, case: Mapping[str, Any]
) -> dict[str, list[Choice]]:
    """What the fields that ask a register offer now: rows in force that the field's `offer` admits over this case data.

    Of rows with seats, those that have some left.
    """
    offered: dict[str, list[Choice]] = {}
    moment = Circumstances(today=at.astimezone(zone).date(), zone=zone).moment
    for field in form.walk() if form is not None else ():
        if isinstance(field, Chosen) and field.register:
            rows = registers.choices(
                session, field.register, at, today=at.astimezone(zone).date(), states=field.states, limit=MOST_ROWS
            )
            open_rows = [_choice(row) for row in rows if row.free is None or row.free > 0]
            offered[field.path] = conditions.offered(field, open_rows, case, moment)
    return offered


def _choice(row: registers.Choice) -> Choice:
    title = str(row.data.get("title") or row.data.get("name") or row.key)
    return Choice(
        value=row.key, ru=title, facts={**row.data, "version": row.version, "state": row.state}, free=row.free
    )


def _asks_the_case(form: Form) -> bool:
    """Whether answers, or what may be chosen, come from the case: only then are erasable values looked up."""
    return any(
        (isinstance(field, Question) and field.readonly and field.prefill is not None)
        or (isinstance(field, DynamicList) and field.holds_prefilled)
        or (isinstance(field, Chosen) and field.offer is not None)
        or isinstance(field, Signed)
        for field in form.walk()
    )


def subject_of(move: Move) -> str | None:
    """Whose data a case holds: the party of its first participant."""
    return next((holders[0] for holders in move.live.participants.values() if holders), None)


def _known_files(
    session: Session, form: Form, raw: Mapping[str, Any], actor: Actor, instance_id: int | None
) -> dict[str, Attachment]:
    """The files that these answers may name: the person's own fresh ones, and those that the case has already."""
    ids = {id_ for path in _pickers(form) for id_ in _chosen(raw, path.split("."))}
    known = {}
    for row in attachments.some(session, ids) if ids else ():
        if row.instance_id == instance_id if row.instance_id is not None else row.owner == actor.id:
            known[row.id] = Attachment(
                id=row.id, name=row.name or "", sha256=row.sha256, size=row.size, kind=kind_of(row.media_type)
            )
    return known


def _pickers(form: Form) -> list[str]:
    return [field.path for field in form.walk() if isinstance(field, FilePicker)]


def _chosen(values: Any, path: list[str]) -> Iterator[str]:
    """The ids of files at a path without row numbers, in raw values as well as in checked ones."""
    if isinstance(values, list) and path:
        for row in values:
            yield from _chosen(row, path)
    elif isinstance(values, Mapping) and path:
        yield from _chosen(values.get(path[0]), path[1:])
    elif not path:
        for item in values if isinstance(values, list) else [values]:
            id_ = item.get("attachment") if isinstance(item, Mapping) else item
            if isinstance(id_, str) and id_:
                yield id_
