"""Questions that a diagram of another system asks at its steps, made into forms of ours.

Knows their fields as `processes.model` reads them; a diagram's own form-js JSON needs only its id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from processes import model
from processes.model.elements import Diagram, Node

_TYPES = {
    "boolean": "checkbox", "long": "number", "integer": "number", "double": "number", "date": "datetime", "enum": "select",
}  # fmt: skip
"""Every other type is a line of text."""


def forms_in(content: bytes) -> dict[str, bytes]:
    """Form id -> form-js JSON, for each form that the BPMN file holds; raises DiagramRefused."""
    found = {id_: _named(id_, text) for id_, text in model.embedded_forms(content).items()}
    for node in _asking(model.read(content)):
        found.setdefault(model.form_of_fields(node), _form(node))
    return {id_: written for id_, written in found.items() if written}


def _asking(diagram: Diagram) -> Iterator[Node]:
    for process in diagram.processes.values():
        for node in process.nodes.values():
            if node.properties.get("form") == model.form_of_fields(node):
                yield node


def _named(id_: str, text: str) -> bytes:
    """The JSON under the id by which steps refer to it; empty for what is no JSON object."""
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError:
        return b""
    return orjson.dumps({**body, "id": id_}, option=orjson.OPT_INDENT_2) if isinstance(body, dict) else b""


def _form(node: Node) -> bytes:
    components = [_component(number, field) for number, field in enumerate(model.fields_asked(node), 1)]
    body = {
        "type": "default",
        "id": model.form_of_fields(node),
        "title": node.name or node.id,
        "components": components,
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2)


def _component(number: int, field: Mapping[str, Any]) -> dict[str, Any]:
    kind = _TYPES.get(field["type"], "textfield")
    component: dict[str, Any] = {"type": kind, "id": f"Field_{number:02}", "key": field["key"], "label": field["label"]}
    if kind == "datetime":
        component |= {"subtype": "date", "dateLabel": field["label"]}
    if kind == "select":
        component["values"] = [{"value": value, "label": label} for value, label in field["choices"]]
    return component | ({"validate": {"required": True}} if field["required"] else {})
