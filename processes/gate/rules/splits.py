"""Several flows out of a step are all taken, as behind a parallel gateway (BPMN 2.0, 13.3.1); the picture may mislead."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, info, title
from processes.gate.paths import GATEWAYS, nodes


def check(definition: Definition) -> Iterator[Finding]:
    """`flow.several` for each task or event that several flows leave without a condition on any."""
    for node in nodes(definition):
        if node.kind in GATEWAYS or len(node.outgoing) < 2:
            continue
        if not any(definition.flows[flow].condition for flow in node.outgoing):
            yield info(
                "flow.several",
                node,
                f"Из «{title(node)}» выходит стрелок: {len(node.outgoing)}; дело пойдёт по всем сразу",
                f"{len(node.outgoing)} flows leave {title(node)!r}; the case takes them all",
                "Если верна одна ветвь, поставьте исключающий шлюз; если все — параллельный, чтобы это было видно",
                "Put an exclusive gateway if one branch is meant; a parallel one shows that all are",
            )
