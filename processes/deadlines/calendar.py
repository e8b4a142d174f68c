"""Business calendars: which days are working days, by country and year, from data files that name their source.

A year without a file is an error, never a guess: whoever adds it copies the nearest file and changes days and source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import yaml

from processes.deadlines.errors import CalendarMissing, TermRefused

_SATURDAY = 5


@dataclass(frozen=True)
class Year:
    """The working days of one year: Monday to Friday without `days_off`, and the weekend days in `working`."""

    country: str
    year: int
    source: str
    days_off: Mapping[date, str]
    working: Mapping[date, str]

    def is_working(self, day: date) -> bool:
        if day in self.working:
            return True
        return day.weekday() < _SATURDAY and day not in self.days_off

    @property
    def version(self) -> str:
        """Country, year and a digest of the days: changes whenever an answer could."""
        days = [f"-{day.isoformat()}" for day in self.days_off] + [f"+{day.isoformat()}" for day in self.working]
        return f"{self.country}-{self.year} {hashlib.sha256(' '.join(sorted(days)).encode()).hexdigest()[:8]}"


@dataclass(frozen=True)
class Calendar:
    """The business calendar of a country: one `Year` a data file."""

    country: str
    years: Mapping[int, Year]

    def year(self, year: int) -> Year:
        """The working days of that year; raises CalendarMissing."""
        if year not in self.years:
            raise CalendarMissing(
                f"Нет календаря рабочих дней на {year} год (страна {self.country}); "
                f"добавьте файл {self.country}-{year}.yaml с его источником",
                f"There is no calendar of working days for {year} (country {self.country}); "
                f"add a file {self.country}-{year}.yaml with its source",
                year=year,
                country=self.country,
            )
        return self.years[year]

    def is_working(self, day: date) -> bool:
        return self.year(day.year).is_working(day)


@cache
def calendar(country: str = "ru") -> Calendar:
    """The shipped calendar of a country (lower-case code); raises TermRefused if there is none."""
    years = _shipped().get(country)
    if years is None:
        raise TermRefused(
            f"Нет производственного календаря страны «{country}»; есть: {', '.join(sorted(_shipped()))}",
            f"There is no business calendar of country {country!r}; there are: {', '.join(sorted(_shipped()))}",
            country=country,
        )
    return Calendar(country, years)


def read_year(content: str) -> Year:
    """One data file; raises ValueError on a day of another year, a day that is off anyway, or a missing source."""
    body = yaml.safe_load(content)
    year = Year(
        country=body["country"],
        year=body["year"],
        source=" ".join(body["source"].split()),
        days_off=dict(body["days_off"]),
        working=dict(body.get("working") or {}),
    )
    for day in (*year.days_off, *year.working):
        if day.year != year.year:
            raise ValueError(f"{day} is not a day of {year.year}")
    for day in year.days_off:
        if day.weekday() >= _SATURDAY:
            raise ValueError(f"{day} is a weekend day, it is off without being listed")
    for day in year.working:
        if day.weekday() < _SATURDAY:
            raise ValueError(f"{day} is a weekday, it is a working day without being listed")
    if not year.source:
        raise ValueError("a calendar names its source")
    return year


@cache
def _shipped() -> Mapping[str, Mapping[int, Year]]:
    countries: dict[str, dict[int, Year]] = {}
    for file in resources.files("processes.deadlines").joinpath("calendars").iterdir():
        if file.name.endswith(".yaml"):
            year = read_year(file.read_text(encoding="utf-8"))
            countries.setdefault(year.country, {})[year.year] = year
    return countries
