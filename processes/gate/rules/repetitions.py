"""Activities done once per item: how often must be clear, and all of them must be done."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.data import RESERVED, CaseData, Reading, is_name
from processes.gate.finding import Finding, error, title, warning
from processes.gate.paths import nodes
from processes.model.elements import MultiInstance, Node

MOST_ITEMS = 1_000


def check(definition: Definition) -> Iterator[Finding]:
    """`multi.behavior`, `multi.count`, `multi.bound`, `multi.item`, `multi.shadow`."""
    data = CaseData.of(definition)
    for node in nodes(definition):
        if node.multi is None:
            continue
        yield from _behaviour(node, node.multi)
        yield from _count(node, node.multi)
        yield from _item(data, node, node.multi)


def _behaviour(node: Node, repetition: MultiInstance) -> Iterator[Finding]:
    if repetition.behavior.lower() != "all":
        yield error(
            "multi.behavior",
            node,
            f"Повторение «{title(node)}» должно сообщать о ходе событием ({repetition.behavior}); это не исполняется",
            f"Multi-instance {title(node)!r} would throw events ({repetition.behavior}), which is not executed",
            "Уберите behavior: дальше дело пойдёт, когда закончены все исполнения",
            "Remove behavior: the case goes on when all instances are done",
        )


def _count(node: Node, repetition: MultiInstance) -> Iterator[Finding]:
    if bool(repetition.collection) == bool(repetition.cardinality):
        yield error(
            "multi.count",
            node,
            f"Для «{title(node)}» неясно, сколько раз повторять: нужно либо число, либо список",
            f"It is not clear how often {title(node)!r} is done: a cardinality or a collection is needed",
            "Укажите список (loopDataInputRef) или число (loopCardinality), но не оба",
            "Give a collection (loopDataInputRef) or a cardinality (loopCardinality), not both",
        )
    number = _constant(repetition.cardinality)
    if number is not None and not 0 <= number <= MOST_ITEMS:
        yield error(
            "multi.bound",
            node,
            f"Число повторений «{title(node)}» — {number}; допустимо от 0 до {MOST_ITEMS}",
            f"Cardinality of {title(node)!r} is {number}; 0 to {MOST_ITEMS} is allowed",
            "Исправьте число",
            "Correct the number",
        )


def _item(data: CaseData, node: Node, repetition: MultiInstance) -> Iterator[Finding]:
    if repetition.item is None:
        return
    if not is_name(repetition.item) or repetition.item in RESERVED:
        yield error(
            "multi.item",
            node,
            f"Имя «{repetition.item}» у элемента списка в «{title(node)}» занято или не годится для выражений",
            f"Item name {repetition.item!r} of {title(node)!r} is reserved or no name for expressions",
            "Дайте имя из букв, цифр и подчёркивания, не settings и не case",
            "Use letters, digits and underscores, and neither settings nor case",
        )
    elif data.reading(node, (repetition.item,), outside=True) is not Reading.UNKNOWN_NAME:
        yield warning(
            "multi.shadow",
            node,
            f"Имя «{repetition.item}» у элемента списка в «{title(node)}» закрывает одноимённые данные дела",
            f"Item name {repetition.item!r} of {title(node)!r} hides case data of the same name",
            "Дайте элементу другое имя",
            "Give the item another name",
        )


def _constant(cardinality: str | None) -> int | None:
    """The cardinality if it is a plain whole number."""
    text = (cardinality or "").strip()
    return int(text) if text.removeprefix("-").isdecimal() else None
