"""The shipped business calendars, checked against counts and days that were published."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from processes import deadlines
from processes.deadlines.calendar import read_year

RUSSIA = deadlines.calendar("ru")


def working_days(year: int) -> list[date]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    return [day for day in days if RUSSIA.is_working(day)]


@pytest.mark.parametrize(("year", "count"), [(2025, 247), (2026, 247)])
def test_a_year_has_the_published_number_of_working_days(year, count):
    assert len(working_days(year)) == count


@pytest.mark.parametrize("year", [2025, 2026, 2027])
@pytest.mark.parametrize(
    "holiday", ["01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "01-07", "01-08", "02-23", "03-08", "05-01", "05-09", "06-12", "11-04"]
)  # fmt: skip
def test_the_holidays_of_article_112_are_off(year, holiday):
    assert not RUSSIA.is_working(date.fromisoformat(f"{year}-{holiday}"))


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_each_year_names_its_source(year):
    assert "ст. 112" in RUSSIA.year(year).source


def test_a_calendar_without_the_transfers_of_the_government_says_so():
    assert "НЕ включены" in RUSSIA.year(2027).source
    assert "№ 1466" in RUSSIA.year(2026).source


def test_the_version_follows_the_days():
    text = "country: xx\nyear: 2026\nsource: x\ndays_off: {2026-01-01: a}\nworking: {}\n"

    first, same, other = (
        read_year(text),
        read_year(text.replace(": a", ": b")),
        read_year(text.replace("01-01", "01-02")),
    )

    assert first.version == same.version
    assert first.version != other.version
    assert first.version.startswith("xx-2026 ")


@pytest.mark.parametrize(
    "days",
    [
        "days_off: {2025-01-01: another year}",
        "days_off: {2026-01-03: a Saturday}",
        "days_off: {}\nworking: {2026-01-05: a Monday}",
    ],
)
def test_a_data_file_with_a_slip_is_refused(days):
    with pytest.raises(ValueError, match=r"202[56]"):
        read_year(f"country: xx\nyear: 2026\nsource: x\n{days}\n")
