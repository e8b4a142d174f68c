"""Local days in zones whose clocks change, some of them at midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from processes import deadlines


@pytest.mark.parametrize(
    ("zone", "day", "begins", "ends"),
    [
        ("Europe/Moscow", "2026-07-01", "2026-06-30T21:00:00", "2026-07-01T20:59:59"),
        # Berlin: 23 and 25 hours
        ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00", "2026-03-29T21:59:59"),
        ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00", "2026-10-25T22:59:59"),
        ("America/New_York", "2026-03-08", "2026-03-08T05:00:00", "2026-03-09T03:59:59"),
        # Sao Paulo, 4 November 2018: midnight did not exist, the day began at 01:00
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00", "2018-11-05T01:59:59"),
        # Sao Paulo, 17 February 2018: 23:00 to 24:00 came twice
        ("America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00", "2018-02-18T02:59:59"),
        # Havana, 1 November 2026: 00:00 to 01:00 comes twice
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00", "2026-11-02T04:59:59"),
        # Moscow, 26 October 2014: to winter time for good
        ("Europe/Moscow", "2014-10-26", "2014-10-25T20:00:00", "2014-10-26T20:59:59"),
    ],
)
def test_a_day_begins_and_ends_in_utc(zone, day, begins, ends):
    where = ZoneInfo(zone)

    begin = deadlines.start_of_day(date.fromisoformat(day), where)
    end = deadlines.end_of_day(date.fromisoformat(day), where)

    assert begin.astimezone(UTC).replace(tzinfo=None).isoformat() == begins
    assert end.astimezone(UTC).replace(tzinfo=None).isoformat() == ends


def test_the_end_of_a_day_that_was_skipped_is_the_end_of_the_day_before():
    samoa = ZoneInfo("Pacific/Apia")

    assert deadlines.end_of_day(date(2011, 12, 30), samoa).astimezone(UTC) == datetime(
        2011, 12, 30, 9, 59, 59, tzinfo=UTC
    )


def test_a_term_over_a_clock_change_ends_with_the_local_day():
    berlin = ZoneInfo("Europe/Berlin")

    term = deadlines.days_after(datetime(2026, 3, 28, 11, tzinfo=UTC), 1, berlin)

    assert term.result.isoformat() == "2026-03-29T23:59:59+02:00"


@pytest.mark.parametrize(
    ("done", "days"),
    [
        ("2026-03-11T20:59:59+00:00", 0),
        ("2026-03-11T20:59:59.999999+00:00", 0),
        ("2026-03-11T21:00:00+00:00", 1),
        ("2026-03-12T20:59:59+00:00", 1),
        ("2026-03-01T00:00:00+00:00", 0),
        ("2026-04-11T00:00:00+03:00", 31),
    ],
)
def test_lateness_counts_local_days(done, days):
    moscow = ZoneInfo("Europe/Moscow")
    due = deadlines.end_of_day(date(2026, 3, 11), moscow)

    assert deadlines.late_days(due, datetime.fromisoformat(done), moscow) == days
