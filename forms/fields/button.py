"""The button that form-js draws at the end of a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from forms.fields.field import Field, common
from forms.fields.source import Source


@dataclass(frozen=True, kw_only=True)
class Button(Field):
    """Kept, so that files drawn in form-js read; never drawn, since the page of the task has its own buttons."""

    type: ClassVar[str] = "button"

    @classmethod
    def read(cls, source: Source) -> Self:
        return cls(**common(source))
