"""What can go wrong in an expression.  `Refused` is raised where the place is not known, `FeelError` where it is."""

from __future__ import annotations

from processes.errors import ProcessError

_EXCERPT = 120


class FeelError(ProcessError):
    """An expression cannot be read or has no value; `facts` hold `source`, `line` and `column` (from 1)."""

    code = "feel"

    @property
    def source(self) -> str:
        return str(self.facts["source"])

    @property
    def column(self) -> int:
        return int(str(self.facts["column"]))


class Refused(Exception):
    """An operation refuses its values; whoever knows the place turns it into a FeelError by `at`."""

    def __init__(self, ru: str, en: str, **facts: object) -> None:
        super().__init__(en)
        self.ru = ru
        self.en = en
        self.facts = facts

    def at(self, source: str, line: int, column: int) -> FeelError:
        """The same refusal with its place in the source."""
        return located(self.ru, self.en, source, line, column, **self.facts)


def located(ru: str, en: str, source: str, line: int, column: int, **facts: object) -> FeelError:
    """A FeelError whose texts name the place: line (if the source has several), column and the source itself."""
    shown = source if len(source) <= _EXCERPT else source[: _EXCERPT - 1] + "…"
    row_ru, row_en = (f"строка {line}, ", f"line {line}, ") if "\n" in source else ("", "")
    return FeelError(
        f"{ru} ({row_ru}столбец {column} выражения «{shown}»)",
        f"{en} ({row_en}column {column} of {shown!r})",
        source=source,
        line=line,
        column=column,
        **facts,
    )
