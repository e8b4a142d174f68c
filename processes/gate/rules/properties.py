"""A property that a step does not use is most often a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, title, warning
from processes.gate.paths import nodes
from processes.gate.places import TASKS_OF_PEOPLE, WITH_INPUTS
from processes.model.elements import Kind, Node

_EVERYWHERE = frozenset({"clause", "ours", "stage", "instruction"})
_MESSAGE = frozenset({"key", "role", "form", "result"})
_AWAITED = _MESSAGE | {"party"}
_USED: dict[Kind, frozenset[str]] = {
    **dict.fromkeys(
        TASKS_OF_PEOPLE, frozenset({"form", "due", "role", "party", "result", "beside", "awaited", "print", "about"})
    ),
    Kind.START: (_AWAITED - {"party"}) | {"print", "participants"},
    Kind.CATCH: _AWAITED,
    Kind.RECEIVE: _AWAITED,
    Kind.BOUNDARY: _AWAITED | {"alert", "breach"},
    Kind.THROW: frozenset({"key", "action"}),
    Kind.END: frozenset({"key", "action"}),
    Kind.SERVICE: frozenset({"action", "result", "party"}),
    Kind.SEND: frozenset({"action", "result", "party"}),
    Kind.RULE: frozenset({"result", "calledDecisionId"}),
    Kind.SUB_PROCESS: frozenset({"party"}),
    Kind.CALL: frozenset({"party"}),
}


def check(definition: Definition) -> Iterator[Finding]:
    """`property.unused` for each property that nothing reads."""
    for node in nodes(definition):
        for name in node.properties:
            if not _is_used(node, name):
                yield warning(
                    "property.unused",
                    node,
                    f"Свойство «{name}» у «{title(node)}» ни на что не влияет",
                    f"Property {name!r} of {title(node)!r} has no effect",
                    "Проверьте имя свойства или удалите его",
                    "Check the name of the property or remove it",
                )


def _is_used(node: Node, name: str) -> bool:
    if name.startswith("input."):
        return node.kind in WITH_INPUTS
    return name in _EVERYWHERE | _USED.get(node.kind, frozenset()) or (name == "result" and node.multi is not None)
