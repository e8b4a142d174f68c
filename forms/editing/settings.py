"""What can be set of a question: where each setting stands in the JSON, and how it is read from there and written back.

A setting is asked under its name (see asking.py).  Written is only what differs, so that a value that means the same in
another spelling (`true`, `"true"`) stays as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from forms.editing.entries import label_at
from forms.editing.naming import key_for
from forms.editing.sheet import Node, got, put
from forms.fields.choices import word


class Setting(Protocol):
    """Something that can be set; an answer is what the form of the question takes, None or "" for nothing."""

    @property
    def name(self) -> str: ...

    def read(self, node: Node) -> Any:
        """The answer that stands in the JSON now."""

    def write(self, node: Node, answer: Any) -> None:
        """Put the answer there; nothing takes the key away."""


@dataclass(frozen=True)
class Plain:
    """A setting that is one value in the JSON."""

    name: str
    at: tuple[str, ...]
    reads: Callable[[Any], Any]
    writes: Callable[[Any], Any]

    def read(self, node: Node) -> Any:
        return self.reads(got(node, self.at))

    def write(self, node: Node, answer: Any) -> None:
        put(node, self.at, None if answer in (None, "", False) else self.writes(answer))


def text(name: str, *at: str) -> Plain:
    return Plain(name, at or (name,), _as_text, str)


def feel(name: str, *at: str) -> Plain:
    """An expression with form-js's mark for one before it."""
    return Plain(name, at, lambda value: _as_text(value).removeprefix("=").strip(), lambda answer: f"={answer}")


def flag(name: str, *at: str) -> Plain:
    return Plain(name, at or (name,), lambda value: value in (True, "true"), lambda answer: True)


def number(name: str, *at: str) -> Plain:
    return Plain(name, at or (name,), _as_text, _as_number)


def own_text(name: str) -> Plain:
    """A text of ours: form-js's free `properties` are texts."""
    return text(name, "properties", name)


def own_number(name: str) -> Plain:
    return Plain(name, ("properties", name), _as_text, str)


def own_flag(name: str) -> Plain:
    return Plain(name, ("properties", name), lambda value: value in (True, "true"), lambda answer: "true")


class Label:
    """The label of a question, wherever its kind has it."""

    name = "label"

    def read(self, node: Node) -> str:
        return _as_text(got(node, label_at(node)))

    def write(self, node: Node, answer: Any) -> None:
        put(node, label_at(node), answer or None)


class Subtype:
    """Day, time, or both; the label goes along, since form-js calls it otherwise for a time."""

    name = "subtype"

    def read(self, node: Node) -> str:
        return _as_text(node.get("subtype")) or "date"

    def write(self, node: Node, answer: Any) -> None:
        before = label_at(node)
        label = got(node, before)
        put(node, ("subtype",), answer)
        if label_at(node) != before:
            put(node, before, None)
            put(node, label_at(node), label)


class Key:
    """The name of the answer; a list has it under `path`, and often under `key` too."""

    name = "key"

    def read(self, node: Node) -> str:
        return _as_text(node.get("path") or node.get("key"))

    def write(self, node: Node, answer: Any) -> None:
        for at in ("key", "path"):
            if at in node:
                node[at] = answer
        if "key" not in node and "path" not in node:
            put(node, ("key",), answer)


class Kept:
    """Whether the answer is erased on a person's demand or stays in the journal; `erasable`: the nature of the kind."""

    name = "kept"

    def __init__(self, *, erasable: bool) -> None:
        self._erasable = erasable

    def read(self, node: Node) -> str:
        is_open, personal = (got(node, ("properties", name)) in (True, "true") for name in ("open", "personal"))
        return "erasable" if personal or (self._erasable and not is_open) else "open"

    def write(self, node: Node, answer: Any) -> None:
        erasable = answer == "erasable"
        put(node, ("properties", "open"), "true" if self._erasable and not erasable else None)
        put(node, ("properties", "personal"), "true" if erasable and not self._erasable else None)


class Source:
    """Where choices come from: listed here, or the rows of a register."""

    name = "source"

    def read(self, node: Node) -> str:
        return "register" if got(node, ("properties", "registerField")) else "list"

    def write(self, node: Node, answer: Any) -> None:
        """What the other source had goes when its own settings are written, being asked no more."""


