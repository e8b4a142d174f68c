"""Forms, written short: each component is a call, and `form` makes of them what a file would hold."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from forms import answers, definition
from forms.definition import Form
from forms.errors import AnswersRefused

TODAY = date(2026, 3, 9)
SHA = "ab" * 32
SCAN = {"attachment": "a-1", "name": "Диплом Ивановой.pdf", "sha256": SHA, "size": 1_400_000}


def field(type_: str, key: str, label: str = "", *, hide: str = "", **rest: Any) -> dict[str, Any]:
    """A component as form-js writes it; `required` and other rules of `validate` may stand among the rest."""
    rules = ("required", "min", "max", "minLength", "maxLength", "pattern", "validationType")
    validate = {name: rest.pop(name) for name in rules if name in rest}
    json_ = {"type": type_, "key": key, "label": label or key, "validate": validate, **rest}
    return {**json_, "conditional": {"hide": hide}} if hide else json_


def choices(*values: str | bool | int) -> list[dict[str, Any]]:
    return [{"value": value, "label": f"Вариант {value}"} for value in values]


def group(*components: dict[str, Any], path: str = "", label: str = "", hide: str = "") -> dict[str, Any]:
    return {
        "type": "group",
        "path": path,
        "label": label,
        "components": list(components),
        "conditional": {"hide": hide},
    }


def rows(path: str, *components: dict[str, Any], label: str = "", **rest: Any) -> dict[str, Any]:
    return {"type": "dynamiclist", "path": path, "label": label or path, "components": list(components), **rest}


def form(*components: dict[str, Any], **top: Any) -> Form:
    return definition.read(written(*components, **top))


def written(*components: dict[str, Any], **top: Any) -> bytes:
    return json.dumps({"type": "default", "id": "F-TST-1", "components": list(components), **top}).encode()


def check(asked: Form, raw: Any, **circumstances: Any) -> dict[str, Any]:
    return answers.check(asked, raw, **{"today": TODAY, **circumstances})


def refusals(asked: Form, raw: Any, **circumstances: Any) -> dict[str, str]:
    """The Russian text at each path that is refused; nothing when the answers are taken."""
    try:
        check(asked, raw, **circumstances)
    except AnswersRefused as refused:
        return {path: message.ru for path, message in refused.errors.items()}
    return {}
