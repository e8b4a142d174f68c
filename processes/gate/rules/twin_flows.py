"""Two flows between the same two nodes would be taken for one."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title


def check(definition: Definition) -> Iterator[Finding]:
    """`flow.twice` for each flow whose source and target another one has already connected."""
    for process in definition.processes.values():
        seen: set[tuple[str, str]] = set()
        for flow in process.flows.values():
            ends = (flow.source, flow.target)
            if ends in seen:
                source, target = process.nodes[flow.source], process.nodes[flow.target]
                yield error(
                    "flow.twice",
                    flow,
                    f"От «{title(source)}» к «{title(target)}» ведёт больше одной стрелки",
                    f"More than one flow leads from {title(source)!r} to {title(target)!r}",
                    "Оставьте одну и соедините условия словом or",
                    "Keep one and join the conditions by `or`",
                )
            seen.add(ends)
