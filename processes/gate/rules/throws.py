"""What is thrown inside a scope is caught around it, and what is caught can be thrown."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, info, title, warning
from processes.gate.paths import CONTAINERS, nodes
from processes.model.elements import EventDefinition, Kind, Node

_THROWN = frozenset({"error", "escalation"})


def check(definition: Definition) -> Iterator[Finding]:
    """`error.uncaught`, `escalation.uncaught`, `error.never` and `escalation.never`."""
    for node in nodes(definition, Kind.END, Kind.THROW):
        if node.event and node.event.kind in _THROWN and not _is_caught(definition, node.parent, node.event, set()):
            yield _uncaught(node, node.event)
    for node in nodes(definition, Kind.BOUNDARY):
        if node.event and node.event.kind in _THROWN and not _is_thrown(definition, node):
            yield warning(
                f"{node.event.kind}.never",
                node,
                f"«{title(node)}» ничего не поймает: внутри «{_host(definition, node)}» этого никто не бросает",
                f"{title(node)!r} catches nothing: nobody throws it inside {_host(definition, node)!r}",
                "Проверьте имя или уберите событие",
                "Look at its name, or remove the event",
            )


def _uncaught(node: Node, event: EventDefinition) -> Finding:
    if event.kind == "escalation":
        return info(
            "escalation.uncaught",
            node,
            f"Эскалацию «{title(node)}» никто не ловит: дело пройдёт мимо",
            f"Nobody catches escalation {title(node)!r}: the case passes it by",
            "Поставьте её событие на границу подпроцесса",
            "Put its event on the sub-process's border",
        )
    return error(
        "error.uncaught",
        node,
        f"Ошибку «{title(node)}» не везде кто-нибудь ловит: дело остановилось бы",
        f"Error {title(node)!r} is not caught everywhere: the case would stop",
        "Поставьте её событие на границу подпроцесса или вызова, в котором она возникает",
        "Put its event on the border of the sub-process or call in which it arises",
    )


def _is_caught(definition: Definition, scope: str, event: EventDefinition, seen: set[str]) -> bool:
    """Whether something around the scope catches the event, on every way by which the scope is entered."""
    if scope in seen:
        return True  # asked already: a circle of calls, refused for itself
    inside = seen | {scope}
    if scope in definition.nodes:
        return _catches_or_beyond(definition, definition.nodes[scope], event, inside)
    calls = [node for node in nodes(definition, Kind.CALL) if node.called == scope]
    started = scope == definition.main or not calls
    return not started and all(_catches_or_beyond(definition, call, event, inside) for call in calls)


def _catches_or_beyond(definition: Definition, holder: Node, event: EventDefinition, seen: set[str]) -> bool:
    borders = definition.process_of(holder.id).boundary_events(holder.id)
    if any(_matches(border.event, event) for border in borders):
        return True
    return _is_caught(definition, holder.parent, event, seen)


def _matches(caught: EventDefinition | None, thrown: EventDefinition) -> bool:
    return caught is not None and caught.kind == thrown.kind and caught.name in (None, thrown.name)


def _is_thrown(definition: Definition, border: Node) -> bool:
    holder = definition.nodes.get(border.attached_to or "")
    return holder is not None and any(
        _matches(border.event, event)
        for node in _within(definition, holder, set())
        if node.kind in (Kind.END, Kind.THROW)
        for event in node.events
    )


def _within(definition: Definition, holder: Node, seen: set[str]) -> Iterator[Node]:
    """Everything inside a sub-process or a called process, however deep."""
    scope = holder.called if holder.kind is Kind.CALL else holder.id
    if scope is None or scope in seen or (holder.kind is not Kind.CALL and holder.kind not in CONTAINERS):
        return
    seen.add(scope)
    for node in nodes(definition):
        if node.parent == scope:
            yield node
            yield from _within(definition, node, seen)


def _host(definition: Definition, border: Node) -> str:
    holder = definition.nodes.get(border.attached_to or "")
    return title(holder) if holder else ""
