"""Every form that a step names exists."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.paths import nodes


def check(definition: Definition) -> Iterator[Finding]:
    """`form.unknown` for each step whose form the procedure does not have."""
    for node in nodes(definition):
        form = node.properties.get("form")
        if form is not None and form not in definition.forms:
            yield error(
                "form.unknown",
                node,
                f"Формы «{form}», указанной у «{title(node)}», в процедуре нет",
                f"Form {form!r} of {title(node)!r} is not a form of the procedure",
                "Исправьте имя или добавьте форму",
                "Correct the name or add the form",
            )
