"""What another system asks at a step by fields that stand in the diagram itself: `formData`, `formProperty`, form JSON."""

from __future__ import annotations

import re
from typing import Any

from processes.model.elements import ForeignSetting, Node
from processes.model.foreign import DIALECTS
from processes.model.names import local
from processes.model.reading import root_of

MOST_FIELDS = 100
_FIELD = re.compile(r"(?:formData\.formField|formProperty)@(\w+)")
_INSIDE = re.compile(r"(?:formData\.formField|formProperty)\.(.+)")
_KEY = re.compile(r"[^\W\d]\w*")


def fields_asked(node: Node) -> list[dict[str, Any]]:
    """Its fields as plain values: key, label, type, required, choices (value and label); at most MOST_FIELDS."""
    fields: list[dict[str, Any]] = []
    for setting in node.foreign:
        own = _FIELD.fullmatch(setting.name)
        if own and own[1] == "id" and _KEY.fullmatch(setting.value):
            fields.append({"key": setting.value, "label": setting.value, "type": "", "required": False, "choices": []})
        elif own and fields:
            _note(fields[-1], own[1], setting.value)
        elif fields and (inside := _INSIDE.fullmatch(setting.name)):
            _note_inside(fields[-1], inside[1], setting)
    return fields[:MOST_FIELDS]


def embedded_forms(content: bytes) -> dict[str, str]:
    """Form id -> the form-js JSON that the file carries for its steps; raises DiagramRefused."""
    root = root_of(content)
    tags = [f"{{{space}}}userTaskForm" for space in DIALECTS]
    return {
        str(form.get("id")): form.text or ""
        for form in root.iter(*tags)
        if form.get("id") and local(form) == "userTaskForm"
    }


def _note(field: dict[str, Any], name: str, value: str) -> None:
    if name in ("label", "name") and value:
        field["label"] = value
    elif name == "type":
        field["type"] = value
    elif name == "required":
        field["required"] = value == "true"


def _note_inside(field: dict[str, Any], name: str, setting: ForeignSetting) -> None:
    if name in ("value@id", "validation.constraint@name"):
        if name == "value@id":
            field["choices"].append((setting.value, setting.value))
        else:
            field["required"] = field["required"] or setting.value == "required"
    elif name == "value@name" and field["choices"]:
        field["choices"][-1] = (field["choices"][-1][0], setting.value)
