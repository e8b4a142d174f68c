"""What a case, a comparison or a finding adds to the picture.  Says which elements; the style sheet says how."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Marks by element id.

    `done`: how often a node was passed.  `current`: nodes where the case stands.  `overdue`: those late among them.
    `flows`: sequence flows that were taken.  `classes`: further classes of the style sheet for nodes and flows
    (added, removed, changed, finding).
    """

    done: Mapping[str, int] = field(default_factory=dict)
    current: Collection[str] = frozenset()
    flows: Collection[str] = frozenset()
    overdue: Collection[str] = frozenset()
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, element: str) -> tuple[str, ...]:
        """The classes of one element, in a fixed order."""
        states = (
            ("done", self.done.get(element, 0) > 0),
            ("current", element in self.current),
            ("overdue", element in self.overdue),
            ("taken", element in self.flows),
        )
        return (*(name for name, holds in states if holds), *self.classes.get(element, ()))


_WORDS = {
    "ru": {
        "done": "пройдено",
        "current": "сейчас здесь",
        "overdue": "просрочено",
        "added": "добавлено",
        "removed": "удалено",
        "changed": "изменено",
        "finding": "замечание",
    },
    "en": {
        "done": "done",
        "current": "the case is here",
        "overdue": "overdue",
        "added": "added",
        "removed": "removed",
        "changed": "changed",
        "finding": "finding",
    },
}


def spoken(marks: Marks, element: str, language: str) -> str:
    """The marks of an element in words, for those who do not see the picture; empty if it has none."""
    words = _WORDS.get(language, _WORDS["en"])
    visits = marks.done.get(element, 0)
    told = [words[name] for name in marks.of(element) if name in words]
    if visits > 1:
        told[0] += f" ×{visits}"
    return ", ".join(told)
