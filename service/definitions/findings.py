"""Findings of the gate in the reader's language, the gravest first, each with the place where it is mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from processes.gate import Finding, Severity
from service.checking import Checked, kept_findings

_GRAVEST_FIRST = {severity: n for n, severity in enumerate(Severity)}


@dataclass(frozen=True, kw_only=True)
class FindingShown:
    """A finding; `url` opens the editor at the element, where there is one."""

    code: str
    severity: str
    element: str | None
    name: str | None
    part: str | None
    line: int | None
    text: str
    advice: str
    url: str | None


def of_check(key: str, checked: Checked, language: str) -> tuple[FindingShown, ...]:
    """What a check found, with links into the redesign."""
    found = sorted(checked.findings, key=lambda one: _GRAVEST_FIRST[one.severity])
    return tuple(_shown(one, checked.part_of(one), key, language) for one in found)


def of_row(findings: Iterable[Mapping[str, Any]], language: str) -> tuple[FindingShown, ...]:
    """What was kept with a version or a sketch."""
    known = kept_findings(findings)
    found = sorted(known, key=lambda one: _GRAVEST_FIRST[one.severity])
    return tuple(_shown(one, None, "", language) for one in found)


def editor_of(key: str, part: str, element: str | None = None) -> str | None:
    """The page that edits a part, as far as this installation has one."""
    known = current_app.view_functions
    if part.endswith(".bpmn") and "modeler.page" in known:
        return url_for("modeler.page", key=key, part=part, element=element)
    if part.endswith(".json") and "form_editor.page" in known:
        return url_for("form_editor.page", key=key, form=element or part.removesuffix(".json"))
    if part.endswith((".yaml", ".txt", ".typ")):
        return url_for("definitions.part", key=key, part=part)
    return None


def _shown(finding: Finding, part: str | None, key: str, language: str) -> FindingShown:
    russian = language == "ru"
    return FindingShown(
        code=finding.code,
        severity=finding.severity.value,
        element=finding.element,
        name=finding.name,
        part=part,
        line=finding.line,
        text=finding.ru if russian else finding.en,
        advice=finding.advice_ru if russian else finding.advice_en,
        url=editor_of(key, part, finding.element) if part else None,
    )
