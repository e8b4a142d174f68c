"""A form as a list of its questions, a broken form too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from forms.editing.placing import Place
from forms.editing.sheet import Node, Sheet, got, inner
from forms.fields import KINDS
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Question
from forms.fields.group import Group
from forms.fields.signature import Signature

HOLDERS = (Group.type, DynamicList.type)
"""The kinds that other questions stand in."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the list.

    `path` is that of its answers ("" where it has none), as conditions name it.  `erasable` is None for what takes no answer.  `holds`: others stand in it.  `moves`: up, down, into (the group or
    table right above), out; those that lead anywhere.
    """

    place: Place
    kind: str
    key: str
    path: str
    label: str
    label_en: str
    required: bool
    erasable: bool | None
    condition: str
    clauses: tuple[str, ...]
    holds: bool
    moves: frozenset[str]

    @property
    def depth(self) -> int:
        return len(self.place) - 1

    def title(self, language: str) -> str:
        return self.label if language == "ru" else self.label_en or self.label


def entries(content: bytes) -> tuple[Entry, ...]:
    """The questions in the order of the form; raises FormRefused where the bytes are no JSON object."""
    sheet = Sheet(content)
    return tuple(_entry(sheet, place, node) for place, node in sheet.walk())


def label_at(node: Node) -> tuple[str, ...]:
    """Where a component has its label: form-js has several names for it."""
    kind = node.get("type")
    if kind == "text":
        return ("text",)
    if kind == "datetime" and not node.get("label"):
        return ("timeLabel",) if node.get("subtype") == "time" else ("dateLabel",)
    return ("label",)


def _entry(sheet: Sheet, place: Place, node: Node) -> Entry:
    return Entry(
        place=place,
        kind=_text(node, "type"),
        key=_name(node),
        path=_path(sheet, place),
        label=_text(node, *label_at(node)),
        label_en=_text(node, "properties", "en"),
        required=_flag(node, "validate", "required") or node.get("type") == Signature.type,
        erasable=_erasable(node),
        condition=_text(node, "conditional", "hide").removeprefix("=").strip(),
        clauses=tuple(_text(node, "properties", "clause").replace(",", " ").split()),
        holds=node.get("type") in HOLDERS,
        moves=frozenset(_moves(sheet, place)),
    )


def _name(node: Node) -> str:
    return _text(node, "path") or _text(node, "key")


def _path(sheet: Sheet, place: Place) -> str:
    """The names of the component and of what it stands in, joined; "" for what has no name of its own."""
    names = [_name(sheet.at(place[:length])) for length in range(1, len(place) + 1)]
    return ".".join(filter(None, names)) if names[-1] else ""


def _erasable(node: Node) -> bool | None:
    kind = KINDS.get(_text(node, "type"))
    if kind is Signature:
        return not _flag(node, "properties", "open")
    if kind is None or not issubclass(kind, Question):
        return None
    by_nature = kind.erasable_by_nature and not _flag(node, "properties", "open")
    return by_nature or _flag(node, "properties", "personal")


def _moves(sheet: Sheet, place: Place) -> Iterator[str]:
    siblings = inner(sheet.at(place[:-1]))
    at = place[-1]
    if at > 0:
        yield "up"
    if at + 1 < len(siblings):
        yield "down"
    if at > 0 and isinstance(siblings[at - 1], dict) and siblings[at - 1].get("type") in HOLDERS:
        yield "into"
    if len(place) > 1:
        yield "out"


def _text(node: Node, *at: str) -> str:
    value = got(node, at)
    return value.strip() if isinstance(value, str) else ""


def _flag(node: Node, *at: str) -> bool:
    value: Any = got(node, at)
    return value in (True, "true")
