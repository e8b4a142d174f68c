"""Every step of a person has a role, and every role is one of the procedure's."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, question, title, warning
from processes.gate.paths import nodes
from processes.gate.places import needs_role
from processes.model import lane_of, listed
from processes.model.elements import Kind, Lane, Node


def check(definition: Definition) -> Iterator[Finding]:
    """`role.missing`, `role.unknown`, `role.inherited` and `role.start`."""
    called = {node.called for node in nodes(definition, Kind.CALL)}
    for process in definition.processes.values():
        for lane in process.lanes:
            for role in listed(lane.properties.get("role", "")):
                if role not in definition.roles:
                    yield _unknown(lane, role)
    for node in nodes(definition):
        for name in ("role", "alert"):
            for role in listed(node.properties.get(name, "")):
                if role not in definition.roles:
                    yield _unknown(node, role)
        if needs_role(node):
            yield from _step(definition, node)
        elif node.kind is Kind.START and node.parent in definition.processes and node.parent not in called:
            yield from _start(definition, node)


def _step(definition: Definition, node: Node) -> Iterator[Finding]:
    if not definition.roles_of(node.id):
        if node.suggested or lane_of(definition.process_of(node.id), node) is None:
            yield _missing(node)
    elif node.parent not in definition.processes and not node.properties.get("role"):
        yield error(
            "role.inherited",
            node,
            f"Шаг «{title(node)}» стоит в подпроцессе и берёт роль из дорожки; редакторы теряют её при сдвиге",
            f"Step {title(node)!r} in a sub-process takes its role from a lane, which editors lose when it is moved",
            "Укажите свойство role у самого шага",
            "Set the property role on the step itself",
        )


def _missing(node: Node) -> Finding:
    """What another system says of who did it is a hint; a right it gives to nobody."""
    hint = ", ".join(node.suggested)
    return question(
        "role.missing",
        node,
        f"Никто не может сделать шаг «{title(node)}»: у него нет роли"
        + (f". В другой системе его делали: {hint}" if hint else ""),
        f"Nobody can do step {title(node)!r}: it has no role"
        + (f". In another system it was done by: {hint}" if hint else ""),
        "Укажите свойство role или поставьте шаг в дорожку с ролью",
        "Set the property role or put the step into a lane that is a role",
    )


def _start(definition: Definition, node: Node) -> Iterator[Finding]:
    if definition.roles_of(node.id) or node.events:
        return
    level = error if "form" in node.properties else warning
    yield level(
        "role.start",
        node,
        f"Никто не может начать дело с «{title(node)}»: у начала нет роли",
        f"Nobody can begin a case at {title(node)!r}: the start has no role",
        "Укажите свойство role у начального события",
        "Set the property role on the start event",
    )


def _unknown(place: Node | Lane, role: str) -> Finding:
    return error(
        "role.unknown",
        place,
        f"Роли «{role}», указанной у «{title(place)}», в процедуре нет",
        f"Role {role!r} of {title(place)!r} is not a role of the procedure",
        "Исправьте имя или опишите роль в procedure.yaml",
        "Correct the name or describe the role in procedure.yaml",
    )
