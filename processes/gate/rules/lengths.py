"""Paths and ids of a size that every later reader can hold."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import graph, knots, nodes, scopes

LONGEST_PATH = 400
LONGEST_ID = 100


def check(definition: Definition) -> Iterator[Finding]:
    """`path.long` and `id.long`."""
    for process in definition.processes.values():
        for scope in scopes(process):
            edges = graph(process, scope)
            longest = _longest(edges)
            if longest > LONGEST_PATH:
                holder = process.nodes.get(scope, process)
                yield error(
                    "path.long",
                    holder,
                    f"Самый длинный путь в «{title(holder)}» — {longest} шагов; допустимо {LONGEST_PATH}",
                    f"The longest path in {title(holder)!r} has {longest} steps; {LONGEST_PATH} are allowed",
                    "Вынесите часть шагов в подпроцесс или вызываемый процесс",
                    "Move some of the steps into a sub-process or a called process",
                )
    for node in nodes(definition):
        if len(node.id) > LONGEST_ID:
            yield error(
                "id.long",
                node,
                f"Id «{node.id[:40]}…» длиннее {LONGEST_ID} знаков",
                f"Id {node.id[:40]!r}… is longer than {LONGEST_ID} characters",
                "Сократите id",
                "Shorten the id",
            )


def _longest(edges: dict[str, list[str]]) -> int:
    """Nodes on the longest path, a loop counted with all its nodes."""
    best: dict[str, int] = {}
    for knot in knots(edges):  # each knot stands before those that lead to it
        beyond = max((best[target] for node in knot for target in edges[node] if target in best), default=0)
        best.update(dict.fromkeys(knot, beyond + len(knot)))
    return max(best.values(), default=0)
