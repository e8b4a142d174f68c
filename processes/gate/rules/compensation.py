"""Compensation is passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes


def check(definition: Definition) -> Iterator[Finding]:
    """`kind.compensation` for an activity that only a compensation would start; its events are told by `event.compensate`."""
    for node in nodes(definition):
        if node.attributes.get("isForCompensation") in ("true", "1"):
            yield error(
                "kind.compensation",
                node,
                f"«{title(node)}» исполняется только при компенсации, а её у нас нет",
                f"{title(node)!r} is done in a compensation only, and there is none",
                "Нарисуйте обратные шаги явно: шлюз и обычная задача",
                "Draw the steps that undo explicitly: a gateway and an ordinary task",
            )
