"""What was written in another system's words and is read in ours; the file itself keeps every byte."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, Place, info, title
from processes.gate.paths import nodes
from processes.model.elements import Conversion


def check(definition: Definition) -> Iterator[Finding]:
    """`foreign.converted` with both forms, for each."""
    for process in definition.processes.values():
        for flow in process.flows.values():
            yield from (_told(flow, one) for one in flow.conversions)
    for node in nodes(definition):
        yield from (_told(node, one) for one in node.conversions)


def _told(place: Place, one: Conversion) -> Finding:
    return info(
        "foreign.converted",
        place,
        f"«{title(place)}»: преобразовано «{one.written}» → «{one.ours}»",
        f"{title(place)!r}: read {one.written!r} as {one.ours!r}",
        "Проверьте, что смысл тот же; файл не изменён",
        "See that it means the same; the file is unchanged",
    )
