"""Erasable answers: taken out of the answers that the log keeps, and put back where a person may read them.

The log holds `{"given": true, "commitment": hex}` for an erasable value and `{"given": false}` for an empty one.
Knows no store: the caller draws the salts, keeps the values and finds them again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition import Form
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Field, Question
from forms.fields.filepicker import FilePicker
from forms.fields.group import Group
from forms.fields.signature import Signed
from processes import canonical

_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Erasable:
    """A value that lives outside the log: its dotted path (with row numbers), its salt, the plain value."""

    path: str
    salt: bytes
    value: Any


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """Answers as the log keeps them, and the erasable values that were in them."""

    answers: dict[str, Any]
    personal: tuple[Erasable, ...]


def seal(form: Form, answers: Mapping[str, Any], draw_salt: Callable[[], bytes]) -> Sealed:
    """The answers of a form with each erasable value replaced by its commitment.  `draw_salt`: 16 random bytes or more."""
    sealing = _Sealing(draw_salt)
    sealed = sealing.context(form.fields, answers, "")
    return Sealed(answers=sealed, personal=tuple(sealing.personal))


def commitment(salt: bytes, value: Any) -> str:
    """SHA-256 (hex) of the salt followed by the value in RFC 8785 canonical JSON."""
    return hashlib.sha256(salt + canonical.text_of(value)).hexdigest()


def is_erasable(value: Any) -> bool:
    """Whether this stands for an erasable value: `{"given": false}` or `{"given": true, "commitment": hex}`."""
    if not isinstance(value, Mapping) or "given" not in value:
        return False
    if set(value) == {"given"}:
        return value["given"] is False
    if set(value) != {"given", "commitment"} or value["given"] is not True:
        return False
    return isinstance(value["commitment"], str) and _HEX.fullmatch(value["commitment"]) is not None


def opened(data: Any, resolve: Callable[[str], Any]) -> Any:
    """A copy of the data with each erasable value resolved by its commitment; None for empty and erased ones."""
    if data is None or isinstance(data, str | int):  # nearly all that there is
        return data
    if isinstance(data, Mapping):
        if is_erasable(data):
            return resolve(data["commitment"]) if data["given"] else None
        return {key: opened(value, resolve) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [opened(value, resolve) for value in data]
    return data


class _Sealing:
    def __init__(self, draw_salt: Callable[[], bytes]) -> None:
        self.draw_salt = draw_salt
        self.personal: list[Erasable] = []

    def context(self, fields: tuple[Field, ...], answers: Mapping[str, Any], above: str) -> dict[str, Any]:
        sealed: dict[str, Any] = {}
        for field in fields:
            if isinstance(field, Group) and not field.path:
                sealed |= self.context(field.components, answers, above)
            elif field.path and field.key in answers:
                sealed[field.key] = self.answer(field, answers[field.key], f"{above}{field.key}")
        return sealed

    def answer(self, field: Field, answer: Any, path: str) -> Any:
        if isinstance(field, Group):
            return self.context(field.components, answer, f"{path}.")
        if isinstance(field, DynamicList):
            return [self.context(field.components, row, f"{path}.{number}.") for number, row in enumerate(answer)]
        if not isinstance(field, Question) or not field.erasable:
            return answer
        if isinstance(field, FilePicker | Signed):
            return [
                {**file, "name": self.given(file["name"], f"{path}.{number}.name")}
                for number, file in enumerate(answer)
            ]
        return self.given(answer, path)

    def given(self, answer: Any, path: str) -> dict[str, Any]:
        return {"given": False} if answer is None or answer == [] else self.sealed(answer, path)

    def sealed(self, value: Any, path: str) -> dict[str, Any]:
        salt = self.draw_salt()
        self.personal.append(Erasable(path=path, salt=salt, value=value))
        return {"given": True, "commitment": commitment(salt, value)}
