"""What an action was asked with.  A missing or unusable input is said with its name and the element."""

from __future__ import annotations

from typing import Any

from processes.facts import ActionRequested
from service.errors import Unfit


def text(request: ActionRequested, name: str, default: str | None = None) -> str:
    """A non-empty text; raises Unfit if there is none and no default."""
    value = request.inputs.get(name)
    if isinstance(value, str) and value.strip():
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None and default is not None:
        return default
    raise Unfit(
        f"{request.element}: действию «{request.name}» нужен вход «{name}», получено: {value!r}",
        f"{request.element}: action {request.name!r} needs the input {name!r}, got {value!r}",
        element=request.element,
        input=name,
    )


def texts(request: ActionRequested, name: str) -> tuple[str, ...]:
    """One text or a list of texts; raises Unfit if there is none."""
    value = request.inputs.get(name)
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return tuple(value)
    return (text(request, name),)


def row_key(value: Any) -> str | None:
    """The key of a register's row, given as it stands or as the answer that refers to it."""
    if isinstance(value, dict):
        value = value.get("row") or value.get("key") or value.get("value")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None
