"""A tick: a consent, a confirmation, a flag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from forms.errors import Message
from forms.fields.circumstances import Circumstances, Wrong
from forms.fields.field import Question, asked
from forms.fields.source import Source

_TRUE = (True, "true", "on", "1", "yes")
_FALSE = (False, "false", "off", "0", "no", "", None)


@dataclass(frozen=True, kw_only=True)
class Checkbox(Question):
    """True or false.  Required means that it must be ticked; an unticked box is absent from a plain post."""

    type: ClassVar[str] = "checkbox"
    empty: ClassVar[Any] = False
    unanswered: ClassVar[Message] = Message("поставьте отметку", "tick this box")

    @classmethod
    def read(cls, source: Source) -> Self:
        return cls(**asked(source, cls))

    def take(self, raw: object, circumstances: Circumstances) -> bool:
        if raw is not None and not isinstance(raw, bool | str):
            raise Wrong("нужна отметка", "a tick is needed")
        if raw in _TRUE:
            return True
        if raw in _FALSE:
            return False
        raise Wrong("нужна отметка", "a tick is needed")

    def posted(self, texts: list[str]) -> object:
        return any(text in _TRUE for text in texts)

    def shown(self, answer: Any, language: str) -> str:
        words = ("нет", "да") if language == "ru" else ("no", "yes")
        return words[bool(answer)]

    def is_empty(self, answer: object) -> bool:
        return answer is not True
