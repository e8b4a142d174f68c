"""A decision table answers the cases that stand beside it: whoever changes a rule says so in a case."""

from __future__ import annotations

from collections.abc import Iterator

from processes import decisions
from processes.definition import Definition
from processes.gate.finding import Finding, error, warning


def check(definition: Definition) -> Iterator[Finding]:
    """`table.case` for each case that is answered otherwise; `table.cases` for a file that is none."""
    for table in definition.decisions.values():
        content = definition.case_files.get(table.id)
        if content is None:
            continue
        try:
            failures = decisions.check_cases(table, content)
        except decisions.TableRefused as refused:
            yield error(
                "table.cases", table, refused.ru, refused.en, "Исправьте файл случаев", "Correct the file of cases"
            )
            continue
        for failure in failures:
            yield warning(
                "table.case",
                table,
                failure.ru,
                failure.en,
                "Исправьте правило, а если изменилось само требование — случай",
                "Correct the rule, or the case if the requirement itself has changed",
            )
