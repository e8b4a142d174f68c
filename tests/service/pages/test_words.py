"""Moments and terms in words."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from service import words

MOSCOW = ZoneInfo("Europe/Moscow")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "1 день"), (2, "2 дня"), (5, "5 дней"), (11, "11 дней"), (12, "12 дней"), (21, "21 день"), (0, "0 дней"),
     (104, "104 дня"), (111, "111 дней")],
)  # fmt: skip
def test_russian_counts(n: int, said: str) -> None:
    assert words.days(n, "ru").replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("due", "ru", "en", "urgency"),
    [
        ("2026-03-09T23:59:59", "просрочено на 2 дня", "2 days late", "late"),
        ("2026-03-11T09:00:00", "срок истёк сегодня", "was due today", "late"),
        ("2026-03-11T23:59:59", "сегодня", "today", "today"),
        ("2026-03-12T00:00:00", "завтра", "tomorrow", "week"),
        ("2026-03-18T23:59:59", "осталось 7 дней", "7 days left", "week"),
        ("2026-03-19T00:00:00", "осталось 8 дней", "8 days left", "later"),
    ],
)
def test_what_is_left_goes_by_local_days(due: str, ru: str, en: str, urgency: str) -> None:
    now = local("2026-03-11T12:40:00")

    assert words.left(local(due), now, MOSCOW, "ru").replace("\u00a0", " ") == ru
    assert words.left(local(due), now, MOSCOW, "en").replace("\u00a0", " ") == en
    assert words.urgency(local(due), now, MOSCOW) == urgency


def test_a_day_is_that_of_the_zone_and_not_of_utc() -> None:
    due = datetime(2026, 3, 11, 20, 59, 59, tzinfo=UTC)  # the last second of the 11th in Moscow

    assert words.left(due, local("2026-03-11T01:00:00"), MOSCOW, "ru") == "сегодня"


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ({"result": "2026-03-11T23:59:59+03:00", "start": "2026-03-01", "count": "10", "unit": "days"},
         "11.03.2026 = 01.03.2026 + 10 календарных дней"),
        ({"result": "2026-03-04T23:59:59+03:00", "start": "2026-03-01T10:00:00+03:00", "count": 1, "unit": "workdays"},
         "04.03.2026 = 01.03.2026 + 1 рабочий день"),
        ({"result": "2031-04-12T23:59:59+03:00", "start": "2026-04-12", "count": "5", "unit": "years"},
         "12.04.2031 = 12.04.2026 + 5 лет"),
        ({"result": "2031-03-12T23:59:59+03:00", "start": "2031-04-12", "count": "-1", "unit": "months"},
         "12.03.2031 = 12.04.2031 − 1 месяц"),
    ],
)  # fmt: skip
def test_a_term_is_told_as_it_was_computed(term: dict[str, object], said: str) -> None:
    assert str(words.term(term, MOSCOW, "ru")).replace("\u00a0", " ") == said


@pytest.mark.parametrize("term", [None, {}, {"unit": "moons", "start": "2026-03-01", "count": 1}, {"unit": "days"}])
def test_a_term_without_a_derivation_says_nothing(term: dict[str, object] | None) -> None:
    assert words.term(term, MOSCOW, "ru") is None


@pytest.mark.parametrize(
    ("value", "ru", "en"),
    [
        ("12000.00", "12 000,00 ₽", "₽ 12,000.00"),
        ("7000", "7 000,00 ₽", "₽ 7,000.00"),
        ("1234567.5", "1 234 567,50 ₽", "₽ 1,234,567.50"),
        ("0.1", "0,10 ₽", "₽ 0.10"),
        ("по договору", "по договору", "по договору"),
        ("NaN", "NaN", "NaN"),
    ],
)
def test_money_has_its_thousands_apart(value: str, ru: str, en: str) -> None:
    assert words.money(value, "ru").replace("\u00a0", " ") == ru
    assert words.money(value, "en").replace("\u00a0", " ") == en


@pytest.mark.parametrize(
    ("period", "ru", "en"),
    [
        ("P1Y", "каждый год", "every year"),
        ("P2Y", "каждые 2 года", "every 2 years"),
        ("P18M", "каждые 18 месяцев", "every 18 months"),
        ("P1D", "каждый день", "every day"),
        ("P7D", "каждые 7 дней", "every 7 days"),
        ("PT1H", "каждый час", "every hour"),
        ("PT36H", "каждые 36 часов", "every 36 hours"),
        ("PT90M", "каждые PT90M", "every PT90M"),
    ],
)
def test_how_often_something_comes_again(period: str, ru: str, en: str) -> None:
    assert words.every(period, "ru").replace("\u00a0", " ") == ru
    assert words.every(period, "en").replace("\u00a0", " ") == en
