"""Questions under one heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from forms.fields.field import Field, common, joined
from forms.fields.source import Source


@dataclass(frozen=True, kw_only=True)
class Group(Field):
    """Components under one heading; with a `path` their answers form a context of their own."""

    type: ClassVar[str] = "group"

    components: tuple[Field, ...]

    @classmethod
    def read(cls, source: Source) -> Self:
        path = joined(source, "path") if source.text("path") else ""
        return cls(**{**common(source), "path": path}, components=())

    def walk(self) -> Iterator[Field]:
        yield self
        for component in self.components:
            yield from component.walk()
