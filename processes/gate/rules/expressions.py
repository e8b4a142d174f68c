"""Every expression is one that we can read."""

from __future__ import annotations

from collections.abc import Iterator

from processes import feel
from processes.definition import Definition
from processes.gate.finding import Finding, error, title
from processes.gate.places import written

_OTHER_LANGUAGES = ("${", "#{", "<%", "execution.", "=>")


def check(definition: Definition) -> Iterator[Finding]:
    """`expression.syntax` for each expression that does not parse."""
    for one in written(definition):
        try:
            one.parsed()
        except feel.FeelError as failure:
            foreign = any(mark in one.source for mark in _OTHER_LANGUAGES)
            yield error(
                "expression.syntax",
                one.place,
                f"«{title(one.place)}», {one.ru}: {failure.ru}",
                f"{title(one.place)!r}, {one.en}: {failure.en}",
                "Похоже на язык другой системы; перепишите на FEEL" if foreign else "Исправьте выражение",
                "This looks like another system's language; write FEEL" if foreign else "Correct the expression",
            )
