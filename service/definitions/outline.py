"""`procedure.yaml` with one thing changed and every other byte as it was: its main process, or a role more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from processes import yaml_part
from service.errors import Unfit

PART = "procedure.yaml"


def with_main(content: bytes, process: str) -> bytes:
    """With this main process.  Raises DefinitionRefused, Unfit."""
    before, text, root = _read(content)
    if before.get("main") == process:
        return content
    node = root.get("main")
    written = json.dumps(process, ensure_ascii=False)
    if node is None:
        text = f"{text.rstrip()}\nmain: {written}\n"
    else:
        text = text[: node.start_mark.index] + written + text[node.end_mark.index :]
    return _only(text, {**before, "main": process})


def with_role(content: bytes, role: str, title: str) -> bytes:
    """With one role more.  Raises DefinitionRefused, Unfit."""
    before, text, root = _read(content)
    node = root.get("roles")
    body = f"{{ru: {_quoted(title)}, en: {_quoted(title)}}}"
    if node is None:
        text = f"{text.rstrip()}\nroles:\n  {role}: {body}\n"
    elif not isinstance(node, yaml.MappingNode) or not node.value:
        text = f"{text[: node.start_mark.index]} {{{role}: {body}}}{text[node.end_mark.index :]}"
    else:
        first = node.value[0][0].start_mark
        entry = f"{role}: {body}, " if node.flow_style else f"{role}: {body}\n{' ' * first.column}"
        text = text[: first.index] + entry + text[first.index :]
    return _only(text, {**before, "roles": {**(before.get("roles") or {}), role: {"ru": title, "en": title}}})


def _read(content: bytes) -> tuple[Mapping[str, Any], str, dict[str, yaml.Node]]:
    """What the file says, its text, and where each of its sections stands."""
    said = yaml_part.read(content, PART)
    text = content.decode("utf-8-sig")
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(said, Mapping) or not isinstance(root, yaml.MappingNode):
        raise _unusual()
    return said, text, {str(key.value): value for key, value in root.value}


def _only(text: str, wanted: Mapping[str, Any]) -> bytes:
    """Whatever the file looked like: it says what is wanted now, and nothing else."""
    changed = text.encode()
    if yaml_part.read(changed, PART) != wanted:
        raise _unusual()
    return changed


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _unusual() -> Unfit:
    return Unfit(
        "procedure.yaml записан так, что его не изменить отсюда; измените его как текст",
        "procedure.yaml is written so that it cannot be changed from here; change it as text",
    )
