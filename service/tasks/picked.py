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
            answers[path] = [*(answers.get(path) or []), *kept]
    return answers