class Choices:
    """The choices that the form lists.  Of each, keys that we do not know and a value that is no text stay."""

    name = "values"

    def read(self, node: Node) -> list[dict[str, str]]:
        return [
            {
                "label": _as_text(each.get("label")),
                "en": _as_text(each.get("en")),
                "value": word(each.get("value")) or "",
            }
            for each in _objects(node.get("values"))
        ]

    def write(self, node: Node, answer: Any) -> None:
        rows, known = answer or [], _objects(node.get("values"))
        words = [word(each.get("value")) or "" for each in known]
        sources = _matched([row.get("value") or "" for row in rows], words)
        taken = {row["value"] for row in rows if row.get("value")}
        written = []
        for row, source in zip(rows, sources, strict=True):
            value = row.get("value") or key_for(row.get("label") or "", taken)
            taken.add(value)
            written.append(_choice(known[source] if source is not None else {}, {**row, "value": value}))
        node_values = written or ([] if "values" in node else None)
        put(node, ("values",), node_values)


class Kinds:
    """The endings of files that may be given; form-js's `accept` says the same to a browser."""

    name = "fileKind"

    def read(self, node: Node) -> str:
        given = _as_text(got(node, ("properties", "fileKind"))) or _as_text(node.get("accept"))
        return " ".join(kind.lstrip(".") for kind in given.replace(",", " ").split())

    def write(self, node: Node, answer: Any) -> None:
        kinds = [kind.lstrip(".").lower() for kind in (answer or "").replace(",", " ").split()]
        put(node, ("properties", "fileKind"), " ".join(kinds) or None)
        accepted = [f".{each}" for kind in kinds for each in (("jpg", "jpeg") if kind in ("jpg", "jpeg") else (kind,))]
        put(node, ("accept",), ",".join(dict.fromkeys(accepted)) or None)


class Fixed:
    """Rows that nobody may add or take away."""

    name = "fixed"

    def read(self, node: Node) -> bool:
        return node.get("allowAddRemove") is False

    def write(self, node: Node, answer: Any) -> None:
        put(node, ("allowAddRemove",), False if answer else (True if "allowAddRemove" in node else None))


class Wide:
    """A list that is drawn and read as a table as wide as the page."""

    name = "view"

    def read(self, node: Node) -> bool:
        return bool(got(node, ("properties", "view")) == "table")

    def write(self, node: Node, answer: Any) -> None:
        put(node, ("properties", "view"), "table" if answer else None)


class Rules:
    """Rules across questions: FEEL that must be true, and what is said when it is not."""

    name = "rules"
    _NAMES = ("when", "ru", "en", "field")

    def read(self, node: Node) -> list[dict[str, str]]:
        known = _objects(got(node, ("properties", "rules")))
        return [{name: _as_text(each.get(name)) for name in self._NAMES} for each in known]

    def write(self, node: Node, answer: Any) -> None:
        rows, known = answer or [], _objects(got(node, ("properties", "rules")))
        sources = _matched([row.get("when") or "" for row in rows], [_as_text(each.get("when")) for each in known])
        written = []
        for row, source in zip(rows, sources, strict=True):
            rule = dict(known[source]) if source is not None else {}
            for name in ("field", *self._NAMES[:3]):
                _keep(rule, name, row.get(name))
            written.append(rule)
        put(node, ("properties", "rules"), written or None)


def _choice(known: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    choice = dict(known)
    if word(choice.get("value")) != row["value"]:
        choice["value"] = row["value"]
    _keep(choice, "label", row.get("label"))
    _keep(choice, "en", row.get("en"))
    return choice


def _keep(item: dict[str, Any], name: str, answer: Any) -> None:
    if _as_text(item.get(name)) != (answer or ""):
        put(item, (name,), answer or None)


def _matched(wanted: list[str], known: list[str]) -> list[int | None]:
    """For each row the item that it was: the one of the same word, else the unclaimed one at the same number."""
    at = {word: number for number, word in enumerate(known) if word}
    same = [at.get(each) for each in wanted]
    claimed = {number for number in same if number is not None}
    return [
        number if number is not None else (place if place < len(known) and place not in claimed else None)
        for place, number in enumerate(same)
    ]


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _as_text(value: Any) -> str:
    if value is None or isinstance(value, bool | list | dict):
        return ""
    return str(value).strip()


def _as_number(answer: Any) -> int | float:
    """A bound as JSON has it; answers are whole numbers or exact decimal text."""
    if isinstance(answer, int):
        return answer
    exact = Decimal(answer)
    return int(exact) if exact == exact.to_integral_value() else float(exact)
