"""How a case, a called process and a sub-process begin and end."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import CONTAINERS, scopes
from processes.model.elements import Kind, Node, Process


def check(definition: Definition) -> Iterator[Finding]:
    """`start.missing`, `start.several`, `start.kind` and `end.missing`, scope by scope."""
    for process in definition.processes.values():
        for scope in scopes(process):
            holder: Node | Process = process.nodes.get(scope, process)
            starts = [node for node in process.inside(scope) if node.kind is Kind.START]
            yield from _starts(process, holder, starts)
            if not any(node.kind is Kind.END for node in process.inside(scope)):
                yield error(
                    "end.missing",
                    holder,
                    f"В «{title(holder)}» нет конечного события",
                    f"{title(holder)!r} has no end event",
                    "Закончите каждый путь конечным событием",
                    "Let every path end in an end event",
                )


def _starts(process: Process, holder: Node | Process, starts: list[Node]) -> Iterator[Finding]:
    if not starts:
        yield error(
            "start.missing",
            holder,
            f"В «{title(holder)}» нет начального события",
            f"{title(holder)!r} has no start event",
            "Добавьте начальное событие",
            "Add a start event",
        )
        return
    if isinstance(holder, Node) and holder.kind in CONTAINERS:
        yield from _inner_starts(holder, starts)
        return
    by_people = [start for start in starts if not start.events]
    if len(by_people) > 1:
        yield from (_unclear(process, start) for start in by_people if "form" not in start.properties)


def _inner_starts(holder: Node, starts: list[Node]) -> Iterator[Finding]:
    if len(starts) > 1:
        yield error(
            "start.several",
            holder,
            f"В подпроцессе «{title(holder)}» несколько начальных событий; какое из них верное, неизвестно",
            f"Sub-process {title(holder)!r} has several start events, and nothing says which one",
            "Оставьте одно и поставьте за ним шлюз",
            "Keep one and put a gateway behind it",
        )
    for start in starts:
        if (start.events or "form" in start.properties) and not holder.triggered_by_event:
            yield error(
                "start.kind",
                start,
                f"Подпроцесс «{title(holder)}» начинается в «{title(start)}» с события или формы, а там их никто не ждёт",
                f"Sub-process {title(holder)!r} begins at {title(start)!r} with an event or a form, which nobody waits for there",
                "Сделайте начало обычным, а ожидание или форму поставьте после него",
                "Make it a plain start and put the event or form behind it",
            )


def _unclear(process: Process, start: Node) -> Finding:
    return error(
        "start.several",
        start,
        f"У процесса «{title(process)}» несколько начал, а у начала «{title(start)}» нет ни формы, ни сообщения, ни срока",
        f"Process {title(process)!r} has several starts, and {title(start)!r} has neither form nor message nor timer",
        "Дайте этому началу форму или уберите его",
        "Give this start a form or remove it",
    )
