"""Node kinds that the engine does not run as the standard says."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, question, title
from processes.gate.paths import nodes
from processes.model.elements import Kind

_REFUSED: dict[Kind, tuple[str, str, str, str, str]] = {
    Kind.COMPLEX: (
        "kind.complex_gateway",
        "сложный шлюз",
        "a complex gateway",
        "Замените его исключающим, параллельным или включающим шлюзом",
        "Use an exclusive, parallel or inclusive gateway",
    ),
    Kind.TRANSACTION: (
        "kind.transaction",
        "транзакция",
        "a transaction",
        "Замените её обычным подпроцессом, а отмену — событием на его границе",
        "Use a plain sub-process, with an event on its border instead of the cancellation",
    ),
    Kind.AD_HOC: (
        "kind.ad_hoc",
        "подпроцесс без порядка (ad hoc)",
        "an ad hoc sub-process",
        "Соедините его шаги стрелками: через включающий шлюз, если порядок свободный",
        "Connect its steps by flows: through an inclusive gateway if their order is free",
    ),
    Kind.TASK: (
        "kind.plain_task",
        "задача без вида",
        "a task of no kind",
        "Выберите вид: пользовательская, сервисная, отправка, сценарий или бизнес-правило",
        "Choose its kind: user, service, send, script or business rule task",
    ),
}


def check(definition: Definition) -> Iterator[Finding]:
    """One finding for each node of a refused kind."""
    for node in nodes(definition, *_REFUSED):
        code, ru, en, advice_ru, advice_en = _REFUSED[node.kind]
        say = question if node.kind is Kind.TASK else error
        yield say(
            code,
            node,
            f"«{title(node)}» — {ru}: исполнить это так, как нарисовано, нельзя",
            f"{title(node)!r} is {en}, which cannot be executed as drawn",
            advice_ru,
            advice_en,
        )
