"""The JSON of a form while it is changed: nothing in it is lost, and it is written as the catalogue's files are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import orjson

from forms import definition
from forms.editing.placing import Place, missing
from forms.errors import EditRefused, FormRefused, Problem

Node = dict[str, Any]

#: The order in which the catalogue's files have the keys of a form, a component, its `validate` and its `properties`
ORDER = (
    *("type", "id", "key", "title", "label", "text", "description", "readonly", "validate", "values", "decimalDigits"),
    *("accept", "multiple", "conditional", "subtype", "dateLabel", "timeLabel", "serializeToString", "showOutline"),
    *("components", "path", "allowAddRemove", "defaultRepetitions", "isRepeating", "properties"),
    *("required", "min", "max", "minLength", "maxLength", "validationType", "pattern"),
    *("en", "hintEn", "open", "personal", "registerField", "columns", "choice", "offer", "states", "fileKind", "maxMb"),
    *(
        "clause",
        "prefill",
        "signs",
        "seal",
        "day",
        "notBefore",
        "notAfter",
        "lines",
        "patternMessage",
        "patternMessageEn",
    ),
    *("number", "over", "overEn", "beside", "view", "rowName", "grouped", "keepPrefilled"),
    *("minRows", "maxRows", "rules"),
)
_RANK = {key: number for number, key in enumerate(ORDER)}


class Sheet:
    """The JSON of one form, open for a change.  Raises FormRefused where it is no JSON object."""

    def __init__(self, content: bytes) -> None:
        try:
            orjson.loads(content)  # the stricter of the two, and the one that reads forms
            root = json.loads(content)
        except (ValueError, RecursionError):
            root = None
        if not isinstance(root, dict):
            unread = Problem("файл не читается как объект JSON", "the file is no JSON object")
            raise FormRefused("?", problems(content) or [unread])
        self.root: Node = root

    def at(self, place: Place) -> Node:
        """The component there, the form itself at (); raises EditRefused."""
        node = self.root
        for number in place:
            inside = inner(node)
            if number >= len(inside) or not isinstance(inside[number], dict):
                raise missing()
            node = inside[number]
        return node

    def siblings(self, place: Place) -> list[Any]:
        """The list of components that this one stands in; raises EditRefused."""
        self.at(place)
        return inner(self.at(place[:-1]))

    def walk(self) -> Iterator[tuple[Place, Node]]:
        """Every component that is an object, in the order of the form."""
        yield from _walk(self.root, ())

    def written(self) -> bytes:
        return (json.dumps(self.root, indent=2, ensure_ascii=False) + "\n").encode()


def new(form: str, title: str, title_en: str = "") -> bytes:
    """A form that asks nothing yet; raises FormRefused."""
    root: Node = {"type": "default", "id": form, "title": title, "schemaVersion": 18}
    if title_en:
        root["properties"] = {"en": title_en}
    root["components"] = []
    content = (json.dumps(root, indent=2, ensure_ascii=False) + "\n").encode()
    definition.read(content)
    return content


def problems(content: bytes) -> tuple[Problem, ...]:
    """All that keeps the bytes from being a form; nothing for a form."""
    try:
        definition.read(content)
    except FormRefused as refused:
        return refused.problems
    return ()


def no_worse(before: bytes, sheet: Sheet, place: Place) -> bytes:
    """The changed form; raises FormRefused with what is wrong now and was not before.

    Of a form that was broken already only what is wrong at `place` is asked, so that it can be mended bit by bit: one
    mended question may bring to light what is wrong with another.
    """
    try:
        after = sheet.written()
    except UnicodeEncodeError:
        raise EditRefused(
            "В тексте есть знаки, которых не бывает; наберите его заново",
            "The text has characters that do not exist; type it again",
        ) from None
    known = {(problem.ru, problem.en) for problem in problems(before)}
    fresh = [problem for problem in problems(after) if (problem.ru, problem.en) not in known]
    if known:
        fresh = [problem for problem in fresh if problem.place == place]
    if fresh:
        raise FormRefused(str(sheet.root.get("id") or "?")[:60], fresh)
    return after


def inner(node: Node) -> list[Any]:
    """The components inside; of one that holds none a list of its own."""
    inside = node.get("components")
    return inside if isinstance(inside, list) else []


def got(node: Node, at: tuple[str, ...]) -> Any:
    """The value under these keys, None where there is none."""
    value: Any = node
    for key in at:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def put(node: Node, at: tuple[str, ...], value: Any) -> None:
    """Set the value under these keys; None takes the key away, and what becomes empty by that."""
    key, *rest = at
    if not rest:
        _set(node, key, value)
        return
    inside = node.get(key)
    if not isinstance(inside, dict):
        if value is None:
            return
        inside = {}
    put(inside, tuple(rest), value)
    _set(node, key, inside or None)


def _set(node: Node, key: str, value: Any) -> None:
    if value is None:
        node.pop(key, None)
    elif key in node:
        node[key] = value
    else:
        _insert(node, key, value)


def _insert(node: Node, key: str, value: Any) -> None:
    """A new key stands behind those that the catalogue's files have before it."""
    rank = _RANK.get(key, len(ORDER))
    items = list(node.items())
    at = max((number + 1 for number, (known, _) in enumerate(items) if _RANK.get(known, len(ORDER)) < rank), default=0)
    items.insert(at, (key, value))
    node.clear()
    node.update(items)


def _walk(node: Node, above: Place) -> Iterator[tuple[Place, Node]]:
    for number, each in enumerate(inner(node)):
        if isinstance(each, dict):
            yield (*above, number), each
            yield from _walk(each, (*above, number))
