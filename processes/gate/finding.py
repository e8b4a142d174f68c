"""What the gate says: findings, not exceptions, so that an author sees everything at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Severity(StrEnum):
    """What a finding means for publishing."""

    ERROR = "error"  #: May not be published; the diagram stays a sketch
    QUESTION = "question"  #: Only the author knows the answer; may not be published before it is given
    WARNING = "warning"  #: May be published; probably not what was meant
    INFO = "info"  #: Worth knowing

    @property
    def forbids(self) -> bool:
        """Whether a definition with such a finding may not be published."""
        return self in (Severity.ERROR, Severity.QUESTION)


class Place(Protocol):
    """Where something was found: a node, a flow, a process or a decision table."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def line(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that the author of a definition should know.

    `code` is stable.  `element`, `name` and `line` (1-based, of the element's file) say where; they are None for the
    procedure as a whole.  `ru` and `en` say what is wrong, `advice_*` what to do.  `path`: the nodes of a way that leads
    there, where there is one to show.
    """

    code: str
    severity: Severity
    element: str | None
    name: str | None
    line: int | None
    ru: str
    en: str
    advice_ru: str
    advice_en: str
    path: tuple[str, ...] = ()


def error(code: str, place: Place | None, ru: str, en: str, advice_ru: str, advice_en: str) -> Finding:
    """A finding that forbids publishing."""
    return _finding(Severity.ERROR, code, place, ru, en, advice_ru, advice_en)


def question(code: str, place: Place | None, ru: str, en: str, advice_ru: str, advice_en: str) -> Finding:
    """A finding about something that the file leaves open; it forbids publishing until it is answered."""
    return _finding(Severity.QUESTION, code, place, ru, en, advice_ru, advice_en)


def warning(code: str, place: Place | None, ru: str, en: str, advice_ru: str, advice_en: str) -> Finding:
    """A finding about something that is probably not meant."""
    return _finding(Severity.WARNING, code, place, ru, en, advice_ru, advice_en)


def info(code: str, place: Place | None, ru: str, en: str, advice_ru: str, advice_en: str) -> Finding:
    """A finding worth knowing."""
    return _finding(Severity.INFO, code, place, ru, en, advice_ru, advice_en)


def title(place: Place) -> str:
    """How a text names an element: by its name, else by its id."""
    return place.name or place.id


def _finding(
    severity: Severity, code: str, place: Place | None, ru: str, en: str, advice_ru: str, advice_en: str
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        element=place.id if place else None,
        name=place.name if place else None,
        line=place.line or None if place else None,
        ru=ru,
        en=en,
        advice_ru=advice_ru,
        advice_en=advice_en,
    )
