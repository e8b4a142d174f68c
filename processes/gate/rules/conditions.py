"""Conditions stand where they are asked, and every branch that needs one has it."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, info, question, title, warning
from processes.gate.paths import nodes
from processes.model.elements import Flow, Kind, Node

_CHOOSING = frozenset({Kind.EXCLUSIVE, Kind.INCLUSIVE})
_NEVER_ASKED = frozenset({Kind.PARALLEL, Kind.EVENT_BASED, Kind.START})


def check(definition: Definition) -> Iterator[Finding]:
    """`condition.missing`, `condition.unused`, `condition.default`, `condition.language`, `default.missing`, `default.unused`."""
    for node in nodes(definition):
        flows = [definition.flows[flow] for flow in node.outgoing]
        for flow in flows:
            yield from _language(flow)
        if node.kind in _NEVER_ASKED or (node.kind not in _CHOOSING and not any(flow.condition for flow in flows)):
            yield from _not_asked(node, flows)
        elif node.kind not in _CHOOSING:
            yield from _out_of_a_step(node, flows)
        elif len(flows) > 1:
            yield from _choice(node, flows)
        else:
            yield from (_unused(node, flow) for flow in flows if flow.condition)


def _choice(node: Node, flows: list[Flow]) -> Iterator[Finding]:
    for flow in flows:
        if flow.id == node.default and flow.condition:
            yield warning(
                "condition.default",
                flow,
                f"Стрелка «{title(flow)}» — путь по умолчанию; её условие не спрашивают",
                f"Flow {title(flow)!r} is the default; its condition is not asked",
                "Уберите условие или сделайте умолчанием другую стрелку",
                "Remove the condition or make another flow the default",
            )
        if flow.id != node.default and not flow.condition:
            labels = ", ".join(f"«{one.name}»" for one in flows if one.name)
            yield question(
                "condition.missing",
                flow,
                f"У стрелки «{title(flow)}» из шлюза «{title(node)}» нет условия, и она не путь по умолчанию",
                f"Flow {title(flow)!r} out of gateway {title(node)!r} has no condition and is not the default",
                "Напишите условие или сделайте её путём по умолчанию"
                + (f"; подписи {labels} могут стать вариантами ответа в форме" if labels else ""),
                "Write a condition or make it the default flow"
                + (f"; the labels {labels} can be the choices of a form's question" if labels else ""),
            )
    if node.default is None:
        yield _no_default(node)


def _no_default(node: Node) -> Finding:
    return warning(
        "default.missing",
        node,
        f"У «{title(node)}» нет пути по умолчанию: если ни одно условие не верно, дело остановится",
        f"{title(node)!r} has no default flow: the case stops if no condition holds",
        "Сделайте одну из стрелок путём по умолчанию",
        "Make one of the flows the default",
    )


def _out_of_a_step(node: Node, flows: list[Flow]) -> Iterator[Finding]:
    """Conditional flows out of a step are chosen among as behind an inclusive gateway; others are always taken."""
    yield info(
        "condition.implicit",
        node,
        f"Из «{title(node)}» выходят стрелки с условиями: исполняются все, чьи условия верны, как за включающим шлюзом",
        f"Conditional flows leave {title(node)!r}: all whose conditions hold are taken, as behind an inclusive gateway",
        "Чтобы это было видно на схеме, поставьте шлюз",
        "Put a gateway to show it in the picture",
    )
    if node.default is None and all(flow.condition for flow in flows):
        yield _no_default(node)


def _not_asked(node: Node, flows: list[Flow]) -> Iterator[Finding]:
    yield from (_unused(node, flow) for flow in flows if flow.condition)
    if node.default is not None:
        yield error(
            "default.unused",
            node,
            f"У «{title(node)}» есть путь по умолчанию, но выбирают путь только исключающий и включающий шлюзы",
            f"{title(node)!r} has a default flow, but only exclusive and inclusive gateways choose",
            "Уберите отметку умолчания или поставьте шлюз",
            "Remove the default mark or put a gateway",
        )


def _unused(node: Node, flow: Flow) -> Finding:
    return error(
        "condition.unused",
        flow,
        f"Условие стрелки «{title(flow)}» никто не спросит: «{title(node)}» не выбирает путь",
        f"Nobody asks the condition of flow {title(flow)!r}: {title(node)!r} does not choose",
        "Поставьте исключающий шлюз с несколькими стрелками или уберите условие",
        "Put an exclusive gateway with several flows, or remove the condition",
    )


def _language(flow: Flow) -> Iterator[Finding]:
    if flow.condition_language and "feel" not in flow.condition_language.lower():
        yield error(
            "condition.language",
            flow,
            f"Условие стрелки «{title(flow)}» написано на языке «{flow.condition_language}»",
            f"The condition of flow {title(flow)!r} is written in {flow.condition_language!r}",
            "Перепишите его на FEEL",
            "Write it in FEEL",
        )
