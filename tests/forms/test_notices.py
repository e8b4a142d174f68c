"""Letters: what stands in braces is computed, everything else is sent as it is written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from forms import notices
from forms.errors import NoticeRefused
from processes import feel

MOMENT = feel.Moment(now=datetime(2026, 3, 9, 12, tzinfo=UTC), zone=ZoneInfo("Europe/Moscow"))
DATA = {
    "case": {"number": "ЭКЗ-2026-0017"},
    "application": {"name": "Анна", "born": "1990-02-01", "sent": "2026-03-09T20:30:00+00:00", "directed": True},
    "missing": ["диплом", "паспорт"],
    "why": None,
    "erased": {"given": True, "commitment": "0" * 64},
}


def body(text: str) -> str:
    return notices.render(f"Тема: т\n\n{text}", DATA, MOMENT)[1]


def test_the_first_line_is_the_subject_and_the_rest_the_letter():
    subject, letter = notices.render(
        "Тема: Дело {case.number}\r\n\r\nЗдравствуйте, {application.name}!\r\n", DATA, MOMENT
    )

    assert subject == "Дело ЭКЗ-2026-0017"
    assert letter == "Здравствуйте, Анна!\n"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("{application.born}", "01.02.1990"),
        ("{date(application.born)}", "01.02.1990"),
        ("{application.sent}", "09.03.2026 23:30"),
        ("{now()}", "09.03.2026 15:00"),
        ("{1 / 4}", "0,25"),
        ("{application.directed}", "да"),
        ("{missing}", "диплом, паспорт"),
        ("[{why}]", "[]"),
        ("[{erased}]", "[]"),
        ('{if given(why) then why else "—"}', "—"),
        ('{if given(erased) then "есть" else "нет"}', "нет"),
        ("{{не выражение}}", "{не выражение}"),
        ("{{{application.name}}}", "{Анна}"),
        ('{"скобка } в тексте {"}', "скобка } в тексте {"),
        ('{"кавычка \\" и }"}', 'кавычка " и }'),
        ("{{a: 1}.a}", "{a: 1}.a}"),
        ("{ {a: 1}.a }", "1"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_values_read_like_a_letter(written, read):
    if written == "{{a: 1}.a}":
        with pytest.raises(NoticeRefused):
            body(written)
        return
    assert body(written) == f"{read}\n"


def test_lines_that_came_out_empty_leave_no_gap():
    assert body("раз\n\n{why}\n\n\nдва   \n\n") == "раз\n\nдва\n"


def test_nothing_from_an_answer_can_add_a_header():
    subject, _ = notices.render("Тема: {name}", {"name": "a\r\nBcc: all@example.ru\x00"}, MOMENT)

    assert subject == "a Bcc: all@example.ru"


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("Здравствуйте!", 1),
        ("Тема:\n\nтекст", 1),
        ("", 1),
        ("Тема: т\n\nстрока {case.number\nещё", 3),
        ("Тема: т\n\nстрока }", 3),
        ("Тема: т\nраз\nдва {if}", 3),
        ("Тема: т\n{}", 2),
    ],
)
def test_a_broken_template_is_refused_with_its_line(template, line):
    with pytest.raises(NoticeRefused) as refused:
        notices.render(template, DATA, MOMENT)

    assert refused.value.facts["line"] == line


@pytest.mark.parametrize("expression", ["unknown", "case.number + 1", "1 / 0"])
def test_an_expression_without_a_value_is_an_error_not_a_gap(expression):
    with pytest.raises(NoticeRefused) as refused:
        body(f"{{{expression}}}")

    assert refused.value.facts["source"] == expression


def test_an_empty_subject_and_an_endless_letter_are_refused():
    with pytest.raises(NoticeRefused):
        notices.render("Тема: {why}", DATA, MOMENT)
    with pytest.raises(NoticeRefused):
        notices.render("Тема: т\n{long}", {"long": "я" * 300_000}, MOMENT)


def test_the_expressions_of_a_template_can_be_checked_beforehand():
    found = notices.expressions("Тема: {case.number}\n\n{application.name} {{нет}} {now()}")

    assert [each.source for each in found] == ["case.number", "application.name", "now()"]


def test_days_and_numbers_of_the_language_itself():
    subject, _ = notices.render("Тема: {d} {n} {x}", {"d": date(2026, 3, 9), "n": Decimal("1.50"), "x": 5}, MOMENT)

    assert subject == "09.03.2026 1,50 5"
