"""A YAML file of a procedure read as plain values, and no more than it looks."""

from __future__ import annotations

from typing import Any

import yaml

from processes.errors import DefinitionRefused

LARGEST = 512 * 1024
"""Bytes of a YAML part."""

DEEPEST = 40
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C library's where the wheel has it: some forty times quicker."""


def read(content: bytes, name: str) -> Any:
    """The plain values of a YAML part; raises DefinitionRefused.

    Aliases are refused: a few lines of them stand for more values than any memory holds.  So is depth: PyYAML's own
    reader needs the square of it.
    """
    if len(content) > LARGEST:
        raise DefinitionRefused(
            f"{name}: больше {LARGEST // 1024} КиБ. Разделите файл",
            f"{name}: larger than {LARGEST // 1024} KiB. Split the file",
            part=name,
        )
    try:
        _require_plain(content, name)
        return yaml.load(content, Loader=_LOADER)  # noqa: S506  either loader is the safe one
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a day that is none; brackets without end
        raise DefinitionRefused(
            f"{name}: не читается как YAML: {error}", f"{name}: not YAML: {error}", part=name
        ) from error


def _require_plain(content: bytes, name: str) -> None:
    """Nothing, if the file is as flat and as long as it looks; stops at the first place where it is not."""
    depth = 0
    for event in yaml.parse(content, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise DefinitionRefused(
                f"{name}: строка {line}: ссылка *{event.anchor}. Напишите значение полностью",
                f"{name}: line {line}: alias *{event.anchor}. Write the value out",
                part=name,
                line=line,
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise DefinitionRefused(
                f"{name}: строка {line}: больше {DEEPEST} уровней вложенности",
                f"{name}: line {line}: more than {DEEPEST} levels",
                part=name,
                line=line,
            )
