"""Events that the engine would pass over, or run otherwise than drawn."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import EVENTS, nodes
from processes.model.elements import Kind

_ALLOWED: dict[Kind, frozenset[str]] = {
    Kind.START: frozenset({"message", "timer"}),
    Kind.END: frozenset({"terminate", "message", "signal", "error", "escalation"}),
    Kind.CATCH: frozenset({"timer", "message", "signal", "conditional", "link"}),
    Kind.THROW: frozenset({"message", "signal", "link", "escalation"}),
    Kind.BOUNDARY: frozenset({"timer", "message", "signal", "conditional", "error", "escalation"}),
}
_NEEDS_DEFINITION = frozenset({Kind.CATCH, Kind.BOUNDARY})
_NOUNS = {
    "timer": ("таймер", "a timer"),
    "message": ("сообщение", "a message"),
    "signal": ("сигнал", "a signal"),
    "error": ("ошибка", "an error"),
    "escalation": ("эскалация", "an escalation"),
    "terminate": ("завершение", "a termination"),
    "link": ("ссылка", "a link"),
    "conditional": ("условие", "a condition"),
    "compensate": ("компенсация", "a compensation"),
    "cancel": ("отмена", "a cancellation"),
}
_ADVICE = {
    "timer": (
        "Срока ждут в начале, в промежуточном событии или на границе шага",
        "A timer is awaited at a start, on the way or on a border",
    ),
    "signal": ("Начните с обычного события и ждите сигнала внутри", "Start plainly, with the signal awaited inside"),
    "error": (
        "Ошибка бросается концом и ловится на границе подпроцесса",
        "An end throws it, a border event catches it",
    ),
    "escalation": ("Эскалация ловится на границе подпроцесса", "A border event of the sub-process catches it"),
    "terminate": ("Завершение бывает только концом", "Only an end event terminates"),
    "link": ("Соедините шаги стрелкой", "Connect the steps by a flow"),
    "conditional": (
        "Дела ещё нет, и условию нечего проверять: начните с сообщения или срока",
        "There is no case yet whose data it could test: begin with a message or a timer",
    ),
    "compensate": ("Нарисуйте обратные шаги явно", "Draw the steps that undo explicitly"),
    "cancel": ("Используйте сообщение на границе подпроцесса", "Use a message on the sub-process's border"),
}


def check(definition: Definition) -> Iterator[Finding]:
    """`event.<kind>` for a refused kind, `event.several` for more than one definition, `event.none` for a missing one."""
    for node in nodes(definition, *EVENTS):
        if len(node.events) > 1:
            yield error(
                "event.several",
                node,
                f"Событие «{title(node)}» ждёт сразу нескольких условий, а исполнено было бы одно",
                f"Event {title(node)!r} has several definitions, of which one would be executed",
                "Нарисуйте отдельное событие для каждого; если нужно первое из них — шлюз по событиям",
                "Draw one event for each; use an event-based gateway if the first one decides",
            )
        elif node.kind in _NEEDS_DEFINITION and not node.events:
            yield error(
                "event.none",
                node,
                f"Событие «{title(node)}» ничего не ждёт: у него нет ни таймера, ни сообщения",
                f"Event {title(node)!r} waits for nothing: it has neither timer nor message",
                "Выберите вид события: таймер или сообщение",
                "Choose what it waits for: a timer or a message",
            )
        elif node.event and node.event.kind not in _ALLOWED[node.kind]:
            kind = node.event.kind
            ru, en = _NOUNS.get(kind, (kind, kind))
            yield error(
                f"event.{kind}",
                node,
                f"Событие «{title(node)}» ({ru}) здесь не исполняется: дело прошло бы мимо него",
                f"Event {title(node)!r} ({en}) is not executed here: the case would pass it by",
                *_ADVICE.get(kind, ("Используйте таймер или сообщение", "Use a timer or a message")),
            )
