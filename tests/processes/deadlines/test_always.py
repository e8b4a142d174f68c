"""What holds for every term."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from processes import deadlines

ZONES = st.sampled_from(
    [
        "Europe/Moscow",
        "Europe/Berlin",
        "America/Havana",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Asia/Tehran",
    ]
).map(ZoneInfo)
DAYS = st.dates(date(2012, 1, 1), date(2100, 12, 31))
SHIPPED = st.dates(date(2025, 1, 1), date(2027, 6, 30))
MOMENTS = st.datetimes(datetime(2012, 1, 2), datetime(2100, 12, 30)).map(lambda moment: moment.replace(tzinfo=UTC))
COUNTS = st.integers(0, 1_000)
RUSSIA = deadlines.calendar("ru")


@given(DAYS, COUNTS, ZONES)
def test_one_day_more_ends_one_local_day_later(start, count, zone):
    shorter, longer = (deadlines.days_after(start, n, zone) for n in (count, count + 1))

    assert longer.last_day - shorter.last_day == timedelta(days=1)
    assert longer.result > shorter.result


@given(MOMENTS, COUNTS, ZONES)
def test_a_term_ends_with_the_last_second_of_its_last_day(start, count, zone):
    term = deadlines.days_after(start, count, zone)
    next_second = (term.result.astimezone(UTC) + timedelta(seconds=1)).astimezone(zone)

    assert term.result.time().isoformat() == "23:59:59"
    assert deadlines.local_day(next_second, zone) == term.last_day + timedelta(days=1)
    assert next_second == deadlines.start_of_day(term.last_day + timedelta(days=1), zone)


@given(MOMENTS, COUNTS, ZONES)
def test_nothing_done_within_the_term_is_late(start, count, zone):
    due = deadlines.days_after(start, count, zone).result

    assert deadlines.late_days(due, start, zone) == 0
    assert deadlines.late_days(due, due, zone) == 0
    assert deadlines.late_days(due, due.astimezone(UTC) + timedelta(seconds=1), zone) == 1


@given(DAYS, COUNTS, ZONES)
def test_days_before_undoes_days_after(start, count, zone):
    there = deadlines.days_after(start, count, zone).last_day

    assert deadlines.days_before(there, count, zone).last_day == start


@given(DAYS, st.integers(0, 600), ZONES)
def test_months_end_in_the_right_month_and_never_on_a_later_day_number(start, months, zone):
    last_day = deadlines.months_after(start, months, zone).last_day

    assert (last_day.year * 12 + last_day.month) - (start.year * 12 + start.month) == months
    assert last_day.day <= start.day
    assert last_day.day == start.day or (last_day + timedelta(days=1)).day == 1


@given(DAYS, DAYS, st.integers(0, 600), ZONES)
def test_a_later_start_never_ends_earlier(first, second, months, zone):
    first, second = sorted((first, second))

    assert deadlines.months_after(first, months, zone).result <= deadlines.months_after(second, months, zone).result


@given(DAYS, st.integers(0, 100), ZONES)
def test_a_year_is_twelve_months(start, years, zone):
    assert deadlines.years_after(start, years, zone).result == deadlines.months_after(start, years * 12, zone).result


@given(SHIPPED, st.integers(1, 100), ZONES)
def test_a_term_in_working_days_ends_on_one_and_counts_them_all(start, count, zone):
    last_day = deadlines.workdays_after(start, count, zone, RUSSIA).last_day
    between = [start + timedelta(days=n) for n in range(1, (last_day - start).days + 1)]

    assert RUSSIA.is_working(last_day)
    assert sum(RUSSIA.is_working(day) for day in between) == count
