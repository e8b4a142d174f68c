"""Only gateways split a path: several flows out of a step would hide that it goes several ways."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import GATEWAYS, nodes


def check(definition: Definition) -> Iterator[Finding]:
    """`flow.several` for each task or event with more than one outgoing flow."""
    for node in nodes(definition):
        if node.kind not in GATEWAYS and len(node.outgoing) > 1:
            yield error(
                "flow.several",
                node,
                f"Из «{title(node)}» выходит стрелок: {len(node.outgoing)}; разветвлять может только шлюз",
                f"{len(node.outgoing)} flows leave {title(node)!r}; only a gateway may split a path",
                "Поставьте после него шлюз: исключающий, если верна одна ветвь, параллельный — если все",
                "Put a gateway behind it: exclusive if one branch is taken, parallel if all are",
            )
