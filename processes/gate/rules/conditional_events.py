"""A conditional event waits for a change of the case data, and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from processes import feel
from processes.definition import Definition
from processes.gate.data import RESERVED
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes
from processes.model.elements import Node

CLOCK = frozenset({"now", "today"})


def check(definition: Definition) -> Iterator[Finding]:
    """`conditional.empty`, `conditional.constant` and `conditional.clock`."""
    for node in nodes(definition):
        for event in node.events:
            if event.kind == "conditional":
                yield from _of_condition(node, event.expression)


def _of_condition(node: Node, written: str | None) -> Iterator[Finding]:
    if not written:
        yield error(
            "conditional.empty",
            node,
            f"У условного события «{title(node)}» нет условия",
            f"Conditional event {title(node)!r} has no condition",
            "Напишите условие на FEEL над данными дела",
            "Write a condition in FEEL over the case data",
        )
        return
    try:
        expression = feel.compile(written)
    except feel.FeelError:
        return  # told as an expression that cannot be read
    if expression.called & CLOCK:
        yield error(
            "conditional.clock",
            node,
            f"Условие «{title(node)}» смотрит на часы, а проверяют его, когда меняются данные дела",
            f"The condition of {title(node)!r} looks at the clock, but it is tested when the case data change",
            "Для срока нарисуйте таймер",
            "Draw a timer for a moment",
        )
    if all(path[0] in RESERVED for path in expression.names | expression.given_names):
        yield error(
            "conditional.constant",
            node,
            f"Условие «{title(node)}» не читает ничего, что в деле может измениться",
            f"The condition of {title(node)!r} reads nothing that can change in a case",
            "Назовите в нём ответ формы, решение или результат действия",
            "Let it read an answer, a decision or the result of an action",
        )
