"""No flow leads into a start or a border event, and none out of an end."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes
from processes.model.elements import Kind

_NO_ENTRY = {Kind.START: ("начало", "a start event"), Kind.BOUNDARY: ("событие на границе", "a border event")}


def check(definition: Definition) -> Iterator[Finding]:
    """`flow.into_start`, `flow.into_border` and `flow.out_of_end`."""
    for node in nodes(definition, Kind.START, Kind.BOUNDARY, Kind.END):
        if node.kind in _NO_ENTRY and node.incoming:
            ru, en = _NO_ENTRY[node.kind]
            yield error(
                "flow.into_start" if node.kind is Kind.START else "flow.into_border",
                node,
                f"В «{title(node)}» входит стрелка, а это {ru}",
                f"A flow leads into {title(node)!r}, which is {en}",
                "Ведите стрелку к первому шагу после него",
                "Draw the flow to the first step behind it",
            )
        if node.kind is Kind.END and node.outgoing:
            yield error(
                "flow.out_of_end",
                node,
                f"Из конца «{title(node)}» выходит стрелка, по которой никто не пойдёт",
                f"A flow leaves end event {title(node)!r}, and nobody will take it",
                "Замените конец промежуточным событием или удалите стрелку",
                "Use an intermediate event or remove the flow",
            )
