"""An event on an activity's border can only cut in while the case waits inside."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes
from processes.gate.waits import Waits
from processes.model.elements import Kind, Node


def check(definition: Definition) -> Iterator[Finding]:
    """`border.never` for each border event of an activity that a case passes in one burst."""
    waits = Waits(definition)
    for event in nodes(definition, Kind.BOUNDARY):
        host = definition.nodes.get(event.attached_to or "")
        if _is_awaited(event) and host is not None and not waits.possible(host):
            yield error(
                "border.never",
                event,
                f"Событие «{title(event)}» не успеет наступить: в «{title(host)}» дело нигде не ждёт",
                f"Event {title(event)!r} cannot happen: the case waits nowhere in {title(host)!r}",
                "Перенесите событие на шаг или подпроцесс, в котором ждут человека, срока или сообщения",
                "Move the event to a step or sub-process that waits for a person, a moment or a message",
            )


def _is_awaited(event: Node) -> bool:
    """Whether it comes from outside; what is thrown inside comes when it is thrown."""
    return event.event is None or event.event.kind not in ("error", "escalation")
