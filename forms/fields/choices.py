"""What may be chosen: choices that the form lists and choices that come from a register."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.fields.source import Source

#: Choices that a form may list
MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Something to choose.  `value` stands in the page; `facts` are a register row's `version` and columns.

    `free`: seats that are left, None where there are none to take.
    """

    value: str
    ru: str
    en: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    free: int | None = None

    def label(self, language: str) -> str:
        return self.ru if language == "ru" else self.en or self.ru


@dataclass(frozen=True, kw_only=True)
class Option:
    """A choice that the form lists.  `value` is the answer: text, true, false or a whole number; `word` its text."""

    value: str | bool | int
    choice: Choice

    @property
    def word(self) -> str:
        return self.choice.value


def word(value: object) -> str | None:
    """The text by which a value is looked up among choices, None for what cannot be one."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int):
        return json.dumps(value) if abs(value) < 2**53 else None
    return None


def options(source: Source) -> tuple[Option, ...]:
    """The choices under `values`, each `{label, value}` with an optional English label `en`."""
    for name in ("valuesKey", "valuesExpression"):
        if source.text(name):
            raise source.refused(
                f"«{name}» не поддерживается; перечислите values или укажите properties.registerField",
                f"{name!r} is not supported; list values or set properties.registerField",
                "values",
            )
    values = source.json.get("values") or []
    if not isinstance(values, list) or len(values) > MOST:
        raise source.refused(f"values: список не длиннее {MOST}", f"values: a list of at most {MOST}", "values")
    read = tuple(_option(source, value) for value in values)
    if len({option.word for option in read}) < len(read):
        raise source.refused("values: одно значение стоит дважды", "values: a value stands twice", "values")
    return read


def _option(source: Source, value: object) -> Option:
    if not isinstance(value, Mapping):
        raise source.refused("values: нужны {label, value}", "values: {label, value} expected", "values")
    answer, label, english = value.get("value"), value.get("label"), value.get("en", "")
    text = word(answer)
    if not text or not isinstance(label, str) or not isinstance(english, str) or not isinstance(answer, str | int):
        raise source.refused(
            "values: нужны label (текст) и value (текст, true, false или целое число)",
            "values: label (text) and value (text, true, false or a whole number) expected",
            "values",
        )
    return Option(value=answer, choice=Choice(value=text, ru=label, en=english))
