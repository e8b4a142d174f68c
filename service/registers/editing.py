"""Rows that staff keep by hand: which registers, which fields, what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from service.actor import Actor
from service.installation import Installation
from service.operations import write_register
from service.registers import shelf
from storage import registers
from storage.errors import NotFound

EDITABLE = frozenset(write_register.COLUMNS)
_KINDS = {"date": "date", "integer": "number", "money": "money", "boolean": "flag", "text": "text", "time": "time"}


@dataclass(frozen=True, kw_only=True)
class Input:
    """A column as it is typed; `kind` is text, date, time, number, money, flag or list."""

    name: str
    title: str
    kind: str
    value: str
    checked: bool = False


@dataclass(frozen=True, kw_only=True)
class RowForm:
    """The form of a row; `key` is None for a new one."""

    register: str
    title: str
    key: str | None
    etag: str
    state: str
    inputs: tuple[Input, ...]


def fields(installation: Installation, actor: Actor, register: str, key: str | None, language: str) -> RowForm:
    """The form of this row; raises NotFound for a register that nobody keeps by hand."""
    if register not in EDITABLE:
        raise NotFound("Реестр, который ведут вручную,", "Register kept by hand", register)
    told = shelf.outline(installation, register, actor)
    data: Mapping[str, Any] = {}
    etag, state = "", "active"
    if key is not None:
        with installation.database.reading() as session:
            row = registers.get(session, register, key)
            data, etag, state = dict(row.data), str(row.version), row.state
    return RowForm(
        register=register,
        title=shelf.title(told, language),
        key=key,
        etag=etag,
        state=state,
        inputs=tuple(_input(name, column, data.get(name), language) for name, column in told.columns.items()),
    )


def raw(form: RowForm, posted: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as raw values of the register's columns."""
    typed_in: dict[str, Any] = {}
    for field in form.inputs:
        text = posted.get(f"column.{field.name}", "").strip()
        if field.kind == "flag":
            typed_in[field.name] = bool(text)
        elif field.kind == "list":
            typed_in[field.name] = [part.strip() for part in text.split(",") if part.strip()]
        else:
            typed_in[field.name] = text or None
    typed_in["state"] = posted.get("state", form.state)
    return typed_in


def typed(form: RowForm, values: Mapping[str, Any]) -> RowForm:
    """The same form with what was typed."""
    inputs = tuple(
        replace(field, value=_text(values.get(field.name)), checked=values.get(field.name) is True)
        for field in form.inputs
    )
    return replace(form, inputs=inputs)


def _input(name: str, column: Mapping[str, Any], value: Any, language: str) -> Input:
    kind = "list" if isinstance(value, list) else _KINDS.get(str(column.get("type")), "text")
    title = str(column.get(language) or column.get("ru") or name)
    return Input(
        name=name,
        title=title,
        kind=kind,
        value=shelf.shown(value, language) if kind == "date" else _text(value),
        checked=value is True,
    )


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
