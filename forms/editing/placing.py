"""Where a question stands: the numbers of the components from the top of the form down, `2.0` in an address."""

from __future__ import annotations

import re

from forms.errors import EditRefused

Place = tuple[int, ...]
"""() is the form itself."""

_WRITTEN = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,9}", re.ASCII)


def written(place: Place) -> str:
    """`2.0` for the first component in the third; "" for the form itself."""
    return ".".join(map(str, place))


def place_of(text: str) -> Place:
    """The place that is written so; raises EditRefused."""
    if not text:
        return ()
    if not _WRITTEN.fullmatch(text):
        raise missing()
    return tuple(map(int, text.split(".")))


def missing() -> EditRefused:
    return EditRefused(
        "Этого вопроса в форме уже нет. Откройте форму заново",
        "This question is not in the form any more. Open the form again",
    )
