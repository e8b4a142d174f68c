"""What the reader meets and cannot turn into an element; said once each, in both languages, in document order."""

from __future__ import annotations

from lxml import etree

from processes.model.elements import Problem
from processes.model.names import line_of

MOST = 500
"""A broken file is told with its first problems; nobody reads the five hundred and first."""


class Problems:
    """A growing list of problems of one file."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(
        self,
        code: str,
        element: etree._Element | None,
        ru: str,
        en: str,
        *,
        of: str | None = None,
        line: int | None = None,
    ) -> None:
        """Note a problem.  `of` and `line` stand for the element where it is already a node of ours."""
        if len(self._found) >= MOST:
            return
        if element is not None:
            of = of or element.get("id")
            line = line_of(element) or None
        self._found.append(Problem(code=code, element=of, line=line, ru=ru, en=en))

    def found(self) -> tuple[Problem, ...]:
        return tuple(dict.fromkeys(self._found))
