"""No flow crosses the border of a sub-process."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title


def check(definition: Definition) -> Iterator[Finding]:
    """`flow.border` for each flow whose ends do not stand in the same scope as itself."""
    for process in definition.processes.values():
        for flow in process.flows.values():
            source, target = process.nodes[flow.source], process.nodes[flow.target]
            if not flow.parent == source.parent == target.parent:
                yield error(
                    "flow.border",
                    flow,
                    f"Стрелка от «{title(source)}» к «{title(target)}» пересекает границу подпроцесса",
                    f"The flow from {title(source)!r} to {title(target)!r} crosses the border of a sub-process",
                    "Ведите её к самому подпроцессу и от него",
                    "Draw it to the sub-process itself, or from it",
                )
