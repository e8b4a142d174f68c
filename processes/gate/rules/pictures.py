"""Where there is a picture, it shows every step and every flow that a case can take."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.model.elements import Diagram, Process


def check(definition: Definition) -> Iterator[Finding]:
    """`picture.node` and `picture.flow` for what would be executed unseen; a file without any picture is laid out."""
    for diagram in definition.diagrams.values():
        if diagram.picture.shapes:
            for process in diagram.processes.values():
                if process.executable:
                    yield from _unseen(diagram, process)


def _unseen(diagram: Diagram, process: Process) -> Iterator[Finding]:
    for node in process.nodes.values():
        if node.id not in diagram.picture.shapes and not _folded(diagram, process, node.parent):
            yield error(
                "picture.node",
                node,
                f"Шага «{title(node)}» на рисунке нет, а дело его пройдёт",
                f"Step {title(node)!r} is not in the picture, but a case would come to it",
                "Нарисуйте его или разложите диаграмму заново",
                "Draw it or lay the diagram out again",
            )
    for flow in process.flows.values():
        if flow.id not in diagram.picture.edges and not _folded(diagram, process, flow.parent):
            source, target = process.nodes[flow.source], process.nodes[flow.target]
            yield error(
                "picture.flow",
                flow,
                f"Стрелки от «{title(source)}» к «{title(target)}» на рисунке нет, а дело по ней пойдёт",
                f"The flow from {title(source)!r} to {title(target)!r} is not in the picture, but a case would take it",
                "Нарисуйте её или разложите диаграмму заново",
                "Draw it or lay the diagram out again",
            )


def _folded(diagram: Diagram, process: Process, scope: str) -> bool:
    """Whether a scope is inside a sub-process that the picture shows folded."""
    while scope in process.nodes:
        if scope in diagram.picture.collapsed:
            return True
        scope = process.nodes[scope].parent
    return False
