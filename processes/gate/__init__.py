"""The gate: what may be published.  A pure function from a definition to findings, all at once.

It refuses whatever the engine would execute otherwise than drawn without saying so, and whatever could not work.
"""

from __future__ import annotations

from collections.abc import Iterable

from processes.definition import Definition
from processes.gate.finding import Finding, Severity
from processes.gate.rules import RULES

__all__ = ["Finding", "Severity", "check", "publishable"]


def check(definition: Definition) -> tuple[Finding, ...]:
    """All findings, in the order of the rules and then of the document, each once; same definition, same findings."""
    return tuple(dict.fromkeys(finding for rule in RULES for finding in rule(definition)))


def publishable(findings: Iterable[Finding]) -> bool:
    """Whether none of the findings forbids publishing."""
    return not any(finding.severity.forbids for finding in findings)
