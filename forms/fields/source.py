"""One component of form-js JSON as it stands in the file, read key by key.  Knows no kinds of field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms.errors import Problem
from processes import feel


class ComponentRefused(Exception):
    """A component, or a key of it, is outside our subset."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.en)
        self.problem = problem


@dataclass(frozen=True, kw_only=True)
class Source:
    """A component's JSON object, the path of the container that it stands in ("" at the top), and its place."""

    json: Mapping[str, Any]
    container: str = ""
    place: tuple[int, ...] = ()

    @property
    def type(self) -> str:
        return str(self.json.get("type", ""))[:60]

    @property
    def name(self) -> str:
        """What to call the component in a message: its key, else its path, else its id."""
        for word in ("key", "path", "id"):
            if self.json.get(word):
                return str(self.json[word])[:60]
        return "?"

    @property
    def validate(self) -> Source:
        return self._part("validate")

    @property
    def properties(self) -> Source:
        return self._part("properties")

    def _part(self, name: str) -> Source:
        part = self.json.get(name)
        if part is None:
            part = {}
        if not isinstance(part, Mapping):
            raise self.refused(f"«{name}» должно быть объектом", f"{name!r} must be an object", name)
        return replace(self, json={"type": self.type, "key": self.name, **part})

    def refused(self, ru: str, en: str, about: str = "") -> ComponentRefused:
        """The error to raise, naming this component and its type, and what of it is wrong."""
        where_ru, where_en = f"поле «{self.name}» ({self.type})", f"field {self.name!r} ({self.type})"
        return ComponentRefused(Problem(f"{where_ru}: {ru}", f"{where_en}: {en}", self.place, about))

    def text(self, name: str) -> str:
        """The text under this name, "" when absent."""
        value = self.json.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.refused(f"«{name}» должно быть текстом", f"{name!r} must be text", name)
        return value.strip()

    def flag(self, name: str) -> bool:
        """True or false; the property editors of form-js write them as text."""
        value = self.json.get(name)
        if value in (None, "", False, "false"):
            return False
        if value in (True, "true"):
            return True
        raise self.refused(f"«{name}» должно быть true или false", f"{name!r} must be true or false", name)

    def whole(self, name: str) -> int | None:
        """A whole number from 0 on, None when absent."""
        value = self.json.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
            return value
        raise self.refused(f"«{name}» должно быть целым числом", f"{name!r} must be a whole number", name)

    def one_of(self, name: str, known: tuple[str, ...]) -> str:
        """One of the known words, the first when absent."""
        value = self.text(name) or known[0]
        if value not in known:
            words = ", ".join(word for word in known if word)
            raise self.refused(f"«{name}»: «{value}», а можно {words}", f"{name!r} is {value!r}, may be {words}", name)
        return value

    def expression(self, name: str) -> feel.Expression | None:
        """A FEEL expression (a leading `=` is form-js's mark for one), None when absent."""
        text = self.text(name).removeprefix("=").strip()
        if not text:
            return None
        try:
            return feel.compile(text)
        except feel.FeelError as error:
            raise self.refused(f"«{name}»: {error.ru}", f"{name!r}: {error.en}", name) from error
