"""Timers: one way to understand them, no calendar arithmetic of the engine's, no end of time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.gate.timer_text import duration
from tests.processes.gate.drawing import Drawing, codes, found, straight, timer


def waiting(text: str, kind: str) -> Drawing:
    return straight().node("intermediateCatchEvent", "X", {"clause": "1"}, body=timer(text, kind)).path("S", "X", "E")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("timeDate", "2026-05-01T12:00:00+03:00"),
        ("timeDate", "2026-05-01T12:00:00Z"),
        ("timeDate", "days_after(case.started_at, 10)"),
        ("timeDuration", "P10D"),
        ("timeDuration", "P1M"),
        ("timeDuration", "P5Y"),
        ("timeDuration", "PT12H30M"),
        ("timeDuration", 'duration("PT24H")'),
        ("timeCycle", "R3/PT10M"),
        ("timeCycle", "R3/P1D"),
        ("timeCycle", "R2/2026-05-01T12:00:00+03:00/P7D"),
    ],
)
def test_a_clear_timer_is_clean(kind, text):
    assert codes(waiting(text, kind)) == []


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("timeDate", "2026-05-01T25", "timer.moment"),
        ("timeDate", "P10D", "timer.moment"),
        ("timeDate", "2026-05-01", "timer.naive"),
        ("timeDate", "2026-05-01T12:00:00", "timer.naive"),
        ("timeDate", '"2026-05-01T12:00:00"', "timer.naive"),
        ("timeDuration", "P", "timer.duration"),
        ("timeDuration", "PT", "timer.duration"),
        ("timeDuration", "P0.5Y", "timer.duration"),
        ("timeDuration", "P1DT12H", "timer.duration"),
        ("timeDuration", "-P1D", "timer.duration"),
        ("timeDuration", "PT0S", "timer.interval"),
        ("timeDuration", "P0D", "timer.interval"),
        ("timeDuration", "P101Y", "timer.far"),
        ("timeDuration", "P999999999Y", "timer.far"),
        ("timeCycle", "P1D", "timer.cycle"),
        ("timeCycle", "R/PT1H", "timer.unbounded"),
        ("timeCycle", "R-1/PT1H", "timer.cycle"),
        ("timeCycle", "R3/PT30S", "timer.interval"),
        ("timeCycle", "R3/PT0S", "timer.interval"),
        ("timeCycle", "R3/P1M", "timer.calendar"),
        ("timeCycle", "R3/2026-05-01/P1D", "timer.naive"),
        ("timeCycle", "0 0 9-17 * * MON-FRI", "timer.cron"),
        ("timeCycle", "0 */5 * * * ?", "timer.cron"),
    ],
)
def test_an_unclear_timer_is_refused(kind, text, code):
    assert found(waiting(text, kind), code) == ["X"]


def test_a_timer_without_a_time_is_refused():
    drawing = straight().node("intermediateCatchEvent", "X", {"clause": "1"}, body="<timerEventDefinition />")

    assert found(drawing.path("S", "X", "E"), "timer.empty") == ["X"]


@given(st.integers(1, 9999))
def test_days_last_as_long_as_their_hours(days):
    calendar, clock = duration(f"P{days}D"), duration(f"PT{24 * days}H")

    assert calendar is not None
    assert clock is not None
    assert calendar.length == clock.length
