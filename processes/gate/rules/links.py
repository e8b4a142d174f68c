"""Links come in pairs: where one ends, exactly one of its name goes on, in the same scope (BPMN 2.0, 10.5.4)."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes
from processes.model.elements import Kind, Node


def check(definition: Definition) -> Iterator[Finding]:
    """`link.name`, `link.alone` and `link.several`."""
    links = [node for node in nodes(definition, Kind.THROW, Kind.CATCH) if node.event and node.event.kind == "link"]
    for node in links:
        name = node.event.name if node.event else None
        if not name:
            yield _nameless(node)
            continue
        partners = [one for one in links if one.parent == node.parent and one.event and one.event.name == name]
        targets = [one for one in partners if one.kind is Kind.CATCH]
        if len({one.kind for one in partners}) < 2:
            yield error(
                "link.alone",
                node,
                f"У ссылки «{title(node)}» ({name}) нет пары: путь здесь оборвался бы",
                f"Link {title(node)!r} ({name}) has no partner: the path would stop here",
                "Нарисуйте вторую ссылку с тем же именем в том же подпроцессе или соедините шаги стрелкой",
                "Draw the other link of the same name in the same scope, or connect the steps by a flow",
            )
        elif node.kind is Kind.CATCH and node is not targets[0]:
            yield error(
                "link.several",
                node,
                f"Ссылка «{name}» продолжается в нескольких местах; куда идти, неизвестно",
                f"Link {name!r} goes on at several places, and nothing says where",
                "Оставьте одно место, а разветвите его шлюзом",
                "Keep one place and branch behind it with a gateway",
            )


def _nameless(node: Node) -> Finding:
    return error(
        "link.name",
        node,
        f"У ссылки «{title(node)}» нет имени, по которому находят её пару",
        f"Link {title(node)!r} has no name by which its partner is found",
        "Дайте обеим ссылкам одно имя",
        "Give both links the same name",
    )
