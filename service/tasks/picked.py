"""Files sent together with a form, by a browser without scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol


class Files(Protocol):
    """The files of a request by field name."""

    def lists(self) -> Any: ...


def with_files(raw: Mapping[str, Any], files: Files, upload: Callable[[Any, str], Mapping[str, Any]]) -> dict[str, Any]:
    """The answers with each sent file taken and put where its field stands."""
    answers = dict(raw)
    for path, sent in files.lists():
        kept = [upload(file.stream, file.filename) for file in sent if file.filename]
        if kept:
            holder, key = _place(answers, path)
            holder[key] = [*(holder.get(key) or []), *kept]
    return answers


def _place(answers: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """Where a path through groups leads; one that leads through a table is no field, and the check will say so."""
    *groups, key = path.split(".")
    holder = answers
    for group in groups:
        inside = holder.get(group)
        if not isinstance(inside or {}, Mapping):
            return answers, path
        holder[group] = dict(inside or {})
        holder = holder[group]
    return holder, key
