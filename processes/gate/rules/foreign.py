"""Settings of other systems: those that would run something there, and those that merely have no effect here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, info, title, warning
from processes.gate.paths import nodes
from processes.gate.places import ACTIONS
from processes.model import dialects
from processes.model.elements import Node

# Colours and pictures of editors mean nothing to any engine.
_PICTURES = ("color", "bioc", "omg.org", "w3.org")
_MOST_NAMED = 12


def check(definition: Definition) -> Iterator[Finding]:
    """`foreign.code` for each node that another system would run something of its own for; `foreign.ignored` for the rest."""
    for node in nodes(definition):
        code = dialects.code_of(node)
        if code:
            yield _runs(node)
        told = {one.name for one, _, _ in code}
        ignored = _ignored(node, told)
        if ignored:
            more = f" … (+{len(ignored) - _MOST_NAMED})" if len(ignored) > _MOST_NAMED else ""
            shown = ", ".join(ignored[:_MOST_NAMED]) + more
            yield info(
                "foreign.ignored",
                node,
                f"У «{title(node)}» есть настройки другой системы, которые не действуют: {shown}",
                f"{title(node)!r} has settings of another system that have no effect: {shown}",
                "Перенесите нужное в свойства role, form, due, action",
                "Move what is needed into the properties role, form, due, action",
            )


def needs_action(node: Node) -> bool:
    """Whether the node does nothing here but what another system would run."""
    return node.kind in ACTIONS and not node.properties.get("action") and bool(dialects.code_of(node))


def _runs(node: Node) -> Finding:
    code = dialects.code_of(node)
    ru = "; ".join(f"{said} {_short(one.value)}" for one, said, _ in code)
    en = "; ".join(f"{said} {_short(one.value)}" for one, _, said in code)
    if needs_action(node):
        return error(
            "foreign.code",
            node,
            f"Шаг «{title(node)}» {ru}; здесь этого не исполнить",
            f"Step {title(node)!r} {en}, which cannot be run here",
            "Замените на действие из списка (свойство action) или на шаг человека",
            "Use an action of the list (property action), or a person's step",
        )
    return warning(
        "foreign.code",
        node,
        f"«{title(node)}» в другой системе {ru}; здесь это не действует",
        f"{title(node)!r} in another system {en}; this has no effect here",
        "Если это нужно, нарисуйте отдельный шаг службы (serviceTask со свойством action)",
        "If it is needed, draw a step of the service for it (serviceTask with the property action)",
    )


def _ignored(node: Node, told: set[str]) -> list[str]:
    """What has no effect, each with its value where we know how to read it, else by its name."""
    named = [_said(one.name, one.of, one.value) for one in dialects.not_taken(node) if one.name not in told]
    known = {re.split("[.@]", one.name)[0] for one in node.foreign}
    clark = [name for name in (*node.attributes, *node.extensions) if name.startswith("{")]
    others = [name.partition("}")[2] for name in clark if not any(part in name.partition("}")[0] for part in _PICTURES)]
    return list(dict.fromkeys((*named, *(name for name in others if name not in known))))


def _said(name: str, of: str, value: str) -> str:
    where = name.replace("@", " ")
    return f"{where} {of} = {_short(value)}" if of and of != value else f"{where} = {_short(value)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"«{line}»" if len(line) <= 80 else f"«{line[:79]}…»"
