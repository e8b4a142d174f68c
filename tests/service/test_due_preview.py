"""A term, shown on real days while it is written."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from service.definitions.due_preview import Preview, preview

ZONE = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)


def shown(text: str, kind: str = "due", language: str = "ru") -> Preview:
    return preview(text, kind, {"check_days": 10}, NOW, ZONE, language)


def test_a_term_is_counted_from_today_and_over_the_holidays():
    found = shown("days_after(now(), settings.check_days)")

    assert found.computed
    assert [line.replace("\u00a0", " ") for line in found.lines] == [
        "Если шаг откроется сегодня, 02.03.2026: 12.03.2026 = 02.03.2026 + 10 календарных дней",
        "Если шаг откроется 30.12.2026: 09.01.2027 = 30.12.2026 + 10 календарных дней",
    ]


def test_what_the_case_will_say_is_taken_to_be_that_day():
    found = shown("days_after(date(slot.date), 1)")

    assert found.lines[0].replace("\u00a0", " ").startswith("Если slot.date — 02.03.2026: 03.03.2026 = ")


def test_what_cannot_be_a_day_is_said_to_depend_on_the_case():
    found = shown("days_after(now(), application.days)")

    assert found == Preview(
        computed=False, lines=("Зависит от данных дела: application.days; посчитать заранее нельзя",)
    )


@pytest.mark.parametrize("text", ["days_after(now(), ", "days_after(now(), settings.no_such)", "1 + 1", '"soon"'])
def test_a_mistake_is_told_and_raises_nothing(text: str):
    found = shown(text)

    assert not found.computed
    assert found.lines


def test_timers_are_counted_as_the_engine_counts_them():
    assert shown("P10D", "timeDuration").lines[0].endswith("12.03.2026\u00a0= 02.03.2026 + 10\u00a0календарных дней")
    assert shown("PT2H", "timeDuration").lines[0].endswith("02.03.2026 12:00")
    assert shown("R3/P1D", "timeCycle").lines[0].endswith("03.03.2026 10:00")
    assert shown("R/P1M", "timeCycle").lines[0].endswith("02.04.2026 10:00")


def test_the_same_in_english():
    assert shown("days_after(now(), 10)", language="en").lines[0].startswith("If the step opens today, 02.03.2026: ")
