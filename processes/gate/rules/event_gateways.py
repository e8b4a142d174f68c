"""An event-based gateway waits for the first of several events, and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes
from processes.model.elements import Kind


def check(definition: Definition) -> Iterator[Finding]:
    """`event_gateway.single`, `event_gateway.target` and `event_gateway.shared`."""
    for gateway in nodes(definition, Kind.EVENT_BASED):
        targets = [definition.nodes[definition.flows[flow].target] for flow in gateway.outgoing]
        if len(targets) == 1:
            yield error(
                "event_gateway.single",
                gateway,
                f"Шлюз по событиям «{title(gateway)}» ждёт только одного события",
                f"Event-based gateway {title(gateway)!r} waits for one event only",
                "Добавьте второе событие или уберите шлюз",
                "Add a second event or remove the gateway",
            )
        for target in targets:
            if target.kind not in (Kind.CATCH, Kind.RECEIVE):
                yield error(
                    "event_gateway.target",
                    target,
                    f"За шлюзом по событиям «{title(gateway)}» стоит «{title(target)}», а это не ожидание события",
                    f"{title(target)!r} follows event-based gateway {title(gateway)!r}, but waits for no event",
                    "Поставьте между ними событие: таймер или сообщение",
                    "Put an event between them: a timer or a message",
                )
            elif len(target.incoming) > 1:
                yield error(
                    "event_gateway.shared",
                    target,
                    f"К событию «{title(target)}» ведёт ещё одна стрелка, кроме шлюза по событиям",
                    f"Another flow besides the event-based gateway's leads to event {title(target)!r}",
                    "Нарисуйте для второго пути своё событие",
                    "Draw an event of its own for the second path",
                )
