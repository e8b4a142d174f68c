"""Tasks and gateways that would create cases: only start events do."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes


def check(definition: Definition) -> Iterator[Finding]:
    """`construct.instantiate` for each node other than a start event that would begin a case."""
    for node in nodes(definition):
        if node.attributes.get("instantiate") in ("true", "1"):
            yield error(
                "construct.instantiate",
                node,
                f"«{title(node)}» должен сам начинать дело; дела начинают только начальные события",
                f"{title(node)!r} would begin a case; only start events do",
                "Поставьте перед ним начальное событие с тем же сообщением",
                "Put a start event with the same message before it",
            )
