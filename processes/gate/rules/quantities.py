"""Token quantities other than 1 would be ignored."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes


def check(definition: Definition) -> Iterator[Finding]:
    """`construct.quantity` for each activity that asks for another quantity."""
    for node in nodes(definition):
        for name in ("startQuantity", "completionQuantity"):
            if node.attributes.get(name, "1").strip() != "1":
                yield error(
                    "construct.quantity",
                    node,
                    f"У «{title(node)}» указано {name} = {node.attributes[name]}; учтена была бы единица",
                    f"{title(node)!r} says {name} = {node.attributes[name]}, but 1 would be used",
                    "Уберите это значение; несколько исполнений рисуют повторением (multi-instance)",
                    "Remove the value; draw several executions as a multi-instance activity",
                )
