"""Expressions may ask of an erasable value only whether it is given; the log could not be replayed otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from processes.definition import Definition
from processes.gate.data import CaseData, Reading
from processes.gate.finding import Finding, error, title
from processes.gate.places import Use, readable

_PATH = re.compile(r"\s*[^\W\d]\w*(\s*\.\s*[^\W\d]\w*)*\s*")


def check(definition: Definition) -> Iterator[Finding]:
    """`expression.erasable` for each path to a field that is not open, outside of given().

    An action may be handed the field as it is, as a bare path: what moves then is the commitment, and nobody looks inside.
    """
    data = CaseData.of(definition)
    for one, expression in readable(definition):
        if one.use is Use.ACTION_INPUT and _PATH.fullmatch(one.source):
            continue
        for path in sorted(expression.names - expression.given_names):
            if data.reading(one.at, path, outside=one.use is Use.COLLECTION) is Reading.ERASABLE:
                dotted = ".".join(path)
                yield error(
                    "expression.erasable",
                    one.place,
                    f"«{title(one.place)}», {one.ru}: «{dotted}» — персональные данные, которые могут быть стёрты",
                    f"{title(one.place)!r}, {one.en}: {dotted!r} is personal data that may be erased",
                    f"Спросите given({dotted}) или объявите поле открытым (open: true), если это не персональные данные",
                    f"Ask given({dotted}), or declare the field open: true if it is no personal data",
                )
