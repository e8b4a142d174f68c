"""Text that the form shows and that asks nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from forms.fields.field import Field, common
from forms.fields.source import Source

_BULLET = re.compile(r"[-*•] +")


@dataclass(frozen=True, kw_only=True)
class Block:
    """A paragraph, a heading or the items of a list (`kind`: paragraph, heading, list)."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """Plain text; of Markdown only headings (#) and lists (-) are known, and nothing in it is ever HTML."""

    type: ClassVar[str] = "text"

    text: str
    text_en: str

    @classmethod
    def read(cls, source: Source) -> Self:
        read = common(source)
        return cls(**read, text=source.text("text"), text_en=read["label_en"])

    def blocks(self, language: str) -> tuple[Block, ...]:
        """The text in blocks, as empty lines part them."""
        text = self.text if language == "ru" else self.text_en or self.text
        parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
        return tuple(_block(part.strip().split("\n")) for part in parts if part.strip())


def _block(lines: list[str]) -> Block:
    if len(lines) == 1 and lines[0].startswith("#"):
        return Block(kind="heading", lines=(lines[0].lstrip("#").strip(),))
    if all(_BULLET.match(line.strip()) for line in lines):
        return Block(kind="list", lines=tuple(_BULLET.sub("", line.strip(), count=1) for line in lines))
    return Block(kind="paragraph", lines=tuple(line.strip() for line in lines))
