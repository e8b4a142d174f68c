"""The marshmallow schema of a form: which answers it takes, nested as the form is.  One class for each form digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import marshmallow as ma
from marshmallow.experimental.context import Context

from forms.definition import Form
from forms.errors import Message
from forms.fields.circumstances import Circumstances, Wrong
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Field, Question
from forms.fields.group import Group

#: Stands in the input for an answer that a condition hides: it is neither checked nor kept
HIDDEN: Final = object()

_NO_ROWS: Final = Message("добавьте хотя бы одну строку", "add a row")
_UNKNOWN: Final = Message("в форме нет такого поля", "the form has no such field")
_NO_CONTEXT: Final = Message("нужен набор полей", "a set of fields is needed")
_NO_LIST: Final = Message("нужен список строк", "a list of rows is needed")


class Answer(ma.fields.Field[Any]):
    """One answer, as its question takes it."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    def deserialize(
        self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Any:
        if value is HIDDEN:
            return ma.missing
        circumstances: Circumstances = Context[Circumstances].get()
        try:
            answer = self.question.take(None if value is ma.missing else value, circumstances)
        except Wrong as wrong:
            raise ma.ValidationError([wrong.message]) from None
        if self.question.required and self.question.is_empty(answer):
            raise ma.ValidationError([self.question.unanswered])
        return answer


class Part(ma.fields.Nested):
    """The answers of a group that has a path of its own."""

    def deserialize(
        self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Any:
        if value is HIDDEN:
            return ma.missing
        if value is ma.missing or value is None:
            value = {}
        return super().deserialize(value, attr, data, **kwargs)


class Rows(ma.fields.List[Any]):
    """The rows of a list, within its bounds."""

    def __init__(self, inner: ma.fields.Nested, listed: DynamicList) -> None:
        super().__init__(inner)
        self.listed = listed

    def deserialize(
        self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Any:
        if value is HIDDEN:
            return ma.missing
        rows = [] if value is ma.missing or value is None or value == "" else value
        if not isinstance(rows, list | tuple):
            raise ma.ValidationError([_NO_LIST])
        self._bound(len(rows))
        return super().deserialize(rows, attr, data, **kwargs)

    def _bound(self, count: int) -> None:
        fewest, most = self.listed.fewest, self.listed.most
        if count == 0 and fewest:
            raise ma.ValidationError([_NO_ROWS])
        if count < fewest:
            raise ma.ValidationError([Message(f"строк не меньше {fewest}", f"at least {fewest} rows")])
        if count > most:
            raise ma.ValidationError([Message(f"строк не больше {most}", f"at most {most} rows")])


def load(form: Form, data: Mapping[str, Any], circumstances: Circumstances) -> dict[str, Any]:
    """The plain answers in the data; raises marshmallow's ValidationError with Messages in the shape of the form."""
    with Context(circumstances):
        loaded: dict[str, Any] = _schema(form)().load(data)
    return loaded


def flat(errors: Any, path: str = "") -> dict[str, Message]:
    """The first message at each dotted path of a ValidationError's messages."""
    if not isinstance(errors, Mapping):
        return {path: _message(errors)}
    found: dict[str, Message] = {}
    for key, inside in errors.items():
        below = path if key == "_schema" else f"{path}.{_short(key)}" if path else _short(key)
        found.update(flat(inside, below))
    return found


def _message(errors: Any) -> Message:
    first = errors[0] if isinstance(errors, Sequence) and errors else ""
    if isinstance(first, Message):
        return first
    return _NO_CONTEXT if first == ma.Schema.error_messages.get("type", "Invalid input type.") else _UNKNOWN


def _short(key: object) -> str:
    text = str(key)
    text = text if len(text) <= 60 else text[:59] + "…"
    return text.encode("utf-8", "replace").decode()


@lru_cache(maxsize=512)
def _schema(form: Form) -> type[ma.Schema]:
    return _class(f"Form{form.digest[:12]}", form.fields)


def _class(name: str, fields: Sequence[Field]) -> type[ma.Schema]:
    return ma.Schema.from_dict(dict(_members(name, fields)), name=name)


def _members(name: str, fields: Sequence[Field]) -> list[tuple[str, Any]]:
    members: list[tuple[str, Any]] = []
    for field in fields:
        if isinstance(field, Question):
            members.append((field.key, Answer(field)))
        elif isinstance(field, Group):
            inside = _members(name, field.components)
            members += [(field.key, Part(_class(f"{name}_{field.key}", field.components)))] if field.path else inside
        elif isinstance(field, DynamicList):
            row = _class(f"{name}_{field.key}", field.components)
            members.append((field.key, Rows(ma.fields.Nested(row), field)))
    return members
