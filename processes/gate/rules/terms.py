"""A term that the regulation says in numbers is the one that diagrams and tables count, and no setting moves it."""

from __future__ import annotations

from collections.abc import Iterator

from processes import terms
from processes.definition import Definition
from processes.gate.finding import Finding, warning
from processes.terms import Standing

_WORDS = {
    Standing.MISSING: (
        "ни один элемент с этим пунктом такого срока не считает",
        "no element that names the clause counts such a term",
    ),
    Standing.DIFFERS: (
        "а элементы с этим пунктом считают другой срок",
        "but the elements that name the clause count another term",
    ),
    Standing.LOOSE: (
        "а считает его настройка: её можно изменить",
        "but a setting says it, and settings can be changed",
    ),
}


def check(definition: Definition) -> Iterator[Finding]:
    """`term.missing`, `term.differs` and `term.loose`."""
    for term in terms.of_text(definition):
        if term.standing is Standing.KEPT:
            continue
        ru, en = _WORDS[term.standing]
        yield warning(
            f"term.{term.standing}",
            None,
            f"Пункт {term.clause.clause} называет срок ({term.span.count} {term.span.unit}), {ru}",
            f"Clause {term.clause.clause} says a term ({term.span.count} {term.span.unit}), {en}",
            "Сверьте срок с текстом пункта и запишите его числом в сроке, таймере или таблице",
            "Compare the term with the clause and write it as a number in a due date, a timer or a table",
        )
