"""Several lines of text: reasons, descriptions, remarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from forms.fields.source import Source
from forms.fields.written import Written


@dataclass(frozen=True, kw_only=True)
class TextArea(Written):
    """Several lines, kept as they were typed; `lines` is the height of the box."""

    type: ClassVar[str] = "textarea"
    longest: ClassVar[int] = 20_000

    lines: int

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        return {"lines": source.properties.whole("lines") or 4}

    def tidied(self, text: str) -> str:
        return "\n".join(line.rstrip() for line in text.split("\n"))
