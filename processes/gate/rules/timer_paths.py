"""What follows a non-interrupting timer happens beside the case and must not hold it up."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import graph, nodes, reached
from processes.gate.waits import Waits
from processes.model.elements import Kind


def check(definition: Definition) -> Iterator[Finding]:
    """`timer.path_waits` for each waiting step behind a timer that does not interrupt: the case might never finish."""
    waits = Waits(definition)
    for timer in nodes(definition, Kind.BOUNDARY):
        if timer.interrupting or not any(event.kind == "timer" for event in timer.events):
            continue
        process = definition.process_of(timer.id)
        for id_ in sorted(reached(graph(process, timer.parent), [timer.id]) - {timer.id}):
            node = process.nodes[id_]
            if node.kind is not Kind.BOUNDARY and waits.possible(node) and node.kind is not Kind.SERVICE:
                yield error(
                    "timer.path_waits",
                    node,
                    f"После таймера «{title(timer)}», который не прерывает, дело ждёт в «{title(node)}»",
                    f"Behind timer {title(timer)!r}, which does not interrupt, the case waits at {title(node)!r}",
                    "Оставьте на этом пути только действия службы; человеку напомнит свойство alert",
                    "Leave only actions of the service on this path; the property alert tells a person",
                )
