"""Terms by hand: leap years, month ends, year borders, working days, and their derivation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from processes import deadlines

MOSCOW = ZoneInfo("Europe/Moscow")
RUSSIA = deadlines.calendar("ru")


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("kind", "event", "at", "due", "overdue"),
    [
        ("notice", "2026-03-01", "2026-03-11", "2026-03-11", False),
        ("notice", "2026-03-01", "2026-03-12", "2026-03-11", True),
        ("notice", "2026-02-20", "2026-03-02", "2026-03-02", False),
        ("notice", "2028-02-20", "2028-03-01", "2028-03-01", False),
        ("notice", "2026-12-28", "2027-01-08", "2027-01-07", True),
        ("notice", "2026-04-30", "2026-04-30", "2026-05-10", False),
        ("result", "2026-03-01", "2026-03-31", "2026-03-31", False),
        ("result", "2026-03-01", "2026-04-01", "2026-03-31", True),
        ("result", "2026-01-31", "2026-03-02", "2026-03-02", False),
        ("result", "2028-01-31", "2028-03-02", "2028-03-01", True),
        ("result", "2026-12-15", "2027-01-14", "2027-01-14", False),
    ],
)
def test_the_terms_of_the_independent_exam(kind, event, at, due, overdue):
    """DT-EXM-3: the notice within 10, the result within 30 calendar days."""
    term = deadlines.days_after(day(event), {"notice": 10, "result": 30}[kind], MOSCOW)
    done = datetime.combine(day(at), datetime.min.time(), MOSCOW) + timedelta(hours=12)

    assert term.result.isoformat() == f"{due}T23:59:59+03:00"
    assert (deadlines.late_days(term.result, done, MOSCOW) > 0) is overdue


@pytest.mark.parametrize(
    ("start", "months", "last_day"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2026-05-31", 1, "2026-06-30"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-01", 12, "2027-01-01"),
        ("2026-11-21", 0, "2026-11-21"),
        ("2100-01-29", 1, "2100-02-28"),
    ],
)
def test_months_end_on_the_same_number_or_the_months_end(start, months, last_day):
    assert deadlines.months_after(day(start), months, MOSCOW).last_day == day(last_day)


@pytest.mark.parametrize(
    ("start", "months", "last_day"),
    [
        ("2026-03-31", 1, "2026-02-28"),
        ("2028-03-31", 1, "2028-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-05-31", 3, "2026-02-28"),
        ("2031-02-28", 60, "2026-02-28"),
    ],
)
def test_months_are_counted_back_alike(start, months, last_day):
    assert deadlines.months_before(day(start), months, MOSCOW).last_day == day(last_day)


@pytest.mark.parametrize(
    ("start", "years", "last_day"),
    [
        ("2024-02-29", 1, "2025-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2024-02-29", 5, "2029-02-28"),
        ("2026-03-15", 5, "2031-03-15"),
        ("2096-02-29", 4, "2100-02-28"),
    ],
)
def test_years_end_on_the_same_day(start, years, last_day):
    assert deadlines.years_after(day(start), years, MOSCOW).last_day == day(last_day)


@pytest.mark.parametrize(
    ("start", "count", "last_day"),
    [
        ("2026-03-02", 1, "2026-03-03"),
        ("2026-03-06", 1, "2026-03-10"),  # Friday; Sunday 8 March moves its day off to Monday
        ("2026-02-20", 1, "2026-02-24"),
        ("2026-04-30", 5, "2026-05-08"),  # 1 May; then 4 to 8 May
        ("2026-05-08", 1, "2026-05-12"),  # Saturday 9 May moves its day off to Monday 11 May
        ("2025-12-30", 1, "2026-01-12"),  # 31 December to 11 January
        ("2026-12-30", 1, "2027-01-11"),
        ("2025-10-31", 1, "2025-11-01"),  # a working Saturday
        ("2025-11-01", 1, "2025-11-05"),
        ("2026-03-07", 0, "2026-03-07"),
        ("2027-04-30", 1, "2027-05-04"),
    ],
)
def test_working_days_are_counted_by_the_calendar(start, count, last_day):
    assert deadlines.workdays_after(day(start), count, MOSCOW, RUSSIA).last_day == day(last_day)


def test_a_year_without_a_calendar_is_named_and_never_guessed():
    with pytest.raises(deadlines.CalendarMissing) as caught:
        deadlines.workdays_after(day("2027-12-30"), 2, MOSCOW, RUSSIA)

    assert caught.value.facts["year"] == 2028
    assert "2028" in caught.value.ru
    assert deadlines.workdays_after(day("2027-12-30"), 1, MOSCOW, RUSSIA).last_day == day("2027-12-31")


def test_the_day_of_the_event_is_its_local_day():
    late_in_moscow = datetime(2026, 3, 1, 21, 30, tzinfo=UTC)  # 00:30 on 2 March

    assert deadlines.days_after(late_in_moscow, 10, MOSCOW).last_day == day("2026-03-12")
    assert deadlines.days_after(late_in_moscow, 10, ZoneInfo("America/New_York")).last_day == day("2026-03-11")
    assert deadlines.months_after(datetime(2026, 1, 30, 22, tzinfo=UTC), 1, MOSCOW).last_day == day("2026-02-28")


def test_the_derivation_says_what_was_counted():
    moment = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=-5)))

    assert deadlines.days_after(moment, 10, MOSCOW).plain() == {
        "start": "2026-03-01T23:30:00-05:00",
        "day_zero": "2026-03-02",
        "count": "10",
        "unit": "days",
        "zone": "Europe/Moscow",
        "last_day": "2026-03-12",
        "result": "2026-03-12T23:59:59+03:00",
    }
    assert deadlines.months_before(day("2026-03-31"), 1, MOSCOW).plain()["count"] == "-1"


def test_a_term_in_working_days_names_each_calendar_it_used():
    term = deadlines.workdays_after(day("2025-12-29"), 3, MOSCOW, RUSSIA)

    assert term.calendar == f"{RUSSIA.year(2025).version}, {RUSSIA.year(2026).version}"
    assert term.plain()["calendar"] == term.calendar


@pytest.mark.parametrize(
    "make",
    [
        lambda: deadlines.days_after(datetime(2026, 1, 1), 1, MOSCOW),
        lambda: deadlines.days_after(date(2026, 1, 1), -1, MOSCOW),
        lambda: deadlines.days_after(date(2026, 1, 1), 36_601, MOSCOW),
        lambda: deadlines.days_after(date(9999, 12, 31), 1, MOSCOW),
        lambda: deadlines.days_before(date(1, 1, 1), 1, MOSCOW),
        lambda: deadlines.months_before(date(1, 1, 31), 1, MOSCOW),
        lambda: deadlines.years_after(date(9999, 1, 1), 1, MOSCOW),
        lambda: deadlines.end_of_day(date(9999, 12, 31), ZoneInfo("America/New_York")),
        lambda: deadlines.start_of_day(date(1, 1, 1), MOSCOW),
        lambda: deadlines.local_day(datetime(9999, 12, 31, 23, tzinfo=UTC), MOSCOW),
        lambda: deadlines.calendar("xx"),
    ],
)
def test_what_makes_no_term_is_refused_in_both_languages(make):
    with pytest.raises(deadlines.TermRefused) as caught:
        make()

    assert caught.value.ru
    assert caught.value.en
