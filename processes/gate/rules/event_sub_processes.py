"""An event sub-process would start at once, or never, whatever its start event says."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import CONTAINERS, nodes


def check(definition: Definition) -> Iterator[Finding]:
    """`kind.event_sub_process` for each."""
    for node in nodes(definition, *CONTAINERS):
        if node.triggered_by_event:
            yield error(
                "kind.event_sub_process",
                node,
                f"«{title(node)}» — событийный подпроцесс; он не исполняется так, как нарисован",
                f"{title(node)!r} is an event sub-process, which is not executed as drawn",
                "Поставьте событие на границу подпроцесса, в котором оно может случиться",
                "Put the event on the border of the sub-process in which it may happen",
            )
