"""A line between parts of a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from forms.fields.field import Field, common
from forms.fields.source import Source


@dataclass(frozen=True, kw_only=True)
class Separator(Field):
    """A line; holds no value."""

    type: ClassVar[str] = "separator"

    @classmethod
    def read(cls, source: Source) -> Self:
        return cls(**common(source))
