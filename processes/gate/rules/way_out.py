"""From every node a case must be able to come to an end."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import GATEWAYS, graph, is_loop, knots, scopes
from processes.model.elements import Kind


def check(definition: Definition) -> Iterator[Finding]:
    """`gateway.no_exit`, `flow.no_exit` (a path stops), `flow.endless` (a loop without a way out), at the place itself."""
    for process in definition.processes.values():
        for scope in scopes(process):
            edges = graph(process, scope)
            for knot in knots(edges):
                inside = set(knot)
                leaves = any(target not in inside for node in knot for target in edges[node])
                first = min((process.nodes[id_] for id_ in knot), key=lambda node: node.line)
                if leaves or first.kind is Kind.END:
                    continue
                if is_loop(edges, knot):
                    yield error(
                        "flow.endless",
                        first,
                        f"Из круга, в котором стоит «{title(first)}», нет выхода",
                        f"There is no way out of the loop around {title(first)!r}",
                        "Добавьте шлюз со стрелкой, которая ведёт к концу",
                        "Add a gateway with a flow that leads to an end",
                    )
                elif first.kind in GATEWAYS:
                    yield error(
                        "gateway.no_exit",
                        first,
                        f"Из шлюза «{title(first)}» не выходит ни одна стрелка",
                        f"No flow leaves gateway {title(first)!r}",
                        "Проведите стрелки дальше",
                        "Draw the flows that follow",
                    )
                else:
                    yield error(
                        "flow.no_exit",
                        first,
                        f"После «{title(first)}» путь обрывается",
                        f"The path stops after {title(first)!r}",
                        "Проведите стрелку к следующему шагу или к конечному событию",
                        "Draw a flow to the next step or to an end event",
                    )
