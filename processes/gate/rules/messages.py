"""Every message and signal that is sent or awaited has a name."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes
from processes.model.elements import Kind


def check(definition: Definition) -> Iterator[Finding]:
    """`message.name` and `signal.name` for each event or receive task without one."""
    for node in nodes(definition):
        if any(event.kind == "signal" and not event.name for event in node.events):
            yield error(
                "signal.name",
                node,
                f"У «{title(node)}» не указан сигнал",
                f"{title(node)!r} names no signal",
                "Выберите сигнал (signalRef)",
                "Choose a signal (signalRef)",
            )
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
