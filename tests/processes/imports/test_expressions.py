"""Expressions and times of other systems, form by form."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from processes import feel
from processes.gate.timer_text import term_in
from processes.model import iso, juel


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("${a > 1}", "a > 1"),
        ("#{a > 1}", "a > 1"),
        ("=a > 1", "a > 1"),
        ("${ approved }", "approved"),
        ("${a == 'x'}", 'a = "x"'),
        ("${a == \"он сказал 'да'\"}", "a = \"он сказал 'да'\""),
        ("${a == 'it\\'s \"so\"'}", 'a = "it\'s \\"so\\""'),
        ("${a.b.c != null}", "a.b.c != null"),
        ("${a && b || !c}", "a and b or not(c)"),
        ("${a and not (b or c)}", "a and not((b or c))"),
        ("${a eq 1 and b ne 2 and c lt 3 and d ge 4}", "a = 1 and b != 2 and c < 3 and d >= 4"),
        ("${(a + 1) * 2 <= -b}", "(a + 1) * 2 <= -b"),
        ("${сумма >= 1000.5}", "сумма >= 1000.5"),
        ("=a = 1", "a = 1"),
    ],
)
def test_what_is_understood_is_said_in_feel(written, read):
    assert juel.translated(written) == read
    feel.compile(read)


@pytest.mark.parametrize(
    "written",
    [
        "${a.size() > 1}", "${execution.getVariable('a')}", "${a ? b : c}", "${a[0] == 1}", "${empty a}", "${a mod 2 == 0}",
        "${a} и ${b}", "prefix ${a}", "${}", "${ }", "${a == }", "${a == b == c}", "${a = 1}", "${a;b}", "#{T(java.lang.Runtime)}",
        "${a > 1", "${'не закрыт}", "=", "${1e9}", "${" + "(" * 50 + "a" + ")" * 50 + "}", "${" + "!" * 500 + "a}",
    ],
)  # fmt: skip
def test_what_is_not_understood_as_a_whole_is_not_translated(written):
    assert juel.translated(written) is None


@settings(max_examples=300)
@given(st.text(alphabet="ab.1'\"()!&|<>= +-*/${}#", max_size=40))
def test_a_translation_is_feel_or_none(text):
    said = juel.translated("${" + text + "}")

    if said is not None:
        feel.compile(said)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("P10D", "P10D"),
        ("P2W", "P14D"),
        ("P1W1D", "P8D"),
        ("P0Y0M10DT0H0M0S", "P10D"),
        ("P0DT1H", "PT1H"),
        ("PT1H0M0.000S", "PT1H"),
        ("PT240H", "PT240H"),
        ('"PT1H"', "PT1H"),
        (" PT1H ", "PT1H"),
        ("PT0S", "PT0S"),
        ("R3/P0DT10M", "R3/PT10M"),
        ("R3/2026-05-01T12:00:00+0300/P1D", "R3/2026-05-01T12:00:00+03:00/P1D"),
        ("2026-05-01T12:00:00.000Z", "2026-05-01T12:00:00Z"),
        ("2026-05-01T12:00+03", "2026-05-01T12:00:00+03:00"),
        ("20260501T120000Z", "2026-05-01T12:00:00Z"),
        ("2026-05-01T12:00:00.250+03:00", "2026-05-01T12:00:00.250+03:00"),
    ],
)
def test_times_are_read_in_every_form_that_tools_write(written, read):
    assert iso.usual(written) == read
    assert iso.usual(read) == read


@pytest.mark.parametrize(
    "written",
    ["P", "PT", "P1DT12H", "P0.5Y", "-P1D", "0 0 9 * * ?", "R/", "days_after(now(), 3)", '"текст"', "2026-05-01", ""],
)
def test_what_has_no_equal_form_stays_as_it_is(written):
    assert iso.usual(written) == written


@given(st.text(alphabet='PTRYMWDHS0123456789/.:+-Z" ', max_size=30))
@example("R3/P1Y1W")
def test_reading_a_time_twice_changes_nothing(text):
    assert iso.usual(iso.usual(text)) == iso.usual(text)


@pytest.mark.parametrize(
    ("label", "term"),
    [
        ("Ждать 10 дней", "P10D"),
        ("10 календарных дней", "P10D"),
        ("Не позднее 5 рабочих дней", "workdays_after(now(), 5)"),
        ("через 2 недели", "P2W"),
        ("3 месяца", "P3M"),
        ("раз в 5 лет", "P5Y"),
        ("24 часа", "PT24H"),
        ("15-minute timeout", "PT15M"),
        ("Ждать ответа", None),
    ],
)
def test_a_term_is_offered_from_the_label(label, term):
    assert term_in(label) == term
