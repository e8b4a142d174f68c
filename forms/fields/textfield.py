"""A line of text: names, numbers of documents, addresses of mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from forms.fields.source import Source
from forms.fields.written import Written


@dataclass(frozen=True, kw_only=True)
class TextField(Written):
    """One line; line breaks in what was pasted become spaces."""

    type: ClassVar[str] = "textfield"
    longest: ClassVar[int] = 1000

    @classmethod
    def own(cls, source: Source) -> dict[str, Any]:
        return {}

    def tidied(self, text: str) -> str:
        return " ".join(text.split())
