"""A process that the file does not mark as executable is drawn but never run."""

from __future__ import annotations

from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.finding import Finding, title, warning


def check(definition: Definition) -> Iterator[Finding]:
    """`process.not_executable` for each process that no case can run."""
    for diagram in definition.diagrams.values():
        for process in diagram.processes.values():
            if not process.executable:
                yield warning(
                    "process.not_executable",
                    process,
                    f"Процесс «{title(process)}» не помечен как исполняемый и останется только рисунком",
                    f"Process {title(process)!r} is not marked executable and stays a drawing",
                    "Отметьте «Исполняемый» (isExecutable) или удалите процесс",
                    "Set isExecutable or remove the process",
                )
