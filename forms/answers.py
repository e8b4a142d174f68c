"""Answers to a form: read from a post, prefilled, checked, sealed, shown.

    raw = answers.from_post(form, request.form.items(multi=True))
    plain = answers.check(form, raw, today=today, case=data, choices=rows, attachments=files)
    sealed = answers.seal(form, plain, draw_salt)

Raw answers are whatever somebody sent; plain answers are JSON without floats in the shape of the form: every visible
question is there (None, False or [] when left empty), hidden ones are not.  Knows no database, clock or request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import marshmallow as ma
import orjson

from forms import conditions, schema, signing, whereabouts
from forms.bounds import bounded
from forms.definition import Form
from forms.errors import AnswersRefused, Message
from forms.fields.choices import Choice
from forms.fields.circumstances import Attachment, Circumstances, Wrong
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Field, Question
from forms.fields.group import Group
from forms.posts import from_post, rearranged
from forms.prefilling import MOSCOW, keys, prefilled, standing
from forms.sealing import Erasable, Sealed, commitment, is_erasable, opened, seal
from forms.showing import Shown, display, files

__all__ = [
    "Attachment",
    "Choice",
    "Erasable",
    "Sealed",
    "Shown",
    "check",
    "commitment",
    "display",
    "draft",
    "files",
    "from_post",
    "is_erasable",
    "opened",
    "prefilled",
    "rearranged",
    "seal",
    "standing",
]

#: Bytes of a draft
LARGEST_DRAFT = 1_000_000
_MOST_ERRORS = 100


def check(
    form: Form,
    raw: Mapping[str, Any],
    *,
    today: date,
    case: Mapping[str, Any] | None = None,
    choices: Mapping[str, Sequence[Choice]] | None = None,
    attachments: Mapping[str, Attachment] | None = None,
    zone: ZoneInfo = MOSCOW,
) -> dict[str, Any]:
    """The plain answers in the raw ones; raises AnswersRefused with a message for each path, and nothing else.

    `case`: the case data that conditions and prefilled values may read.  `choices`: register rows by field path
    without row numbers.  `attachments`: the files that this person may give, by id; None trusts what the answers say
    of their files, which is right for plays and replays only.  Checking plain answers again changes nothing.
    """
    case = case or {}
    moment = Circumstances(today=today, zone=zone).moment
    circumstances = Circumstances(
        today=today,
        zone=zone,
        choices=choices or {},
        attachments=attachments,
        signables=signing.to_sign(form, case, moment),
    )
    given = standing(form, bounded(raw), case=case, today=today, zone=zone)
    seen = _felt(form.fields, given, circumstances)
    hidden = conditions.hidden(form.conditional, seen, case, circumstances.moment)
    try:
        answers = schema.load(form, _without(form.fields, given, hidden, ""), circumstances)
    except ma.ValidationError as error:
        raise AnswersRefused(_named(form, schema.flat(error.messages), given)) from None
    felt = _felt(form.fields, answers, circumstances, present=True)
    broken: dict[str, Message] = {}
    for path, message in conditions.broken(form.fields, form.rules, felt, case, circumstances.moment):
        broken[path] = _both(broken[path], message) if path in broken else message
    if broken:
        raise AnswersRefused({path: _in_its_row(form, path, message, given) for path, message in broken.items()})
    return answers


def unfinished(
    form: Form,
    raw: Mapping[str, Any],
    *,
    today: date,
    case: Mapping[str, Any] | None = None,
    choices: Mapping[str, Sequence[Choice]] | None = None,
    zone: ZoneInfo = MOSCOW,
) -> dict[str, Any]:
    """The plain answers as far as they can be taken, null for what is missing, wrong or hidden.  Raises nothing.

    For a paper that is printed from the form before it is signed; never for a command.
    """
    circumstances = Circumstances(today=today, zone=zone, choices=choices or {}, attachments=None)
    case = case or {}
    given = standing(form, bounded(raw), case=case, today=today, zone=zone)
    seen = _felt(form.fields, given, circumstances)
    hidden = conditions.hidden(form.conditional, seen, case, circumstances.moment)
    return _taken(form.fields, given, circumstances, hidden)


def _taken(
    fields: Iterable[Field], raw: Mapping[str, Any], circumstances: Circumstances, hidden: frozenset[str]
) -> dict[str, Any]:
    taken: dict[str, Any] = {}
    for field in fields:
        if isinstance(field, Group) and not field.path:
            taken |= _taken(field.components, raw, circumstances, hidden)
        elif field.path and isinstance(field, Question):
            taken[field.key] = None if field.path in hidden else _one(field, raw.get(field.key), circumstances)
    return taken


def _one(field: Question, raw: Any, circumstances: Circumstances) -> Any:
    try:
        return field.take(raw, circumstances)
    except Wrong:
        return None


def draft(form: Form, raw: object) -> dict[str, Any]:
    """Raw answers as they may be kept unfinished: any values, but only the form's own names and a bounded size."""
    given = bounded(raw)
    known = set(keys(form.fields))
    unknown = {schema.flat({key: []}).popitem() for key in given if key not in known}
    if unknown:
        raise AnswersRefused(_named(form, dict(sorted(unknown, key=lambda each: each[0])[:_MOST_ERRORS]), given))
    try:
        kept = orjson.dumps(given)
    except (TypeError, ValueError):
        raise AnswersRefused({"": Message("черновик не сохраняется: не JSON", "the draft is not JSON")}) from None
    if len(kept) > LARGEST_DRAFT:
        raise AnswersRefused({"": Message("черновик слишком велик; сократите", "the draft is too large; shorten it")})
    loaded: dict[str, Any] = orjson.loads(kept)
    return loaded


