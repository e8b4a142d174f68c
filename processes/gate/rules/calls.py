"""Called processes exist, begin plainly, and never call one another in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import is_loop, knots, nodes
from processes.model.elements import Kind, Node


def check(definition: Definition) -> Iterator[Finding]:
    """`call.unknown`, `call.start` and `call.circle`, at the call activity."""
    calls: dict[str, list[Node]] = {id_: [] for id_ in definition.processes}
    for node in nodes(definition, Kind.CALL):
        if node.called not in definition.processes:
            yield _unknown(node)
            continue
        calls[definition.process_of(node.id).id].append(node)
        yield from _start(definition, node, node.called or "")
    graph = {id_: [node.called or "" for node in made] for id_, made in calls.items()}
    for knot in knots(graph):
        if is_loop(graph, knot):
            yield from (_circle(node) for id_ in sorted(knot) for node in calls[id_] if node.called in knot)


def _unknown(node: Node) -> Finding:
    return error(
        "call.unknown",
        node,
        f"«{title(node)}» вызывает процесс «{node.called or ''}», которого в этой процедуре нет",
        f"{title(node)!r} calls process {node.called or ''!r}, which this procedure does not have",
        "Выберите исполняемый процесс этой же процедуры",
        "Choose an executable process of the same procedure",
    )


def _start(definition: Definition, node: Node, called: str) -> Iterator[Finding]:
    starts = definition.starts(called)
    if len(starts) == 1 and not starts[0].events and "form" not in starts[0].properties:
        return
    if starts:
        yield error(
            "call.start",
            node,
            f"«{title(node)}» вызывает процесс «{called}», который начинается не одним обычным событием",
            f"{title(node)!r} calls process {called!r}, which does not begin with one plain start event",
            "Оставьте у него одно начало без формы и сообщения",
            "Leave it one start, without form and message",
        )


def _circle(node: Node) -> Finding:
    return error(
        "call.circle",
        node,
        f"Через «{title(node)}» процесс вызывает сам себя, и конца этому нет",
        f"Through {title(node)!r} the process calls itself without end",
        "Нарисуйте возврат стрелкой внутри одного процесса",
        "Draw the way back as a flow within one process",
    )
