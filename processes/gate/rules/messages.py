"""Every message that is sent or awaited has a name."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes
from processes.model.elements import Kind


def check(definition: Definition) -> Iterator[Finding]:
    """`message.name` for each message event or receive task without one."""
    for node in nodes(definition):
        nameless = any(event.kind == "message" and not event.name for event in node.events)
        if nameless or (node.kind is Kind.RECEIVE and not node.events):
            yield error(
                "message.name",
                node,
                f"У «{title(node)}» не указано сообщение",
                f"{title(node)!r} names no message",
                "Выберите сообщение (messageRef)",
                "Choose a message (messageRef)",
            )
