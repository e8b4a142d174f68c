"""What a comparison says: changes in words of both languages, each with its place and both values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What became of it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"
    MOVED = "moved"


class Where(StrEnum):
    """What the change belongs to, in the order in which an owner reads."""

    PROCEDURE = "procedure"  #: Its title, code, main process
    SETTING = "setting"
    PROCESS = "process"  #: Steps, events, gateways, flows, lanes
    FORM = "form"
    TABLE = "table"
    CASE = "case"  #: What a table must answer
    ROLE = "role"
    SEPARATION = "separation"
    STAGE = "stage"
    REMINDER = "reminder"
    REGISTER = "register"
    FORUM = "forum"
    NOTICE = "notice"
    DOCUMENT = "document"
    CLAUSE = "clause"
    READING = "reading"
    PLAY = "play"
    TEXT = "text"
    LAYOUT = "layout"  #: Coordinates; nothing that a case would notice
    FILE = "file"  #: A file as a whole, or how it is written


@dataclass(frozen=True)
class Words:
    """The same in both languages."""

    ru: str
    en: str

    def __add__(self, more: Words) -> Words:
        return Words(self.ru + more.ru, self.en + more.en)

    def in_language(self, language: str) -> str:
        return self.ru if language == "ru" else self.en


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference.

    `part` is the file, `element` the id of what changed (an element of a diagram, a question `F-EXM-4.fee`, a setting).
    `what` names it as a sentence begins.  `before` and `after` are plain values, None where there is nothing.
    """

    kind: Kind
    where: Where
    part: str
    element: str | None
    what: Words
    before: Any = None
    after: Any = None

    @property
    def ru(self) -> str:
        return self.in_language("ru")

    @property
    def en(self) -> str:
        return self.in_language("en")

    def in_language(self, language: str) -> str:
        """The whole change as one sentence."""
        what = self.what.in_language(language)
        if self.kind in (Kind.ADDED, Kind.REMOVED):
            value = said(self.after if self.kind is Kind.ADDED else self.before, language)
            return f"{_VERBS[self.kind].in_language(language)}: {what}{f': {value}' if value else ''}"
        if self.before is None and self.after is None:
            return what
        nothing = _NOTHING.in_language(language)
        return f"{what}: {said(self.before, language) or nothing} → {said(self.after, language) or nothing}"


_VERBS: Mapping[Kind, Words] = {
    Kind.ADDED: Words("Добавлено", "Added"),
    Kind.REMOVED: Words("Удалено", "Removed"),
}
_NOTHING = Words("нет", "none")
_YES, _NO = Words("да", "yes"), Words("нет", "no")


def said(value: Any, language: str) -> str:
    """A plain value as text on one line; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return (_YES if value else _NO).in_language(language)
    if isinstance(value, Words):
        return value.in_language(language)
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {said(one, language)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(said(one, language) for one in value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)
