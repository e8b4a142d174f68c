"""What the reader could not turn into elements: dangling references, ids twice, elements of no known kind."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, Severity

# The picture and the lanes of a file decide nothing about where a case goes.
_HARMLESS = ("picture.", "reference.lane", "connection.")


def check(definition: Definition) -> Iterator[Finding]:
    """Each problem of each diagram, under its own code with `read.` before it."""
    for diagram in definition.diagrams.values():
        for problem in diagram.problems:
            harmless = problem.code.startswith(_HARMLESS)
            node = definition.nodes.get(problem.element or "")
            yield Finding(
                code=f"read.{problem.code}",
                severity=Severity.WARNING if harmless else Severity.ERROR,
                element=problem.element,
                name=node.name if node else None,
                line=problem.line,
                ru=problem.ru,
                en=problem.en,
                advice_ru="Исправьте это место в редакторе и сохраните файл заново",
                advice_en="Correct this place in the editor and save the file again",
            )
