"""Scripts are lines of FEEL; no other language is ever run."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes
from processes.model.elements import Kind

_OURS = ("", "feel", "text/feel", "application/feel")


def check(definition: Definition) -> Iterator[Finding]:
    """`script.language` and `script.empty`."""
    for node in nodes(definition, Kind.SCRIPT):
        if (node.script_format or "").strip().lower() not in _OURS:
            yield error(
                "script.language",
                node,
                f"Сценарий «{title(node)}» написан на языке «{node.script_format}», который не исполняется",
                f"Script {title(node)!r} is written in {node.script_format!r}, which is not run",
                "Перепишите его строками «имя = выражение FEEL»",
                "Write it as lines of `name = FEEL expression`",
            )
        if not (node.script or "").strip():
            yield error(
                "script.empty",
                node,
                f"Сценарий «{title(node)}» пуст",
                f"Script {title(node)!r} is empty",
                "Напишите строки «имя = выражение» или удалите шаг",
                "Write lines of `name = expression` or remove the step",
            )
