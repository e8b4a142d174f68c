"""An activity that is done in a loop says while what, or how often; nothing turns round without a wait and a bound."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes
from processes.gate.waits import Waits


def check(definition: Definition) -> Iterator[Finding]:
    """`loop.bound` and `loop.automatic` for activities with standard loop characteristics."""
    waits = Waits(definition)
    for node in nodes(definition):
        if node.loop is None:
            continue
        if not node.loop.condition and not node.loop.maximum:
            yield error(
                "loop.bound",
                node,
                f"«{title(node)}» повторяется без условия и без предела",
                f"{title(node)!r} is done again and again, without condition or bound",
                "Напишите условие, при котором повторять (loopCondition), или предел (loopMaximum)",
                "Write the condition on which it is done again (loopCondition), or a bound (loopMaximum)",
            )
        elif not node.loop.maximum and not waits.always(node):
            yield error(
                "loop.automatic",
                node,
                f"«{title(node)}» повторяется сам собой и без предела: он может крутиться без конца",
                f"{title(node)!r} repeats by itself and without bound: it may run for ever",
                "Задайте предел (loopMaximum)",
                "Give it a bound (loopMaximum)",
            )
