"""A table that the person fills row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from forms.fields.field import Field, common, joined
from forms.fields.rule import Rule, rules
from forms.fields.source import Source
from processes import feel

#: Rows where the form sets no bound
MOST = 500


@dataclass(frozen=True, kw_only=True)
class DynamicList(Field):
    """Rows of the same questions; the answer is a list of contexts.

    `fixed`: nobody may add, remove or move rows, they are those of `prefill` (a list in the case data).
    `rules` hold for each row; names in them look in the row first.
    """

    type: ClassVar[str] = "dynamiclist"

    components: tuple[Field, ...]
    fixed: bool
    fewest: int
    most: int
    blank: int
    prefill: feel.Expression | None
    rules: tuple[Rule, ...]
    #: So that code that asks questions for their default may ask a list too
    default: Any = None

    @classmethod
    def read(cls, source: Source) -> Self:
        properties = source.properties
        fewest = max(properties.whole("minRows") or 0, int(source.validate.flag("required")))
        most = min(properties.whole("maxRows") or MOST, MOST)
        if fewest > most:
            raise source.refused("minRows больше maxRows", "minRows exceeds maxRows", "minRows")
        blank = source.whole("defaultRepetitions")
        name = "path" if source.text("path") else "key"
        return cls(
            **{**common(source), "path": joined(source, name)},
            components=(),
            fixed=source.json.get("allowAddRemove") is False,
            fewest=fewest,
            most=most,
            blank=min(1 if blank is None else blank, most),
            prefill=properties.expression("prefill"),
            rules=rules(source, properties.json.get("rules")),
        )

    def walk(self) -> Iterator[Field]:
        yield self
        for component in self.components:
            yield from component.walk()
