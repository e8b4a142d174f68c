"""Every step of the service names an action that the service has."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, question, title
from processes.gate.paths import nodes
from processes.gate.places import ACTIONS
from processes.gate.rules.foreign import needs_action

KNOWN = ("account", "cases", "document", "forum", "invite", "message", "notice", "number", "register", "signal")
"""The actions by name.  Add a word here with each new module of the service's actions."""


def check(definition: Definition) -> Iterator[Finding]:
    """`action.missing` and `action.unknown`."""
    for node in nodes(definition, *ACTIONS):
        action = node.properties.get("action")
        if needs_action(node):
            continue  # told with what the other system would run
        if not action:
            yield question(
                "action.missing",
                node,
                f"Шаг «{title(node)}» не говорит, что служба должна сделать",
                f"Step {title(node)!r} does not say what the service is to do",
                f"Укажите свойство action: {', '.join(KNOWN)}",
                f"Set the property action: {', '.join(KNOWN)}",
            )
        elif action not in KNOWN:
            yield error(
                "action.unknown",
                node,
                f"Действия «{action}», указанного у «{title(node)}», служба не знает",
                f"Action {action!r} of {title(node)!r} is not known to the service",
                f"Выберите одно из: {', '.join(KNOWN)}",
                f"Choose one of: {', '.join(KNOWN)}",
            )
