"""A table that the person fills row by row."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
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

    `fixed`: nobody may add, remove or move rows, they are those of `prefill` (a list in the case data).  `stays`: the
    rows of `prefill` stay as they are, people add their own.  `wide`: drawn and read as a table as wide as the page.
    `row_name`: the key of the column that names the row, "" for none; `grouped`: rows of one name are lines of one
    thing and stand together.  `rules` hold for each row; names in them look in the row first.
    """

    type: ClassVar[str] = "dynamiclist"

    components: tuple[Field, ...]
    fixed: bool
    stays: bool
    wide: bool
    row_name: str
    grouped: bool
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
        row_name, grouped = properties.text("rowName"), properties.flag("grouped")
        if grouped and not row_name:
            raise source.refused("grouped бывает только с rowName", "grouped goes with rowName only", "grouped")
        fixed = source.json.get("allowAddRemove") is False
        blank = source.whole("defaultRepetitions")
        name = "path" if source.text("path") else "key"
        return cls(
            **{**common(source), "path": joined(source, name)},
            components=(),
            fixed=fixed,
            stays=properties.flag("keepPrefilled") and not fixed,
            wide=properties.one_of("view", ("", "table")) == "table",
            row_name=row_name,
            grouped=grouped,
            fewest=fewest,
            most=most,
            blank=min(1 if blank is None else blank, most),
            prefill=properties.expression("prefill"),
            rules=rules(source, properties.json.get("rules")),
        )

    @property
    def holds_prefilled(self) -> bool:
        """Whether rows of `prefill` cannot be taken away."""
        return self.prefill is not None and (self.fixed or self.stays)

    @property
    def naming(self) -> Field | None:
        """The column that names the row."""
        return next((each for each in self.components if each.path and each.key == self.row_name), None)

    def name_of(self, row: object) -> str:
        """The raw answer in the column that names the row, as one line; "" where there is none."""
        answer = row.get(self.row_name) if isinstance(row, Mapping) else None
        if isinstance(answer, Mapping):
            answer = answer.get("row")
        return " ".join(unicodedata.normalize("NFC", answer).split()) if isinstance(answer, str) else ""

    def lines(self, rows: Sequence[object]) -> list[bool]:
        """Of each row whether it is a further line of the thing that the row above names too."""
        names = [self.name_of(row) if self.grouped else "" for row in rows]
        return [bool(name) and name == above for name, above in zip(names, ["", *names], strict=False)]

    def walk(self) -> Iterator[Field]:
        yield self
        for component in self.components:
            yield from component.walk()
