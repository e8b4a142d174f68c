"""A node that no path reaches would be dropped without a word."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import graph, reached, scopes
from processes.model.elements import Kind


def check(definition: Definition) -> Iterator[Finding]:
    """`flow.unreachable` for each node that no start of its own scope leads to."""
    for process in definition.processes.values():
        for scope in scopes(process):
            inside = process.inside(scope)
            starts = [node.id for node in inside if node.kind is Kind.START]
            if not starts:
                continue  # told as a missing start; every node would be told again
            seen = reached(graph(process, scope), starts)
            for node in inside:
                if node.id not in seen:
                    yield error(
                        "flow.unreachable",
                        node,
                        f"До «{title(node)}» не доходит ни один путь от начала",
                        f"No path from a start reaches {title(node)!r}",
                        "Проведите к нему стрелку или удалите его",
                        "Draw a flow to it or remove it",
                    )
