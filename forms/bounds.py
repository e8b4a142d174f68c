"""What raw input may weigh before anybody looks at it: hostile posts end here, not in a deep recursion."""

from __future__ import annotations

from collections.abc import Mapping

from forms.errors import AnswersRefused, Message

#: Values in one set of answers, levels of nesting, characters of all texts together
VALUES = 50_000
LEVELS = 20
CHARACTERS = 2_000_000


def bounded(raw: object) -> dict[str, object]:
    """The raw answers if they are an object of bearable size; raises AnswersRefused at the path "" (the whole)."""
    if not isinstance(raw, Mapping):
        raise _refused("ответы должны быть объектом с полями", "answers must be an object with fields")
    values, characters = 0, 0
    waiting: list[tuple[object, int]] = [(raw, 0)]
    while waiting:
        value, level = waiting.pop()
        if level > LEVELS:
            raise _refused("слишком глубокая вложенность", "nested too deeply")
        if isinstance(value, Mapping):
            inside: list[object] = list(value.values()) if len(value) <= VALUES else [None] * (VALUES + 1)
            characters += sum(len(key) for key in value if isinstance(key, str)) if len(value) <= VALUES else 0
        elif isinstance(value, list | tuple):
            inside = list(value)
        else:
            inside = []
            characters += len(value) if isinstance(value, str) else 0
        values += len(inside)
        if values > VALUES or characters > CHARACTERS:
            raise _refused("ответов слишком много; сократите", "too much; shorten it")
        waiting += [(each, level + 1) for each in inside]
    return dict(raw)


def _refused(ru: str, en: str) -> AnswersRefused:
    return AnswersRefused({"": Message(ru, en)})
