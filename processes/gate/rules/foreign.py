"""What other engines' editors wrote, and we ignore."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, info, title
from processes.gate.paths import nodes

# Colours and pictures of editors mean nothing to any engine.
_PICTURES = ("color", "bioc", "omg.org", "w3.org")


def check(definition: Definition) -> Iterator[Finding]:
    """`foreign.ignored` for each node with attributes or extensions of another engine."""
    for node in nodes(definition):
        names = [name for name in (*node.attributes, *node.extensions) if name.startswith("{")]
        ignored = [name for name in names if not any(part in name.partition("}")[0] for part in _PICTURES)]
        if ignored:
            shown = ", ".join(dict.fromkeys(name.partition("}")[2] for name in ignored))
            yield info(
                "foreign.ignored",
                node,
                f"У «{title(node)}» есть настройки другой системы, которые не действуют: {shown}",
                f"{title(node)!r} has settings of another system that have no effect: {shown}",
                "Перенесите нужное в свойства role, form, due, action",
                "Move what is needed into the properties role, form, due, action",
            )
