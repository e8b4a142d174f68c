"""Questions come, go and change places.  Every function takes the bytes of a form and gives the new ones."""

from __future__ import annotations

import re
from typing import Any

from forms.editing.entries import HOLDERS, label_at
from forms.editing.naming import key_for
from forms.editing.placing import Place, missing
from forms.editing.sheet import Node, Sheet, inner, no_worse, put
from forms.errors import EditRefused
from forms.fields import KINDS
from forms.fields.dynamiclist import DynamicList
from forms.fields.field import Question
from forms.fields.signature import Signature

MOVES = ("up", "down", "into", "out")

_NUMBERED = re.compile(r"Field_([0-9]{1,6})", re.ASCII)

#: What a fresh question of a kind has besides type, id, key and label
_CHOICES = [{"value": "yes", "label": "Да", "en": "Yes"}, {"value": "no", "label": "Нет", "en": "No"}]
_FRESH: dict[str, dict[str, Any]] = {
    "number": {"decimalDigits": 0},
    "datetime": {"subtype": "date"},
    "filepicker": {
        "accept": ".pdf,.jpg,.jpeg,.png",
        "multiple": False,
        "properties": {"fileKind": "pdf jpeg png", "maxMb": "20"},
    },
    "group": {"showOutline": True, "components": []},
    "dynamiclist": {"components": [], "allowAddRemove": True, "defaultRepetitions": 1, "isRepeating": True},
    **{kind: {"values": _CHOICES} for kind in ("checklist", "radio", "select", "taglist")},
}


def add(content: bytes, at: Place, kind: str, *, label: str = "", key: str = "") -> tuple[bytes, Place]:
    """A fresh question that then stands at this place; without a key it gets one of its label.

    Raises FormRefused, by question, and EditRefused where no question can stand.
    """
    sheet = Sheet(content)
    if kind not in KINDS or not at:
        raise EditRefused(f"Вида вопроса «{kind[:60]}» нет", f"There is no kind of question {kind[:60]!r}")
    holder = sheet.at(at[:-1])
    if len(at) > 1 and holder.get("type") not in HOLDERS:
        raise missing()
    siblings = holder.setdefault("components", [])
    if not isinstance(siblings, list) or at[-1] > len(siblings):
        raise missing()
    siblings.insert(at[-1], _fresh(sheet, kind, label.strip(), key.strip()))
    return no_worse(content, sheet, at), at


def remove(content: bytes, place: Place) -> bytes:
    """Without this question and all that stands in it; raises FormRefused where a rule names it, EditRefused."""
    if not place:
        raise missing()
    sheet = Sheet(content)
    del sheet.siblings(place)[place[-1]]
    return no_worse(content, sheet, ())


def move(content: bytes, place: Place, way: str) -> tuple[bytes, Place]:
    """One place up or down, into the group or table right above (as its last), out of one (behind it).

    Gives the new place besides; raises FormRefused, and EditRefused where the way leads nowhere.
    """
    if not place:
        raise missing()
    sheet = Sheet(content)
    siblings, at = sheet.siblings(place), place[-1]
    node = siblings.pop(at)
    into, to = _target(sheet, siblings, place, way)
    into.insert(to[-1], node)
    return no_worse(content, sheet, to), to


def _target(sheet: Sheet, siblings: list[Any], place: Place, way: str) -> tuple[list[Any], Place]:
    """The list that the question goes to, and its place there, when it has been taken out of its own."""
    above, at = place[:-1], place[-1]
    if way == "up" and at > 0:
        return siblings, (*above, at - 1)
    if way == "down" and at < len(siblings):
        return siblings, (*above, at + 1)
    if way == "into" and at > 0 and isinstance(siblings[at - 1], dict) and siblings[at - 1].get("type") in HOLDERS:
        inside = siblings[at - 1].setdefault("components", [])
        if isinstance(inside, list):
            return inside, (*above, at - 1, len(inside))
    if way == "out" and above:
        return inner(sheet.at(above[:-1])), (*above[:-1], above[-1] + 1)
    raise EditRefused("Дальше двигать некуда", "There is nowhere to move it")


def _fresh(sheet: Sheet, kind: str, label: str, key: str) -> Node:
    node: Node = {"type": kind, "id": _free_id(sheet)}
    taken = {str(each.get(name)) for _, each in sheet.walk() for name in ("key", "path")}
    named = key or key_for(label, taken)
    if issubclass(KINDS[kind], Question | DynamicList | Signature):
        node["key"] = named
    for name, value in _FRESH.get(kind, {}).items():
        put(node, (name,), _copied(value))
    if kind == DynamicList.type:
        put(node, ("path",), named)
    put(node, label_at(node), label or None)
    return node


def _free_id(sheet: Sheet) -> str:
    ids = [str(node.get("id")) for _, node in sheet.walk()]
    numbers = [int(found[1]) for found in map(_NUMBERED.fullmatch, ids) if found]
    return f"Field_{max(numbers, default=0) + 1:02}"


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value