def _felt(
    fields: Iterable[Field], raw: Mapping[str, Any], circumstances: Circumstances, *, present: bool = False
) -> dict[str, Any]:
    """The answers as conditions see them, null where they cannot be taken; `present`: of answers that are there only."""
    felt: dict[str, Any] = {}
    for field in fields:
        if isinstance(field, Group) and not field.path:
            felt |= _felt(field.components, raw, circumstances, present=present)
        elif not field.path or (present and field.key not in raw):
            continue
        else:
            felt[field.key] = _felt_value(field, raw.get(field.key), circumstances, present=present)
    return felt


def _felt_value(field: Field, raw: Any, circumstances: Circumstances, *, present: bool) -> Any:
    if isinstance(field, Group):
        inside = raw if isinstance(raw, Mapping) else {}
        return _felt(field.components, inside, circumstances, present=present)
    if isinstance(field, DynamicList):
        rows = raw[: field.most] if isinstance(raw, list | tuple) else []
        return [
            _felt(field.components, row if isinstance(row, Mapping) else {}, circumstances, present=present)
            for row in rows
        ]
    if not isinstance(field, Question):
        return None
    try:
        return field.felt(field.take(raw, circumstances))
    except Wrong:
        return field.empty


def _without(fields: Iterable[Field], raw: Mapping[str, Any], hidden: frozenset[str], above: str) -> dict[str, Any]:
    """The raw answers with the hidden ones marked as such."""
    marked = dict(raw)
    for field in fields:
        if isinstance(field, Group) and not field.path:
            marked = _without(field.components, marked, hidden, above)
        elif not field.path:
            continue
        elif f"{above}{field.key}" in hidden:
            marked[field.key] = schema.HIDDEN
        elif isinstance(field, Group) and isinstance(marked.get(field.key) or {}, Mapping):
            inside = marked.get(field.key) or {}
            marked[field.key] = _without(field.components, inside, hidden, f"{above}{field.key}.")
        elif isinstance(field, DynamicList) and isinstance(marked.get(field.key), list | tuple):
            marked[field.key] = [
                _without(field.components, row, hidden, f"{above}{field.key}.{number}.")
                if isinstance(row, Mapping)
                else row
                for number, row in enumerate(marked[field.key])
            ]
    return marked


def _named(form: Form, errors: Mapping[str, Message], raw: Mapping[str, Any]) -> dict[str, Message]:
    """The messages with the places that they are about, in the order of the form, unknown fields last."""
    order = {path: number for number, path in enumerate(form.by_path)}

    def place(path: str) -> tuple[int, list[int], str]:
        numbers = [int(part) for part in path.split(".") if part.isdecimal()]
        return order.get(whereabouts.unnumbered(path), len(order)), numbers, path

    paths = sorted(errors, key=place)[:_MOST_ERRORS]
    return {path: whereabouts.before(form, path, raw, errors[path]) for path in paths}


def _both(first: Message, second: Message) -> Message:
    """All rules that are broken at one place are told at once."""
    return Message(f"{first.ru}; {second.ru}", f"{first.en}; {second.en}")


def _in_its_row(form: Form, path: str, message: Message, raw: Mapping[str, Any]) -> Message:
    """A rule of the form says itself what it is about, a rule of a list does not know the row."""
    return message if path == whereabouts.unnumbered(path) else whereabouts.before(form, path, raw, message)
