"""What a column of a table says of itself besides what it asks: its number, a heading over several, a text beside."""

from __future__ import annotations

from dataclasses import dataclass

from forms.fields.source import Source


@dataclass(frozen=True, kw_only=True)
class Column:
    """Empty where nothing is said.

    `number`: as the regulation numbers it («графа 5»).  `over`: the heading over neighbouring columns that say the same.
    `beside`: the dotted path in the row of `prefill` of a text that is read beside the answer and is no part of it.
    """

    number: str = ""
    over: str = ""
    over_en: str = ""
    beside: tuple[str, ...] = ()

    def heading(self, language: str) -> str:
        return self.over if language == "ru" else self.over_en or self.over


def column(source: Source) -> Column:
    """The column in the component's properties; raises ComponentRefused."""
    properties = source.properties
    return Column(
        number=properties.text("number"),
        over=properties.text("over"),
        over_en=properties.text("overEn"),
        beside=tuple(filter(None, properties.text("beside").split("."))),
    )
