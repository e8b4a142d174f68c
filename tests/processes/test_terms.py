"""The terms of a regulation beside what its diagrams count: the same number, another one, none, or one that a setting says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processes import gate, terms
from processes.definition import Clause, Definition
from processes.feel.spans import Span, spans
from processes.terms import Standing
from tests.processes.gate.drawing import procedure, straight

TEXT = "в течение 10 календарных дней уведомляет"


def bounded(due: str, *, clause: str = "r/4", text: str = TEXT, value: int = 10) -> Definition:
    """A procedure with one clause and one step that is due so."""
    drawing = straight().user("A", due=due, clause=clause).path("S", "A", "E")
    settings = {"wait_days": {"value": value, "ru": "Ждать, дней", "en": "Days to wait"}}
    known = procedure(drawing, settings=settings, clauses=("r/4",))
    return replace(known, clauses={"r/4": Clause(id="r/4", clause="4", text=text, kind="deadline")})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("в течение 10 календарных дней после получения", [("days", 10)]),
        ("не позднее 30 (тридцати) календарных дней", [("days", 30)]),
        ("за 3 рабочих дня до экзамена", [("workdays", 3)]),
        ("Срок действия – 5 лет.", [("years", 5)]),
        ("не позднее, чем за 1 месяц до истечения", [("months", 1)]),
        ("8.3 Срок действия по пункту 10.2 и приложению 4", []),
        ("в течение 5 дней, а затем 2 месяцев", [("days", 5), ("months", 2)]),
    ],
)
def test_a_text_says_its_terms_in_numbers(text: str, said: list[tuple[str, int]]) -> None:
    assert [(span.unit, span.count) for span in terms.said(text)] == said


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("days_after(date(x), 10)", [Span(unit="days", count=10)]),
        (
            "local_day(months_before(years_after(date(x), 5), 1))",
            [Span(unit="years", count=5), Span(unit="months", count=1)],
        ),
        ("days_after(now(), settings.k_days)", [Span(unit="days", setting="k_days")]),
        ("P1M", [Span(unit="months", count=1)]),
        ('now() + duration("P30D")', [Span(unit="days", count=30)]),
        ("days_after(now(), x + 1)", []),
        ("PT2H", []),
        ("end_of_day(date(x))", []),
        ("это не выражение (", []),
    ],
)
def test_an_expression_counts_its_terms(source: str, expected: list[Span]) -> None:
    assert sorted(spans(source), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("due", "standing"),
    [
        ("days_after(now(), 10)", Standing.KEPT),
        ("P10D", Standing.KEPT),
        ("days_after(now(), 11)", Standing.DIFFERS),
        ("workdays_after(now(), 10)", Standing.MISSING),
        ("days_after(now(), settings.wait_days)", Standing.LOOSE),
    ],
)
def test_what_is_counted_is_compared_with_the_text(due: str, standing: Standing) -> None:
    (term,) = terms.of_text(bounded(due))

    assert term.standing is standing


def test_a_setting_that_says_another_number_differs() -> None:
    (term,) = terms.of_text(bounded("days_after(now(), settings.wait_days)", value=14))

    assert term.standing is Standing.DIFFERS


def test_years_of_the_text_may_be_counted_in_months() -> None:
    (term,) = terms.of_text(bounded("months_after(now(), 60)", text="Срок действия – 5 лет."))

    assert term.standing is Standing.KEPT


def test_an_element_that_does_not_name_the_clause_counts_nothing_for_it() -> None:
    (term,) = terms.of_text(bounded("days_after(now(), 10)", clause=""))

    assert term.standing is Standing.MISSING


def test_the_gate_warns_of_every_term_that_is_not_counted_as_the_text_says() -> None:
    def told(due: str) -> list[str]:
        return [one.code for one in gate.check(bounded(due)) if one.code.startswith("term.")]

    assert told("days_after(now(), 10)") == []
    assert told("days_after(now(), 11)") == ["term.differs"]
    assert told("days_after(now(), settings.wait_days)") == ["term.loose"]
    assert told("end_of_day(today())") == ["term.missing"]


def test_what_no_clause_sets_is_ours() -> None:
    (own,) = terms.ours(bounded("days_after(now(), settings.wait_days)", clause=""))

    assert own.setting is not None
    assert (own.setting.name, own.span.unit, own.elements) == ("wait_days", "days", ("A",))
