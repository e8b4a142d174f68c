"""A standard loop has no bound that we could read and hides the condition from the picture."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes


def check(definition: Definition) -> Iterator[Finding]:
    """`construct.loop` for each activity with standard loop characteristics."""
    for node in nodes(definition):
        if node.standard_loop:
            yield error(
                "construct.loop",
                node,
                f"«{title(node)}» повторяется циклом без видимого условия и предела",
                f"{title(node)!r} is a standard loop, with neither condition nor bound in the picture",
                "Нарисуйте возврат стрелкой через исключающий шлюз или повторение по списку",
                "Draw the way back through an exclusive gateway, or a multi-instance over a list",
            )
