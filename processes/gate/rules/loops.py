"""A loop in which nothing waits would run for ever."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import is_loop, knots, scopes
from processes.gate.waits import Waits


def check(definition: Definition) -> Iterator[Finding]:
    """`flow.automatic_loop` at the first node of each loop without a wait."""
    waits = Waits(definition)
    for process in definition.processes.values():
        for scope in scopes(process):
            edges = waits.automatic(process, scope)
            for knot in knots(edges):
                if is_loop(edges, knot):
                    first = min((process.nodes[id_] for id_ in knot), key=lambda node: node.line)
                    names = ", ".join(f"«{title(process.nodes[id_])}»" for id_ in sorted(knot))
                    yield error(
                        "flow.automatic_loop",
                        first,
                        f"Круг {names} никого не ждёт и может крутиться без конца",
                        f"The loop of {', '.join(sorted(knot))} waits for nothing and may run for ever",
                        "Поставьте в круг шаг человека, таймер или сообщение; считать по списку умеет повторение",
                        "Put a person's step, a timer or a message into it; a multi-instance walks a list",
                    )
